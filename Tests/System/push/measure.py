"""Figures of `push` beside real stores, by hand: each case prints one line.

usage: measure.py BINARY [case…]

Cases: cost, memory, ordered (ten times), window, outage, kill. Without one, all of them, some twenty minutes.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "checks"))

from push import Prometheus  # noqa: E402

from sink import Sink  # noqa: E402

STEP = 15


def write_data(folder, series, instants, records=60_000, start=1_772_000_000, age=None):
    """A counter of so many series over so many steps of 15 s, and its mapping. `age`: days from its end to now."""
    chance = random.Random(series)
    if age is not None:
        start = int(time.time()) - age * 86_400 - instants * STEP
    start = start // STEP * STEP
    span = (instants - 2) * STEP
    times = sorted([0, span] + [chance.randrange(span) for _ in range(max(records, series) - 2)])
    with open(f"{folder}/events.csv", "w") as file:
        file.write("time,key,value\n")
        for number, moment in enumerate(times):
            file.write(f"{start + 1 + moment},{number % series},{chance.randrange(1000)}\n")
    with open(f"{folder}/mapping.yml", "w") as file:
        file.write(f"""
sources:
  - name: events
    files: events.csv
    time: {{column: time, format: unix}}
    metrics:
      - counter: events_total
        help: Events.
        value: value
        labels: {{key: key}}
        max_series: {series + 1}
""")
    return f"{folder}/mapping.yml"


def command(binary, mapping, url, *flags):
    return [binary, "push", f"--config.file={mapping}", f"--remote-write.url={url}", f"--step={STEP}s",
            "--no-own-metrics", *flags]


def push(binary, mapping, url, *flags, expect=0):
    """Pushes, and returns what was printed, the CPU seconds and the peak of resident bytes."""
    process = subprocess.Popen(
        command(binary, mapping, url, *flags), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == expect, f"status {process.returncode}\n{text}"
    return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def cpu(pid):
    """The CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stored(server, at, hours):
    """How many samples of the counter a store has."""
    query = urllib.parse.urlencode({"query": f"sum(count_over_time(events_total[{hours}h]))", "time": at})
    result = server.get("/api/v1/query?" + query)["data"]["result"]
    return int(float(result[0]["value"][1])) if result else 0


def end_of(text):
    """The Unix time of the last instant in the summary of a push."""
    iso = text.split(" to ")[1].split(",")[0].split(".")[0].rstrip("Z")
    return int(time.mktime(time.strptime(iso, "%Y-%m-%dT%H:%M:%S"))) - time.timezone


def cost(binary, folder):
    """The CPU time of a push beside that of the receiver, and to a sink."""
    mapping = write_data(folder, 1000, 5000)
    with Sink() as sink:
        _, seconds, _ = push(binary, mapping, sink.url, "--remote-write.protocol=1.0")
    print(f"sink: 5.0 M samples in {seconds:.2f} CPU s, {5 / seconds:.1f} M samples/s on one core")
    with Prometheus(folder) as server:
        before = cpu(server.process.pid)
        _, seconds, _ = push(binary, mapping, server.write, "--remote-write.protocol=1.0")
        theirs = cpu(server.process.pid) - before
    print(f"Prometheus: {seconds:.2f} CPU s of the push, {theirs:.2f} of the receiver: {seconds / theirs:.0%}")
    assert seconds < 0.15 * theirs, "a push takes at most 15 % of the receiver's CPU time"


def memory(binary, folder):
    """The peak of memory does not depend on the length of a history."""
    peaks = {}
    with Sink() as sink:
        for series, instants in ((1000, 10_000), (1000, 100_000), (100_000, 100)):
            mapping = write_data(folder, series, instants)
            _, seconds, peak = push(binary, mapping, sink.url, "--remote-write.protocol=1.0")
            peaks[series, instants] = peak
            print(f"{series} series, {series * instants // 1_000_000} M samples: {peak / 1e6:.1f} MB, {seconds:.1f} s")
    assert peaks[1000, 100_000] < 1.1 * peaks[1000, 10_000]
    assert peaks[100_000, 100] < 128e6


def ordered(binary, folder):
    """Four connections into an empty Prometheus without a window: nothing is refused, ten times in a row."""
    mapping = write_data(folder, 10_000, 500)
    for number in range(10):
        with tempfile.TemporaryDirectory(dir=folder) as inner, Prometheus(inner) as server:
            text, _, _ = push(binary, mapping, server.write, "--remote-write.connections=4")
            found = stored(server, end_of(text), 24)
        assert "refused" not in text and found == 5_000_000, f"{found}\n{text}"
        print(f"ordered, {number + 1}: {found} of 5000000 samples, 0 refused")


def window(binary, folder):
    """Into a Prometheus that scrapes itself and takes late samples."""
    mapping = write_data(folder, 100, 2000, age=200)
    with Prometheus(folder, window="1y", scrapes=True) as server:
        path = "/api/v1/query?query=count(prometheus_build_info)"
        wait_for(lambda: server.get(path)["data"]["result"], "a scrape")
        text, _, _ = push(binary, mapping, server.write, f"--verify.url={server.url}")
        found = stored(server, end_of(text), 24)
    assert found == 200_000, f"{found}\n{text}"
    print(f"window of a year beside live scrapes: {found} of 200000 samples")


def started(binary, mapping, url, *flags):
    return subprocess.Popen(
        command(binary, mapping, url, *flags), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def position(file):
    """How many half hours are acknowledged since the first instant."""
    if not Path(file).exists():
        return 0
    return (json.loads(Path(file).read_text())["milliseconds"] / 1000 - 1_772_000_000) / 1800


def wait_for(condition, what):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within a minute"
        time.sleep(0.02)


def outage(binary, folder):
    """The receiver is killed while the push is under way, and comes back."""
    mapping = write_data(folder, 1000, 5000)
    server = Prometheus(folder)
    file = f"{folder}/position.json"
    with server:
        process = started(binary, mapping, server.write, f"--position-file={file}")
        wait_for(lambda: position(file) > 3, "an epoch")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        reached = Path(file).read_text()
        time.sleep(2)
        assert process.poll() is None, process.stdout.read()
    with Prometheus(folder, address=server.address) as again:
        text = process.communicate(timeout=300)[0]
        assert process.returncode == 0, text
        found = stored(again, end_of(text), 24)
    assert found == 5_000_000, f"{found}\n{text}"
    print(f"receiver killed at {reached.split('acknowledged')[1][4:24]} and back: {found} of 5000000 samples")


def kill(binary, folder):
    """The push is killed, and started again with its position file."""
    mapping = write_data(folder, 1000, 5000)
    file = f"{folder}/position.json"
    with Prometheus(folder) as server:
        kills = 0
        while kills < 5:
            before = position(file)
            process = started(binary, mapping, server.write, f"--position-file={file}")
            wait_for(lambda: position(file) > before + kills, "an epoch")
            process.kill()
            process.communicate()
            kills += 1
        text, _, _ = push(binary, mapping, server.write, f"--position-file={file}")
        found = stored(server, end_of(text), 24)
    assert found == 5_000_000 and "going on behind" in text, f"{found}\n{text}"
    print(f"push killed {kills} times: {found} of 5000000 samples")


CASES = {case.__name__: case for case in (cost, memory, ordered, window, outage, kill)}


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    binary = os.path.abspath(sys.argv[1])
    for name in sys.argv[2:] or CASES:
        with tempfile.TemporaryDirectory() as folder:
            CASES[name](binary, folder)


if __name__ == "__main__":
    main()
