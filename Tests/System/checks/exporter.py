"""Starts the real binary on a free port and reads what it serves. Python's standard library only."""

import re
import subprocess
import time
import urllib.request


class Exporter:
    """One running exporter; use it in a with statement."""

    def __init__(self, binary, *flags):
        self.process = subprocess.Popen(
            [binary, "--web.listen-address=127.0.0.1:0", *flags],
            stderr=subprocess.PIPE, text=True)  # the log is read up to the address only
        self.log = []
        self.url = None
        while self.url is None:
            line = self.process.stderr.readline()
            if not line:
                raise AssertionError("the exporter did not start:\n" + "".join(self.log))
            self.log.append(line)
            match = re.search(r"address=([0-9.]+:[0-9]+)", line)
            if match:
                self.url = "http://" + match.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stderr.close()

    def get(self, path="/metrics", accept=None):
        """The body of a GET."""
        request = urllib.request.Request(self.url + path, headers={"Accept": accept} if accept else {})
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.read().decode()

    def samples(self):
        """One scrape: every sample's text by its series."""
        return samples(self.get())

    def wait_until(self, state, seconds=60):
        """Scrapes until the replay is in this state and returns that scrape."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.samples()
            if found.get('csv_exporter_replay_state{state="%s"}' % state) == "1" and found["csv_exporter_ready"] == "1":
                return found
            time.sleep(0.02)
        raise AssertionError(f"the replay did not become {state} in {seconds} s")


def samples(text):
    """Splits an exposition in the text format."""
    found = {}
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            series, value = line.rsplit(" ", 1)
            found[series] = value
    return found


def mapped(text, prefixes=("csv_exporter_", "process_")):
    """The lines of an exposition that come from the mapping: without the exporter's own families."""
    def name(line):
        return line.split(" ")[2 if line.startswith("#") else 0]

    return [line for line in text.split("\n") if line and not name(line).startswith(prefixes)]
