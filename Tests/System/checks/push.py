"""Pushes histories by remote write and reads back what arrived.

usage: push.py BINARY

The truth is what a scrape of the paused replay shows at each instant. The receivers are one of Python's own, which
decodes both versions independently, and, if they are installed, Prometheus and VictoriaMetrics.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from push_data import differences, expect_equal, oracle, without_stale, write_data
from push_receiver import Receiver
from servers import Server, free_port

STEP = 15
SELECTOR = '{job="csv_exporter",instance="history"}'


def push(binary, mapping, url, *flags, expect=0):
    """Runs a push and returns what it printed."""
    command = [binary, "push", f"--config.file={mapping}", f"--remote-write.url={url}", f"--step={STEP}s", *flags]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    text = run.stdout + run.stderr
    assert run.returncode == expect, f"{' '.join(command)}: status {run.returncode}\n{text}"
    return text


def expect_in(text, *words):
    for word in words:
        assert word in text, f"{word!r} is not in:\n{text}"


class Prometheus(Server):
    def __init__(self, folder, window=None, retention="20y", address=None, scrapes=False):
        config = f"{folder}/prometheus.yml"
        address = address or f"127.0.0.1:{free_port()}"
        with open(config, "w") as file:
            file.write("global: {scrape_interval: 15s}\n")
            if scrapes:
                own = f"{{job_name: own, scrape_interval: 1s, static_configs: [{{targets: ['{address}']}}]}}"
                file.write(f"scrape_configs: [{own}]\n")
            if window:
                file.write(f"storage: {{tsdb: {{out_of_order_time_window: {window}}}}}\n")
        super().__init__(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/tsdb", "--log.level=error",
             f"--storage.tsdb.retention.time={retention}", f"--web.listen-address={address}",
             "--web.enable-remote-write-receiver"], address)
        self.write = self.url + "/api/v1/write"


class VictoriaMetrics(Server):
    def __init__(self, folder, retention):
        address = f"127.0.0.1:{free_port()}"
        super().__init__(
            ["victoria-metrics", f"-storageDataPath={folder}/victoria", f"-httpListenAddr={address}",
             f"-retentionPeriod={retention}", "-loggerLevel=ERROR", "-search.disableCache"], address)
        self.write = self.url + "/api/v1/write"

    def __enter__(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                self.get("/api/v1/query?query=1")
                return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError("VictoriaMetrics did not become ready in 30 s")


def read(server, first, last):
    """All samples of the history, as a store has them."""
    query = urllib.parse.urlencode(
        {"query": SELECTOR, "start": first, "end": last, "step": STEP, "nocache": 1})
    result = server.get("/api/v1/query_range?" + query)["data"]["result"]
    return {frozenset(entry["metric"].items()): {int(float(at) * 1000): float(value) for at, value in entry["values"]}
            for entry in result}


def check_messages(binary, mapping, folder, truth):
    for version, speaks_two in (("1.0", False), ("2.0", True), ("auto", True), ("auto", False)):
        receiver = Receiver(folder, speaks_two=speaks_two)
        flags = [f"--remote-write.protocol={version}", "--remote-write.header=X-Test=a b", "--remote-write.tenant=t"]
        text = push(binary, mapping, receiver.url, *flags)
        receiver.close()
        assert not receiver.faults, receiver.faults[:3]
        expect_equal(receiver.samples, truth, f"messages, protocol {version}")
        assert receiver.requests[-1]["X-Scope-OrgID"] == "t" and receiver.requests[-1]["X-Test"] == "a b"
        assert receiver.types["orders_total"][1].startswith('Orders by place: with "quotes"'), receiver.types
        kinds = {name: kind for name, (kind, _) in receiver.types.items()}
        assert (kinds["orders_total"], kinds["stock"], kinds["place_info"]) == (1, 2, 6), kinds
        if version != "1.0" and speaks_two:
            expect_in(text, "the receiver confirmed")
        if version == "auto" and not speaks_two:
            expect_in(text, "going on with 1.0")


def check_zeros(binary, mapping, folder, truth):
    """All zeros, and only the last one before each first increment."""
    first = oracle(binary, mapping, STEP, zeros="first")[0]
    assert sum(map(len, first.values())) < sum(map(len, truth.values())), "no series counts late"
    for which, wanted in (("all", truth), ("first", first)):
        for version in ("1.0", "2.0"):
            receiver = Receiver(folder, speaks_two=version == "2.0")
            push(binary, mapping, receiver.url, f"--zeros={which}", f"--remote-write.protocol={version}")
            receiver.close()
            assert not receiver.faults, receiver.faults[:3]
            expect_equal(receiver.samples, wanted, f"--zeros={which}, protocol {version}")


def check_answers(binary, mapping, folder, truth):
    """What a push does after each kind of answer."""
    for status, fields in ((429, {"Retry-After": "0"}), (500, {}), (502, {}), (503, {}), (504, {})):
        receiver = Receiver(folder, lambda number: (status, fields, b"later") if number < 2 else None)
        text = push(binary, mapping, receiver.url, "--remote-write.protocol=1.0", "--remote-write.connections=1")
        receiver.close()
        expect_equal(receiver.samples, truth, f"after {status}")
        expect_in(text, f"trying again: got HTTP/1.1 {status}", "later")
    for status in (301, 400, 401, 403, 404, 413, 422):
        receiver = Receiver(folder, lambda number: (status, {}, b"no \x1b[31mway"))
        text = push(
            binary, mapping, receiver.url, "--remote-write.protocol=1.0", "--remote-write.connections=1", expect=1)
        receiver.close()
        assert len(receiver.requests) == 1, f"{len(receiver.requests)} requests after {status}"
        expect_in(text, f"got HTTP/1.1 {status}", "no \\u{1B}[31mway" if "\\u{1B}" in text else "[31mway")
        assert "\x1b" not in text, "control characters are shown as they are"
    receiver = Receiver(folder, lambda number: (400, {}, b"bad") if number == 1 else None)
    text = push(binary, mapping, receiver.url, "--remote-write.protocol=1.0", "--remote-write.on-reject=continue")
    receiver.close()
    expect_in(text, "the receiver refused")
    missing, extra, different, _ = differences(receiver.samples, truth)
    assert missing > 0 and (extra, different) == (0, 0), "the others arrive"
    receiver = Receiver(folder, lambda number: (200, {"Content-Type": "text/html"}, b"<html>"))
    expect_in(push(binary, mapping, receiver.url, "--remote-write.protocol=1.0", expect=1), "<html>")
    receiver.close()
    url = f"http://127.0.0.1:{free_port()}/w"
    began = time.monotonic()
    text = push(binary, mapping, url, "--remote-write.retry-for=1s", expect=1)
    assert 0.5 < time.monotonic() - began < 30
    expect_in(text, "Connection refused", "retry-for")
    receiver = Receiver(folder, lambda number: (204, {}, b""), speaks_two=True)
    text = push(binary, mapping, receiver.url, "--remote-write.protocol=2.0", expect=1)
    receiver.close()
    expect_in(text, "204")


def check_position(binary, mapping, folder, truth):
    """A push that is killed goes on where it was, and a position of another mapping is refused."""
    position = f"{folder}/position.json"
    receiver = Receiver(folder, lambda number: (503, {}, b"full") if number >= 3 else None)
    command = [binary, "push", f"--config.file={mapping}", f"--remote-write.url={receiver.url}", f"--step={STEP}s",
               "--remote-write.protocol=1.0", f"--position-file={position}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while len(receiver.requests) < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert os.path.exists(position), "an epoch was acknowledged"
    receiver.script = lambda number: None
    # The samples of the epoch that was under way may come again, with the same values.
    receiver.expect = lambda holds, what: None
    text = push(binary, mapping, receiver.url, "--remote-write.protocol=1.0", f"--position-file={position}")
    receiver.close()
    expect_in(text, "going on behind")
    expect_equal(receiver.samples, truth, "killed and started again")
    text = push(binary, mapping, receiver.url, f"--position-file={position}")
    expect_in(text, "nothing to push")
    push(binary, mapping, receiver.url, f"--position-file={position}", "--label=job=other", expect=1)
    text = push(binary, mapping, receiver.url + "?of=another", f"--position-file={position}", expect=1)
    expect_in(text, "another receiver")
    with open(position, "w") as file:
        file.write("{")
    expect_in(push(binary, mapping, receiver.url, f"--position-file={position}", expect=1), "remove it")


def check_end(binary, mapping, folder):
    """SIGTERM ends a push whose receiver is away, and its own page shows what it does."""
    receiver = Receiver(folder, lambda number: (503, {}, b"full"))
    page = f"127.0.0.1:{free_port()}"
    command = [binary, "push", f"--config.file={mapping}", f"--remote-write.url={receiver.url}",
               f"--web.listen-address={page}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not receiver.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        with urllib.request.urlopen(f"http://{page}/metrics", timeout=10) as response:
            expect_in(response.read().decode(), 'csv_exporter_remote_write_requests_total{code="503"}')
        process.terminate()
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0, f"{process.returncode}\n{out}{err}"
        expect_in(out, "stopped: nothing is acknowledged")
    receiver.close()
    text = push(binary, mapping, receiver.url, "--dry-run")
    expect_in(text, "would push", "the receiver must keep")


def check_prometheus(binary, mapping, folder, truth, first, last):
    with Prometheus(f"{folder}") as server:
        text = push(binary, mapping, server.write, f"--verify.url={server.url}")
        expect_in(text, "going on with 1.0", "read back")
        expect_equal(read(server, first, last), truth, "Prometheus, empty")
        text = push(binary, mapping, server.write, expect=1)
        expect_in(text, "400", "out of bounds", "out_of_order_time_window")
        address = server.address
    with Prometheus(f"{folder}", address=address) as server:
        expect_equal(read(server, first, last), truth, "Prometheus, started again")
    shutil.rmtree(f"{folder}/tsdb")
    with Prometheus(f"{folder}", window="10d") as server:
        now = int(time.time())
        recent = tempfile.mkdtemp(dir=folder)
        newer = write_data(recent, records=50, start=now - 600, seconds=300)
        push(binary, newer, server.write)
        text = push(binary, mapping, server.write, "--remote-write.retry-for=1s", expect=1)
        expect_in(text, "too old sample")
    shutil.rmtree(f"{folder}/tsdb")
    # What is older than its retention is taken, shown, and deleted later.
    with Prometheus(f"{folder}", retention="15d") as server:
        text = push(binary, mapping, server.write, f"--verify.url={server.url}")
        expect_in(text, "read back", "the receiver must keep", "retention.time=", "deletes what is older at its next")
        expect_in(push(binary, mapping, server.write, "--dry-run"), "the receiver must keep", "retention.time=")
    shutil.rmtree(f"{folder}/tsdb")
    # The receiver goes away while the push is under way, and comes back.
    address = f"127.0.0.1:{free_port()}"
    command = [binary, "push", f"--config.file={mapping}", f"--remote-write.url=http://{address}/api/v1/write",
               f"--step={STEP}s", f"--verify.url=http://{address}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        time.sleep(1)
        with Prometheus(f"{folder}", address=address) as server:
            out, err = process.communicate(timeout=120)
            assert process.returncode == 0, out + err
            expect_in(err, "Connection refused")
            expect_equal(read(server, first, last), truth, "Prometheus, which came late")


def check_victoria(binary, mapping, folder, truth, first, last):
    with VictoriaMetrics(folder, "20y") as server:
        text = push(binary, mapping, server.write, f"--verify.url={server.url}")
        expect_in(text, "going on with 1.0", "read back")
        # VictoriaMetrics keeps decimals.
        expect_equal(read(server, first, last), truth, "VictoriaMetrics", tolerance=1e-14)
        # It answers 204 to the same samples, and stores them twice.
        text = push(binary, mapping, server.write, f"--verify.url={server.url}", expect=1)
        expect_in(text, "keeps both", "-dedup.minScrapeInterval")
    shutil.rmtree(f"{folder}/victoria")
    # It answers 204 to what is older than its retention, and stores nothing.
    with VictoriaMetrics(folder, "1") as server:
        text = push(binary, mapping, server.write, f"--verify.url={server.url}", expect=1)
        expect_in(text, "cannot read back", "orders_total: got 0 series", "the likely cause", "-retentionPeriod=")
        text = push(binary, mapping, server.write)
        expect_in(text, "nothing was read back", "-retentionPeriod=")


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        mapping = write_data(folder)
        truth, first, last = oracle(binary, mapping, STEP)
        check_messages(binary, mapping, folder, truth)
        check_zeros(binary, mapping, folder, truth)
        check_answers(binary, mapping, folder, truth)
        check_position(binary, mapping, folder, truth)
        check_end(binary, mapping, folder)
        shown = without_stale(truth)
        if shutil.which("prometheus"):
            check_prometheus(binary, mapping, folder, shown, first, last)
        if shutil.which("victoria-metrics"):
            check_victoria(binary, mapping, folder, shown, first, last)
    print("push: all checks passed")


if __name__ == "__main__":
    main()
