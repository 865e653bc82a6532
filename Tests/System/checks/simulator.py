"""Starts `bank_simulator live` on free ports, with its files in a folder of its own. The standard library only."""

import json
import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path


class Simulator:
    """One running simulator beside the exporter's binary; use it in a with statement."""

    def __init__(self, exporter, sets, *flags):
        self.folder = tempfile.TemporaryDirectory()
        self.log = []
        self.process = subprocess.Popen(
            [Path(exporter).with_name("bank_simulator"), "live", f"--set={','.join(f'data/{name}' for name in sets)}",
             f"--output-dir={self.folder.name}", "--web.listen-address=127.0.0.1:0", *flags],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # The log is read up to the addresses only: what follows is a line for each incident.
        self.urls = []
        while not self.urls:
            line = self.process.stderr.readline()
            if not line:
                raise AssertionError("the simulator did not start:\n" + "".join(self.log))
            self.log.append(line)
            if "msg=listening" in line:
                self.urls = ["http://" + address for address in re.findall(r"127\.0\.0\.1:[0-9]+", line)]
        self.url = self.urls[0]
        subprocess.run(
            ["curl", "-sf", "--retry", "60", "--retry-delay", "1", "--retry-all-errors", "-o", "/dev/null",
             self.url + "/-/ready"], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=30)
        self.folder.cleanup()

    def ask(self, method, path, body=None):
        """The status and the JSON of an answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
