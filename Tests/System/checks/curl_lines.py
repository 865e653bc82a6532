"""Runs curl lines against the live simulator, with its services at addresses of their own, and compares the answers."""

import json
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import yaml
from simulator import Simulator

PORTS = {"8080": "--web.listen-address=127.0.0.1:0", "8081": "--web.service-address=transaction-service=127.0.0.1:0",
         "8082": "--web.service-address=auth-service=127.0.0.1:0",
         "8083": "--web.service-address=monitoring-service=127.0.0.1:0"}


def ask(line, urls):
    """The status, the type and the body of what a line gets."""
    line = re.sub(r"localhost:(80\d\d)", lambda found: urls[found[1]], line)
    command = shlex.split(line)
    command[1:1] = ["-s", "--max-time", "30", "-w", r"\n%{http_code} %{content_type}"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    body, _, tail = found.rpartition("\n")
    status, _, kind = tail.partition(" ")
    return int(status), kind, body


def at(value, path):
    """The member at a path; a KeyError or an IndexError without one."""
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def compare(case, urls):
    """What is wrong with an answer, as sentences."""
    status, kind, body = ask(case["line"], urls)
    if status != case.get("status", 200):
        return [f"got status {status}: {body[:300]}; want {case.get('status', 200)}"]
    if "text" in case:
        return [] if case["text"] in body else [f"got no {case['text']!r} in {body[:300]}"]
    if kind != "application/json":
        return [f"got {kind}; want application/json"]
    answer, faults = json.loads(body), []
    for path in [*case.get("has", []), *case.get("is", {})]:
        try:
            found = at(answer, path)
        except (KeyError, IndexError):
            faults.append(f"got no {path} in {body[:300]}")
            continue
        if path in case.get("is", {}) and found != case["is"][path]:
            faults.append(f"got {path}={found!r}; want {case['is'][path]!r}")
    return faults


def main():
    cases = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text())
    faults = []
    with Simulator(sys.argv[1], ["security", "services", "cards"], *PORTS.values()) as simulator:
        urls = dict(zip(["8000", *PORTS], (url.removeprefix("http://") for url in simulator.urls)))
        deadline = time.monotonic() + 120
        # The first records of the slowest stream, and enough of all.
        while simulator.ask("GET", "/services/monitoring-service/events")[1]["count"] < 3 or (
                simulator.ask("GET", "/events")[1]["count"] < 100):
            assert time.monotonic() < deadline, "the simulator has made no records in two minutes"
            time.sleep(0.2)
        for case in cases:
            faults += [f"{case['line']}: {fault}" for fault in compare(case, urls)]
    # With a simulator of its own: the first incident is INC-000001.
    with Simulator(sys.argv[1], ["security", "services", "cards"]) as simulator:
        document, lines = simulator.ask("GET", "/openapi.json")[1], 0
        for path, operations in document["paths"].items():
            for operation in operations.values():
                for sample in operation.get("x-codeSamples", []):
                    status, _, body = ask(sample["source"], {})
                    lines += 1
                    if str(status) not in operation["responses"] or status >= 300:
                        faults.append(f"{sample['source']}: got status {status}: {body[:300]}; want what is described")
    print(f"{len(cases)} known lines and {lines} of the document")
    sys.exit("\n".join(faults) or None)


if __name__ == "__main__":
    main()
