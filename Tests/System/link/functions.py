"""Writes Sources/functions.order: the functions that an idle exporter runs, one linker symbol a line.

usage: functions.py

The linker places these functions side by side. The kernel maps sixteen pages around each page that is touched, so hot
functions that lie apart keep most of the program in resident memory. A list that is out of date costs memory, nothing
else: run this again when an idle exporter runs much new code. Needs valgrind. Builds a release of csv_exporter, whose
symbols are in the linker's map because the program is stripped.
"""

import bisect
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
    """The address, size and symbol of each function in a map of lld, ascending by address."""
    found, section = [], None
    for line in open(map_path):
        # Addresses, size and alignment; then sections, input sections and symbols, each indented by eight more.
        match = re.match(r" *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ ( *)(.+)", line)
        if match and not match[3]:
            section = match[4]
        elif match and section == ".text" and len(match[3]) == 16:
            found.append((int(match[1], 16), int(match[2], 16), match[4]))
    return sorted(found)


def addresses(program, folder):
    """The addresses of all instructions that an idle exporter runs between scrapes and in them."""
    counts = folder / "counts"
    wrapper = folder / "exporter"
    wrapper.write_text(
        "#!/bin/sh\nexec valgrind --tool=callgrind --instr-atstart=no --dump-instr=yes --compress-pos=no "
        f"--log-file=/dev/null --callgrind-out-file={counts} {program} \"$@\"\n")
    wrapper.chmod(0o755)
    with Exporter(wrapper, f"--config.file={ROOT / 'data/payments/mapping.yml'}") as exporter:
        for _ in range(START_SCRAPES):
            exporter.get()
        subprocess.run(
            ["callgrind_control", "-i", "on", str(exporter.process.pid)], check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for _ in range(SCRAPES):
            exporter.get()
            time.sleep(0.25)
    return {int(match[1], 16) for match in map(re.compile("0x([0-9a-f]+) ").match, open(counts)) if match}


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = build(folder / "map")
        known = functions(folder / "map")
        starts = [start for start, _, _ in known]
        hot = {}
        for address in addresses(program, folder):
            start, size, symbol = known[max(0, bisect.bisect_right(starts, address) - 1)]
            if start <= address < start + size:
                hot[symbol] = size
    ORDER.write_text("".join(f"{symbol}\n" for symbol in sorted(hot)))
    print(f"{len(hot)} functions, {sum(hot.values())} bytes of {sum(size for _, size, _ in known)}")


if __name__ == "__main__":
    main()
