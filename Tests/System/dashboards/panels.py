"""Checks the conventions of a panel: texts, units, colours, thresholds and the event time on time axes."""

import json
import re

import colours
from queries_text import check_query, is_per_event_minute, metrics

# A pixel width that holds each character of a title, what a header needs beside it, and the columns of a page of 1440
# pixels.
CHARACTER, HEADER, COLUMN = 7.5, 52, 58
# The panels with the verdict: see lint.py.
ANSWERS = ("Is it fine? If not, why?", "Firing alerts", "Since when")
EVENT_TIME = re.compile(r"csv_exporter_replay_time_seconds\{[^}]*\} % 86400")


def check_panel(panel, known, alerts, is_common):
    """The faults of a panel. Those that all data sets share (is_common) do not know the names of their series."""
    if panel["type"] in ("row", "text", "dashlist") or panel["title"] in ANSWERS:
        if not panel["title"]:
            yield "want a title"
        return
    yield from check_texts(panel)
    if panel["datasource"]["uid"] != "$datasource":
        yield "want $datasource"
    for target in panel["targets"]:
        if target.get("datasource", panel["datasource"])["uid"] != "$datasource":
            yield "want $datasource in its queries"
        yield from check_query(target["expr"], known)
    yield from check_time(panel)
    yield from check_thresholds(panel, alerts)
    yield from check_colours(panel, is_common)


def check_texts(panel):
    """What a panel of any data source needs."""
    defaults = panel["fieldConfig"]["defaults"]
    for key, value in {"title": panel["title"], "description": panel["description"], "unit": defaults.get("unit"),
                       "query": panel["targets"]}.items():
        if not value:
            yield f"want a {key}"
    if not defaults.get("noValue"):
        yield "want noValue: the reason why there may be nothing to show"
    if len(panel["title"]) * CHARACTER + HEADER > panel["gridPos"]["w"] * COLUMN:
        yield "its title is cut on a page of 1440 pixels"


def check_time(panel):
    text = json.dumps(panel["fieldConfig"])
    # Grafana writes dates in the zone of the reader. Event time is UTC: it is converted to text.
    if re.search(r'"(dateTime(?!FromNow)\w*|time:[^"]*)"', text):
        yield "its time is shown in the zone of the reader; convert it to UTC"
    if panel["options"].get("timezone"):
        yield "want the time axis in the zone of the reader: wall time that is called UTC looks like event time"
    expressions = [target["expr"] for target in panel["targets"]]
    if panel["type"] == "timeseries" and not (any(map(EVENT_TIME.search, expressions)) and '"dthms"' in text):
        yield "want the event time in the tooltip: csv_exporter_replay_time_seconds % 86400 with the unit dthms"
    if "per event minute" in panel["description"] + text:
        for expression in expressions:
            counts = "increase(" in expression and not re.search(r"% 86400|histogram_quantile|\$__range", expression)
            if counts and not is_per_event_minute(expression):
                yield f"per event minute: divide by what the event clock moved: {expression}"


def check_thresholds(panel, alerts):
    """A panel that names alerts in its description has their thresholds: numbers with which these alerts, or the
    recordings that they use, compare a metric of the panel, or any metric if the panel has none of them.
    """
    defaults = panel["fieldConfig"]["defaults"]
    named = [name for name in alerts if re.search(rf"\b{name}\b", panel["description"])]
    steps = [step["value"] for step in defaults["thresholds"]["steps"] if step["value"] is not None]
    is_drawn = defaults.get("custom", {}).get("thresholdsStyle", {}).get("mode", "off") != "off"
    if is_drawn and not named:
        yield "draws thresholds; want the names of their alerts in the description"
    if not named:
        return
    compared = {pair for name in named for pair in alerts[name]}
    shown = set().union(*(metrics(target["expr"]) for target in panel["targets"]))
    numbers = {number for metric, number in compared if metric in shown} or {number for _, number in compared}
    # A deviation in percent is a ratio less one; 0 is where few begins, not a threshold.
    wanted = {round(100 * (number - 1), 6) for number in numbers} if defaults["unit"] == "percent" else numbers | {0}
    for step in steps:
        if step not in wanted:
            yield f"threshold {step} is none of {', '.join(named)}: {sorted(wanted)}"


def check_colours(panel, is_common):
    defaults, options, overrides = (
        panel["fieldConfig"]["defaults"], panel["options"], panel["fieldConfig"]["overrides"])
    properties = [entry for override in overrides for entry in override["properties"]]
    fixed = {entry["value"]["fixedColor"] for entry in properties if entry["id"] == "color"}
    fixed |= {defaults["color"]["fixedColor"]} if defaults["color"]["mode"] == "fixed" else set()
    mapped = mapping_colours(defaults["mappings"]) | {
        colour for entry in properties if entry["id"] == "mappings" for colour in mapping_colours(entry["value"])}
    steps = {step["color"] for step in defaults["thresholds"]["steps"]}
    fills = options.get("colorMode", "").startswith("background") or panel["type"] == "state-timeline"
    words = panel["type"] == "gauge" or options.get("colorMode") == "value"
    allowed = colours.FILLS if fills else colours.WORDS if words else colours.SERIES
    used = fixed | (steps if defaults["color"]["mode"] == "thresholds" or panel["type"] == "stat" else set())
    yield from (f"{name} is not in the palette: {allowed}" for name in sorted(used - set(allowed + colours.OTHERS)))
    palette = colours.FILLS + colours.OTHERS
    yield from (f"{name} is not in the palette of fills: {palette}" for name in sorted(mapped - set(palette)))
    for together, apart in ((used, allowed + ("red",)), (mapped, colours.FILLS)):
        yield from colours.confusable(sorted(together & set(apart)))
    if defaults["color"]["mode"] == "palette-classic" and not (fixed or is_common):
        yield "want a colour for each series: Grafana's classic palette has pairs that a deuteranope cannot tell apart"


def mapping_colours(mappings):
    return {
        result["color"] for mapping in mappings
        for result in (mapping["options"].values() if mapping["type"] == "value" else [mapping["options"]["result"]])
        if "color" in result}
