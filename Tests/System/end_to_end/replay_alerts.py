"""Checks that each incident of the demo raises its alerts in time, and that no other alert is raised.

usage: replay_alerts.py BINARY [SPEED]

Runs the real exporter, Prometheus and Alertmanager on loopback over the demo's data, from 04:59 on Monday to 23:30 on
Tuesday: four incidents and a calm night. Uses the shipped configuration with other addresses and intervals, and rules
scaled by the exporter itself. One scrape covers one event minute at any speed. At the default speed, 600, the run takes
about five minutes. Needs prometheus and prometheus-alertmanager on the PATH; prints a table in Markdown.
"""

import bisect
import datetime
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/checks"))

from exporter import Exporter  # noqa: E402
from servers import Alertmanager, Prometheus  # noqa: E402

END = "2026-03-03T23:30:00Z"
WINDOW = 10  # minutes: the window of the rules; a bound allows for two windows, so that no alert is on an edge


class Expected:
    """An alert of an incident. Minutes of event time: `known` from the incident's start until the data can show it (the
    count of an hour is known when the hour is over), `waits` is the rule's `for`, `clears` from the incident's end
    until the data no longer show it."""

    def __init__(self, alert, waits, known=0, clears=0):
        self.alert = alert
        self.delay_bound = known + waits + 2 * WINDOW
        self.resolve_bound = clears + 2 * WINDOW


INCIDENTS = [
    ("card testing", "2026-03-02 08:05", "2026-03-02 09:50", [
        Expected("DeniedShareHigh", waits=5),
        Expected("CardTestingSuspected", waits=5, known=55, clears=70),
        Expected("CheckoutsFarAboveBaseline", waits=30, known=55, clears=70)]),
    ("technical fault", "2026-03-02 16:10", "2026-03-02 17:25", [
        Expected("PaymentBackendFault", waits=5),
        Expected("FailedTransactionsAppearing", waits=10),
        Expected("BackendReversalsAppearing", waits=10)]),
    ("checkout log failure", "2026-03-03 15:00", "2026-03-03 18:00", [
        Expected("CheckoutRecordingFailure", waits=5, known=60, clears=60),
        Expected("CheckoutsDroppedToZero", waits=10, known=60, clears=60)]),
    ("honest surge", "2026-03-03 20:00", "2026-03-03 21:00", [
        Expected("LegitimateCheckoutSurge", waits=30, known=60, clears=60),
        Expected("CheckoutsFarAboveBaseline", waits=30, known=60, clears=60)]),
]

# Pairs of a cause and a symptom that Alertmanager must silence because of it.
INHIBITED = {
    ("CardTestingSuspected", "DeniedShareHigh"), ("CardTestingSuspected", "CheckoutsFarAboveBaseline"),
    ("PaymentBackendFault", "FailedTransactionsAppearing"), ("PaymentBackendFault", "BackendReversalsAppearing"),
    ("CheckoutRecordingFailure", "CheckoutsDroppedToZero"),
    ("LegitimateCheckoutSurge", "CheckoutsFarAboveBaseline"),
}


def main(binary, speed="600"):
    binary, speed = str(Path(binary).resolve()), float(speed)
    interval = 60 / speed
    for program in ("prometheus", "prometheus-alertmanager"):
        assert shutil.which(program), f"there is no {program} on the PATH; want apt-get install {program}"
    flags = [
        f"--config.file={ROOT}/data/payments/mapping.yml", f"--replay.speed={speed:g}", "--no-replay.loop",
        f"--replay.end-at={END}", "--replay.wait-for-scrape"]
    with tempfile.TemporaryDirectory() as folder:
        scale(binary, folder, speed, interval)
        with Exporter(binary, *flags) as exporter, Alertmanager(folder, f"{folder}/alertmanager.yml") as alertmanager:
            config = configuration(folder, exporter.url[7:], alertmanager.address, interval)
            with Prometheus(folder, config) as prometheus:
                inhibited, received = follow(prometheus, alertmanager, speed)
                event_time = clock(prometheus)
                firing = firing_stretches(prometheus, event_time, gap=5 * interval)
                said = headline(prometheus, event_time)
                health(prometheus)
    faults = report(firing) + headline_faults(said, firing)
    faults += [f"Alertmanager did not silence {symptom} by {cause}" for cause, symptom in INHIBITED - inhibited]
    wanted = {expected.alert for *_, alerts in INCIDENTS for expected in alerts}
    faults += [f"{alert} did not arrive at Alertmanager" for alert in sorted(wanted - received)]
    print("\ninhibited: " + "; ".join(sorted(f"{symptom} by {cause}" for cause, symptom in inhibited)))
    assert not faults, "\n".join(faults)


def scale(binary, folder, speed, interval):
    """Scales the shipped rules and Alertmanager's waits into the folder."""
    files = [f"{ROOT}/prometheus/rules", f"{ROOT}/data/payments/rules"]
    subprocess.run(
        [binary, "scale-rules", f"--replay.speed={speed:g}", f"--scrape-interval={1000 * interval:g}ms",
         f"--output-dir={folder}", *files, f"{ROOT}/prometheus/alertmanager.yml"], check=True)


def configuration(folder, exporter, alertmanager, interval):
    """The shipped prometheus.yml with addresses and intervals of this run, without the jobs that do not run here."""
    text = (ROOT / "prometheus/prometheus.yml").read_text()
    head, *jobs = re.split(r"(?m)^(?=  - job_name: )", text)
    text = head + "".join(job for job in jobs if re.match(r"  - job_name: (csv_exporter|alertmanager)\n", job))
    replaced = [
        ("/prometheus/targets.yml", f"{folder}/targets.yml"), ("alertmanager:9093", alertmanager),
        ("/scaled/", f"{folder}/"),
        ("data-rules", "payments-rules"),
        ("wall-time/", f"{ROOT}/prometheus/wall-time/")]
    for name in ("scrape_interval", "scrape_timeout", "evaluation_interval"):
        replaced.append((f"  {name}: 1s", f"  {name}: {1000 * interval:g}ms"))
    for old, new in replaced:
        assert old in text, f"prometheus.yml: cannot find {old}"
        text = text.replace(old, new)
    Path(f"{folder}/targets.yml").write_text(f"- targets: ['{exporter}']\n")
    path = f"{folder}/prometheus.yml"
    Path(path).write_text(text)
    return path


def follow(prometheus, alertmanager, speed):
    """Waits for the end of the replay; returns the silenced alerts as (cause, symptom), and all alerts received."""
    inhibited, received = set(), set()
    deadline = time.monotonic() + 2 * 24 * 3600 / speed + 60
    while not prometheus.query('csv_exporter_replay_state{state="finished"} == 1'):
        assert time.monotonic() < deadline, "the replay did not end in time"
        alerts = alertmanager.alerts()
        names = {alert["fingerprint"]: alert["labels"]["alertname"] for alert in alerts}
        received |= set(names.values())
        inhibited |= {
            (names[cause], alert["labels"]["alertname"])
            for alert in alerts for cause in alert["status"]["inhibitedBy"] if cause in names}
        time.sleep(0.2)
    return inhibited, received


def clock(prometheus):
    """The function from wall time to event time."""
    times = prometheus.query("csv_exporter_replay_time_seconds[1h]")[0]["values"]
    scraped = [at for at, _ in times]
    return lambda wall: float(times[max(0, bisect.bisect_right(scraped, wall) - 1)][1])


def headline(prometheus, event_time):
    """What the headline said in each minute of event time: the classes of its answers."""
    said = {}
    for series in prometheus.query("instance_answer:csv_exporter_headline:since_seconds[1h]"):
        for at, _ in series["values"]:
            said.setdefault(int(event_time(at) / 60), set()).add(series["metric"]["class"])
    return said


def headline_faults(said, firing):
    """No minute is calm while an alert fires, and nothing else is said for more than a tenth of the calm minutes."""
    alarmed = {
        minute for stretches in firing.values() for first, last in stretches
        for minute in range(int(first / 60) + 1, int(last / 60))}
    calm = {minute for minute, classes in said.items() if "calm" in classes}
    quiet = {minute for minute in said if minute not in alarmed}
    print(f"\nheadline: calm in {len(calm & quiet)} of {len(quiet)} minutes without an alert")
    faults = [f"the headline was calm while alerts fired, at {clock_text(60 * min(calm & alarmed))}"] \
        if calm & alarmed else []
    if len(calm & quiet) < 0.9 * len(quiet):
        faults.append("the headline was not calm for more than a tenth of the minutes without an alert")
    return faults


def firing_stretches(prometheus, event_time, gap):
    """Event times of the first and last sample of each stretch that an alert fired, by alert."""
    stretches = {}
    for series in prometheus.query('ALERTS{alertstate="firing"}[1h]'):
        found = stretches.setdefault(series["metric"]["alertname"], [])
        times = [at for at, _ in series["values"]]
        first = times[0]
        for at, following in zip(times, times[1:] + [None]):
            if following is None or following - at > gap:
                found.append((event_time(first), event_time(at)))
                first = following
    return stretches


def health(prometheus):
    """Checks the run itself: after lost scrapes or lag the table means nothing."""
    # One failed scrape resets no alert, and a busy machine has some.
    answered = float(prometheus.query('avg_over_time(up{job="csv_exporter"}[1h])')[0]["value"][1])
    assert answered > 0.95, f"the exporter answered only {answered:.1%} of the scrapes"
    assert not prometheus.query('max_over_time(csv_exporter_replay_lag_seconds[1h]) > 600'), "the replay lagged"
    failures = prometheus.query("sum(prometheus_rule_evaluation_failures_total) > 0")
    assert not failures, f"rules could not be evaluated: {failures}"
    scrapes = prometheus.query('count_over_time(up{job="csv_exporter"}[1h])')[0]["value"][1]
    print(f"{scrapes} scrapes of the exporter, {answered:.2%} of them answered\n")


def minutes(text):
    return datetime.datetime.fromisoformat(text + "+00:00").timestamp() / 60


def clock_text(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%a %H:%M")


def report(firing):
    """Prints the table and returns its faults."""
    faults = []
    left = {alert: list(stretches) for alert, stretches in firing.items()}
    print("| incident | alert | fires | delay (bound) | resolved | after the end (bound) |\n|---|---|---|--:|---|--:|")
    for incident, start, end, alerts in INCIDENTS:
        begins, ends = minutes(start), minutes(end)
        for expected in alerts:
            name, until = expected.alert, ends + expected.resolve_bound
            here = [each for each in left.get(name, []) if begins <= each[0] / 60 <= until]
            if len(here) != 1:
                faults.append(f"{incident}: {name} fired {len(here)} times; want once")
                continue
            left[name].remove(here[0])
            delay, after = here[0][0] / 60 - begins, here[0][1] / 60 - ends
            print(
                f"| {incident} | {name} | {clock_text(here[0][0])} | {delay:.0f} min ({expected.delay_bound}) "
                f"| {clock_text(here[0][1])} | {after:.0f} min ({expected.resolve_bound}) |")
            if delay > expected.delay_bound:
                faults.append(f"{incident}: {name} fired after {delay:.0f} min; want {expected.delay_bound} at most")
            if after > expected.resolve_bound:
                bound = expected.resolve_bound
                faults.append(f"{incident}: {name} ended {after:.0f} min after it; want {bound} at most")
    false_alerts = [
        f"false alert: {alert} from {clock_text(first)} to {clock_text(last)}"
        for alert, stretches in sorted(left.items()) for first, last in stretches]
    print(f"\nfalse alerts: {len(false_alerts)}")
    return faults + false_alerts


if __name__ == "__main__":
    main(*sys.argv[1:])
