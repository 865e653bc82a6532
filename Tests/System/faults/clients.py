"""Scrapes the real exporter beside hostile clients.

    python3 Tests/System/faults/clients.py BINARY [seconds for each fault]

For each fault, prints the 99th percentile of a scrape's time beside the value without hostile clients, and the memory
and descriptors of the exporter before, during and after. A fault fails if a scrape is lost or takes longer than a
second, if its p99 is more than ten times the quiet p99, if there are more descriptors than connections may be open, or
if memory or descriptors stay in use. In the end the exporter gets SIGTERM while clients read.
"""

import collections
import os
import resource
import signal
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "checks"))
from exporter import Exporter  # noqa: E402
from flood import GET, Flood  # noqa: E402

CONNECTIONS = 256  # --web.max-connections
OVERFLOW = 64  # connections over the limit that may send one request

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
        max_series: 100000
"""


def scrape(address):
    """Seconds for a scrape on a connection of its own; raises if it is not answered whole within 5 s."""
    begin = time.perf_counter()
    with socket.create_connection(address, timeout=5) as peer:
        peer.sendall(GET + b"Connection: close\r\n\r\n")
        body = bytearray()
        while piece := peer.recv(1 << 18):
            body += piece
    assert body.startswith(b"HTTP/1.1 200") and body.endswith(b"0\r\n\r\n"), f"{len(body)} bytes: {bytes(body[:40])}"
    return time.perf_counter() - begin


def percentile(times):
    return sorted(times)[int(len(times) * 0.99)]


def scrapes(address, seconds):
    """The times of scrapes one after another, and the reasons of lost scrapes."""
    times, lost = [], collections.Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            times.append(scrape(address))
        except (OSError, AssertionError) as error:
            lost[str(error)[:60]] += 1
        time.sleep(0.01)
    return times, lost


def held(exporter):
    """Resident kB and descriptors."""
    with open(f"/proc/{exporter.process.pid}/status") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return resident, len(os.listdir(f"/proc/{exporter.process.pid}/fd"))


def settle(exporter, descriptors):
    """Waits until the exporter has closed its side of the connections."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and held(exporter)[1] > descriptors:
        time.sleep(0.1)


def suffer(exporter, address, kind, count, seconds):
    """Scrapes beside a flood. Prints the result and returns the faults."""
    quiet = percentile(scrapes(address, seconds / 2)[0])
    before = held(exporter)
    with Flood(address, kind, count):
        times, lost = scrapes(address, seconds)
        during = held(exporter)
    settle(exporter, before[1])
    after = held(exporter)
    p99 = percentile(times)
    print(f"{count:5} {kind:14} p99 {p99 * 1e3:6.2f} ms, quiet {quiet * 1e3:5.2f} ms, ratio {p99 / quiet:4.1f}; "
          f"longest {max(times) * 1e3:.0f} ms; {len(times)} scrapes, {lost.total()} lost; "
          f"RSS {before[0]} {during[0]} {after[0]} kB; descriptors {before[1]} {during[1]} {after[1]}", flush=True)
    wrong = []
    if lost or max(times) > 1:
        wrong.append(f"scrapes are lost or late {dict(lost)}")
    if p99 > 10 * quiet:
        wrong.append("scrapes take more than ten times as long")
    # 64 KiB for each connection, and as much again for memory that the allocator keeps.
    if max(during[0], after[0]) - before[0] > 2 * 64 * (CONNECTIONS + OVERFLOW):
        wrong.append("memory grows")
    # One more for the moment in which an overflow connection replaces another.
    if during[1] > before[1] + CONNECTIONS + OVERFLOW + 1 or after[1] > before[1]:
        wrong.append("there are too many descriptors")
    return [f"{count} {kind}: {text}" for text in wrong]


def capped(address):
    """How many of ten silent connections over the limit get a whole answer with status 503."""
    peers = [socket.create_connection(address, timeout=5) for _ in range(CONNECTIONS)]
    extra = [socket.create_connection(address, timeout=5) for _ in range(10)]
    refused = 0
    for peer in extra:
        text = b""
        while piece := peer.recv(4096):  # a reset would raise
            text += piece
        refused += text.startswith(b"HTTP/1.1 503 ") and text.endswith(b"raise --web.max-connections\n")
    for peer in peers + extra:
        peer.close()
    return refused


def ending(exporter, address):
    """Ends the exporter while one client reads slowly and another not at all. Returns the faults."""
    def reader():
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        peer.settimeout(10)
        peer.connect(address)
        peer.sendall(GET + b"\r\n")
        return peer, bytearray(peer.recv(1000))

    slow, text = reader()
    stuck, _ = reader()
    begin = time.monotonic()
    exporter.process.send_signal(signal.SIGTERM)
    while piece := slow.recv(32768):
        text += piece
        time.sleep(0.01)
    taken = time.monotonic() - begin
    status = exporter.process.wait(timeout=20)
    ended = time.monotonic() - begin
    stuck.close()
    print(f"SIGTERM: a response of {len(text)} bytes was read to its end in {taken:.1f} s, and the exporter ended "
          f"with {status} after {ended:.1f} s, with a client that reads nothing")
    wrong = []
    if not text.endswith(b"0\r\n\r\n"):
        wrong.append("a response was cut off at the end")
    if status != 0 or ended > 8:
        wrong.append(f"it ended with {status} after {ended:.1f} s")
    return wrong


def access(binary):
    """Sends control requests with and without the token, while the token changes. Returns the faults."""
    with tempfile.TemporaryDirectory() as folder:
        token = os.path.join(folder, "token")
        files = {"token": "old\n", "many.csv": "time,key,value\n1,a,1\n", "map.yml": MAPPING}
        for name, text in files.items():
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)

        def renew(text):
            with open(token, "w") as file:
                file.write(text)

        flags = ["--web.enable-lifecycle", f"--web.lifecycle-token-file={token}"]
        with Exporter(binary, f"--config.file={folder}/map.yml", *flags) as exporter:
            def post(path, word=None):
                request = urllib.request.Request(exporter.url + path, method="POST")
                if word:
                    request.add_header("Authorization", f"Bearer {word}")
                try:
                    return urllib.request.urlopen(request, timeout=10).status
                except urllib.error.HTTPError as error:
                    return error.code

            got = [post("/-/reload"), post("/-/reload", "new"), post("/-/reload", "old")]
            renew("new\n")
            got += [post("/-/reload", "new"), post("/-/reload", "old"), post("/-/reload", "old"),
                    post("/-/reload", "new")]
            renew("")
            got += [post("/-/reload", "new"), post("/-/reload", "new"), post("/-/quit", "old"), post("/-/quit", "new")]
            status = exporter.process.wait(timeout=10)
    want = [401, 401, 200, 401, 200, 401, 200, 500, 500, 401, 200]
    print(f"control: {got}, then it ended with {status}")
    return [] if got == want and status == 0 else [f"control: want {want}, then 0"]


def trial(binary, series, floods, seconds):
    """Runs the floods against an exporter with this number of series. Returns the faults."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "map.yml"), "w") as file:
            file.write(MAPPING)
        with open(os.path.join(folder, "many.csv"), "w") as file:
            file.write("time,key,value\n")
            file.writelines(f"{1_700_000_000 + n},key {n},{n}.5\n" for n in range(series))
        with Exporter(binary, f"--config.file={folder}/map.yml") as exporter:
            exporter.wait_until("finished")
            host, port = exporter.url.removeprefix("http://").split(":")
            address = (host, int(port))
            scrapes(address, 1)
            print(f"{series} series, {len(exporter.get())} bytes a scrape")
            for kind, count in floods:
                wrong += suffer(exporter, address, kind, count, seconds)
            refused = capped(address)
            print(f"{refused} of 10 connections over the limit got status 503")
            if refused < 10:
                wrong.append("a connection over the limit got no 503")
            wrong += ending(exporter, address)
    return wrong


def main():
    binary = sys.argv[1]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 8
    wanted, hard = 8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard == resource.RLIM_INFINITY or hard >= wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    wrong = trial(binary, 2000, [
        ("slow senders", 50), ("slow readers", 50), ("half-closed", 200), ("garbage", 100), ("idle", 2000),
        ("reopening", 2000), ("slow senders", 2000)], seconds)
    wrong += access(binary)
    wrong += trial(binary, 100_000, [("slow readers", 50), ("steady readers", 50)], seconds)
    for text in wrong:
        print("FAILED:", text)
    sys.exit(bool(wrong))


main()
