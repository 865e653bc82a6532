"""Checks that the files made by a catalogue have the same metrics as the committed files of the data set.

usage: made_days.py BINARY
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from exporter import Exporter

ROOT = Path(__file__).resolve().parents[3]
SET = ROOT / "data/payments"


def families(binary, mapping):
    """Type and help of the mapped families, and the labels of counters. Gauges by the hour are empty at midnight. The
    committed files tell their incidents in README.md only."""
    flags = [
        f"--config.file={mapping}", "--replay.speed=max", "--no-replay.loop", "--replay.end-at=2026-03-03T22:30:00Z"]
    with Exporter(binary, *flags) as exporter:
        exporter.wait_until("finished")
        text = exporter.get()
    found = set()
    for line in text.splitlines():
        if "bank_incident" in line:
            continue
        if line.startswith(("# HELP bank_", "# TYPE bank_")):
            found.add(line)
        elif re.match(r"bank_\w+_total", line):
            found.add(line.rsplit(" ", 1)[0])
    return found


def main(binary):
    simulator = Path(binary).resolve().parent / "bank_simulator"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [simulator, "history", f"--set={SET}", "--hours=47", "--story", f"--output-dir={folder}/made"], check=True)
        mapping = Path(folder) / "made/mapping.yml"
        mapping.write_text((SET / "history.yml").read_text())
        committed, made = families(binary, SET / "mapping.yml"), families(binary, mapping)
    differences = sorted(committed ^ made)
    assert not differences, "only one of both mappings has:\n" + "\n".join(differences)
    print(f"{len(made)} series and families are the same in committed and in made files")


if __name__ == "__main__":
    main(*sys.argv[1:])
