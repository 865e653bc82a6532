"""Judges a made day in a replay at speed 600, through a real Prometheus as the stack runs it.

judge.py evaluates each rule at exact event times. Here the clocks run: a scrape each 100 ms is an event minute, rules
are scaled and evaluated in their groups, and a scrape may be late. Delays are told to the minute.
"""

import bisect
import subprocess
import tempfile
import time
from pathlib import Path

from rules import load
from scrapes import Exporter
from servers import Prometheus

ROOT = Path(__file__).resolve().parents[3]
SPEED, INTERVAL = 600, 0.1
# Event seconds by which an alert may be later than at exact times: of a scrape and of two evaluations.
SLACK = 180


def judge(folder, binary, source, mapping):
    """The stretches [(alert, severity, labels, first, last)] of a made folder, as judge.judge returns them."""
    (Path(folder) / "mapping.yml").write_text(Path(mapping).read_text())
    common, own = ROOT / "prometheus", Path(source).resolve() / "rules"
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(
            [binary, "scale-rules", f"--replay.speed={SPEED}", f"--scrape-interval={1000 * INTERVAL:g}ms",
             f"--output-dir={work}", common / "rules", own], check=True, stderr=subprocess.DEVNULL)
        flags = [
            f"--config.file={folder}/mapping.yml", f"--replay.speed={SPEED}", "--no-replay.loop",
            "--replay.wait-for-scrape"]
        with Exporter(binary, *flags) as exporter:
            config = Path(work, "prometheus.yml")
            config.write_text(
                f"global: {{scrape_interval: {1000 * INTERVAL:g}ms, scrape_timeout: {1000 * INTERVAL:g}ms, "
                f"evaluation_interval: {1000 * INTERVAL:g}ms}}\n"
                f"rule_files: ['{work}/prometheus-rules/*.yml', '{work}/{own.parent.name}-rules/*.yml', "
                f"'{common}/wall-time/*.yml']\n"
                "scrape_configs:\n"
                f"  - {{job_name: csv_exporter, static_configs: [{{targets: ['{exporter.url[7:]}']}}]}}\n")
            with Prometheus(work, config) as prometheus:
                deadline = time.monotonic() + 3600
                while not prometheus.query('csv_exporter_replay_state{state="finished"} == 1'):
                    assert time.monotonic() < deadline, "the replay did not end in an hour"
                    time.sleep(1)
                answered = float(prometheus.query('avg_over_time(up{job="csv_exporter"}[1h])')[0]["value"][1])
                assert answered > 0.95, f"the exporter answered only {answered:.1%} of the scrapes: a busy machine"
                names = {rule.name for rule in load([own]) if rule.is_alert}
                return [each for each in stretches(prometheus) if each[0] in names]


def stretches(prometheus):
    """All stretches in which an alert fired, in event time."""
    times = prometheus.query("csv_exporter_replay_time_seconds[1h]")[0]["values"]
    scraped = [at for at, _ in times]

    def event(wall):
        return float(times[max(0, bisect.bisect_right(scraped, wall) - 1)][1])

    found = []
    for series in prometheus.query('ALERTS{alertstate="firing"}[1h]'):
        labels = series["metric"]
        walls = [at for at, _ in series["values"]]
        first = walls[0]
        for at, following in zip(walls, walls[1:] + [None]):
            if following is None or following - at > 5 * INTERVAL:
                found.append((labels["alertname"], labels.get("severity", ""), labels, event(first), event(at)))
                first = following
    return found
