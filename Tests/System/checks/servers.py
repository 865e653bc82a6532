"""A real Prometheus and a real Alertmanager on free ports of loopback. Python's standard library only."""

import json
import socket
import subprocess
import time
import urllib.parse
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that answers HTTP; use it in a with statement, which waits until it is ready."""

    def __init__(self, command, address):
        self.address, self.url = address, f"http://{address}"
        self.process = subprocess.Popen(command)

    def __enter__(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"{self.process.args[0]} ended with status {self.process.returncode}"
            try:
                with urllib.request.urlopen(self.url + "/-/ready", timeout=10):
                    return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"{self.process.args[0]} did not become ready in 30 s")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as response:
            return json.load(response)


class Prometheus(Server):
    def __init__(self, folder, config):
        address = f"127.0.0.1:{free_port()}"
        super().__init__(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/prometheus",
             f"--web.listen-address={address}", "--log.level=warn"], address)

    def query(self, text):
        """The result of an instant query, or the samples of a range."""
        return self.get("/api/v1/query?" + urllib.parse.urlencode({"query": text}))["data"]["result"]

    def query_at(self, text, at):
        """The result of an instant query at a Unix time."""
        return self.get("/api/v1/query?" + urllib.parse.urlencode({"query": text, "time": at}))["data"]["result"]


class Alertmanager(Server):
    def __init__(self, folder, config):
        address = f"127.0.0.1:{free_port()}"
        super().__init__(
            ["prometheus-alertmanager", f"--config.file={config}", f"--storage.path={folder}/alertmanager",
             f"--web.listen-address={address}", "--cluster.listen-address=", "--log.level=warn"], address)

    def alerts(self):
        """Every alert that is active, silenced ones included, with what silences it."""
        return self.get("/api/v2/alerts")
