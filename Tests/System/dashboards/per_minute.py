"""Asks a real Prometheus the queries of counts per event minute, at the speeds 1, 10, 60 and 600 with a scrape each
second, and compares the answers with the files. They agree at every scrape: the speed does not matter, and no scrape
falls on the edge of a minute.

usage: per_minute.py BINARY [SECONDS] — the default, 75 seconds, is enough for the window of ten event minutes at speed
10. Speed 1 is asked from 400 seconds on, and its window is full after 602. Until then, an answer is about the part that
there is; it needs five event minutes.
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SET = ROOT / "data/payments"
sys.path.insert(0, str(ROOT / "Tests/System/checks"))

from exporter import Exporter  # noqa: E402
from queries_text import is_per_event_minute  # noqa: E402
from servers import Prometheus  # noqa: E402

SPEEDS = (1, 10, 60, 600)


def instant(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc).timestamp()


# The demo's clock starts just before the first transactions.
START = instant("2026-03-02 04:59:34")


def rows(name):
    with open(SET / name) as file:
        yield from csv.DictReader(file)


def truth():
    """For each metric and label value, the times of the records and what each adds."""
    result = {}

    def add(key, when, count):
        result.setdefault(key, []).append((when, count))

    for name, metric, label in (("transactions.csv", "bank_transactions_total", "status"),
                                ("transactions_auth_codes.csv", "bank_authorizations_total", "auth_code")):
        for row in rows(name):
            when = instant(row["timestamp"])
            add((metric, row[label]), when, int(row["count"]))
            add(("csv_exporter_records_total", None), when, 1)
    for name, day in (("checkout_1.csv", "2026-03-02"), ("checkout_2.csv", "2026-03-03")):
        for row in rows(name):
            due = instant(f"{day} {row['time'][:2]}:00:00") + timedelta(hours=1).total_seconds()
            if due > START:
                add(("csv_exporter_records_total", None), due, 1)
    add(("csv_exporter_records_rejected_total", None), 0, 0)
    add(("csv_exporter_samples_dropped_total", None), 0, 0)
    return result


def queries():
    """The queries of counts per event minute, and the query of the window that they use."""
    found = set()
    for path in (*SET.glob("dashboards/*.json"), ROOT / "grafana/dashboards/exporter-replay.json"):
        board = json.loads(path.read_text())
        window = [variable["definition"] for variable in board["templating"]["list"] if variable["name"] == "window"]
        for panel in board["panels"]:
            for target in panel.get("targets", []):
                if is_per_event_minute(target["expr"]):
                    found.add((target["expr"], *window))
    return sorted(found)


def substitute(expression, window=""):
    for name, value in {"$job": ".+", "$instance": ".+", "${window}": window}.items():
        expression = expression.replace(name, value)
    return expression


def start(stack, binary, speed):
    """An exporter at this speed, and a Prometheus with the rules for it."""
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    rules = [str(ROOT / "prometheus/rules"), str(SET / "rules")]
    subprocess.run(
        [binary, "scale-rules", f"--replay.speed={speed}", "--leave-out", f"--output-dir={folder}/rules", *rules],
        check=True, stderr=subprocess.DEVNULL)
    flags = [f"--config.file={SET}/mapping.yml", f"--replay.speed={speed}", "--replay.wait-for-scrape"]
    exporter = stack.enter_context(Exporter(binary, *flags))
    config = Path(folder, "prometheus.yml")
    config.write_text(
        "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
        f"rule_files: {[str(path) for path in Path(folder, 'rules').rglob('*.yml')]}\n"
        f"scrape_configs: [{{job_name: csv_exporter, static_configs: [{{targets: ['{exporter.url[7:]}']}}]}}]\n")
    return stack.enter_context(Prometheus(folder, config))


def check(prometheus, speed, known, seconds):
    """How many answers agree with the files, and the faults."""
    (clock,) = prometheus.query(f"csv_exporter_replay_time_seconds[{seconds + 60}s]")
    clock = [(float(at), float(event)) for at, event in clock["values"]]
    count, faults = 0, []
    for expression, definition in queries():
        (answer,) = prometheus.query(substitute(re.fullmatch(r"query_result\((.*)\)", definition)[1]))
        window = answer["value"][1]
        # Between two scrapes, so that it is clear which samples are in the window.
        for now, _ in clock[max(5, len(clock) - 30)::3]:
            now += 0.5
            seen = [event for at, event in clock if now - int(window) <= at <= now]
            for series in prometheus.query_at(substitute(expression, window), now):
                metric = re.search(r"increase\((\w+)", expression)[1]
                label = next((value for name, value in series["metric"].items() if name != "instance"), None)
                records = known[metric, label]
                counted = sum(add for when, add in records if seen[0] < when <= seen[-1])
                wanted, got = 60 * counted / (seen[-1] - seen[0]), float(series["value"][1])
                # `increase()` looks no further back than to where its counter was 0: it misses up to a scrape.
                before, scrapes = sum(add for when, add in records if when <= seen[0]), len(seen) - 1
                is_young = before * scrapes < counted
                count += 1
                if abs(got - wanted) > 1e-6 + wanted * (1 / scrapes if is_young else 1e-6):
                    faults.append(f"speed {speed}: {metric} {label or ''}: got {got}; want {wanted}")
                # A full window has ten whole minutes, of 9 records each, and at most one record of checkouts.
                is_full = 590 < seen[-1] - seen[0] < 610
                if metric == "csv_exporter_records_total" and is_full and not 90 <= counted <= 91:
                    faults.append(f"speed {speed}: a scrape fell on the edge of a minute: {counted} records; want 90")
    return count, faults


def main(binary, seconds="75"):
    known = truth()
    with ExitStack() as stack:
        servers = {speed: start(stack, binary, speed) for speed in SPEEDS if speed > 1 or int(seconds) >= 400}
        time.sleep(float(seconds))
        results = {speed: check(server, speed, known, int(seconds)) for speed, server in servers.items()}
    faults = [fault for _, found in results.values() for fault in found]
    assert all(count for count, _ in results.values()), "no answers"
    counts = ", ".join(f"{count} at speed {speed}" for speed, (count, _) in results.items())
    print("\n".join(faults) or f"counts per event minute are those of the files: {counts}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
