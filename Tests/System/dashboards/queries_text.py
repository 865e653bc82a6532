"""What the text of a query says: the metrics that it names, its selectors and its windows."""

import re

# Metrics that Prometheus itself adds.
MADE = {"ALERTS", "up", "scrape_duration_seconds"}
KEYWORDS = {
    "sum", "max", "min", "avg", "by", "on", "or", "and", "unless", "without", "ignoring", "group_left", "group_right",
    "rate", "bool", "increase", "changes", "vector", "label_replace", "sqrt", "delta", "count", "topk", "end", "Inf",
    "resets", "histogram_quantile", "ceil", "max_over_time", "min_over_time", "last_over_time", "count_over_time",
    "count_values", "clamp_min", "floor", "offset", "label_join", "quantile",
    "year", "month", "day_of_month", "hour", "minute"}
# The headline and the alerts show the exporters that are chosen, and what is about no exporter.
CHOSEN = 'and on (job, instance) instance:csv_exporter_target:up{job=~"$job",instance=~"$instance"}'
# Counters of wall time: a rate per second means the same at every speed.
WALL_TIME = ("process_", "csv_exporter_http_")
# How far the event clock itself moved: what an increase is divided by.
CLOCK = "(delta(csv_exporter_replay_time_seconds{"


def plain(expression):
    """The expression without the braces of variables, which would look like those of selectors."""
    return re.sub(r"\$\{(\w+)[^}]*\}", r"$\1", expression)


def metrics(expression):
    """The metric names in an expression: the rest without strings, label lists, ranges and functions."""
    text = re.sub(r'"[^"]*"', "", plain(expression))
    text = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", text)
    text = re.sub(r"\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)", " ", text)
    return {word for word in re.findall(r"(?<![\w$:])[a-zA-Z_:][\w:]*", text) if word not in KEYWORDS}


def check_selectors(expression):
    # A selector by a variable name has no name before its braces.
    for selector in re.findall(r"[\w:]*\{[^}]*\}", plain(expression)):
        if re.match(r"instance_\w+:csv_exporter_(headline|alerts):", selector) and CHOSEN in expression:
            continue
        for matcher in ('job=~"$job"', 'instance=~"$instance"'):
            if matcher not in selector:
                yield f"{selector} lacks {matcher}"


def check_query(expression, known):
    yield from check_selectors(expression)
    for function, counter, window in re.findall(r"\b(i?rate)\((\w*)[^\[]*\[([^\]]*)\]", expression):
        if window != "$__rate_interval":
            yield f"{function} over [{window}]; want $__rate_interval"
        if not counter.startswith(WALL_TIME):
            yield f"{function} of {counter}: a second is no event time; divide its increase by the clock's own movement"
    if "increase(bank_incidents_total" in expression:
        yield "increase of bank_incidents_total: a follower that starts anew knows the incidents of present files only"
    yield from (f"nobody exports {name}" for name in sorted(metrics(expression) - known - MADE))


def is_per_event_minute(expression):
    """Right at every speed, and over seeks and loops, because it is divided by what the clock itself moved."""
    return "60 * " in expression and CLOCK in expression
