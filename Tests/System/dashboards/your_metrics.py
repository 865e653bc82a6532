"""The dashboard "Your metrics" shows what is in the files: its queries, asked of a real Prometheus, against sums,
levels and quantiles that this script takes from the CSV files of Tests/System/data_sets/bakery.

usage: your_metrics.py BINARY

Four exporters replay the same day at the speeds 1, 60, 300 and 3600. All numbers are those of the event clock, so they
must be right at each.
"""

import csv
import datetime
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/checks"))

from exporter import Exporter  # noqa: E402
from servers import Prometheus  # noqa: E402

SET = ROOT / "Tests/System/data_sets/bakery"
SPEEDS = (1, 60, 300, 3600)
START = datetime.datetime(2026, 4, 14, 8, tzinfo=datetime.timezone.utc).timestamp()
RANGE = 900
BUCKETS = (10, 20, 30, 45, 60, 90, 120, 180, 300)
CLOCK = "csv_exporter_replay_time_seconds"


def records(name):
    """The records of a file that have a time, with that time in seconds."""
    with open(SET / f"{name}.csv") as file:
        for record in csv.DictReader(file):
            try:
                at = datetime.datetime.strptime(record["time"] + "+0000", "%Y-%m-%d %H:%M:%S%z")
            except ValueError:
                continue
            yield at.timestamp(), record


class Page:
    """The dashboard as Grafana asks it, with chosen values of its variables."""

    def __init__(self, prometheus, instance):
        board = json.loads((ROOT / "grafana/dashboards/your-metrics.json").read_text())
        self.prometheus = prometheus
        self.panels = {panel["title"]: panel for panel in board["panels"]}
        self.queries = {variable["name"]: variable.get("definition") for variable in board["templating"]["list"]}
        self.regexes = {variable["name"]: variable.get("regex") for variable in board["templating"]["list"]}
        self.values = {"job": ".+", "instance": instance, "combine": "avg", "average": "0", "label": ""}
        self.at = time.time()

    def text(self, expression):
        """The expression with the values of the variables. A $ that begins no name is an end of line."""
        values = self.values | {"__range": f"{RANGE}s", "__range_s": str(RANGE)}
        return re.sub(r"\$(?:\{(\w+)[^}]*\}|(\w+))", lambda found: values[found.group(1) or found.group(2)], expression)

    def ask(self, expression):
        query = urllib.parse.urlencode({"query": self.text(expression), "time": self.at})
        return self.prometheus.get(f"/api/v1/query?{query}")["data"]["result"]

    def choose(self, **values):
        """Chooses values, and then the window that follows from them."""
        self.values |= values
        (result,) = self.ask(re.fullmatch(r"query_result\((.*)\)", self.queries["window"]).group(1))
        self.values["window"] = re.search(self.regexes["window"].strip("/"), f"{{}} {result['value'][1]} 1").group(1)

    def options(self):
        """The metrics and the labels that can be chosen."""
        present = re.fullmatch(r"query_result\((.*)\)", self.queries["metric"]).group(1)
        metrics = sorted(it["metric"]["metric"] for it in self.ask(present))
        self.values["metric"] = "|".join(metrics)
        names = self.text(re.fullmatch(r"label_names\((.*)\)", self.queries["label"]).group(1))
        match = urllib.parse.urlencode({"match[]": '{__name__=~".*' + names + '.*"}'})
        labels = self.prometheus.get(f"/api/v1/labels?{match}")["data"]
        wanted = re.compile(self.regexes["label"].strip("/"))
        return metrics, [label for label in labels if label != "__name__" and wanted.search(label)]

    def show(self, panel):
        """The values of each query of a panel: by reference, then by the values of its labels."""
        answers = {target["refId"]: self.ask(target["expr"]) for target in self.panels[panel]["targets"]}
        return {
            reference: {
                tuple(v for k, v in sorted(it["metric"].items()) if k != "column_of_value"): float(it["value"][1])
                for it in answer}
            for reference, answer in answers.items() if answer}


def quantile(share, counts):
    """The quantile of observations in buckets, as histogram_quantile interpolates it."""
    rank, below, lower = share * sum(counts), 0, 0
    for count, upper in zip(counts, BUCKETS):
        if below + count >= rank:
            return lower + (upper - lower) * (rank - below) / count
        below, lower = below + count, upper
    return BUCKETS[-1]


class Checks:
    def __init__(self):
        self.count, self.faults = 0, []

    def same(self, what, got, want, tolerance=1e-6):
        self.count += 1
        if got.keys() != want.keys():
            self.faults.append(f"{what}: got series {sorted(got)}; want {sorted(want)}")
        for key in got.keys() & want.keys():
            if abs(got[key] - want[key]) > tolerance * max(1, abs(want[key])):
                self.faults.append(f"{what}: {key}: got {got[key]}; want {want[key]}")

    def true(self, what, holds):
        self.count += 1
        if not holds:
            self.faults.append(what)


def sums(name, column, labels, after, until):
    """Sums of a column by labels, of records in a span of event time. Numbers that cannot be read are left out."""
    found = {}
    for at, record in records(name):
        key = tuple(record[label] for label in labels)
        found.setdefault(key, 0)
        if after < at <= until and re.fullmatch(r"[0-9.]+", record[column]):
            found[key] += float(record[column])
    return found


def check_counter(checks, page, speed):
    """Increases per event minute, at every second for which the page shows any."""
    shown = 0
    for back in range(10):
        page.at -= 1
        clock = page.ask(f'{CLOCK}{{instance="$instance"}}[${{window}}s]')[0]["values"]
        first, last = float(clock[0][1]), float(clock[-1][1])
        page.values |= {"metric": "bakery_goods_sold_total", "label": "goods,shop"}
        panel = page.show("Over time")
        lines = {key[1:]: value for key, value in panel.get("A", {}).items()}
        if last < first:
            checks.true(f"speed {speed}: nothing is shown where the clock is set back", not lines)
        elif lines:
            shown += 1
            want = sums("sales", "sold", ("goods", "shop"), first, last)
            want = {key: 60 * value / (last - first) for key, value in want.items()}
            checks.same(f"speed {speed}: goods sold per event minute", lines, want, 1e-4)
            total = sums("sales", "sold", ("goods", "shop"), 0, START + 86400)
            order = [key[1:] for key in sorted(panel["A"])]
            checks.true(f"speed {speed}: largest first: {order}", order == sorted(total, key=total.get, reverse=True))
            checks.true(f"speed {speed}: the event time", abs(panel["I"][()] - last % 86400) < 0.01)
            checks.true(f"speed {speed}: a counter is no other type", not panel.keys() & set("CEFGH"))
    checks.true(f"speed {speed}: the clock moved in {shown} of 10 seconds", shown >= 3)


def check_first_pass(checks, page, speed):
    """Totals, levels and quantiles of a replay that has not looped yet."""
    clock = float(page.ask(f'{CLOCK}{{instance="$instance"}}')[0]["value"][1])
    page.values |= {"metric": "bakery_revenue_francs_total", "label": "shop"}
    table = page.show("Label values")
    total, before = (sums("sales", "francs", ("shop",), 0, until) for until in (clock, START))
    checks.same(f"speed {speed}: francs", table["A"], total)
    checks.same(f"speed {speed}: francs in the range", table["B"], {k: v - before[k] for k, v in total.items()}, 1e-3)
    checks.true(f"speed {speed}: a counter has two columns", table.keys() == {"A", "B"})

    for combine, function in {"max": max, "min": min, "sum": sum}.items():
        page.values |= {"metric": "bakery_oven_celsius", "combine": combine}
        ovens = {}
        for at, record in records("ovens"):
            if at <= clock:
                ovens.setdefault((record["shop"],), {})[record["oven"]] = float(record["celsius"])
        level = {shop: function(values.values()) for shop, values in ovens.items()}
        lines = {key[1:]: value for key, value in page.show("Over time")["C"].items()}
        checks.same(f"speed {speed}: {combine} of the ovens", lines, level)
        table = page.show("Label values")
        checks.same(f"speed {speed}: {combine} of the ovens, table", table["C"], level)
        checks.true(f"speed {speed}: a gauge has three columns", table.keys() == set("CDE"))

    page.values |= {"metric": "bakery_serving_duration_seconds", "label": "shop"}
    table = page.show("Label values")
    served = {}
    for at, record in records("served"):
        if at <= clock:
            served.setdefault((record["shop"],), []).append((at, float(record["seconds"])))
    checks.same(f"speed {speed}: served", table["F"], {shop: len(values) for shop, values in served.items()})
    checks.true(f"speed {speed}: a histogram has five columns", table.keys() == set("FGHIJ"))
    recent = {shop: [value for at, value in values if at > START] for shop, values in served.items()}
    means = {shop: sum(values) / len(values) for shop, values in recent.items() if values}
    checks.same(f"speed {speed}: mean in the range", table["G"], means, 0.02)
    bounds = (0, *BUCKETS)
    for reference, share in {"H": 0.5, "I": 0.95, "J": 0.99}.items():
        counts = {
            shop: [sum(low < value <= high for value in values) for low, high in zip(bounds, BUCKETS)]
            for shop, values in recent.items() if values}
        want = {shop: quantile(share, it) for shop, it in counts.items()}
        checks.same(f"speed {speed}: quantile {share} in the range", table[reference], want, 0.02)

    page.values |= {"metric": "bakery_shop_info", "label": "baker,since,shop"}
    shops = {(record["baker"], record["shop"], record["since"]): 1 for _, record in records("shops")}
    checks.same(f"speed {speed}: infos", page.show("Label values")["K"], shops)
    checks.same(f"speed {speed}: number of infos", page.show("Over time")["E"], {(): 3})


def check_page(checks, page):
    metrics, labels = page.options()
    checks.true(f"metrics: {metrics}", metrics == [
        "bakery_goods_sold_total", "bakery_latest_sale_francs", "bakery_oven_celsius", "bakery_revenue_francs_total",
        "bakery_serving_duration_seconds", "bakery_shop_info"])
    checks.true(f"labels: {labels}", labels == ["baker", "goods", "oven", "shop", "since"])
    rejected = page.show("Rejected records by reason")["A"]
    checks.same("rejected", rejected, {("invalid_number", "sales"): 1, ("invalid_time", "served"): 1})
    limits = page.show("Series and their limits")
    full = "bakery_latest_sale_francs"
    got = [limits["A"][(full, "gauge")], limits["B"][(full,)], limits["C"][(full,)]]
    checks.true(f"series, limit and share of {full}: {got}", got == [4, 4, 1])
    dropped = limits["D"]
    checks.true(f"dropped samples: {dropped}", [k for k, v in dropped.items() if v > 0] == [(full,)])
    types = {name: kind for name, kind in limits["A"]}
    checks.true(f"types: {types}", list(map(types.get, metrics)) == [
        "counter", "gauge", "gauge", "counter", "histogram", "info"])
    # A label that no metric has, and a metric that nobody has.
    for label in ("", "nowhere"):
        page.values |= {"metric": "bakery_goods_sold_total", "label": label}
        checks.true(f'by label "{label}": one row', len(page.show("Label values")["A"]) == 1)
    page.values["metric"] = ""
    checks.true("no metric: nothing", not page.show("Over time"))
    checks.same("no metric: no series", page.show("Label values")["L"], {("none has it now",): 0})


def check_windows(checks, page, speed):
    """The window of each choice, in wall-clock seconds: never fewer than five scrapes, or than a 150th of the page."""
    for event_seconds in (60, 600, 3600):
        page.choose(average=str(event_seconds))
        want, got = max(5, RANGE / 150, event_seconds / speed), int(page.values["window"])
        # While scrapes are late, five of them take longer.
        checks.true(f"speed {speed}: {event_seconds} event seconds are {got} s", want <= got <= want + 3)
    page.choose(average="0")
    if speed == 60:
        # Most of the sources have a record in fifteen event minutes.
        got = int(page.values["window"])
        checks.true(f"speed {speed}: three records are in {got} s", 3 * 15 < got <= 3 * 15 + 4)


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        start = datetime.datetime.fromtimestamp(START, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        flags = [f"--config.file={SET}/mapping.yml", f"--replay.start-at={start}", "--replay.loop-pause=2s"]
        exporters = [Exporter(binary, *flags, f"--replay.speed={speed}") for speed in SPEEDS]
        try:
            targets = "".join(
                f"      - {{targets: ['{exporter.url[7:]}'], labels: {{instance: speed{speed}}}}}\n"
                for exporter, speed in zip(exporters, SPEEDS))
            config = Path(folder, "prometheus.yml")
            config.write_text(
                "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n"
                f"  - job_name: csv_exporter\n    static_configs:\n{targets}")
            with Prometheus(folder, config) as prometheus:
                # At speed 3600 the day from 8 to 19 takes 11 seconds, and at speed 300 most of it is still to come.
                time.sleep(70)
                return check(prometheus)
        finally:
            for exporter in exporters:
                exporter.__exit__()


def check(prometheus):
    checks = Checks()
    for speed in SPEEDS:
        page = Page(prometheus, f"speed{speed}")
        check_windows(checks, page, speed)
        if speed < 3600:
            check_first_pass(checks, page, speed)
        check_counter(checks, page, speed)
    page = Page(prometheus, "speed60")
    page.choose()
    check_page(checks, page)
    print("\n".join(checks.faults) or f"{checks.count} numbers of \"Your metrics\" are those of the files")
    return 1 if checks.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
