"""Evaluates rules over samples that are there already, each rule at every instant at once.

A rule may use what rules before it record. So they are put into levels: all rules of a level are asked for the whole
span, and what they say is added to the samples before the next level is asked. `for` and `keep_firing_for` are counted
as Prometheus counts them. What a rule recorded itself before is not seen.
"""

import json
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "checks"))

from scrapes import seconds  # noqa: E402
from servers import Server, free_port  # noqa: E402


class Rule:
    def __init__(self, rule, group):
        self.name, self.expression = rule.get("record") or rule["alert"], rule["expr"]
        self.is_alert, self.labels = "alert" in rule, rule.get("labels", {})
        self.waits, self.keeps = seconds(rule.get("for", "0s")), seconds(rule.get("keep_firing_for", "0s"))
        self.group = group
        text = re.sub(r'"[^"]*"', "", self.expression)
        self.uses = set(re.findall(r"[a-zA-Z_:][\w:]*", re.sub(r"\{[^}]*\}", "", text)))


def load(folders):
    """The rules of all files, in order."""
    paths = [path for folder in folders for path in (
        sorted(Path(folder).glob("*.yml")) if Path(folder).is_dir() else [Path(folder)])]
    return [
        Rule(rule, group["name"]) for path in paths for group in yaml.safe_load(path.read_text())["groups"]
        for rule in group["rules"]]


def levels(rules):
    """The rules by how many rules before them they need."""
    level, result = {}, []
    for _ in range(12):
        changed = False
        for rule in rules:
            needs = [
                level.get(id(other), 0) + 1 for other in rules if other is not rule and (
                    other.name in rule.uses if not other.is_alert else
                    "ALERTS" in rule.uses and other.name != rule.name and before(other, rule, rules))]
            found = max(needs, default=0)
            if level.get(id(rule), 0) != found:
                level[id(rule)], changed = found, True
        if not changed:
            break
    for number in sorted(set(level.values()) | {0}):
        result.append([rule for rule in rules if level.get(id(rule), 0) == number])
    return result


def before(other, rule, rules):
    """An alert that asks for ALERTS sees those of its group that stand before it."""
    return other.group == rule.group and rules.index(other) < rules.index(rule)


class Database(Server):
    """A Prometheus over blocks. A missing scrape or a rule without a value leaves a gap, as after a marker of
    staleness: a sample holds for less than a step."""

    def __init__(self, folder, step):
        config = Path(folder).parent / "prometheus.yml"
        config.write_text("global: {scrape_interval: 1h}\n")
        address = f"127.0.0.1:{free_port()}"
        super().__init__(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}", "--log.level=error",
             "--storage.tsdb.retention.time=100y", f"--web.listen-address={address}",
             f"--query.lookback-delta={step - 1}s", "--query.max-samples=500000000", "--query.timeout=10m"], address)

    def range(self, query, start, end, step):
        """All series of a query at every step, as (labels, [(time, value)])."""
        series = {}
        while start <= end:
            until = min(end, start + 10000 * step)
            form = urllib.parse.urlencode({"query": query, "start": start, "end": until, "step": step}).encode()
            try:
                with urllib.request.urlopen(self.url + "/api/v1/query_range", form, timeout=600) as response:
                    result = json.load(response)["data"]["result"]
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{query}: {error.read().decode()}") from None
            for each in result:
                labels = {key: value for key, value in each["metric"].items() if key != "__name__"}
                series.setdefault(json.dumps(labels, sort_keys=True), []).extend(
                    (float(at), value) for at, value in each["values"])
            start = until + step
        # Sorted: without their names, the sides of an `or` are one series.
        return [(json.loads(labels), sorted(values)) for labels, values in series.items()]


def add_blocks(samples, folder):
    """Adds samples of the text format with times to the blocks."""
    subprocess.run(
        ["promtool", "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=240h", "-q", samples, folder],
        check=True, stdout=subprocess.DEVNULL)


def sample_line(name, labels, value, at):
    text = ",".join(f'{key}={json.dumps(value, ensure_ascii=False)}' for key, value in labels.items())
    return f"{name}{{{text}}} {value} {at:.0f}\n"


def firing(values, step, waits, keeps):
    """The times at which an alert with these values fires; each value is (time, text)."""
    active = dict(values)
    if not active:
        return []
    times, since, kept, is_firing = [], None, None, False
    at, last = min(active), max(active)
    while at <= last + keeps + step:
        if at in active:
            since, kept = at if since is None else since, None
            is_firing = is_firing or at - since >= waits
        elif is_firing and keeps:
            kept = at if kept is None else kept
            if at - kept >= keeps:
                since, is_firing = None, False
        else:
            since, is_firing = None, False
        if is_firing:
            times.append(at)
        at += step
    return times


def evaluate(folder, samples, rules, start, end, step):
    """Evaluates the rules over a file of samples. Returns for each alert [(labels, times at which it fires)]."""
    blocks = f"{folder}/blocks"
    shutil.rmtree(blocks, ignore_errors=True)
    add_blocks(samples, blocks)
    alerts = {}
    for number, level in enumerate(levels(rules)):
        recorded = {}
        with Database(blocks, step) as database:
            for rule in level:
                found = database.range(rule.expression, start, end, step)
                if not rule.is_alert:
                    recorded.setdefault(rule.name, []).extend(({**labels, **rule.labels}, v) for labels, v in found)
                    continue
                alerts[rule.name] = []
                for labels, values in found:
                    times = firing(values, step, rule.waits, rule.keeps)
                    labels = {**labels, **rule.labels}
                    if times:
                        alerts[rule.name].append((labels, times))
                        told = {**labels, "alertname": rule.name, "alertstate": "firing"}
                        recorded.setdefault("ALERTS", []).append((told, [(at, 1) for at in times]))
        lines = [
            sample_line(name, labels, value, at)
            for name, series in recorded.items() for labels, values in series for at, value in values]
        if lines:
            path = f"{folder}/level{number}.om"
            Path(path).write_text("".join(lines) + "# EOF\n")
            add_blocks(path, blocks)
    return alerts
