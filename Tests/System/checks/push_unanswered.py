"""Pushes into Prometheus through a proxy that swallows answers: what was stored without an answer is no refusal.

usage: push_unanswered.py BINARY
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from push import STEP, Prometheus, read
from push_data import expect_equal, oracle, without_stale, write_data
from push_live_data import LivePush, Orders
from servers import free_port


class Proxy(threading.Thread):
    """Passes requests on, and their answers unless it `swallows` them; then it closes both connections. `is_away`
    refuses requests before they get anywhere."""

    def __init__(self, address):
        super().__init__(daemon=True)
        host, port = address.split(":")
        self.target, self.swallows, self.is_away, self.swallowed = (host, int(port)), lambda number: False, False, 0
        self.listener, self.count, self.lock = socket.create_server(("127.0.0.1", 0)), 0, threading.Lock()
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/api/v1/write"
        self.start()

    def run(self):
        while True:
            peer, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    @staticmethod
    def message(peer):
        """A whole request or answer; empty at the end of the connection."""
        have = b""
        while b"\r\n\r\n" not in have:
            more = peer.recv(65536)
            if not more:
                return b""
            have += more
        head, _, body = have.partition(b"\r\n\r\n")
        length = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while length and len(body) < int(length[0]):
            body += peer.recv(65536)
        return head + b"\r\n\r\n" + body

    def serve(self, peer):
        try:
            with peer, socket.create_connection(self.target) as server:
                while request := self.message(peer):
                    if self.is_away:
                        return
                    server.sendall(request)
                    answer = self.message(server)
                    with self.lock:
                        self.count += 1
                        if self.swallows(self.count):
                            self.swallowed += 1
                            return
                    peer.sendall(answer)
        except OSError:
            pass


def check_history(binary, folder):
    """Every third answer is lost."""
    mapping = write_data(folder)
    truth, first, last = oracle(binary, mapping, STEP)
    with Prometheus(folder) as server:
        proxy = Proxy(server.address)
        proxy.swallows = lambda number: number % 3 == 1
        command = [binary, "push", f"--config.file={mapping}", f"--remote-write.url={proxy.url}", f"--step={STEP}s",
                   "--remote-write.samples-per-request=500", "--remote-write.connections=4"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert run.returncode == 0 and "there already" in run.stdout, run.stdout + run.stderr
        assert "refused" not in run.stdout, run.stdout
        expect_equal(read(server, first, last), without_stale(truth), f"{proxy.swallowed} answers of a history lost")


def times(server, name, seconds):
    """The times of all samples of one series, in milliseconds."""
    query = urllib.parse.urlencode({"query": f"{name}[{seconds}s]"})
    result = server.get("/api/v1/query?" + query)["data"]["result"]
    assert len({entry["metric"]["instance"] for entry in result}) == 1, result
    return sorted({round(at * 1000) for entry in result for at, _ in entry["values"]})


def expect_whole(server, what):
    found = times(server, "orders_total", 3600)
    holes = [(a, b) for a, b in zip(found, found[1:]) if b - a != 1000]
    assert len(found) > 10 and not holes, f"{what}: holes {holes}"
    print(f"{what}: {len(found)} instants without a hole, 0 refused")


def check_live(binary, folder):
    """Batches that an outage made are stored, and their answers are lost. Then the push is killed as well."""
    orders = Orders(folder, mode="replay-then-follow")
    orders.append(20, at=time.time() - 20)
    rejected, position = 'samples_dropped_total{reason="rejected"}', f"--position-file={folder}/position.json"
    flags = [position, "--remote-write.protocol=1.0"]
    with Prometheus(folder) as server:
        proxy = Proxy(server.address)
        page = f"127.0.0.1:{free_port()}"
        for what in ("a first outage", "a second outage"):
            with LivePush(binary, orders, proxy.url, page, *flags, step="1s") as push:
                push.wait(lambda found: found.get("lag_seconds") == 0, "history and live samples")
                proxy.is_away = True
                push.wait(lambda found: found["lag_seconds"] >= 6, "a queue")
                orders.append(5)
                # Of the instant that was tried, of the batch behind it, and of what comes then.
                proxy.swallows, proxy.is_away, before = lambda number: number % 2 == 0, False, proxy.swallowed
                push.wait(lambda found: proxy.swallowed >= before + 3, "answers are lost")
                proxy.swallows = lambda number: False
                push.wait(lambda found: found["lag_seconds"] == 0 and found["queue_bytes"] == 0, "the queue is sent")
                assert push.metrics()[rejected] == 0, push.metrics()
            expect_whole(server, f"answers lost after {what}")
        for number in range(3):
            with LivePush(binary, orders, proxy.url, page, *flags, step="1s") as push:
                push.wait(lambda found: found.get("lag_seconds") == 0 and found["queue_bytes"] == 0, "live samples")
                assert push.metrics()[rejected] == 0, push.metrics()
                # Stored, not answered, and killed.
                before, proxy.swallows = proxy.swallowed, lambda number: True
                push.wait(lambda found: proxy.swallowed > before, "a sample without an answer")
                push.kill()
            proxy.swallows = lambda number: False
            # Counted live, but not yet at those times in a history.
            orders.append(3, at=time.time() + 5)
            time.sleep(1.5)
        with LivePush(binary, orders, proxy.url, page, *flags, step="1s") as push:
            push.wait(lambda found: found.get("lag_seconds") == 0 and found["queue_bytes"] == 0, "live samples")
            assert push.metrics()[rejected] == 0, push.metrics()
        expect_whole(server, "killed three times before the answer")


def main():
    binary = os.path.abspath(sys.argv[1])
    if not shutil.which("prometheus"):
        sys.exit("push_unanswered.py wants prometheus")
    for check in (check_history, check_live):
        with tempfile.TemporaryDirectory() as folder:
            check(binary, folder)
    print("push_unanswered: all checks passed")


if __name__ == "__main__":
    main()
