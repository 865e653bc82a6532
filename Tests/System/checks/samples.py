"""Makes the committed files of data sets again, with the commands of their READMEs, and compares the bytes.

usage: samples.py BINARY

A README has the command in a block of its own: `… bank_simulator history --set=data/SET … --output-dir=made`, and then
`cp made/*.csv data/SET/`.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BLOCK = re.compile(r"bank_simulator (history (?:.|\\\n)*?) --output-dir=made\ncp made/\*\.csv data/([\w-]+)/")
# Of one set, all committed files together.
MOST_BYTES = 2_500_000


def faults(simulator, readme):
    found = BLOCK.search(readme.read_text())
    if not found:
        return
    folder = readme.parent
    assert folder.name == found[2], f"{readme}: the command makes data/{found[2]}"
    with tempfile.TemporaryDirectory() as work:
        words = shlex.split(found[1].replace("\\\n", " "))
        subprocess.run(
            [simulator, *words, f"--output-dir={work}/made"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        made = {path.name: path.read_bytes() for path in Path(work, "made").iterdir()}
    committed = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    for name in sorted(made.keys() | committed.keys()):
        if made.get(name) != committed.get(name):
            yield f"{folder.name}/{name} is not what the command of README.md makes"
    size = sum(map(len, committed.values()))
    if size > MOST_BYTES:
        yield f"{folder.name}: the files have {size} bytes; want {MOST_BYTES} at most"
    print(f"{folder.name}: {len(made)} files are made again byte by byte, {size} bytes")


def main(binary):
    simulator = Path(binary).resolve().parent / "bank_simulator"
    found = [fault for readme in sorted(ROOT.glob("data/*/README.md")) for fault in faults(simulator, readme)]
    assert not found, "\n".join(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
