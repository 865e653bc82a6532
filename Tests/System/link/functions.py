"""Writes Sources/functions.order: the functions that an idle exporter runs, then those of its start, one linker symbol
a line.

usage: functions.py

The linker places these functions side by side. The kernel maps sixteen pages around each page that is touched, so hot
functions that lie apart keep most of the program in resident memory, and a start that runs through the whole program
waits for a hundred page faults. A list that is out of date costs memory and some time, nothing else: run this again
when a start or an idle exporter runs much new code. Needs valgrind. Builds a release of csv_exporter, whose
symbols are in the linker's map because the program is stripped.
"""

import bisect
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/checks"))

from exporter import Exporter  # noqa: E402

ORDER = ROOT / "Sources/functions.order"
# Scrapes before the code counts: what runs in the first ones only belongs to the start.
START_SCRAPES = 3
SCRAPES = 20


def build(map_path):
    """Builds the program and returns its path."""
    command = ["swift", "build", "-c", "release", "--product", "csv_exporter"]
    linker = ["-Xlinker", f"-Map={map_path}", "-Xlinker", "--no-demangle"]
    subprocess.run(command + linker, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return ROOT / ".build/release/csv_exporter"


def functions(map_path):
    """The address, size, symbol and input section of each function in a map of lld, ascending by address. A section has
    its number and its size."""
    found, output, section = [], None, None
    for line in open(map_path):
        # Addresses, size and alignment; then sections, input sections and symbols, each indented by eight more.
        match = re.match(r" *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ ( *)(.+)", line)
        if not match:
            continue
        if not match[3]:
            output = match[4]
        elif output == ".text" and len(match[3]) == 8:
            section = (len(found), int(match[2], 16))
        elif output == ".text" and len(match[3]) == 16:
            found.append((int(match[1], 16), int(match[2], 16), match[4], section))
    return sorted(found)


def addresses(program, folder, is_start):
    """The addresses of all instructions that an exporter runs in its start, or later in scrapes and between them."""
    counts = folder / f"counts-{is_start}"
    wrapper = folder / "exporter"
    wrapper.write_text(
        f"#!/bin/sh\nexec valgrind --tool=callgrind --instr-atstart={'yes' if is_start else 'no'} --dump-instr=yes "
        f"--compress-pos=no --log-file=/dev/null --callgrind-out-file={counts} {program} \"$@\"\n")
    wrapper.chmod(0o755)
    with Exporter(wrapper, f"--config.file={ROOT / 'data/payments/mapping.yml'}") as exporter:
        for _ in range(START_SCRAPES):
            exporter.get()
        if not is_start:
            subprocess.run(
                ["callgrind_control", "-i", "on", str(exporter.process.pid)], check=True, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            for _ in range(SCRAPES):
                exporter.get()
                time.sleep(0.25)
    return {int(match[1], 16) for match in map(re.compile("0x([0-9a-f]+) ").match, open(counts)) if match}


def run_functions(known, addresses):
    """The known functions that have one of the addresses."""
    starts = [start for start, _, _, _ in known]
    nearest = {known[max(0, bisect.bisect_right(starts, address) - 1)]: address for address in addresses}
    return {function for function, address in nearest.items() if address < function[0] + function[1]}


def dense_first(functions, run):
    """The symbols of functions, those first whose sections have few bytes that are never run: the linker moves whole
    sections, and some have the functions of a whole file."""
    run_bytes = collections.Counter()
    for _, size, _, section in run:
        run_bytes[section] += size
    return [f[2] for f in sorted(functions, key=lambda f: (-run_bytes[f[3]] / f[3][1], f[3], f[2]))]


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = build(folder / "map")
        known = functions(folder / "map")
        idle = run_functions(known, addresses(program, folder, is_start=False))
        start = run_functions(known, addresses(program, folder, is_start=True))
    symbols = dense_first(idle, idle) + dense_first(start - idle, start)
    ORDER.write_text("".join(f"{symbol}\n" for symbol in dict.fromkeys(symbols)))
    for name, run in [("idle", idle), ("start", start)]:
        print(f"{name}: {len(run)} functions, {sum(f[1] for f in run)} bytes of {sum(f[1] for f in known)}")


if __name__ == "__main__":
    main()
