"""Makes a day of a data set and says which incidents its alerts find, how soon, and what else they say.

usage: detection.py SET --binary=BINARY [--simulator=BINARY] [--profile=P] [--from=DATE] [--seed=N]
       [--intensity=0.5,1,2] [--scenarios=A,B] [--lead=H] [--quiet [--hours=H]] [--pairs=A+B,C+D] [--step=S]
       [--keep=DIR] [--replay]

What must be found and how soon stands in the catalogue: `expect` of a scenario. Without further flags the day has each
scenario at each intensity, shuffled by the seed, one after another, half an hour apart or as long as the longest needs.
--quiet makes a day without incidents: no alert may fire. --pairs makes incidents that look alike: back to back in both
orders, overlapping in both orders, and begun together. --lead lets so many hours pass before the first incident, for
rules that compare with earlier days. --replay judges the day in a real replay at speed 600: see replayed.py.

An incident is found if its alert fires within the stated time; at an intensity below 1 after so much longer as the
symptoms are weaker. An alert is false outside of the incidents that it belongs to (as the alert that is expected, by
its label `scenario`, or because the expected alert `explains` it) and the ten minutes after them. Prints a table in
Markdown; the exit status is 1 if something was missed, late or false. Needs what judge.py needs.
"""

import argparse
import collections
import datetime
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

import judge
import replayed
import rules
from judge import ROOT
from nearest import nearest
from scrapes import seconds

AFTERWARDS = 600
SLOT = 1800


class Scenario:
    # Of a judge that knows times only roughly.
    slack = 0

    def __init__(self, node):
        self.id, self.duration = node["id"], seconds(node["duration"])
        self.alert, self.within = node["expect"]["alert"], seconds(node["expect"]["within"])

    def bound(self, intensity):
        """Seconds within which an incident must be found."""
        return self.within / min(1.0, intensity) + self.slack


def alone(scenarios, intensities, chance):
    """[(offset, scenario, intensity)]: each once, and those of one scenario well apart, as far as there are others."""
    each = [(scenario, intensity) for scenario in scenarios for intensity in intensities]
    for apart in (4, 3, 2, 1):
        for _ in range(2000):
            chance.shuffle(each)
            if all(each[i][0] is not each[j][0]
                   for i in range(len(each)) for j in range(i + 1, min(i + apart, len(each)))):
                return laid_out([[(0, scenario, intensity)] for scenario, intensity in each], chance)
    raise AssertionError("no order")


def pairs(named, intensities, chance):
    """Groups of two scenarios: one after the other, one in the midst of the other, and together."""
    groups = []
    for one, other in named:
        for x in intensities:
            for a, b in ((one, other), (other, one)):
                groups.append([(0, a, x), (a.duration, b, x)])
                groups.append([(0, a, x), (a.duration // 2, b, x)])
            groups.append([(0, one, x), (0, other, x)])
    return laid_out(groups, chance, rest=SLOT)


def laid_out(groups, chance, rest=AFTERWARDS):
    """The groups one after another. After each is a rest, so that a long window is empty again."""
    found, at = [], 900  # the first windows must be full
    for group in groups:
        shift = at + chance.randrange(180)
        found += [(shift + offset, scenario, intensity) for offset, scenario, intensity in group]
        length = max(offset + scenario.duration for offset, scenario, _ in group)
        at += max(1, -(-(length + rest) // SLOT)) * SLOT
    return found, -(-(at + SLOT) // 3600)


def make(options, folder, incidents, hours):
    path = Path(folder) / "incidents.yml"
    path.write_text("".join(
        f"- {{at: {at + int(options.lead * 3600)}s, scenario: {scenario.id}, intensity: {intensity:g}}}\n"
        for at, scenario, intensity in incidents) or "[]\n")
    command = [
        options.simulator, "history", f"--set={options.set}", f"--from={options.day}T00:00:00Z",
        f"--hours={hours + options.lead:g}", f"--seed={options.seed}", f"--incidents={path}",
        f"--output-dir={folder}/made"]
    profile = [f"--profile={options.profile}"] if options.profile else []
    if subprocess.run(command + profile, stdout=subprocess.DEVNULL).returncode:
        sys.exit(1)  # the simulator has said why
    return Path(folder) / "made"


class Outcome:
    """What the alerts said on a day, beside the truth."""

    def __init__(self, scenarios, found, truth, own):
        self.scenarios = {each.id: each for each in scenarios}
        self.found, self.truth = found, [each for each in truth if each.scenario in self.scenarios]
        self.explains = {rule.name: rule.labels.get("explains", "") for rule in own if rule.is_alert}
        self.delays = {id(incident): self.delay(incident) for incident in self.truth}
        self.false = [each for each in found if not any(self.belongs(each, incident) for incident in self.truth)]

    def delay(self, incident):
        """Seconds until the expected alert fired, or None; 0 if it still fired because of an incident before."""
        scenario = self.scenarios[incident.scenario]
        return min((
            max(0.0, first - incident.start) for name, _, _, first, last in self.found
            if name == scenario.alert and last >= incident.start and first <= self.latest(incident)), default=None)

    def latest(self, incident):
        """Until when an alert may begin because of an incident."""
        bound = self.scenarios[incident.scenario].bound(incident.intensity)
        return max(incident.end + AFTERWARDS, incident.start + bound)

    def belongs(self, stretch, incident):
        name, _, labels, first, last = stretch
        alert = self.scenarios[incident.scenario].alert
        is_explained = re.fullmatch(self.explains.get(alert) or "-", name) is not None
        if is_explained and "scenario" not in labels:
            return last >= incident.start  # such as a budget of thirty days: it may run out long after an outage
        return last >= incident.start and first <= self.latest(incident) and (
            name == alert or incident.scenario in labels.get("scenario", "").split("|") or is_explained)

    def held(self, incident):
        delay = self.delays[id(incident)]
        return delay is not None and delay <= self.scenarios[incident.scenario].bound(incident.intensity)

    def text(self, incident):
        delay = self.delays[id(incident)]
        if not delay:
            return "missed" if delay is None else "still firing"
        return f"{delay:.0f}" if self.held(incident) else f"**{delay:.0f}**"


def print_table(outcome):
    """A line for each scenario."""
    intensities = sorted({each.intensity for each in outcome.truth})
    print("| scenario | alert | within | " + " | ".join(f"×{x:g}" for x in intensities) + " | missed | false |")
    print("|---|---|--:|" + "--:|" * (len(intensities) + 2))
    false = collections.Counter(name for name, *_ in outcome.false)
    for scenario in outcome.scenarios.values():
        mine = [each for each in outcome.truth if each.scenario == scenario.id]
        cells = [", ".join(outcome.text(each) for each in mine if each.intensity == x) for x in intensities]
        missed = sum(outcome.delays[id(each)] is None for each in mine)
        print(f"| {scenario.id} | {scenario.alert} | {scenario.within} | {' | '.join(cells)} | {missed} "
              f"| {false.pop(scenario.alert, 0)} |")
    for name, number in sorted(false.items()):
        print(f"| – | {name} | – |{' |' * len(intensities)} | {number} |")


def print_pairs(outcome):
    """A line for each incident, in order."""
    print("| incident | scenario | intensity | alert | delay | bound |")
    print("|---|---|--:|---|--:|--:|")
    for each in sorted(outcome.truth, key=lambda each: each.start):
        scenario = outcome.scenarios[each.scenario]
        print(f"| {judge.text(each.start)} to {judge.text(each.end)} | {each.scenario} | {each.intensity:g} "
              f"| {scenario.alert} | {outcome.text(each)} | {scenario.bound(each.intensity):.0f} |")


def print_quiet(own, found, shares):
    """A line for each alert of the set, and for those of the exporter that fired."""
    print("| alert | fired | quiet max |")
    print("|---|--:|--:|")
    for rule in own:
        number = sum(name == rule.name for name, *_ in found)
        if rule.is_alert and (rule.name in shares or number):
            reached = shares.get(rule.name)
            print(f"| {rule.name} | {number} | {'–' if reached is None else f'{100 * min(reached, 99):.0f} %'} |")


def print_false(outcome):
    for name, _, labels, first, last in sorted(outcome.false, key=lambda each: each[3]):
        during = [each.scenario for each in outcome.truth
                  if last >= each.start and first <= outcome.latest(each)]
        told = {key: value for key, value in labels.items() if key not in (
            "job", "instance", "severity", "tier", "scenario", "explains", "__name__", "alertname", "alertstate")}
        print(f"false: {name} {told or ''} {judge.text(first)} to {judge.text(last)}, during {during or 'nothing'}")


def main():
    options = arguments()
    for part in ("simulation.yml", "rules"):
        if not (options.set / part).exists():
            sys.exit(f"cannot judge {options.set}: it has no {part}; want a data set with its catalogue and its rules")
    catalogue = yaml.safe_load((options.set / "simulation.yml").read_text())
    scenarios = [Scenario(node) for node in catalogue.get("scenarios", []) if "expect" in node]
    by_id = {each.id: each for each in scenarios}
    for named in re.split(r"[,+]", ",".join(filter(None, (options.scenarios, options.pairs)))):
        if named and named not in by_id:
            sys.exit(f"got the scenario {named}; want {', '.join(by_id)}")
    chosen = [by_id[each] for each in options.scenarios.split(",")] if options.scenarios else scenarios
    intensities = [float(each) for each in options.intensity.split(",")]
    chance = random.Random(options.seed)
    if options.quiet:
        incidents, hours = [], options.hours
    elif options.pairs:
        named = [[by_id[each] for each in pair.split("+")] for pair in options.pairs.split(",")]
        incidents, hours = pairs(named, [1.0] if options.intensity == "0.5,1,2" else intensities, chance)
    else:
        incidents, hours = alone(chosen, intensities, chance)
    began = time.monotonic()
    folders = [ROOT / "prometheus/rules", options.set / "rules"]
    own, shares = rules.load(folders), {}
    alerts = {rule.name for rule in own if rule.is_alert}
    for each in chosen:
        if each.alert not in alerts:
            sys.exit(f"{each.id} expects {each.alert}, which is no alert; want one of {', '.join(sorted(alerts))}")

    def ask(database, start, end):
        for rule in rules.load(folders[1:]):
            if rule.is_alert:
                shares[rule.name] = nearest(database, rule.expression, start, end, options.step)

    with tempfile.TemporaryDirectory() as work:
        if options.keep:
            Path(options.keep).mkdir(parents=True, exist_ok=True)
        folder = make(options, options.keep or work, incidents, hours)
        mapping = options.set / "history.yml"
        mapping = mapping if mapping.exists() else options.set / "mapping.yml"
        if options.replay:
            Scenario.slack = replayed.SLACK
            found = replayed.judge(folder, options.binary, options.set, mapping)
        else:
            found, _ = judge.judge(
                folder, options.binary, hours + options.lead - options.step / 3600, folders=folders, mapping=mapping,
                step=options.step, ask=ask if options.quiet else None)
        truth = judge.incidents(folder / "incidents.csv") if (folder / "incidents.csv").exists() else []
    outcome = Outcome(scenarios, found, truth, own)
    outcome.scenarios = {each.scenario: by_id[each.scenario] for each in sorted(truth, key=lambda each: each.scenario)}
    if options.quiet:
        print_quiet(own, found, shares)
    elif options.pairs:
        print_pairs(outcome)
    else:
        print_table(outcome)
    print()
    print_false(outcome)
    held = [outcome.held(each) for each in outcome.truth]
    print(f"{options.set.name}, {options.profile or 'first profile'}, {weekday(options.day)}, seed {options.seed}: "
          f"{len(held)} incidents, {held.count(False)} missed or late, {len(outcome.false)} false stretches; "
          f"{time.monotonic() - began:.0f} s")
    sys.exit(not all(held) or bool(outcome.false))


def weekday(day):
    return datetime.date.fromisoformat(day).strftime("%A %Y-%m-%d")


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--simulator")
    parser.add_argument("--profile")
    parser.add_argument("--from", dest="day", default="2026-03-02")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--intensity", default="0.5,1,2")
    parser.add_argument("--scenarios")
    parser.add_argument("--lead", type=float, default=0)
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--pairs")
    parser.add_argument("--step", type=int, default=15)
    parser.add_argument("--keep")
    parser.add_argument("--replay", action="store_true")
    options = parser.parse_args()
    options.simulator = options.simulator or Path(options.binary).resolve().parent / "bank_simulator"
    return options


if __name__ == "__main__":
    main()
