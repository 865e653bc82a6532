"""Replays made days through a real Prometheus and Alertmanager, and checks that each incident raises its alert.

usage: other_days.py BINARY [--offline] [short | all | NAME …]

`bank_simulator history`, beside BINARY, makes the days. The rules are scaled for speed 600, with a scrape each 100 ms:
an event minute. `short` (the default) takes three minutes, all of it more than an hour. Which alert must come, and how
soon, is said in simulation.yml; what else may come beside it is said here; anything else is a false alarm. Prints a
table in Markdown. --offline judges the days with the rules at speed 1, in seconds each and on a machine as busy as it
may be: without breaks, lost scrapes and Alertmanager.
"""

import datetime
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import yaml

import replay_alerts
from proxy import Proxy
from replay_alerts import ROOT, Alertmanager, Exporter, Prometheus, clock_text, minutes

sys.path.insert(0, str(ROOT / "Tests/System/judge"))

import judge  # noqa: E402
from scrapes import seconds  # noqa: E402

SPEED, INTERVAL = 600, 0.1
SET = ROOT / "data/payments"

# What may be seen beside the expected alert: symptoms of the same incident, silenced or not.
BESIDE = {
    "card-testing": ["DeniedShareHigh", "CheckoutsFarAboveBaseline"],
    "lack-of-funds": ["DeniedShareHigh", "CheckoutsFarAboveBaseline"],
    "marketing": ["CheckoutsFarAboveBaseline"],
    "backend-fault": ["FailedTransactionsAppearing", "BackendReversalsAppearing"],
    "slow-burn": ["BackendReversalsAppearing", "FailedTransactionsAppearing"],
    "outage": ["ApprovalsFarBelowUsual", "CheckoutsDroppedToZero"],
    "approvals-halved": ["CheckoutsFarBelowBaseline"],
    "transactions-missing": ["ApprovalsFarBelowUsual", "DataStale"],
    "checkout-log-zero": ["CheckoutsDroppedToZero", "CheckoutsFarBelowBaseline"],
}
# Minutes after an incident until nothing of it may be seen: the count of its last hour is shown until the next one.
AFTERWARDS = 150


class Day:
    """Incidents as (at, scenario, duration or None), with times from the midnight of `start`.

    What is done to the replay, as (at, query of the API or `kill`); more flags; of how many scrapes one fails; how
    often the days are replayed; whether each incident must be found.
    """

    def __init__(self, start, hours, incidents, commands=(), profile="usual", flags=(), fails=0, passes=1,
                 must=True):
        self.start, self.hours, self.incidents, self.commands = start, hours, incidents, commands
        self.profile, self.flags, self.fails, self.passes, self.must = profile, flags, fails, passes, must


DAYS = {
    "a bad day": Day("2026-03-03T06:00:00Z", 26, [
        ("8h05m", "card-testing", None), ("12h", "lack-of-funds", "3h"), ("18h", "backend-fault", None),
        ("20h30m", "denial-wave", None)]),
    "a good day": Day("2026-03-05T06:00:00Z", 22, [
        ("11h", "marketing", None), ("13h", "backend-fault", "3m"), ("20h", "checkout-log-missing", "7h")]),
    "an outage": Day("2026-03-06T06:00:00Z", 24, [
        ("10h", "outage", None), ("16h", "slow-burn", None)]),
    "logs that fail": Day("2026-03-04T06:00:00Z", 40, [
        ("9h", "checkout-log-empty", None), ("18h", "transactions-missing", None), ("37h", "checkout-log-zero", None)]),
    "a quiet week": Day("2026-03-02T00:00:00Z", 168, []),
    "a quiet week of a small shop": Day("2026-03-02T00:00:00Z", 168, [], profile="small"),
    "a pause in a surge": Day("2026-03-05T06:00:00Z", 14, [("11h", "marketing", None)], [
        ("14h", "action=pause"), ("14h30m", "action=resume")]),
    "a seek in an attack": Day("2026-03-05T06:00:00Z", 12, [("8h05m", "card-testing", None)], [
        ("10h20m", "action=seek&time=2026-03-05T12:00:00Z")]),
    "another speed in a log failure": Day("2026-03-05T06:00:00Z", 14, [("12h", "checkout-log-zero", None)], [
        ("13h30m", "action=speed&speed=100"), ("15h", "action=speed&speed=600")]),
    "another speed in a fault": Day("2026-03-05T06:00:00Z", 8, [("10h", "backend-fault", "1h")], [
        ("10h20m", "action=speed&speed=100"), ("10h40m", "action=speed&speed=600")]),
    # What began before the replay need not be found, but nothing else may be said.
    "a replay that begins in an attack": Day(
        "2026-03-05T06:00:00Z", 12, [("8h05m", "card-testing", None)],
        flags=["--replay.start-at=2026-03-05T09:00:00Z"], must=False),
    "a new start in an attack": Day(
        "2026-03-05T06:00:00Z", 12, [("8h05m", "card-testing", None)], [("10h20m", "action=restart")], passes=2),
    "an exporter killed in a fault": Day(
        "2026-03-05T06:00:00Z", 8, [("10h", "backend-fault", "1h")], [("10h20m", "kill")], passes=2),
    "a loop in a log failure": Day(
        "2026-03-05T06:00:00Z", 12, [("12h", "checkout-log-zero", "6h")], passes=2,
        flags=["--replay.loop", "--replay.loop-pause=1s"]),
    "one scrape in twenty fails": Day("2026-03-03T06:00:00Z", 18, [
        ("8h05m", "card-testing", None), ("12h", "lack-of-funds", "3h"), ("18h", "backend-fault", None),
        ("20h30m", "denial-wave", None)], fails=20),
}
SHORT = ["a bad day"]


def main(binary, *names):
    is_offline = "--offline" in names
    names = [name for name in names if name != "--offline"] or ["short"]
    chosen = SHORT if names == ["short"] else list(DAYS) if names == ["all"] else names
    catalogue = yaml.safe_load((SET / "simulation.yml").read_text())
    expected = {each["id"]: each["expect"] for each in catalogue["scenarios"]}
    print("| day | incident | must | fires | delay (bound) | ends after it | in Alertmanager |")
    print("|---|---|---|---|--:|--:|---|")
    faults = []
    for name in chosen:
        faults += run(Path(binary).resolve(), name, DAYS[name], expected, is_offline)
    assert not faults, "\n".join(faults)


def run(binary, name, day, expected, is_offline):
    with tempfile.TemporaryDirectory() as folder:
        made = f"{folder}/made"
        Path(f"{folder}/incidents.yml").write_text("".join(
            f"- {{at: {at}, scenario: {scenario}{f', duration: {duration}' if duration else ''}}}\n"
            for at, scenario, duration in day.incidents) or "[]\n")
        subprocess.run(
            [binary.parent / "bank_simulator", "history", f"--set={SET}", f"--from={day.start}", f"--hours={day.hours}",
             f"--profile={day.profile}", "--seed=7", f"--incidents={folder}/incidents.yml", f"--output-dir={made}"],
            check=True, stdout=subprocess.DEVNULL)
        midnight = minutes(day.start[:10] + " 00:00")
        if is_offline:
            return report(name, day, midnight, *judged(binary, made), expected)
        Path(f"{made}/mapping.yml").write_text((SET / "history.yml").read_text())
        replay_alerts.scale(str(binary), folder, SPEED, INTERVAL)
        with Replay(binary, made, day) as replay, \
                Alertmanager(folder, f"{folder}/alertmanager.yml") as alertmanager:
            config = replay_alerts.configuration(folder, replay.proxy.address, alertmanager.address, INTERVAL)
            with Prometheus(folder, config) as prometheus:
                arguments = (replay, prometheus, midnight, day.commands)
                threading.Thread(target=command, args=arguments, daemon=True).start()
                told = follow(prometheus, alertmanager, day)
                event_time = replay_alerts.clock(prometheus)
                firing = replay_alerts.firing_stretches(prometheus, event_time, gap=5 * INTERVAL)
                answered = float(prometheus.query('avg_over_time(up{job="csv_exporter"}[1h])')[0]["value"][1])
    # A table of a machine that is too busy means nothing.
    assert answered > 0.9, f"{name}: the exporter answered only {answered:.1%} of the scrapes"
    return report(name, day, midnight, firing, told, expected)


def judged(binary, made):
    """What the rules say of a day at speed 1: the stretches by alert, and what Alertmanager would be told."""
    found, _ = judge.judge(made, str(binary))
    firing, told = {}, {}
    for alert, severity, _, first, last in found:
        firing.setdefault(alert, []).append((first, last))
        told[alert] = (severity, True)
    return firing, told


class Replay:
    """The exporter that replays the made files of a day, behind a proxy whose address stays."""

    def __init__(self, binary, made, day):
        flags = [] if "--replay.loop" in day.flags else ["--no-replay.loop"]
        self.command = [
            str(binary), f"--config.file={made}/mapping.yml", f"--replay.speed={SPEED}", "--replay.wait-for-scrape",
            "--web.enable-lifecycle", *flags, *day.flags]
        self.exporter = Exporter(*self.command)
        self.proxy = Proxy(self.exporter.url, day.fails)

    def __enter__(self):
        self.proxy.__enter__()
        return self

    def __exit__(self, *arguments):
        self.proxy.__exit__(*arguments)
        self.exporter.__exit__(*arguments)

    def control(self, query):
        request = urllib.request.Request(f"{self.exporter.url}/api/v1/replay?{query}", method="POST")
        urllib.request.urlopen(request).close()

    def kill(self):
        """Ends the exporter as a crash does, and starts it anew: the replay begins at its start."""
        self.exporter.process.kill()
        self.exporter.__exit__()
        self.exporter = Exporter(*self.command)
        self.proxy.target = self.exporter.url


def command(replay, prometheus, midnight, commands):
    """Carries out the commands when the event clock, or for a paused one the wall clock, is there."""
    for number, (at, query) in enumerate(commands):
        due = midnight * 60 + seconds(at)
        if number and commands[number - 1][1] == "action=pause":
            time.sleep((seconds(at) - seconds(commands[number - 1][0])) / SPEED)
        else:
            while clock(prometheus) < due:
                time.sleep(0.1)
        replay.kill() if query == "kill" else replay.control(query)


def clock(prometheus):
    found = prometheus.query("csv_exporter_replay_time_seconds")
    return float(found[0]["value"][1]) if found else 0


def follow(prometheus, alertmanager, day):
    """Waits for the end. Returns by alert: its severity, and whether it was ever active and not silenced."""
    told = {}
    deadline = time.monotonic() + day.passes * 3 * day.hours * 3600 / SPEED + 60
    over = 'csv_exporter_replay_state{state="finished"} == 1'
    if "--replay.loop" in day.flags:
        # The last half hour of the second pass is not awaited.
        end = datetime.datetime.fromisoformat(day.start[:-1] + "+00:00").timestamp() + (day.hours - 0.5) * 3600
        over = f"csv_exporter_replay_passes_total == 1 and csv_exporter_replay_time_seconds > {end}"
    while not prometheus.query(over):
        assert time.monotonic() < deadline, "the replay did not end in time"
        for alert in alertmanager.alerts():
            name = alert["labels"]["alertname"]
            shown = told.get(name, (None, False))[1] or alert["status"]["state"] == "active"
            told[name] = (alert["labels"]["severity"], shown)
        time.sleep(0.2)
    return told


def report(name, day, midnight, firing, told, expected):
    faults = []
    left = [(alert, first / 60, last / 60) for alert, found in firing.items() for first, last in found]
    for at, scenario, duration in day.incidents:
        wanted, start = expected[scenario], midnight + seconds(at) / 60
        end = start + (seconds(duration) if duration else length(scenario)) / 60
        bound = seconds(wanted["within"]) / 60
        here = [each for each in left if each[0] == wanted["alert"] and start <= each[1] <= end + AFTERWARDS]
        severity, shown = told.get(wanted["alert"], ("", False))
        seen = f"{severity}, shown" if shown else "silenced" if severity else "missing"
        if here:
            delay = here[0][1] - start
            print(
                f"| {name} | {scenario} | {wanted['alert']} | {clock_text(here[0][1] * 60)} "
                f"| {delay:.0f} min ({bound:.0f}) | {here[-1][2] - end:.0f} min | {seen} |")
        if day.must and (not here or delay > bound or not shown):
            faults.append(
                f"{name}: {scenario}: want {wanted['alert']} in {bound:.0f} min, shown in Alertmanager; "
                f"got {here}, {seen}")
        mine = [wanted["alert"], *BESIDE.get(scenario, [])]
        left = [each for each in left if not (each[0] in mine and start <= each[1] <= end + AFTERWARDS)]
    # A replay at another speed is said to be one.
    left = [each for each in left if each[0] != "ReplaySpeedMismatch"]
    for alert, first, last in left:
        faults.append(f"{name}: false: {alert} from {clock_text(first * 60)} to {clock_text(last * 60)}")
    print(f"| {name} | | nothing else | {len(left)} false | | | |", flush=True)
    return faults


def length(scenario):
    catalogue = yaml.safe_load((SET / "simulation.yml").read_text())
    return next(seconds(str(each["duration"])) for each in catalogue["scenarios"] if each["id"] == scenario)


if __name__ == "__main__":
    main(*sys.argv[1:])
