"""Fuzzes both programs' APIs from their OpenAPI documents with schemathesis."""

import argparse
import os
import re
import subprocess
import sys
import tempfile

from exporter import Exporter
from simulator import Simulator

# Which requests are refused is the documents' business; that a duration such as 999d is too long is said in words.
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
          "response_schema_conformance", "unsupported_method", "use_after_free"]
# Wrong values are refused. The exporter passes over what it does not know, as query parameters mostly are.
STRICT = ["negative_data_rejection"]
# A stream has no end that a client could wait for: console.py asks for it.
ENDLESS = "--exclude-path=/api/v1/stream"
PARTS = [
    # What stops the records or makes very many of them comes last, while none are made.
    ("the simulator", "simulator", STRICT, ["--exclude-path-regex=^/(control|config)$"]),
    ("the simulator's settings", "stopped", STRICT, ["--include-path-regex=^/(config|control)$"]),
    ("the exporter, a replay", "replay", [], ["--exclude-path=/-/quit", ENDLESS]),
    ("the exporter, closed", "closed", [], [ENDLESS]),
]


def fuzz(name, url, checks, flags, arguments):
    """Returns how many requests were made; raises if an answer was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        found = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "run", url + "/openapi.json", f"--seed={arguments.seed}",
             f"--max-examples={arguments.examples}", f"--checks={','.join(CHECKS + checks)}", "--request-timeout=30",
             "--continue-on-failure", "--no-color", "--warnings=off",
             # Only this document says what can be asked for with an answer.
             "--phases=examples,coverage,fuzzing" + (",stateful" if name == "the simulator" else ""), *flags],
            capture_output=True, text=True, cwd=folder, env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": folder})
    made = re.search(r"(\d+) generated", found.stdout)
    if found.returncode != 0 or not made:
        raise AssertionError(f"{name}:\n{found.stdout[-20000:]}{found.stderr[-5000:]}")
    print(f"{name}: {made[1]} requests")
    return int(made[1])


def run(part, binary, arguments):
    name, kind, checks, flags = part
    mapping = "--config.file=data/payments/mapping.yml"
    if kind in ("simulator", "stopped"):
        sets = ["security", "services", "cards", "ebanking"]
        with Simulator(binary, sets, "--max-file-size=2000000", "--max-files=1") as simulator:
            if kind == "stopped":
                simulator.ask("POST", "/control", {"action": "stop"})
            fuzz(name, simulator.url, checks, flags, arguments)
            status, health = simulator.ask("GET", "/health")
            assert (status, health["status"]) == (200, "healthy"), health
    else:
        opened = ["--web.enable-lifecycle", "--replay.speed=600"] if kind == "replay" else []
        with Exporter(binary, mapping, *opened) as exporter:
            fuzz(name, exporter.url, checks, flags, arguments)
            assert exporter.get("/-/healthy") == "csv_exporter is healthy.\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--examples", type=int, default=8, help="requests for each operation, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="the parts whose names contain this")
    arguments = parser.parse_args()
    for part in PARTS:
        if arguments.only in part[0]:
            run(part, arguments.binary, arguments)


if __name__ == "__main__":
    main()
