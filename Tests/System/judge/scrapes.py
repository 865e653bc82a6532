"""Scrapes a replay at exact event times, much faster than time passes, and keeps the samples as Prometheus would.

The exporter is paused and set to each event time with its own API, so every sample is one that a scrape of a running
replay would have got. The clock of the samples runs on evenly, by `step` for each scrape, whatever the replay does:
after a pause, a seek, a loop or a restart, both clocks differ, as they do in life.
"""

import http.client
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "checks"))

from exporter import Exporter  # noqa: E402

JOB, INSTANCE = "csv_exporter", "made:1"


class Break:
    """What happens to the replay when its scrapes are `at` seconds old: `seek` to seconds since the start, `pause` for
    seconds, `restart` of the process, `loop` to the start, `speed` times for seconds."""

    def __init__(self, text):
        at, self.what, *numbers = text.split(":")
        self.at = seconds(at)
        self.target = seconds(numbers[0]) if self.what in ("seek", "pause") else 0
        if self.what == "speed":
            self.factor, self.length = float(numbers[0]), seconds(numbers[1])
        assert self.what in ("seek", "pause", "restart", "loop", "speed"), f"no such break: {text}"


def seconds(text):
    """Seconds of a duration such as 8h05m."""
    parts = re.findall(r"(\d+)([smhd])", text)
    assert parts and "".join(a + b for a, b in parts) == text, f"no duration: {text}"
    return sum(int(number) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit] for number, unit in parts)


class Replay:
    """A paused exporter that is moved from instant to instant."""

    def __init__(self, binary, mapping):
        self.flags = [
            binary, f"--config.file={mapping}", "--replay.speed=0.0001", "--no-replay.loop", "--web.enable-lifecycle",
            "--log.level=info"]
        self.begin()

    def begin(self):
        self.exporter = Exporter(*self.flags)
        self.exporter.__enter__()
        self.connection = http.client.HTTPConnection(self.exporter.url[7:], timeout=60)
        try:
            self.exporter.wait_until("running", seconds=600)  # a day may be gigabytes
            self.command("action=pause")
        except BaseException:
            self.end()
            raise

    def end(self):
        self.connection.close()
        self.exporter.__exit__()

    def command(self, query):
        self.connection.request("POST", "/api/v1/replay?" + query)
        response = self.connection.getresponse()
        text = response.read().decode()
        assert response.status == 200, f"{query}: {response.status} {text}"

    def scrape(self, time):
        self.command(f"action=seek&time={instant(time)}")
        self.connection.request("GET", "/metrics")
        return self.connection.getresponse().read().decode()


def instant(seconds_since_1970):
    import datetime
    time = datetime.datetime.fromtimestamp(seconds_since_1970, datetime.timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def record(binary, mapping, start, length, step, wanted, path, breaks=(), lost=0.0):
    """Writes the scrapes of `length` seconds of samples' time from `start` (Unix time of both clocks) into a file of
    OpenMetrics samples; only the families of `wanted`. Returns the event time of each scrape."""
    chance = random.Random(1)
    replay = Replay(binary, mapping)
    passes, seeks, paused_until, faster = 1, 0, 0, (1.0, 0)
    breaks = sorted(breaks, key=lambda each: each.at)
    tags = f'instance="{INSTANCE}",job="{JOB}"'
    clock = {}
    try:
        with open(path, "w", buffering=1 << 20) as out:
            event = start
            for number in range(1, int(length / step) + 1):
                wall = start + number * step
                factor = faster[0] if wall <= faster[1] else 1.0
                if wall > paused_until:
                    event += step * factor
                while breaks and start + breaks[0].at <= wall:
                    each = breaks.pop(0)
                    if each.what == "seek":
                        passes, seeks = passes + (start + each.target < event), seeks + 1
                        event = start + each.target
                    elif each.what == "loop":
                        passes, event = passes + 1, start + step
                    elif each.what == "pause":
                        paused_until = wall + each.target
                    elif each.what == "speed":
                        faster = (each.factor, wall + each.length)
                    else:
                        replay.end()
                        replay.begin()
                        passes, seeks, event = 1, 0, start + step
                clock[wall] = event
                text = replay.scrape(event)
                if chance.random() < lost:
                    out.write(f"up{{{tags}}} 0 {wall}\n")
                    continue
                running = wall > paused_until
                own = {
                    "csv_exporter_replay_passes_total": passes, "csv_exporter_replay_seeks_total": seeks,
                    "csv_exporter_replay_speed_ratio": 1, "csv_exporter_replay_lag_seconds": 0,
                    'csv_exporter_replay_state{state="running"}': int(running),
                    'csv_exporter_replay_state{state="paused"}': int(not running)}
                out.write(f"up{{{tags}}} 1 {wall}\n")
                for line in text.splitlines():
                    if line[0] == "#" or not wanted(re.match(r"\w+", line).group()):
                        continue
                    name, value = line.rsplit(" ", 1)
                    value = own.get(name, value)
                    name = name[:-1] + "," + tags + "}" if name.endswith("}") else name + "{" + tags + "}"
                    out.write(f"{name} {value} {wall}\n")
    finally:
        replay.end()
    return clock
