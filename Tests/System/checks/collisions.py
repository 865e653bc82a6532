"""Asks a running Prometheus whether its rules get along: each can be evaluated, and no two write the same series.

usage: collisions.py PROMETHEUS_URL

Two recording rules that write one series say nothing: its value is by turns that of the one and of the other. So each
expression is evaluated once, and the series are compared. Python's standard library only.
"""

import collections
import json
import sys
import urllib.parse
import urllib.request


def get(url, path, **arguments):
    with urllib.request.urlopen(f"{url}{path}?{urllib.parse.urlencode(arguments)}", timeout=30) as response:
        return json.load(response)["data"]


def faults(url):
    """A sentence for each rule that fails, and for each series that several rules write."""
    found, writers = [], collections.defaultdict(list)
    for group in get(url, "/api/v1/rules")["groups"]:
        for number, rule in enumerate(group["rules"]):
            if rule.get("lastError") or rule["health"] == "err":
                found.append(f"{group['name']}: {rule['name']} cannot be evaluated: {rule.get('lastError')}")
            if rule["type"] == "recording":
                for series in written(url, rule):
                    writers[series].append(f"{group['name']}, rule {number + 1}")
    return found + [
        f"{name}{dict(labels)} is written by " + " and by ".join(by)
        for (name, labels), by in sorted(writers.items()) if len(by) > 1]


def written(url, rule):
    """The series that a recording rule would write now, as (name, labels)."""
    for sample in get(url, "/api/v1/query", query=rule["query"])["result"]:
        # A scalar has no labels of its own.
        labels = sample["metric"] if isinstance(sample, dict) else {}
        labels = {**{key: value for key, value in labels.items() if key != "__name__"}, **rule.get("labels", {})}
        yield rule["name"], tuple(sorted(labels.items()))


def main(url):
    found = faults(url)
    assert not found, "\n".join(found)
    print(f"no two of {sum(len(group['rules']) for group in get(url, '/api/v1/rules')['groups'])} rules collide")


if __name__ == "__main__":
    main(*sys.argv[1:])
