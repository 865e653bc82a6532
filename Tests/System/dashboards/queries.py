"""Runs every query of every dashboard against a real Prometheus that scrapes the real exporter. No query fails or is
empty. "Your metrics" has queries for each type of metric, and your_metrics.py asks them.

usage: queries.py BINARY [SET…]

Each data set is replayed with an event minute per scrape, three at a time: the demo at speed 600 with a scrape every
100 ms, from the afternoon of its technical fault on; others, which have more series, with made hours of their story at
half of that. The rules are scaled for the same speed. The dashboards that all sets share are asked with the demo.
"""

import concurrent.futures
import glob
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/checks"))

from exporter import Exporter  # noqa: E402
from servers import Prometheus  # noqa: E402

DEMO = "payments"
# Queries that have a result only while something is wrong or has just happened.
MAY_BE_EMPTY = (
    "ALERTS{", "changes(csv_exporter_replay_passes_total", "count_values", "sum by (source, reason)",
    "csv_exporter_falls_total", "unless ebanking_app_info", "daily_revenue_eur:ratio1d", "vector(-1) unless",
    'csv_exporter_headline:event_time{class="', 'csv_exporter_headline:since_seconds{class="exporter"}',
    ":csv_exporter_alerts:", "max by (scenario, name, instance) (bank_incident_active")
VARIABLES = {
    "$job": ".+", "$instance": ".+", "$environment": ".+", "$__rate_interval": "1s", "$__range_s": "20",
    "$__range": "20s", "$__interval": "1s", "$datasource": "", "${window}": "1"}


def queries(folders):
    for path in sorted(path for folder in folders for path in glob.glob(f"{folder}/dashboards/*.json")):
        board = json.loads(Path(path).read_text())
        if board["uid"] == "your-metrics":
            continue
        for panel in board["panels"]:
            for target in panel.get("targets", []):
                yield board["uid"], panel["title"], target["expr"]
        for annotation in board["annotations"]["list"]:
            if "expr" in annotation:
                yield board["uid"], annotation["name"], annotation["expr"]


def substitute(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def mapping(binary, source, folder):
    """The mapping to replay, and the flags for it."""
    if source.name == DEMO:
        return source / "mapping.yml", ["--replay.start-at=2026-03-02T11:00:00Z"]
    made = Path(folder, "made")
    subprocess.run(
        [Path(binary).resolve().parent / "bank_simulator", "history", f"--set={source}", "--from=2026-03-02T08:00:00Z",
         "--hours=4", "--story", f"--output-dir={made}"], check=True, stdout=subprocess.DEVNULL)
    shutil.copy(source / "mapping.yml", made)
    return made / "mapping.yml", []


def ask(binary, name):
    """The number of queries of a data set, and what is wrong with them."""
    source = ROOT / "data" / name
    folders = [source] + ([ROOT / "grafana"] if name == DEMO else [])
    with tempfile.TemporaryDirectory() as folder:
        speed, interval = (600, "100ms") if name == DEMO else (300, "200ms")
        scaling = [f"--replay.speed={speed}", f"--scrape-interval={interval}", f"--output-dir={folder}/rules"]
        rules = [ROOT / "prometheus/rules", source / "rules"]
        subprocess.run([binary, "scale-rules", *scaling, *rules], check=True, stderr=subprocess.DEVNULL)
        path, flags = mapping(binary, source, folder)
        flags += [f"--config.file={path}", f"--replay.speed={speed}", "--replay.wait-for-scrape"]
        with Exporter(binary, *flags) as exporter:
            config = Path(folder, "prometheus.yml")
            config.write_text(
                f"global: {{scrape_interval: {interval}, scrape_timeout: {interval}, "
                f"evaluation_interval: {interval}}}\n"
                f"rule_files: ['{folder}/rules/prometheus-rules/*.yml', '{folder}/rules/{name}-rules/*.yml', "
                f"'{ROOT}/prometheus/wall-time/*.yml']\n"
                "scrape_configs:\n"
                f"  - {{job_name: csv_exporter, static_configs: [{{targets: ['{exporter.url[7:]}']}}]}}\n")
            with Prometheus(folder, config) as prometheus:
                # Five and a half event hours of the demo, so that its fault is active.
                time.sleep(33)
                return check(prometheus, folders)


def has_result(prometheus, expression):
    """Asks again for three seconds: where a busy machine scrapes late, the rules say nothing for a moment."""
    for _ in range(10):
        if prometheus.query(substitute(expression)) or any(text in expression for text in MAY_BE_EMPTY):
            return True
        time.sleep(0.3)
    return False


def check(prometheus, folders):
    count, faults = 0, []
    for board, panel, expression in queries(folders):
        count += 1
        try:
            if not has_result(prometheus, expression):
                faults.append(f'{board}: "{panel}": empty: {expression}')
        except urllib.error.HTTPError as error:
            faults.append(f'{board}: "{panel}": {error.read().decode()}: {expression}')
    return count, faults


def main(binary, *names):
    names = names or sorted(path.parent.name for path in ROOT.glob("data/*/dashboards"))
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda name: ask(binary, name), names))
    faults = [fault for _, each in results for fault in each]
    print("\n".join(faults) or f"{sum(count for count, _ in results)} queries of {len(names)} data sets have results")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
