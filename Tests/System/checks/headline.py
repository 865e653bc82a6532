"""Asks a real Prometheus what the headline says: of calm and of each incident, of an exporter that dies in the middle
of an attack, of a replay that is paused, over, or has another speed, and of data that the rules do not know.

usage: headline.py BINARY

Ten exporters, each with a state of its own, are replayed at speed 200 with a scrape every 300 ms, which is an event
minute per scrape; one more follows a file. Nine of them stand side by side, so that one could hide another. Every
answer that Prometheus recorded is read. Takes about two minutes: an alert waits for one of them. Prints a table in
Markdown.
"""

import datetime
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import yaml

from exporter import Exporter
from servers import Prometheus

ROOT = Path(__file__).resolve().parents[3]
DEMO = ROOT / "data/payments"
HEADLINE = "instance_answer:csv_exporter_headline"
# Of the replays, and of the rules; milliseconds between two scrapes.
SPEED, INTERVAL = 200, 300

PENDING = "Not judged: alert pending"
WARMING = "Not judged: warming up"
DEAD = "Not judged: exporter down"
PAUSED = "Not judged: paused"
OVER = "Not judged: over"
# These may come before and between the answers below: at each start, before each alert, and after a lost scrape.
BETWEEN = {PENDING, WARMING, DEAD, "Not judged: not begun", "Not judged: just started"}

# By instance: where its replay starts and ends, and its answers in their order. A plus joins answers of one moment.
# Causes that join checkouts and transactions need two hours of both.
STATES = {
    "attack": ("2026-03-02 07:30", "2026-03-02 23:00", [
        WARMING, "Calm", "DeniedShareHigh", "CardTestingSuspected", DEAD, "TargetDown"]),
    "fault": ("2026-03-02 15:40", "2026-03-02 17:20", [
        WARMING, "Calm", "PaymentBackendFault", PAUSED, WARMING, "PaymentBackendFault", OVER]),
    "log": ("2026-03-03 13:00", "2026-03-03 17:30", [WARMING, "Calm", "CheckoutRecordingFailure", OVER]),
    "surge": ("2026-03-03 19:03", "2026-03-03 21:58", [WARMING, "Calm", "LegitimateCheckoutSurge", OVER]),
    "surge-and-failures": ("2026-03-03 19:03", "2026-03-03 21:58", [
        WARMING, "Calm", "FailedTransactionsAppearing", "FailedTransactionsAppearing + LegitimateCheckoutSurge", OVER]),
    "no-checkouts": ("2026-03-04 03:00", "2026-03-04 23:00", [
        WARMING, "Not judged: no checkouts"]),
    "other-data": ("2026-03-02 06:00", "2026-03-02 23:00", ["Not judged: no rules"]),
    "slow": ("2026-03-02 06:00", "2026-03-02 23:00", ["Not judged: other speed"]),
    "live": (None, None, ["Not judged: other speed"]),
}
# These have a Prometheus of their own, with the rules that a data set without rules has, and with those that hold at a
# very high speed: none about data.
WITHOUT_RULES = {
    "no-rules": ("2026-03-02 06:00", "2026-03-02 23:00", ["Not judged: no rules"]),
    "fast": ("2026-03-04 02:00", "2026-03-05 04:00", ["Not judged: no rules"]),
}
# Seconds that a symptom may stand without its cause: as long as the longest wait of a cause, half an event hour.
SLOW = 10


def main(binary):
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        exporters = {
            name: stack.enter_context(start(binary, folder, name, begin, end))
            for name, (begin, end, _) in {**STATES, **WITHOUT_RULES}.items()}
        sides = [
            stack.enter_context(prometheus(binary, folder, exporters, *side)) for side in (
                ("side-by-side", STATES, SPEED, ["prometheus", "data/payments"]),
                ("no-rules", ["no-rules"], SPEED, ["prometheus"]),
                ("fast", ["fast"], 3 * SPEED, ["prometheus", "data/payments"]))]
        act(exporters, *sides)
        faults = [
            fault for side, states in zip(sides, (STATES, *({name: WITHOUT_RULES[name]} for name in WITHOUT_RULES)))
            for fault in report(side, states)]
    assert not faults, "\n".join(faults)


def start(binary, folder, name, begin, end):
    mapping = {"surge-and-failures": failing, "other-data": unknown}.get(name, lambda _: DEMO / "mapping.yml")(folder)
    if name == "live":
        return Exporter(binary, f"--config.file={ROOT}/data/live/live.yml")
    speed = {"slow": SPEED / 10, "fast": 3 * SPEED}.get(name, SPEED)
    times = [f"--replay.{key}-at={at.replace(' ', 'T')}:00Z" for key, at in (("start", begin), ("end", end))]
    return Exporter(
        binary, f"--config.file={mapping}", f"--replay.speed={speed:g}", *times, "--no-replay.loop",
        "--replay.wait-for-scrape", "--web.enable-lifecycle")


def failing(folder):
    """The demo, but around the surge six transactions a minute fail."""
    copy = Path(shutil.copytree(DEMO, f"{folder}/failing"))
    lines = [line.split(",") for line in (copy / "transactions.csv").read_text().splitlines()]
    for line in lines:
        if line[1].lower() == "failed" and "2026-03-03 20:20" <= line[0] < "2026-03-03 22:20":
            line[2] = "6"
    (copy / "transactions.csv").write_text("".join(",".join(line) + "\n" for line in lines))
    return copy / "mapping.yml"


def unknown(folder):
    """A mapping of somebody else: none of the metrics that the rules need."""
    path = Path(folder, "other.yml")
    path.write_text(
        "sources:\n  - name: visits\n"
        f"    files: {DEMO}/transactions.csv\n"
        '    time: {column: timestamp, format: "%Y-%m-%d %H:%M:%S", zone: UTC}\n'
        "    metrics:\n      - counter: visits_total\n        help: Visits.\n")
    return path


def explained(text, wanted):
    """Whether each alert in `text` is in one of the wanted answers, or a symptom of one there."""
    causes = {name for answer in wanted for name in answer.split(" + ")}
    return all(name in causes or causes & EXPLAINED_BY.get(name, set()) for name in text.split(" + "))


def symptoms():
    """By symptom, the causes that explain it."""
    found = {}
    for path in sorted((DEMO / "rules").glob("*.yml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            for rule in group["rules"]:
                for name in rule.get("labels", {}).get("explains", "").split("|"):
                    found.setdefault(name, set()).add(rule.get("alert"))
    return found


def prometheus(binary, folder, exporters, name, instances, speed, sets):
    folder = Path(folder, name)
    folder.mkdir()
    subprocess.run(
        [binary, "scale-rules", f"--replay.speed={speed:g}", f"--scrape-interval={INTERVAL}ms", "--leave-out",
         f"--output-dir={folder}", *(f"{ROOT}/{it}/rules" for it in sets)], check=True, stderr=subprocess.DEVNULL)
    rules = [f"{folder}/{Path(it).name}-rules/*.yml" for it in sets]
    targets = [
        f"{{targets: ['{exporters[it].url[7:]}'], labels: {{instance: {it}}}}}" for it in instances]
    times = ", ".join(f"{key}: {INTERVAL}ms" for key in ("scrape_interval", "scrape_timeout", "evaluation_interval"))
    config = folder / "prometheus.yml"
    config.write_text(
        f"global: {{{times}}}\nrule_files: {[*rules, f'{ROOT}/prometheus/wall-time/*.yml']}\n"
        f"scrape_configs: [{{job_name: csv_exporter, static_configs: [{', '.join(targets)}]}}]\n")
    return Prometheus(folder, config)


def act(exporters, side_by_side, *others):
    wait_for(side_by_side, "fault", "PaymentBackendFault")
    control(exporters["fault"], "pause")
    wait_for(side_by_side, "attack", "CardTestingSuspected")
    exporters["attack"].process.kill()
    time.sleep(5)
    control(exporters["fault"], "resume")
    wait_for(side_by_side, "attack", "TargetDown")
    for side, name in zip(others, WITHOUT_RULES):
        wait_for(side, name, WITHOUT_RULES[name][2][-1])


def wait_for(side, instance, text, seconds=150):
    deadline = time.monotonic() + seconds
    while not any(said(item["metric"]) == text for item in side.query(
            f'{HEADLINE}:since_seconds{{instance="{instance}"}}')):
        assert time.monotonic() < deadline, f"{instance}: the headline did not say {text} in {seconds} s"
        time.sleep(INTERVAL / 1000)


def control(exporter, action):
    request = urllib.request.Request(f"{exporter.url}/api/v1/replay?action={action}", method="POST")
    urllib.request.urlopen(request, timeout=10).read()


def said(labels):
    """The name of an alert, or Calm, or that nothing is judged and why."""
    return labels["answer"] if labels["class"] in ("calm", "unknown") else labels["detail"]


def report(side, states):
    """Prints what the headline said of each state, and since when; returns the faults."""
    answers = {}
    for series in side.query(f"{HEADLINE}:since_seconds[10m]"):
        moments = answers.setdefault(series["metric"]["instance"], {})
        for at, _ in series["values"]:
            moments.setdefault(at, set()).add(said(series["metric"]))
    events = {}
    for series in side.query(f"{HEADLINE}:event_time[10m]"):
        for at, value in series["values"]:
            events[series["metric"]["instance"], said(series["metric"]), at] = float(value)
    for name, (*_, wanted) in states.items():
        times = sorted(answers[name])
        yield from (
            f"{name}: the headline was empty for {later - at:.1f} s" for at, later in zip(times, times[1:])
            if later - at > 2)
        found = []
        for at in times:
            text = " + ".join(sorted(answers[name][at]))
            if not found or found[-1][1] != text:
                found.append((at, text))
        ends = [at for at, _ in found[1:]] + times[-1:]
        step = -1
        for (at, text), end in zip(found, ends):
            if text in wanted[step + 1:step + 2]:
                step += 1
                event = max(events[name, part, at] for part in answers[name][at])
                shown = datetime.datetime.fromtimestamp(event, datetime.timezone.utc).strftime("%a %H:%M")
                print(f"| {name} | {text} | {shown} | {at - times[0]:.1f} s |")
            elif "Calm" not in text and (text in BETWEEN or end - at < 3 * INTERVAL / 1000):
                continue
            elif explained(text, wanted[max(step, 0):step + 2]) and end - at < SLOW:
                # Groups of rules are evaluated one after the other, and a lost scrape may restart the wait of a cause
                # that looks at more series than its symptom: the symptom is seen before its cause.
                continue
            elif text != wanted[max(step, 0)]:
                yield f"{name}: the headline said {text}; want {wanted[step + 1:step + 2] or wanted[step]}"
        if step + 1 < len(wanted):
            yield f"{name}: the headline did not say {wanted[step + 1]}"


EXPLAINED_BY = symptoms()

if __name__ == "__main__":
    print("| state | headline | since (event time) | after |\n|---|---|---|--:|")
    main(*sys.argv[1:])
