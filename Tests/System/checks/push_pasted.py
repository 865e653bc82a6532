"""Runs the commands of "Where one machine ends" as they are pasted, but for the ports, which are free ones here.

usage: push_pasted.py BINARY
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

from push_receiver import Receiver
from servers import free_port

PAGE = "prometheus/README.md"


def blocks():
    """The blocks of commands of the section, each as one text."""
    with open(PAGE, encoding="utf-8") as file:
        section = file.read().split("\n## Where one machine ends\n")[1].split("\n## ")[0]
    return re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def with_free_ports(text, ports):
    return re.sub(r"localhost:(\d+)", lambda found: f"localhost:{ports.setdefault(found[1], free_port())}", text)


class Shell:
    """What a person pastes into one shell, in a folder with `data`. Ends what runs in its background."""

    def __init__(self, binary, folder):
        os.symlink(binary, f"{folder}/csv_exporter")
        os.symlink(os.path.abspath("data"), f"{folder}/data")
        self.folder, self.path = folder, f"{folder}:{os.environ['PATH']}"
        self.process = None

    def paste(self, text):
        self.process = subprocess.Popen(
            ["bash", "-c", text], cwd=self.folder, env={**os.environ, "PATH": self.path}, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        lines = []
        # A server in the background keeps the pipe open, so that there is no end to wait for.
        limit = threading.Timer(120, os.killpg, (self.process.pid, signal.SIGTERM))
        limit.start()
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith(("read back", "nothing was read back")):
                break
        limit.cancel()
        return "".join(lines)

    def end(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.stdout.close()
        self.process.wait(timeout=30)
        time.sleep(0.5)


def count(port, selector):
    query = urllib.parse.urlencode({"query": f"count({selector})", "time": "2026-03-05T04:59:00Z", "nocache": 1})
    with urllib.request.urlopen(f"http://localhost:{port}/api/v1/query?{query}", timeout=10) as response:
        result = json.load(response)["data"]["result"]
    return int(result[0]["value"][1]) if result else 0


def check_store(shell, text, program, port):
    if not shutil.which(program):
        return
    ports = {}
    said = shell.paste(with_free_ports(text, ports))
    try:
        assert "read back: the number and the sum" in said and "nothing was" not in said, said
        found = count(ports[port], '{__name__=~"bank_.*",instance="history"}')
        assert found > 100, f"{program} has {found} series"
    finally:
        shell.end()
    print(f"{program}: the commands work as pasted; {found} series of the bank are there")


def check_tenant(shell, text):
    """No Mimir is at hand: a receiver that decodes what it gets stands for it."""
    with tempfile.TemporaryDirectory() as folder:
        receiver = Receiver(folder, speaks_two=True)
        port = receiver.server.server_address[1]
        text = text.replace("localhost:9009", f"localhost:{port}").split(" --verify.url")[0]
        said = shell.paste(text)
        shell.end()
        receiver.close()
    assert "nothing was read back" not in said, "a receiver of 2.0 confirms"
    assert receiver.requests and not receiver.faults, receiver.faults[:3]
    assert {request["X-Scope-OrgID"] for request in receiver.requests} == {"history"}
    assert receiver.paths == {"/api/v1/push"}, receiver.paths
    print(f"a tenant: {sum(len(samples) for samples in receiver.samples.values())} samples, each for the tenant")


def main():
    binary = os.path.abspath(sys.argv[1])
    texts = blocks()
    chosen = {name: next(text for text in texts if words in text) for name, words in [
        ("prometheus", "--storage.tsdb.path=history-prometheus"), ("victoria-metrics", "-storageDataPath="),
        ("tenant", "--remote-write.tenant=")]}
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(binary, folder)
        check_store(shell, chosen["prometheus"], "prometheus", "9091")
        check_store(shell, chosen["victoria-metrics"], "victoria-metrics", "8428")
        check_tenant(shell, chosen["tenant"])


if __name__ == "__main__":
    main()
