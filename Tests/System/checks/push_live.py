"""Pushes a file that grows, live, into real stores, and compares what they hold with scrapes at the same instants.

usage: push_live.py BINARY
"""

import math
import os
import shutil
import sys
import tempfile
import time
import urllib.parse

from exporter import Exporter
from grid_oracle import OWN, label_set
from push import Prometheus, VictoriaMetrics
from push_data import expect_equal
from push_live_data import LivePush, Orders
from servers import free_port

STEP = 2


def scrape(exporter):
    """What a store would have of a scrape: mapped series, and those of the records."""
    found = {}
    for series, value in exporter.samples().items():
        name, _, labels = series.partition("{")
        if not name.startswith(("csv_exporter_", "process_")) or name in OWN:
            found[label_set(name, labels)] = float(value)
    return found


def stored(server, first, last):
    """All samples of these series, as they are stored, between two times in seconds."""
    names = "orders_total|order_duration_seconds_.*|stock|" + "|".join(OWN)
    selector = f'{{__name__=~"{names}",instance="history"}}[{last - first + 1}s]'
    query = urllib.parse.urlencode({"query": selector, "time": last, "nocache": 1})
    result = server.get("/api/v1/query?" + query)["data"]["result"]
    return {frozenset(entry["metric"].items()): {
        round(float(at) * 1000): float(value) for at, value in entry["values"] if not math.isnan(float(value))}
        for entry in result}


class Run:
    """Instants of a grid: at each one all pushes make their samples, then a scrape tells the truth, then the file
    grows."""

    def __init__(self, orders, exporter):
        self.orders, self.exporter, self.truth, self.unsure = orders, exporter, {}, set()
        self.first = self.last = None

    def go(self, count, pushes):
        for _ in range(count):
            instant = (int(time.time()) // STEP + 1) * STEP
            if self.last is not None and instant != self.last + STEP:
                # Nobody looked: a push was started again, or this machine was too busy.
                self.unsure.update(range(self.last + STEP, instant, STEP))
            time.sleep(max(0, instant - time.time()))
            deadline = time.monotonic() + 30
            while any(push.latest() < instant for push in pushes):
                assert time.monotonic() < deadline, f"{instant} is not made"
                time.sleep(0.02)
            for labels, value in scrape(self.exporter).items():
                self.truth.setdefault(labels, {})[instant * 1000] = value
            self.orders.append(self.orders.chance.randrange(1, 9) if self.orders.chance.random() < 0.6 else 0)
            if time.time() > instant + STEP - 0.05:
                # The next instant may have been made before the file grew.
                self.unsure.add(instant + STEP)
            self.first, self.last = self.first or instant, instant

    def expect(self, server, what, tolerance=0.0):
        left = {instant * 1000 for instant in self.unsure}
        want = {labels: {at: value for at, value in series.items() if at not in left}
                for labels, series in self.truth.items()}
        found = {labels: {at: value for at, value in series.items() if at not in left and self.first * 1000 <= at}
                 for labels, series in stored(server, self.first, self.last).items()}
        expect_equal({key: series for key, series in found.items() if series},
                     {key: series for key, series in want.items() if series}, what, tolerance)


def expect_increase(server, run):
    """The increases between samples add up to what the file has got since the first one, whatever was missed."""
    total = 0
    for labels, series in stored(server, run.first, run.last).items():
        if dict(labels)["__name__"] == "orders_total":
            values = [value for _, value in sorted(series.items())]
            assert values == sorted(values), f"{labels} falls: {values}"
            total += values[-1]
    records = dict(run.truth[label_set("csv_exporter_records_total", 'source="orders"')])
    assert total == records[run.last * 1000], f"{total} of {records[run.last * 1000]} records"


def check(binary, folder, prometheus, victoria):
    orders = Orders(folder)
    orders.append(20)
    position = f"--position-file={folder}/position.json"
    pages = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    with Exporter(binary, f"--config.file={orders.mapping}") as exporter, \
            LivePush(binary, orders, prometheus.write, pages[0], position) as one, \
            LivePush(binary, orders, victoria.write, pages[1]) as two:
        for push in (one, two):
            push.wait(lambda found: found.get("last_sent_timestamp_seconds", 0) > 0, "the first samples")
        run = Run(orders, exporter)
        run.go(6, [one, two])
        run.expect(prometheus, "live, Prometheus")
        # The receiver is away.
        address = prometheus.address
        prometheus.__exit__()
        run.go(5, [one, two])
        assert one.metrics()["queue_bytes"] > 0 and one.metrics()["lag_seconds"] >= 4 * STEP, one.metrics()
        with Prometheus(folder, address=address) as prometheus:
            one.wait(lambda found: found["lag_seconds"] == 0 and found["queue_bytes"] == 0, "the queue is sent")
            run.go(2, [one, two])
            run.expect(prometheus, "after an outage of the receiver")
            found = one.metrics()
            dropped = [found[f'samples_dropped_total{{reason="{why}"}}'] for why in ("rejected", "queue_full")]
            assert dropped == [0, 0] and found["retries_total"] > 0, found
            # The push is killed and started again.
            made = run.last
            one.kill()
            orders.append(7)
            with LivePush(binary, orders, prometheus.write, pages[0], position) as again:
                again.wait(lambda found: found.get("last_sent_timestamp_seconds", 0) > made, "samples again")
                run.go(1, [two, again])
                run.go(4, [two, again])
                again.wait(lambda found: found["lag_seconds"] == 0, "all is sent")
                run.expect(prometheus, "after a kill")
                expect_increase(prometheus, run)
                assert again.metrics()['samples_dropped_total{reason="rejected"}'] == 0
        two.wait(lambda found: found["lag_seconds"] == 0, "all is sent")
        time.sleep(2)  # VictoriaMetrics shows samples some time after they came
        run.expect(victoria, "live, VictoriaMetrics", tolerance=1e-14)


def main():
    binary = os.path.abspath(sys.argv[1])
    if not shutil.which("prometheus") or not shutil.which("victoria-metrics"):
        sys.exit("push_live.py wants prometheus and victoria-metrics")
    with tempfile.TemporaryDirectory() as folder:
        prometheus = Prometheus(folder)
        prometheus.__enter__()
        try:
            with VictoriaMetrics(folder, "1") as victoria:
                check(binary, folder, prometheus, victoria)
        finally:
            prometheus.__exit__()
    print("push_live: all checks passed")


if __name__ == "__main__":
    main()
