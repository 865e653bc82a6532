"""Says which alerts fire on made days, beside what really happened.

usage: judge.py FOLDER --binary=BINARY [--hours=H] [--break=AT:WHAT] [--lost=SHARE] [--rules=FOLDER ...]

FOLDER has the files that `bank_simulator history` made and its incidents.csv. The real exporter folds them at each
event minute, and a real Prometheus evaluates the rules as they are written, at speed 1: a day takes about ten seconds.
Breaks of the replay can be tried too, several with several flags: --break=10h:seek:8h, 10h:pause:30m, 10h:restart,
10h:loop, 10h:speed:0.17:1h. What fires when is told in event time. Needs prometheus on the PATH, and PyYAML.
"""

import argparse
import csv
import datetime
import re
import tempfile
import time
from pathlib import Path

import rules
import scrapes

ROOT = Path(__file__).resolve().parents[3]


class Incident:
    def __init__(self, number, scenario, start, end, intensity=1.0):
        self.number, self.scenario, self.start, self.end, self.intensity = number, scenario, start, end, intensity


def incidents(path):
    """The incidents of a truth file."""
    found = {}
    for row in csv.DictReader(open(path)):
        if row["event"] == "known":
            continue
        at = datetime.datetime.fromisoformat(row["timestamp"].replace("Z", "+00:00")).timestamp()
        if row["event"] == "start":
            found[row["incident"]] = Incident(
                row["incident"], row["scenario"], at, float("inf"), float(row["intensity"]))
        elif row["incident"] in found:
            found[row["incident"]].end = at
    return list(found.values())


def stretches(times, step):
    """The first and last of each run of times."""
    runs = []
    for at in times:
        if runs and at - runs[-1][1] <= step:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    return runs


def judge(folder, binary, hours=None, breaks=(), lost=0.0, folders=None, mapping=None, step=60, ask=None):
    """Returns the stretches [(alert, severity, labels, first, last)] in event time, and the event times of scrapes.
    `ask` gets the database, the first and the last instant while the samples are still there."""
    folders = folders or [ROOT / "prometheus/rules", ROOT / "data/payments/rules"]
    own = rules.load(folders)
    names = {name for rule in own for name in rule.uses}
    folder = Path(folder)
    with tempfile.TemporaryDirectory() as work:
        linked = Path(work) / "set"
        linked.mkdir()
        for file in folder.glob("*.csv"):
            (linked / file.name).symlink_to(file.resolve())
        (linked / "mapping.yml").write_text(Path(mapping or ROOT / "data/payments/history.yml").read_text())
        start, end = span(folder)
        length = (hours * 3600 if hours else end - start) // step * step
        samples = f"{work}/scrapes.om"
        clock = scrapes.record(
            binary, linked / "mapping.yml", start, length, step,
            lambda name: name in names or re.sub(r"_(bucket|sum|count)$", "", name) in names, samples, breaks, lost)
        with open(samples, "a") as out:
            out.write("# EOF\n")
        alerts = rules.evaluate(work, samples, own, start + step, start + length, step)
        if ask:
            with rules.Database(f"{work}/blocks", step) as database:
                ask(database, start + step, start + length)
    found = []
    severities = {rule.name: rule.labels.get("severity", "") for rule in own if rule.is_alert}
    for name, series in alerts.items():
        for labels, times in series:
            for first, last in stretches(times, step):
                found.append((name, severities[name], labels, first, last))
    return found, clock


def span(folder):
    """The first instant of a made folder and the last, in seconds since 1970."""
    first, last = float("inf"), 0.0
    for path in folder.glob("*.csv"):
        if path.name == "incidents.csv":
            continue
        for cell in ends(path):
            try:
                at = datetime.datetime.fromisoformat(cell[:19] + "+00:00").timestamp()
            except ValueError:
                continue  # a table by the hour, whose day is in the mapping
            first, last = min(first, at), max(last, at)
    return int(first), int(last) + 60


def ends(path):
    """The times of the first and the last record of a file, which may be large."""
    with open(path, "rb") as file:
        header, first = file.readline(), file.readline()
        file.seek(max(-65536, -path.stat().st_size), 2)
        lines = [header, first, file.read().splitlines()[-1]] if first else [header]
    names, *records = csv.reader(line.decode() for line in lines)
    column = names.index("timestamp") if "timestamp" in names else 0
    return [record[column] for record in records]


def text(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%a %d %H:%M")


def report(found, truth, clock):
    """Prints each stretch beside the incidents that were going on, and each incident."""
    for incident in truth:
        print(f"truth     {text(incident.start)} to {text(min(incident.end, 4e9))}  {incident.scenario}")
    for name, severity, labels, first, last in sorted(found, key=lambda each: each[3]):
        begin, end = clock.get(first, first), clock.get(last, last)
        during = [each for each in truth if each.start <= begin and begin < each.end + 2 * 3600]
        told = ", ".join(
            f"{each.scenario} +{(begin - each.start) / 60:.0f} min"
            + (f", {(end - each.end) / 60:+.0f} min after its end" if each.end < 4e9 else "") for each in during)
        name = f"{name} {labels.get('source', '')}".strip()
        print(f"{severity:9} {text(begin)} to {text(end)}  {name}  {told or '(nothing happened)'}")
    counts = {}
    for _, severity, *_ in found:
        counts[severity] = counts.get(severity, 0) + 1
    print(", ".join(f"{number} {severity}" for severity, number in sorted(counts.items())) or "no alert")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--hours", type=float)
    parser.add_argument("--break", dest="breaks", action="append", default=[], type=scrapes.Break)
    parser.add_argument("--lost", type=float, default=0.0)
    parser.add_argument("--rules", action="append")
    parser.add_argument("--mapping")
    arguments = parser.parse_args()
    began = time.monotonic()
    found, clock = judge(
        arguments.folder, arguments.binary, arguments.hours, arguments.breaks, arguments.lost, arguments.rules,
        arguments.mapping)
    truth = Path(arguments.folder) / "incidents.csv"
    report(found, incidents(truth) if truth.exists() else [], clock)
    print(f"judged in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
