"""What the page copies for Prometheus, pasted into a real one that scrapes the exporter."""

import json
import os
import tempfile
import time
import urllib.error

from browser import Failed, expect, opened
from exporter import Exporter
from servers import Prometheus

MAPPING = """replay: {speed: 60}
sources:
  - name: made
    files: made.csv
    time: {column: time, format: unix}
    metrics:
      - {counter: records_total, help: Records., labels: {shop: shop, without: shop}}
      - {counter: plain_total, help: All records.}
      - {counter: meter_total, help: A running total., value: total, absolute: true, labels: {shop: shop}}
      - {gauge: level, help: A level., value: level, labels: {shop: shop, hour: {time: "%H"}}}
      - {gauge: "on", help: A name that PromQL reserves., value: level}
      - {histogram: size, help: Sizes., value: level, buckets: [1, 2, 4], labels: {shop: shop}}
      - {info: shop_info, help: Shops., labels: {shop: shop}}
"""
# What each query gives: how many series, and from which value to which. A minute of a shop goes by in a second; the
# rate of five minutes counts what there was before the first scrape as nothing.
WANTED = {
    "records_total": (2, 0.001, 2), "plain_total": (1, 0.002, 4), "meter_total": (2, 0.005, 10), "level": (2, 0, 3),
    "on": (1, 0, 3), "size": (1, 1, 4), "shop_info": (2, 1, 1)}


def folder():
    made = tempfile.mkdtemp()
    rows = (f"{minute * 60},{shop},{100 + 5 * minute},{minute % 4}" for minute in range(600)
            for shop in ("north", 'so"u\\th'.replace('"', '""').join('""')))
    for name, text in (("made.csv", "time,shop,total,level\n" + "\n".join(rows) + "\n"), ("mapping.yml", MAPPING)):
        with open(os.path.join(made, name), "w", encoding="utf-8") as file:
            file.write(text)
    return made


def copied(page):
    """What each button copies, by metric."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = {}
    for card in page.page.locator(".card").all():
        card.locator(".copy").click()
        card.locator(".copy", has_text="copied").wait_for()
        found[card.locator(".name").inner_text()] = page.page.evaluate("navigator.clipboard.readText()")
    return found


def queries_give_values(browser, binary):
    place = folder()
    with Exporter(binary, f"--config.file={place}/mapping.yml") as exporter:
        config = {"global": {"scrape_interval": "500ms"}, "scrape_configs": [
            {"job_name": "made", "static_configs": [{"targets": [exporter.url.removeprefix("http://")]}]}]}
        with open(f"{place}/prometheus.yml", "w", encoding="utf-8") as file:
            json.dump(config, file)
        with Prometheus(place, f"{place}/prometheus.yml") as prometheus, opened(browser, exporter.url + "/") as page:
            page.is_live()
            queries = copied(page)
            expect(queries.keys() == WANTED.keys(), f"copied: {queries}")
            deadline = time.monotonic() + 30
            while wrong := not_as_wanted(prometheus, queries):
                expect(time.monotonic() < deadline, f"not as wanted: {wrong}")
                time.sleep(0.5)
            page.is_clean()


def not_as_wanted(prometheus, queries):
    """The queries that give other series or values, with what they give."""
    wrong = []
    for name, query in queries.items():
        count, low, high = WANTED[name]
        try:
            values = [float(one["value"][1]) for one in prometheus.query(query)]
        except urllib.error.HTTPError as error:
            raise Failed(f"Prometheus does not take {query!r} of {name}: {error.read()}") from error
        if len(values) != count or not all(low <= value <= high for value in values):
            wrong.append((query, values))
    return wrong
