"""A file that grows, and live pushes of it, for the checks of live pushes. Python's standard library only."""

import random
import subprocess
import time
import urllib.request

from exporter import samples

MAPPING = """
sources:
  - name: orders
    files: orders.csv
    mode: MODE
    time: {column: time, format: unix}
    metrics:
      - counter: orders_total
        help: Orders by place.
        labels: {place: place}
      - histogram: order_duration_seconds
        help: Duration.
        value: took
        buckets: [0.1, 1]
        labels: {place: place}
      - gauge: stock
        help: What is there.
        value: stock
        labels: {place: place}
        expire_after: 5s
"""


class Orders:
    """The file. Each record is of the time at which it is written."""

    def __init__(self, folder, mode="follow", seed=11):
        self.path, self.mapping, self.count = f"{folder}/orders.csv", f"{folder}/mapping.yml", 0
        self.chance = random.Random(seed)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("time,place,took,stock\n")
        with open(self.mapping, "w", encoding="utf-8") as file:
            file.write(MAPPING.replace("MODE", mode))

    def append(self, records, at=None):
        # A quarter before the full second: whether a value is too old is the same at it and shortly after.
        moment = int(time.time() if at is None else at) - 0.25
        with open(self.path, "a", encoding="utf-8") as file:
            for _ in range(records):
                place = self.chance.choice(["Bern", "Zürich", "a b"])
                took, stock = self.chance.expovariate(2), self.chance.randrange(-5, 50) / 4
                file.write(f"{moment},{place},{took:.3f},{stock}\n")
        self.count += records


class LivePush:
    """A push that runs; use it in a with statement, which ends it with SIGTERM."""

    def __init__(self, binary, orders, url, page, *flags, step="2s"):
        self.page = f"http://{page}/metrics"
        self.process = subprocess.Popen(
            [binary, "push", f"--config.file={orders.mapping}", f"--remote-write.url={url}", f"--step={step}",
             "--label=instance=history", f"--web.listen-address={page}", *flags],
            stderr=subprocess.PIPE, text=True)
        self.log = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.end()

    def end(self):
        """Asks it to end, and returns its log."""
        self.process.terminate()
        self.log += self.process.communicate(timeout=30)[1]
        assert self.process.returncode == 0, f"status {self.process.returncode}\n{self.log}"
        return self.log

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=30)

    def metrics(self):
        """Its own metrics, without the common beginning of their names."""
        with urllib.request.urlopen(self.page, timeout=10) as response:
            found = samples(response.read().decode())
        begin = "csv_exporter_remote_write_"
        return {name.removeprefix(begin): float(value) for name, value in found.items() if name.startswith(begin)}

    def latest(self):
        """The latest instant that it made, in seconds; 0 without any."""
        try:
            found = self.metrics()
        except OSError:
            return 0
        return found.get("last_sent_timestamp_seconds", 0) + found.get("lag_seconds", 0)

    def wait(self, holds, what, seconds=60):
        """Waits until its metrics are as wanted, and returns them."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                found = self.metrics()
                if holds(found):
                    return found
            except OSError:
                pass  # it has just been started
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {seconds} s; status {self.process.poll()}")
