"""Compares the families of the e-banking data set with a table of what was published: names, types, labels with all
their values, buckets, and the range of gauges. Then a real Prometheus is asked the queries of the README.

usage: ebanking.py BINARY

Needs PyYAML, and prometheus on the PATH. The table is ebanking_families.yml beside this file, not the mapping.
"""

import itertools
import re
import sys
import tempfile
import time
from pathlib import Path

import yaml

from exporter import Exporter, samples
from servers import Prometheus

ROOT = Path(__file__).resolve().parents[3]
SET = ROOT / "data/ebanking"
TABLE = Path(__file__).with_name("ebanking_families.yml")
# What each query of the README gives for each environment, on the committed night.
EXPECTED = {
    "transactions a second": (0.5, 12), "success": (0.8, 1), "p95": (0.1, 0.5), "faults": (0, 0.05),
    "fraud alerts per minute": (0, 5), "critical": (0, 30)}


class Scrape:
    """The series of a scrape, by family, as (labels, suffix of the name, value)."""

    def __init__(self, text):
        self.types = dict(re.findall(r"(?m)^# TYPE (ebanking_\S+) (\S+)", text))
        self.series = {name: [] for name in self.types}
        for series, value in samples(text).items():
            name, labels = re.fullmatch(r"(\w+)(?:\{(.*)\})?", series).groups()
            family = name if name in self.types else re.sub(r"_(bucket|sum|count)$", "", name)
            if family in self.types:
                pairs = dict(re.findall(r'(\w+)="([^"]*)"', labels or ""))
                self.series[family].append((pairs, name[len(family):], float(value)))


def faults(name, wanted, scrape, environments):
    # The text format has no info: it is a gauge there.
    kind = {"info": "gauge"}.get(wanted["type"], wanted["type"])
    if scrape.types[name] != kind:
        yield f"{name}: got the type {scrape.types[name]}; want {kind}"
    found = scrape.series[name]
    values = [value for *_, value in found]
    if "range" in wanted and not wanted["range"][0] <= min(values) <= max(values) <= wanted["range"][1]:
        yield f"{name}: got {min(values)} to {max(values)}; want {wanted['range']}"
    if "patterns" in wanted:
        yield from pattern_faults(name, wanted["patterns"], found, environments)
        return
    labels = {"environment": environments, **wanted["labels"]}
    names = set(labels)
    if wanted["type"] == "histogram":
        bounds = sorted({float(pairs["le"]) for pairs, suffix, _ in found if suffix == "_bucket"})
        if bounds != [*wanted["buckets"], float("inf")]:
            yield f"{name}: got the buckets {bounds}; want {wanted['buckets']}"
        found = [each for each in found if each[1] == "_count"]
    other = {frozenset(pairs) for pairs, *_ in found} - {frozenset(names)}
    if other:
        yield f"{name}: got the labels {sorted(map(sorted, other))}; want {sorted(names)}"
        return
    got = {tuple(pairs[label] for label in labels) for pairs, *_ in found}
    want = set(itertools.product(*labels.values()))
    yield from (f"{name}: got {dict(zip(labels, each))}, which was not published" for each in sorted(got - want))
    yield from (f"{name}: got no {dict(zip(labels, each))}" for each in sorted(want - got))


def pattern_faults(name, patterns, found, environments):
    if sorted(pairs.get("environment") for pairs, *_ in found) != sorted(environments):
        yield f"{name}: want one series for each environment; got {[pairs for pairs, *_ in found]}"
    for pairs, *_ in found:
        if pairs.keys() != {"environment", *patterns}:
            yield f"{name}: got the labels {sorted(pairs)}; want {sorted(['environment', *patterns])}"
            continue
        yield from (
            f"{name}: got {label}={pairs[label]}; want {pattern}" for label, pattern in patterns.items()
            if not re.fullmatch(pattern, pairs[label]))


def check_families(binary):
    table = yaml.safe_load(TABLE.read_text())
    flags = [f"--config.file={SET}/mapping.yml", "--replay.speed=max", "--no-replay.loop"]
    with Exporter(binary, *flags) as exporter:
        exporter.wait_until("finished")
        scrape = Scrape(exporter.get())
    families = table["families"]
    found = [f"{name} was not published" for name in sorted(scrape.types.keys() - families.keys())]
    found += [f"there is no {name}" for name in sorted(families.keys() - scrape.types.keys())]
    found += [
        fault for name in families if name in scrape.types
        for fault in faults(name, families[name], scrape, table["environment"])]
    assert not found, "\n".join(found)
    lines = sum(map(len, scrape.series.values()))
    print(f"{len(families)} families with {lines} lines are as they were published")
    return table["environment"]


def check_queries(binary, environments):
    text = (SET / "README.md").read_text()
    queries = re.search(r"Queries to begin with.*?```\n(.*?)```", text, re.DOTALL)[1].splitlines()
    assert len(queries) == len(EXPECTED), f"README.md has {len(queries)} queries; want {len(EXPECTED)}"
    flags = [f"--config.file={SET}/mapping.yml", "--replay.speed=60", "--replay.wait-for-scrape"]
    with tempfile.TemporaryDirectory() as folder, Exporter(binary, *flags) as exporter:
        config = Path(folder, "prometheus.yml")
        config.write_text(
            "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\nscrape_configs:\n"
            f"  - {{job_name: csv_exporter, static_configs: [{{targets: ['{exporter.url[7:]}']}}]}}\n")
        with Prometheus(folder, config) as prometheus:
            # Ten event minutes, half of a pass, are a full window of eight; the README has an event hour.
            time.sleep(10)
            for (what, (least, most)), query in zip(EXPECTED.items(), queries):
                query = query.replace("[1m]", "[8s]")
                result = {
                    each["metric"].get("environment"): float(each["value"][1]) for each in prometheus.query(query)}
                assert sorted(result) == sorted(environments), f"{what}: got {result}: {query}"
                wrong = {name: value for name, value in result.items() if not least <= value <= most}
                assert not wrong, f"{what}: got {wrong}; want {least} to {most}: {query}"
                print(f"{what}: " + ", ".join(f"{name} {value:.3g}" for name, value in sorted(result.items())))


def main(binary):
    check_queries(binary, check_families(binary))


if __name__ == "__main__":
    main(*sys.argv[1:])
