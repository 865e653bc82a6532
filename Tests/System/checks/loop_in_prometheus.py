"""Checks the samples of a looping replay in a real Prometheus: no lost increment, no reset, no loss between passes.

usage: loop_in_prometheus.py BINARY TRANSACTIONS_CSV [SPEED [SCRAPE_INTERVAL]]

Needs `prometheus` on the PATH. Scrapes through two passes with wait_for_scrape.
"""

import csv
import os
import shutil
import sys
import tempfile
import time

from exact_replay import mapping
from exporter import Exporter
from servers import Prometheus

PAUSE = 3


def configure(folder, target, interval):
    path = f"{folder}/prometheus.yml"
    with open(path, "w") as file:
        file.write(
            f"global: {{scrape_interval: {interval}, scrape_timeout: {interval}}}\n"
            f"scrape_configs: [{{job_name: csv_exporter, static_configs: [{{targets: ['{target}']}}]}}]\n")
    return path


def main(binary, path, speed="3600", interval="100ms"):
    path = os.path.abspath(path)
    assert shutil.which("prometheus"), "there is no prometheus on the PATH; want apt-get install prometheus"
    totals = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            totals[row["status"]] = totals.get(row["status"], 0) + int(row["count"])
    with tempfile.TemporaryDirectory() as folder:
        config = mapping(folder, "loop", path)
        flags = [
            f"--replay.speed={speed}", "--replay.loop", f"--replay.loop-pause={PAUSE}s", "--replay.wait-for-scrape"]
        with Exporter(binary, f"--config.file={config}", *flags) as exporter:
            with Prometheus(folder, configure(folder, exporter.url[7:], interval)) as prometheus:
                rests = []
                deadline = time.monotonic() + 600
                while len(rests) < 2 and time.monotonic() < deadline:
                    time.sleep(0.25)
                    # Asks Prometheus and not the exporter, because a scrape of this script would start the clock.
                    progress = prometheus.query("csv_exporter_replay_progress_ratio == 1")
                    passes = prometheus.query(f"csv_exporter_replay_passes_total == {len(rests) + 1}")
                    if progress and passes:
                        time.sleep(PAUSE / 3)
                        result = prometheus.query("bank_transactions_total")
                        rests.append({item["metric"]["status"]: float(item["value"][1]) for item in result})
                check(prometheus, rests, totals)


def check(prometheus, rests, totals):
    for number, shown in enumerate(rests, 1):
        wanted = {status: total * number for status, total in totals.items()}
        assert shown == wanted, f"at rest after pass {number}: got {shown}; want {wanted}"
        print(f"at rest after pass {number}: {shown}")
    counters = {item["metric"]["__name__"] for item in prometheus.query('{__name__=~".+_total", job="csv_exporter"}')}
    assert "bank_transactions_total" in counters and "csv_exporter_records_total" in counters
    series = 0
    for counter in sorted(counters):
        resets = prometheus.query(f"resets({counter}[1h])")
        assert resets and all(item["value"][1] == "0" for item in resets), f"{counter} fell: {resets}"
        series += len(resets)
    print(f"resets of {series} counters in {len(counters)} families: 0")
    lowest = prometheus.query("min_over_time(up[1h])")
    assert [item["value"][1] for item in lowest] == ["1"], f"the target was down: {lowest}"
    stored = prometheus.query("bank_transactions_total[1h]")
    assert {item["metric"]["status"] for item in stored} == set(totals)
    for item in stored:
        assert item["values"][0][1] == "0", f"the first sample of {item['metric']} is {item['values'][0]}; want 0"
    print(f"up was 1 in {len(prometheus.query('up[1h]')[0]['values'])} scrapes; each counter's first sample is 0")


if __name__ == "__main__":
    main(*sys.argv[1:])
