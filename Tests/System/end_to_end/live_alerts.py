"""Causes each scenario of the data sets in a live stack, and checks that its alert arrives at Alertmanager in time.

usage: live_alerts.py BINARY [--sets=A,B] [--scenarios=A,B] [--longest=20m] [--waves=4] [--quiet=1h] [--shape=NAME]
           [--past=26h]

Simulator, exporters, Prometheus and Alertmanager are real and run on loopback, at speed 1. What must be found and how
soon stands in the catalogues: `expect` of a scenario. The scenarios of a set happen in waves of several at once; those
that follow each other in the catalogue, and look alike, are in different waves. Scenarios that need longer than
--longest are left out and told. An alert that belongs to no incident of the run is a fault. --quiet causes nothing for
so long: then no alert may fire. --past gives Prometheus so many hours before the start: two alerts compare with
yesterday (`approvals-halved` of payments, `EB-009` of ebanking). Needs prometheus, prometheus-alertmanager and PyYAML,
and `bank_simulator` in the folder of `csv_exporter`. Prints a table in Markdown.
"""

import argparse
import datetime
import re
import sys
import tempfile
import time

import yaml

import live_stack
from live_stack import ROOT, LiveStack

sys.path.insert(0, str(ROOT / "Tests/System/checks"))

import collisions  # noqa: E402

# How long the rules need before they judge: their windows of ten minutes must be full.
WARM_UP = 660
# A line of progress so often.
PROGRESS = 300


def seconds(text):
    units = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([dhms])", text))


def clock(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%H:%M:%S")


class Incident:
    """A scenario that is caused once."""

    def __init__(self, name, node):
        self.set, self.id = name, node["id"]
        self.alert, self.within = node["expect"]["alert"], seconds(node["expect"]["within"])
        self.number = self.start = self.seen = None

    def begin(self, simulator):
        answer = simulator.begin(self.id)
        self.number = answer["incident"]
        self.start = datetime.datetime.fromisoformat(answer["start"].replace("Z", "+00:00")).timestamp()

    @property
    def is_late(self):
        return self.seen is None or self.seen - self.start > self.within

    @property
    def is_over(self):
        """Whether it is found, or can be found no more: a late alert is still told."""
        return self.seen is not None or time.time() > self.start + 2 * self.within

    def line(self):
        seen = "missed" if self.seen is None else f"{self.seen - self.start:.0f}"
        seen = f"**{seen}**" if self.is_late else seen
        return f"| {self.set} | {self.id} | {self.alert} | {clock(self.start)} | {self.within} | {seen} |"


class Waves:
    """The incidents of one data set, some at once."""

    def __init__(self, incidents, number):
        self.waves = [incidents[first::number] for first in range(min(number, len(incidents)))]
        self.present = []

    def advance(self, simulator):
        """Ends what is found, and begins the next wave when all of the present one is over."""
        for incident in self.present:
            if incident.is_over and incident.number:
                simulator.end(incident.number)
                incident.number = None
        if all(incident.is_over for incident in self.present):
            self.present = self.waves.pop(0) if self.waves else []
            for incident in self.present:
                incident.begin(simulator)
        return bool(self.present)


class Alerts:
    """What arrived at Alertmanager since the start, by data set and name: when, and with which labels."""

    def __init__(self, stack):
        self.stack, self.arrived, self.without_runbook = stack, {}, set()

    def look(self):
        for alert in self.stack.alertmanager.alerts():
            labels, name = alert["labels"], alert["labels"]["alertname"]
            key = re.sub("exporter-|:.*", "", labels.get("instance", "")), name
            # When it fired last, so that an alert of a wave before is not taken for this one's.
            begins = datetime.datetime.fromisoformat(re.sub(r"[.].*|Z$", "", alert["startsAt"]) + "+00:00").timestamp()
            if self.arrived.get(key, (0, None))[1] != (begins, labels):
                if key not in self.arrived:
                    print(f"{clock(time.time())} {key[0]}: {name}", flush=True)
                self.arrived[key] = (time.time(), (begins, labels))
            if not alert["annotations"].get("runbook_url"):
                self.without_runbook.add(name)

    def match(self, incidents):
        for incident in incidents:
            at, _ = self.arrived.get((incident.set, incident.alert), (0, None))
            if incident.seen is None and at > incident.start:
                incident.seen = at

    def false(self, incidents, explains):
        """The alerts that belong to no incident of the run, as (data set, alert)."""
        for (name, alert), (_, (_, labels)) in sorted(self.arrived.items()):
            mine = [each for each in incidents if each.set == name and each.start]
            if not any(
                    alert == each.alert or each.id in labels.get("scenario", "").split("|")
                    or re.fullmatch(explains.get(each.alert) or "-", alert) for each in mine):
                yield name, alert


def catalogue(name, options):
    """The incidents of a data set, and the sentences about those that are left out."""
    nodes = yaml.safe_load((ROOT / f"data/{name}/simulation.yml").read_text())["scenarios"]
    wanted = [Incident(name, node) for node in nodes if "expect" in node]
    if options.scenarios:
        return [each for each in wanted if each.id in options.scenarios.split(",")], []
    return (
        [each for each in wanted if each.within <= seconds(options.longest)],
        [f"{each.id} ({each.alert} within {each.within} s)" for each in wanted
         if each.within > seconds(options.longest)])


def explanations(prometheus):
    groups = prometheus.get("/api/v1/rules?type=alert")["data"]["groups"]
    return {rule["name"]: rule["labels"].get("explains", "") for group in groups for rule in group["rules"]}


def wait(stack, alerts, length, until=lambda: False):
    """Looks at Alertmanager every second."""
    began = told = time.monotonic()
    while time.monotonic() < began + length and not until():
        alerts.look()
        if time.monotonic() > told + PROGRESS:
            told = time.monotonic()
            print(f"{clock(time.time())} {told - began:.0f} s", flush=True)
        time.sleep(1)


def health(stack):
    """The faults of the run itself."""
    prometheus, found = stack.prometheus, collisions.faults(stack.prometheus.url)
    for name in stack.sets:
        instance = f'instance="exporter-{name}:8081"'
        answered = float(prometheus.query(f"avg_over_time(up{{{instance}}}[1d])")[0]["value"][1])
        records = float(prometheus.query(f"sum(csv_exporter_records_total{{{instance}}})")[0]["value"][1])
        rejected = prometheus.query(f"sum(csv_exporter_records_rejected_total{{{instance}}}) > 0")
        judged = prometheus.query(f"avg_over_time(instance:csv_exporter_verdict:bool{{{instance}}}[1d])")
        print(f"{name}: {answered:.1%} of the scrapes answered, {records:.0f} records, "
              f"judged {float(judged[0]['value'][1]) if judged else 0:.0%} of the time")
        if answered < 0.95 or rejected:
            found.append(f"{name}: {answered:.1%} of the scrapes answered; rejected: {rejected}")
    failures = prometheus.query("sum(prometheus_rule_evaluation_failures_total) > 0")
    return found + [f"rules could not be evaluated: {failures}" for _ in failures]


def run(stack, options):
    alerts = Alerts(stack)
    print(f"{clock(time.time())} the windows fill for {WARM_UP} s", flush=True)
    wait(stack, alerts, WARM_UP)
    chosen = {name: catalogue(name, options) for name in stack.sets}
    incidents = [] if options.quiet else [each for found, _ in chosen.values() for each in found]
    if options.quiet:
        wait(stack, alerts, seconds(options.quiet))
    else:
        sets = [Waves(found, options.waves) for found, _ in chosen.values()]

        def are_over():
            alerts.match(incidents_begun(incidents))
            return not any([each.advance(stack.simulator) for each in sets])

        wait(stack, alerts, 86400, are_over)
        print("\n| data set | scenario | alert | begun (UTC) | within (s) | seen after (s) |")
        print("|---|---|---|---|--:|--:|")
        print("\n".join(each.line() for each in incidents))
        for name, (_, left) in chosen.items():
            if left:
                print(f"\nleft out of {name}: " + ", ".join(left))
    false = [f"false alert: {alert} of {name}" for name, alert in alerts.false(
        incidents, explanations(stack.prometheus))]
    print(f"\nfalse alerts: {len(false)}")
    late = [f"{each.id}: {each.alert} was not seen within {each.within} s" for each in incidents if each.is_late]
    return late + false + health(stack) + [f"{each} has no runbook_url" for each in sorted(alerts.without_runbook)]


def incidents_begun(incidents):
    return [each for each in incidents if each.start]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--sets", default=",".join(live_stack.MAPPINGS))
    parser.add_argument("--scenarios", default="")
    parser.add_argument("--longest", default="20m")
    parser.add_argument("--waves", type=int, default=4)
    parser.add_argument("--quiet", default="")
    parser.add_argument("--shape", default="", choices=("", "day", "flat"))
    parser.add_argument("--past", default="0h")
    return parser.parse_args()


def main():
    options = arguments()
    flags = [f"--shape={options.shape}"] if options.shape else []
    with tempfile.TemporaryDirectory() as folder:
        with LiveStack(options.binary, folder, options.sets.split(","), seconds(options.past), *flags) as stack:
            faults = run(stack, options)
    assert not faults, "\n".join(faults)


if __name__ == "__main__":
    main()
