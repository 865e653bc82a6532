"""Scrapes the real exporter while other clients do their worst.

    python3 Tests/faults/clients.py BINARY [seconds for each fault]

For each fault, prints the 99th percentile of a scrape's time beside that of the quiet before it, and what the exporter
holds of memory and descriptors afterwards. A fault fails if a scrape is lost or takes longer than a second, if its p99
is more than ten times the quiet one, or if anything is left over.
"""

import os
import random
import resource
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "checks"))
from exporter import Exporter  # noqa: E402

MAPPING = """
replay: {speed: max}
sources:
  - name: many
    files: many.csv
    time: {column: time, format: unix}
    metrics:
      - gauge: value
        help: Value.
        value: value
        labels: {key: key}
"""


class Flood:
    """Runs one kind of bad client in threads until it is stopped."""

    def __init__(self, address, kind, count):
        self.address, self.kind, self.isOver = address, kind, threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(count // 4,), daemon=True) for _ in range(4)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(0.5)

    def __exit__(self, *_):
        self.isOver.set()
        for thread in self.threads:
            thread.join()

    def run(self, count):
        chance = random.Random(count)
        peers = []
        while not self.isOver.is_set():
            for _ in range(min(20, count - len(peers))):
                peer = self.connect()
                if peer:
                    peers.append(peer)
            kept = []
            for peer in peers:
                if self.disturb(peer, chance):
                    kept.append(peer)
                else:
                    peer.close()
            peers = kept
            time.sleep(0.01 if len(peers) < count else 0.1)
        for peer in peers:
            peer.close()

    def connect(self):
        try:
            peer = socket.create_connection(self.address, timeout=1)
            if self.kind == "slow readers":
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                peer.sendall(b"GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n" * 3)
            if self.kind == "half-closed":
                peer.sendall(b"GET /metr")
                peer.shutdown(socket.SHUT_WR)
            peer.setblocking(False)
            return peer
        except OSError:
            return None

    def disturb(self, peer, chance):
        """Does a little more harm. False once the server has closed."""
        try:
            if self.kind == "slow senders":
                peer.send(b"G")
            elif self.kind == "garbage":
                peer.send(chance.randbytes(chance.randrange(1, 3000)))
            elif self.kind == "reopening":
                return chance.random() < 0.7
            if self.kind == "slow readers":
                return len(peer.recv(1)) > 0
            return len(peer.recv(4096)) > 0
        except BlockingIOError:
            return True
        except OSError:
            return False


def scrape(address):
    """Seconds for a scrape on a connection of its own; raises if it is not answered whole within 5 s."""
    begin = time.perf_counter()
    with socket.create_connection(address, timeout=5) as peer:
        peer.sendall(b"GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        body = b""
        while piece := peer.recv(1 << 18):
            body += piece
    assert body.startswith(b"HTTP/1.1 200") and body.endswith(b"0\r\n\r\n"), body[:200]
    return time.perf_counter() - begin


def percentile(times):
    return sorted(times)[int(len(times) * 0.99)]


def scrapes(address, seconds):
    times = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        times.append(scrape(address))
        time.sleep(0.01)
    return times


def held(exporter):
    with open(f"/proc/{exporter.process.pid}/status") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return resident, len(os.listdir(f"/proc/{exporter.process.pid}/fd"))


def settle(exporter, descriptors):
    """Waits until the closed connections are forgotten."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and held(exporter)[1] > descriptors:
        time.sleep(0.1)


def capped(address):
    """Connections over the limit that say nothing are told 503."""
    peers = [socket.create_connection(address, timeout=5) for _ in range(256)]
    extra = [socket.create_connection(address, timeout=5) for _ in range(10)]
    answers = [peer.recv(64)[:12] for peer in extra]
    for peer in peers + extra:
        peer.close()
    return answers.count(b"HTTP/1.1 503")


def main():
    binary = sys.argv[1]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 8
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "map.yml"), "w") as file:
            file.write(MAPPING)
        with open(os.path.join(folder, "many.csv"), "w") as file:
            file.write("time,key,value\n")
            file.writelines(f"{1_700_000_000 + n},key {n},{n}.5\n" for n in range(2000))
        with Exporter(binary, f"--config.file={folder}/map.yml") as exporter:
            exporter.wait_until("finished")
            host, port = exporter.url.removeprefix("http://").split(":")
            address = (host, int(port))
            scrapes(address, 1)
            for kind, count in [("slow senders", 50), ("slow readers", 50), ("half-closed", 200), ("garbage", 100),
                                ("idle", 2000), ("reopening", 2000), ("slow senders", 2000)]:
                quiet = percentile(scrapes(address, seconds / 2))
                before = held(exporter)
                lost, times = 0, []
                with Flood(address, kind, count):
                    end = time.monotonic() + seconds
                    while time.monotonic() < end:
                        try:
                            times.append(scrape(address))
                        except (OSError, AssertionError):
                            lost += 1
                        time.sleep(0.01)
                    during = held(exporter)
                settle(exporter, before[1])
                after = held(exporter)
                p99 = percentile(times)
                print(f"{count:5} {kind:13} p99 {p99 * 1e3:6.2f} ms, quiet {quiet * 1e3:5.2f} ms, ratio {p99 / quiet:5.1f}; "
                      f"longest {max(times) * 1e3:.0f} ms; {len(times)} scrapes, {lost} lost; "
                      f"RSS {before[0]} {during[0]} {after[0]} kB; descriptors {before[1]} {during[1]} {after[1]}")
                if lost or max(times) > 1 or p99 > 10 * quiet:
                    failures.append(f"{count} {kind}: scrapes suffer")
                if after[1] > before[1]:
                    failures.append(f"{count} {kind}: descriptors are left over")
            refused = capped(address)
            print(f"{refused} of 10 connections over the limit were told 503")
            if refused < 10:
                failures.append("the limit is not told")
            scrape(address)
        if exporter.process.returncode != 0:
            failures.append(f"it ended with {exporter.process.returncode}")
    for failure in failures:
        print("FAILED:", failure)
    sys.exit(bool(failures))


main()
