"""What a store must hold of a history: scrapes of a paused replay at each instant of a grid. Python's standard library
only."""

import http.client
import json
import re
import time
import urllib.parse

from exporter import Exporter

LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r"\\(.)")
OWN = ("csv_exporter_records_total", "csv_exporter_last_record_timestamp_seconds", "csv_exporter_source_up",
       "csv_exporter_series", "csv_exporter_build_info")
# In milliseconds.
LOOKBACK = 300_000
EXTRA = {"job": "csv_exporter", "instance": "history"}


def label_set(name, text, extra=EXTRA):
    """The labels of a series as a store knows them: unescaped, none empty, with the name."""
    labels = {key: ESCAPE.sub(lambda found: {"n": "\n"}.get(found[1], found[1]), value)
              for key, value in LABEL.findall(text)}
    return frozenset((key, value) for key, value in {"__name__": name, **labels, **extra}.items() if value)


def iso(milliseconds):
    seconds, rest = divmod(milliseconds, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + (f".{rest:03d}Z" if rest else "Z")


def milliseconds(text):
    """The milliseconds since 1970 of what the API shows."""
    whole, _, rest = text.rstrip("Z").partition(".")
    seconds = int(time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S"))) - time.timezone
    return seconds * 1000 + int(rest.ljust(3, "0")[:3] or 0)


class Scraper:
    """A paused replay that can be asked for the state at an instant, forward only."""

    def __init__(self, exporter):
        self.connection = http.client.HTTPConnection(exporter.url.removeprefix("http://"), timeout=60)
        self.cache = {}
        while self.ask("GET", "/-/ready")[0] != 200:
            time.sleep(0.01)
        self.state = self.command(action="pause")
        self.start, self.end = milliseconds(self.state["start"]), milliseconds(self.state["end"])

    def ask(self, method, path):
        self.connection.request(method, path)
        response = self.connection.getresponse()
        return response.status, response.read().decode()

    def command(self, **form):
        status, body = self.ask("POST", "/api/v1/replay?" + urllib.parse.urlencode(form))
        assert status == 200, body
        return json.loads(body)

    def at(self, instant):
        """Each series' value at an instant of the grid, and those of the program on the event clock."""
        wanted = max(self.start, min(instant, self.end))
        if wanted > self.start:
            self.command(action="seek", time=iso(wanted))
        body = self.ask("GET", "/metrics")[1]
        found = {}
        for line in body.splitlines():
            if line.startswith(("#", "process_")) or line.startswith("csv_exporter_") and not line.startswith(OWN):
                if line.startswith("csv_exporter_replay_time_seconds "):
                    assert float(line.split()[1]) * 1000 == wanted, f"{line} at {wanted}"
                continue
            series, value = line.rsplit(" ", 1)
            if series not in self.cache:
                name, _, labels = series.partition("{")
                self.cache[series] = label_set(name, labels)
            found[self.cache[series]] = float(value)
        found.update(own(instant))
        return found


def own(instant):
    """The program's own series that are the same in any history."""
    states = {f'state="{state}"': float(state == "running") for state in ("waiting", "running", "paused", "finished")}
    return {
        label_set("up", ""): 1.0, label_set("csv_exporter_replay_speed_ratio", ""): 1.0,
        label_set("csv_exporter_replay_passes_total", ""): 1.0,
        label_set("csv_exporter_replay_time_seconds", ""): instant / 1000,
        **{label_set("csv_exporter_replay_state", text): value for text, value in states.items()},
    }


def instants(step, first, last, records=(), max_gap=None, end=None):
    """The instants of a grid, in order, each with whether all series end there instead of having samples."""
    instant = first
    while instant <= last:
        yield instant, False
        following = instant + step
        if max_gap is not None:
            before = [record for record in records if record <= instant]
            behind = [record for record in records if instant < record <= end]
            if before and behind and min(behind) - max(before) > max_gap:
                resume = (min(behind) - 1) // step * step
                if resume > following:
                    yield following, True
                    following = resume
        instant = following


def expected(binary, flags, grid):
    """For each series its samples by instant, in milliseconds; None ends a series. `grid` is as from `instants`."""
    with Exporter(binary, *flags, "--replay.wait-for-scrape", "--web.enable-lifecycle", "--no-replay.loop",
                  "--log.level=info") as exporter:
        scraper = Scraper(exporter)
        series, last = {}, {}
        for instant, ends in grid:
            now = {} if ends else scraper.at(instant)
            for labels in last.keys() - now.keys():
                series[labels][instant] = None
            for labels, value in now.items():
                series.setdefault(labels, {})[instant] = value
            last, at = now, instant
        for labels in last:
            series[labels][at + 1] = None
    return series


def first_zeros(series, names):
    """The series without the zeros at which those whose names match stand before they count, but the last one each."""
    starts, left = {}, {}
    for labels, samples in series.items():
        start = next((at for at, value in samples.items() if value), None)
        if start is not None and dict(labels)["__name__"].endswith(("_total", "_count")):
            before = [at for at, value in samples.items() if at < start and value is not None]
            starts[whole(labels)] = max(before, default=start)
    for labels, samples in series.items():
        start = starts.get(whole(labels)) if names.match(dict(labels)["__name__"]) else min(samples)
        if start is not None:
            left[labels] = {at: value for at, value in samples.items() if at >= start}
    return left


def whole(labels):
    """What the lines of one histogram have in common."""
    labels = dict(labels)
    labels.pop("le", None)
    name = re.sub("_(bucket|sum|count)$", "", labels.pop("__name__"))
    return name, frozenset(labels.items())
