"""Checks the conventions of dashboards: those of every data set, and those that all share.

usage: lint.py EXPOSITION [RULE_FILE…] — EXPOSITION has a scrape of each data set, in the text format.

Needs PyYAML. grafana/README.md has the conventions.
"""

import glob
import json
import re
import sys

import yaml

import colours
import sql_page
from panels import ANSWERS, check_panel
from queries_text import check_query, check_selectors, metrics

# Time axes are wall time, in the zone of the reader. A wall time that is called UTC beside an event clock that is UTC
# too would be taken for event time.
BOARD = {"schemaVersion": 42, "editable": False, "timezone": "browser"}
# In fifteen minutes, an incident at speed 60 is a quarter of the page. `init` chooses a speed and shows a pass of it.
RANGE, RANGE_OF_INIT = "now-15m", "now-5m"
# Columns of a page that "Firing alerts" needs.
ALERTS = 14
OVER_TIME = ("timeseries", "state-timeline", "heatmap", "status-history")


def check(path, known, alerts):
    with open(path) as file:
        board = json.load(file)
    for key, value in BOARD.items():
        yield board.get(key) == value, f"{key} is {board.get(key)}; want {value}"
    wanted = RANGE_OF_INIT if board["uid"].startswith("init-") else RANGE
    yield board["time"] == {"from": wanted, "to": "now"}, f"time is {board['time']}; want {wanted}"
    panels = board["panels"]
    yield len({panel["id"] for panel in panels}) == len(panels), "want unique panel ids"
    for panel in panels:
        for fault in check_panel(panel, known, alerts, is_common=path.startswith("grafana/")):
            yield False, f'panel "{panel["title"]}": {fault}'
    # A page of text only, such as a runbook, has no data.
    if not any("targets" in panel for panel in panels):
        return
    yield board["graphTooltip"] == 1, "want a shared crosshair: graphTooltip 1"
    yield from check_variables(
        {variable["name"]: variable for variable in board["templating"]["list"]}, path.startswith("grafana/"))
    for link in board["links"]:
        if link["url"] == sql_page.URL:
            continue  # Its range is the made day.
        kept = link["keepTime"] and link["includeVars"]
        yield kept, f'link "{link["title"]}": want keepTime and includeVars, so that job and instance stay chosen'
    annotations = board["annotations"]["list"]
    for annotation in annotations:
        if "expr" in annotation:
            for fault in check_query(annotation["expr"], known):
                yield False, f'annotation "{annotation["name"]}": {fault}'
    # Those that `init` writes mark days instead where the data are long.
    marked = any(annotation["name"] in ("Event hours", "Event time") for annotation in annotations)
    over_time = any(panel["type"] in OVER_TIME for panel in panels)
    yield marked or not over_time, 'want the annotation "Event hours", which marks event time on the time axes'


def check_variables(variables, is_common):
    # These, and those of panels, are what Grafana's dashboard-linter asks for, but for its rule that a counter must be
    # in a rate: totals of a replay are worth a panel.
    wanted = {"query": "prometheus", "type": "datasource", "label": "Data source"}
    source = variables["datasource"]
    yield all(source.get(key) == value for key, value in wanted.items()), f"variable datasource: want {wanted}"
    for name, variable in variables.items():
        if variable["type"] == "query":
            yield variable["refresh"] == 2, f"variable {name}: want refresh 2, when the time range changes"
            yield variable["datasource"]["uid"] == "$datasource", f"variable {name}: want $datasource"
    for name in ("job", "instance"):
        variable = variables[name]
        wanted = {"label": name.title(), "multi": True, "allValue": ".+", "refresh": 2, "type": "query"}
        if name == "instance" and not is_common:
            # All exporters of this data set: beside those of others, a page shows its own.
            wanted["allValue"] = None
            yield 'csv_exporter_source_up{job=~"$job",source=~"' in variable["definition"], (
                "variable instance: want the exporters that have a source of the data set")
        yield all(variable.get(key) == value for key, value in wanted.items()), f"variable {name}: want {wanted}"
    for name in variables.keys() - {"job", "instance"}:
        for fault in check_selectors(variables[name].get("definition", "")):
            yield False, f"variable {name}: {fault}"


def own_metrics():
    """The exporter's own metrics, by the table of its README."""
    with open("Sources/csv_exporter/README.md") as file:
        return set(re.findall(r"^\| `((?:csv_exporter|process)_\w+)` \|", file.read(), re.MULTILINE))


def hidden(boards):
    """Own metrics that no common page shows."""
    named = set()
    for path in boards:
        with open(path) as file:
            board = json.load(file)
        for panel in board["panels"]:
            for target in panel.get("targets", []):
                named |= metrics(target["expr"])
    return [f"{name}: no page of grafana/dashboards shows it" for name in sorted(own_metrics() - named)]


def comparisons(expression, recorded, seen=frozenset()):
    """What an expression and the recordings that it uses compare: pairs of a metric and a number."""
    found = {
        (metric, float(number))
        for metric, tests in re.findall(
            r"([a-z][\w:]*)(?:\{[^}]*\})?(?:\[[^]]*\])?\)*((?:\s*[<>]=?\s*\d[\d.]*)+)", expression)
        for number in re.findall(r"\d[\d.]*", tests)}
    used = {name for name in recorded if name in expression} - seen
    return found.union(*(comparisons(recorded[name], recorded, seen | used) for name in used))


def unequal(boards):
    """The panels with the verdict are the same on every page, but for place and number."""
    first = {}
    for path in boards:
        with open(path) as file:
            panels = json.load(file)["panels"]
        for panel in (panel for panel in panels if panel["title"] in ANSWERS):
            body = {key: value for key, value in panel.items() if key not in ("id", "gridPos")}
            other, wanted = first.setdefault(panel["title"], (path, body))
            if body != wanted:
                yield f'{path}: panel "{panel["title"]}" is not as in {other}; grafana/verdict.py copies it'
            yield from check_answers(panel, path)


def check_answers(panel, path):
    if panel["title"] == "Firing alerts" and panel["gridPos"]["w"] < ALERTS:
        yield f'{path}: panel "Firing alerts": want a width of {ALERTS} or more; else its last column is cut'
    for colour in set(re.findall(r'"(?:color|fixedColor)": "([^"]+)"', json.dumps(panel["fieldConfig"]))):
        if colour not in (*colours.FILLS, "text"):
            yield f'{path}: panel "{panel["title"]}": {colour} is not in the palette of fills'


def main(exposition, *rules):
    with open(exposition) as file:
        text = file.read()
    known = set(re.findall(r"^([a-zA-Z_:][\w:]*)(?:\{| )", text, re.MULTILINE)) | own_metrics()
    # Gauges may have ended.
    known |= set(re.findall(r'^csv_exporter_series\{metric="(\w+)"', text, re.MULTILINE))
    recorded, alerts = {}, {}
    for path in rules:
        with open(path) as file:
            for rule in (rule for group in yaml.safe_load(file)["groups"] for rule in group["rules"]):
                if "alert" in rule:
                    alerts[rule["alert"]] = rule["expr"]
                else:
                    recorded[rule["record"]] = recorded.get(rule["record"], "") + "\n" + rule["expr"]
    known |= recorded.keys()
    alerts = {name: comparisons(expression, recorded) for name, expression in alerts.items()}
    common = sorted(glob.glob("grafana/dashboards/*.json"))
    boards = common + sorted(glob.glob("data/*/dashboards/*.json"))
    faults = [f"palette: {fault}" for fault in colours.faults()] + hidden(common)
    faults += unequal(boards)
    faults += [
        f"{path}: {text}" for path in boards
        for holds, text in check(path, known, alerts) if not holds]
    faults += sql_page.faults()
    print("\n".join(faults) or "dashboards are clean")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
