"""Checks the conventions of dashboards, and that every metric in a dashboard exists.

usage: lint.py EXPOSITION [RULE_FILE…] — EXPOSITION is a scrape of the running exporter, in the text format.
"""

import glob
import json
import re
import sys

# Metrics that Prometheus itself adds.
MADE = {"ALERTS", "up", "scrape_duration_seconds"}
KEYWORDS = {
    "sum", "max", "min", "avg", "by", "on", "or", "and", "unless", "without", "ignoring", "group_left", "rate", "bool",
    "increase", "changes", "vector", "label_replace", "sqrt", "delta", "count", "topk", "end", "Inf", "resets",
    "histogram_quantile", "max_over_time", "min_over_time", "count_over_time"}
# Time axes are wall time, in the zone of the reader. A wall time that is called UTC beside an event clock that is UTC
# too would be taken for event time. In fifteen minutes, an incident at speed 60 is a quarter of the page.
BOARD = {"schemaVersion": 42, "editable": False, "timezone": "browser", "time": {"from": "now-15m", "to": "now"}}


def bare_times(panel):
    """Units of dates, which Grafana writes in the zone of the reader. Event time is UTC: it is converted to text."""
    text = json.dumps(panel["fieldConfig"])
    return re.findall(r'"(dateTime(?!FromNow)\w*|time:[^"]*)"', text)


def plain(expression):
    """The expression without the braces of variables, which would look like those of selectors."""
    return re.sub(r"\$\{(\w+)[^}]*\}", r"$\1", expression)


def metrics(expression):
    """The metric names in an expression: the rest without strings, label lists, ranges and functions."""
    text = re.sub(r'"[^"]*"', "", plain(expression))
    text = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", text)
    text = re.sub(r"\b(by|on|without|ignoring|group_left)\s*\([^)]*\)", " ", text)
    return {word for word in re.findall(r"(?<![\w$:])[a-zA-Z_:][\w:]*", text) if word not in KEYWORDS}


def check(path, known):
    with open(path) as file:
        board = json.load(file)
    for key, value in BOARD.items():
        yield board.get(key) == value, f"{key} is {board.get(key)}; want {value}"
    yield len({panel["id"] for panel in board["panels"]}) == len(board["panels"]), "want unique panel ids"
    # A page of text only, such as a runbook, has no data.
    if not any("targets" in panel for panel in board["panels"]):
        return
    variables = {variable["name"]: variable for variable in board["templating"]["list"]}
    yield variables["datasource"]["query"] == "prometheus", "want a Prometheus data source variable"
    for name in ("job", "instance"):
        variable = variables[name]
        wanted = {"label": name.title(), "multi": True, "allValue": ".+", "refresh": 2, "type": "query"}
        yield all(variable[key] == value for key, value in wanted.items()), f"variable {name}: want {wanted}"
        yield variable["datasource"]["uid"] == "$datasource", f"variable {name}: want $datasource"
    for name in variables.keys() - {"job", "instance"}:
        yield from check_selectors(f"variable {name}", variables[name].get("definition", ""))
    for panel in board["panels"]:
        where = f'panel "{panel["title"]}"'
        if panel["type"] in ("row", "text", "dashlist"):
            yield bool(panel["title"]), "want rows and texts with titles"
            continue
        yield bool(panel["title"] and panel["description"]), f"{where}: want title and description"
        yield bool(panel["fieldConfig"]["defaults"]["unit"]), f"{where}: want a unit"
        yield not bare_times(panel), f"{where}: its time is shown in the zone of the reader; convert it to UTC"
        yield panel["datasource"]["uid"] == "$datasource", f"{where}: want $datasource"
        yield bool(panel["targets"]), f"{where}: want a query"
        for target in panel["targets"]:
            yield from check_query(where, target["expr"], known)
    for annotation in board["annotations"]["list"]:
        if "expr" in annotation:
            yield from check_query(f'annotation "{annotation["name"]}"', annotation["expr"], known)


def check_selectors(where, expression):
    # A selector by a variable name has no name before its braces.
    for selector in re.findall(r"[\w:]*\{[^}]*\}", plain(expression)):
        for matcher in ('job=~"$job"', 'instance=~"$instance"'):
            yield matcher in selector, f"{where}: {selector} lacks {matcher}"


def check_query(where, expression, known):
    yield from check_selectors(where, expression)
    for function, window in re.findall(r"\b(rate|irate)\([^\[]*\[([^\]]*)\]", expression):
        yield window == "$__rate_interval", f"{where}: {function} over [{window}]; want $__rate_interval"
    for name in metrics(expression):
        yield name in known | MADE, f"{where}: nobody exports {name}"


def main(exposition, *rules):
    with open(exposition) as file:
        known = set(re.findall(r"^([a-zA-Z_:][\w:]*)(?:\{| )", file.read(), re.MULTILINE))
    for path in rules:
        with open(path) as file:
            known |= set(re.findall(r"^\s*- record: (\S+)", file.read(), re.MULTILINE))
    faults = [
        f"{path}: {text}"
        for path in sorted(glob.glob("grafana/dashboards/*.json") + glob.glob("data/*/dashboards/*.json"))
        for holds, text in check(path, known) if not holds]
    print("\n".join(faults) or "dashboards are clean")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
