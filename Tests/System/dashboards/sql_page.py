"""Checks the conventions of the page that asks a made day with SQL. Its numbers are checked by checks/sql.py."""

import json
import re

import yaml

from panels import check_colours, check_texts

PAGE = "data/cards/sql/cards-sql.json"
URL = "/d/cards-sql"
SOURCE = "grafana/provisioning/datasources/cards-sql.yml"
# The made day is UTC, and so is what the columns hold; it is no wall time of the reader.
BOARD = {
    "schemaVersion": 42, "editable": False, "timezone": "utc", "refresh": "",
    "time": {"from": "2026-03-02T08:00:00.000Z", "to": "2026-03-03T00:00:00.000Z"}}


def check(board, source):
    for key, value in BOARD.items():
        if board.get(key) != value:
            yield f"{key} is {board.get(key)}; want {value}"
    if len({panel["id"] for panel in board["panels"]}) != len(board["panels"]):
        yield "want unique panel ids"
    if {"data_set", "common"} & set(board["tags"]):
        yield "the home page would list it, also without the profile sql"
    for panel in board["panels"]:
        if panel["type"] != "text":
            for fault in check_panel(panel, source):
                yield f'panel "{panel["title"]}": {fault}'


def check_panel(panel, source):
    yield from check_texts(panel)
    yield from check_colours(panel, is_common=False)
    wanted = {"type": source["type"], "uid": source["uid"]}
    for target in panel["targets"]:
        if not panel["datasource"] == target["datasource"] == wanted:
            yield f"want the data source {wanted}"
        if (target["format"], target["rawQuery"]) != ("table", True):
            yield "want a query in words, with a table as its answer"
        if not re.search(r'\$__timeFilter\("timestamp"\)', target["rawSql"]):
            yield "want $__timeFilter: it shows the whole table whatever the time range is"
        if not re.search(r"\bFROM (banking_data|rejected_lines|incidents)\b", target["rawSql"]):
            yield "want one of the views that Grafana's role may read"


def faults():
    with open(PAGE) as file:
        board = json.load(file)
    with open(SOURCE) as file:
        (source,) = yaml.safe_load(file)["datasources"]
    return [f"{PAGE}: {fault}" for fault in check(board, source)]
