"""Measures by hand what event streams cost the exporter: CPU, memory, and the time of scrapes beside them.

    python3 Tests/System/console/costs.py BINARY [ROUNDS]

500 lines change in each frame. Rounds with 16 streams and without take turns in one run.
"""

import pathlib
import selectors
import socket
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "checks"))
from exporter import Exporter  # noqa: E402

STREAMS, SECONDS = 16, 10
MAPPING = """sources:
  - name: s
    files: d.csv
    time: {column: t, format: unix}
    metrics:
      - {counter: records_total, help: Records., labels: {shop: shop}}
"""


class Readers:
    """Streams of which one thread takes what arrives, or of which nobody reads."""

    def __init__(self, exporter, count, reads=True):
        self.address = exporter.url.removeprefix("http://").split(":")
        self.bytes, self.is_open = 0, True
        self.sockets, self.selector = [], selectors.DefaultSelector()
        for _ in range(count):
            one = socket.create_connection(self.address)
            one.sendall(b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.sockets.append(one)
            self.selector.register(one, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self.read, daemon=True)
        if reads:
            self.thread.start()

    def read(self):
        while self.is_open:
            for key, _ in self.selector.select(0.1):
                self.bytes += len(key.fileobj.recv(1 << 16))

    def close(self):
        self.is_open = False
        if self.thread.is_alive():
            self.thread.join()
        for one in self.sockets:
            one.close()


def processor(exporter):
    """CPU seconds of the exporter, exact to less than a millisecond."""
    with open(f"/proc/{exporter.process.pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9


def anonymous(exporter):
    """KiB of memory that is its own."""
    with open(f"/proc/{exporter.process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))


def scrapes(exporter, seconds, each):
    """Scrapes at a steady rate; the milliseconds of each."""
    times, began = [], time.monotonic()
    while (now := time.monotonic()) - began < seconds:
        exporter.get()
        times.append((time.monotonic() - now) * 1000)
        time.sleep(max(0, each - (time.monotonic() - now)))
    return times


def share(exporter, seconds):
    """The share of a core, in percent, beside a scrape each second."""
    began, used = time.monotonic(), processor(exporter)
    scrapes(exporter, seconds, 1)
    return (processor(exporter) - used) / (time.monotonic() - began) * 100


def p99(times):
    return sorted(times)[int(len(times) * 0.99)]


def compare(exporter, rounds):
    shares, times = {0: [], STREAMS: []}, {0: [], STREAMS: []}
    for number in range(rounds):
        for count in (0, STREAMS) if number % 2 else (STREAMS, 0):
            readers = Readers(exporter, count)
            time.sleep(1)
            before = readers.bytes
            shares[count].append(share(exporter, SECONDS))
            rate = (readers.bytes - before) / SECONDS / 1000
            times[count] += scrapes(exporter, SECONDS, 0.02)
            readers.close()
            print(f"round {number + 1}, {count} streams: {shares[count][-1]:.2f} % of a core, {rate:.0f} kB/s, "
                  f"p99 of scrapes so far {p99(times[count]):.1f} ms", flush=True)
    extra = statistics.median(a - b for a, b in zip(shares[STREAMS], shares[0]))
    print(f"{STREAMS} streams: {extra:.2f} % of a core (without: {statistics.median(shares[0]):.2f} %)")
    for count, found in times.items():
        print(f"scrapes beside {count} streams: median {statistics.median(found):.2f} ms, p99 {p99(found):.2f} ms")
    print(f"ratio of p99: {p99(times[STREAMS]) / p99(times[0]):.2f}, "
          f"of medians: {statistics.median(times[STREAMS]) / statistics.median(times[0]):.2f}")


def memory(binary, flags, reads):
    """KiB before a stream, of the first, and of each more."""
    with Exporter(binary, *flags) as exporter:
        exporter.wait_until("running")
        scrapes(exporter, 5, 0.5)
        sizes, opened = [anonymous(exporter)], []
        for count in (1, STREAMS - 1):
            opened.append(Readers(exporter, count, reads))
            scrapes(exporter, 4, 0.5)
            sizes.append(anonymous(exporter))
        for readers in opened:
            readers.close()
        each = (sizes[2] - sizes[1]) / (STREAMS - 1)
        print(f"memory, streams that are {'' if reads else 'not '}read: {sizes[0]} KiB before, the first "
              f"{sizes[1] - sizes[0]} KiB, each more {each:.1f} KiB", flush=True)


def main(binary, rounds):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/d.csv", "w") as file:
            file.write("t,shop\n")
            for second in range(3600):
                file.write("".join(f"{second},shop {shop:03}\n" for shop in range(500)))
        with open(folder + "/m.yml", "w") as file:
            file.write(MAPPING)
        flags = [f"--config.file={folder}/m.yml", "--replay.speed=4"]
        for reads in (True, False):
            memory(binary, flags, reads)
        memory(binary, [], True)
        with Exporter(binary, *flags) as exporter:
            exporter.wait_until("running")
            compare(exporter, rounds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
