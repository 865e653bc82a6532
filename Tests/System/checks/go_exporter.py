"""Checks that queries for the Go exporter return the values of the files, with data/payments/go-exporter.yml.

usage: go_exporter.py BINARY

Needs `prometheus` on the PATH. Replays Monday up to the middle of the technical fault and compares with the files.
"""

import csv
import sys
import tempfile
import time
from pathlib import Path

from exporter import Exporter
from servers import Prometheus

DATA = Path(__file__).resolve().parents[3] / "data/payments"
MINUTE, HOUR = "2026-03-02 16:45:00", 16


def rows(name):
    with open(DATA / name, newline="") as file:
        return list(csv.DictReader(file))


def main(binary):
    status = {row["status"]: float(row["count"]) for row in rows("transactions.csv") if row["timestamp"] == MINUTE}
    checkouts = {row["time"]: row for row in rows("checkout_2.csv") if int(row["time"][:2]) <= HOUR}
    assert len(status) == 6 and status["failed"] > 0 and len(checkouts) == 17
    flags = [f"--config.file={DATA}/go-exporter.yml", "--replay.speed=max", "--no-replay.loop"]
    flags.append(f"--replay.end-at={MINUTE.replace(' ', 'T')}Z")
    with tempfile.TemporaryDirectory() as folder, Exporter(binary, *flags) as exporter:
        exporter.wait_until("finished")
        config = Path(folder, "prometheus.yml")
        config.write_text(
            "global: {scrape_interval: 1s}\n"
            f"scrape_configs: [{{job_name: go, static_configs: [{{targets: ['{exporter.url[7:]}']}}]}}]\n")
        with Prometheus(folder, str(config)) as prometheus:
            deadline = time.monotonic() + 30
            while not prometheus.query("transaction_stats_total"):
                assert time.monotonic() < deadline, "nothing was scraped in 30 s"
                time.sleep(0.2)
            compare(prometheus, status, checkouts)


def compare(prometheus, status, checkouts):
    def values(query, label):
        return {item["metric"].get(label, ""): float(item["value"][1]) for item in prometheus.query(query)}

    def column(name):
        return {hour: float(row[name]) for hour, row in checkouts.items()}

    today, yesterday = column("today"), column("yesterday")
    failed, approved = status["failed"], status["approved"]
    of = 'checkout_stats_count{comparison="%s"}'
    wanted = [
        ("status now", 'transaction_stats_total', "status", status),
        ("failure rate in percent",
         '100 * sum(transaction_stats_total{status="failed"})'
         ' / sum(transaction_stats_total{status=~"approved|failed"})',
         "", {"": 100 * failed / (approved + failed)}),
        ("series of checkouts", "count(checkout_stats_count)", "", {"": 17.0 * 5}),
        ("today", of % "today", "hour", today),
        ("today vs yesterday", of % "today" + " - ignoring (comparison) " + of % "yesterday", "hour",
         {hour: today[hour] - yesterday[hour] for hour in checkouts}),
        ("average of last week", of % "avg_last_week", "hour", column("avg_last_week")),
        ("average of last month", of % "avg_last_month", "hour", column("avg_last_month")),
        ("hours without checkouts that had some yesterday",
         of % "today" + " == 0 and ignoring (comparison) " + of % "yesterday" + " > 0", "hour",
         {hour: 0.0 for hour in checkouts if today[hour] == 0 and yesterday[hour] > 0}),
    ]
    for name, query, label, want in wanted:
        got = values(query, label)
        assert got.keys() == want.keys() and all(abs(got[key] - want[key]) < 1e-9 for key in want), \
            f"{name}: {query}: got {got}; want {want}"
        print(f"{name}: {len(got)} as in the files")


if __name__ == "__main__":
    main(*sys.argv[1:])
