"""Runs the examples of documents with the real binary and compares the metrics with those in the documents.

usage: recipes.py BINARY DOCUMENT…

An example is a section (up to the next heading) with fenced blocks: `csv NAME` is an input (`csv NAME ENCODING` in
another encoding than UTF-8), `yaml NAME` the mapping, `text` has lines of /metrics at the end of a pass. The order of
labels means nothing.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from exporter import Exporter

# A heading, or a fenced block; a heading within a block is none.
PART = re.compile(
    r"^(?:#+ (?P<title>[^\n]*)|```(?P<language>\w*)(?: (?P<name>\S+))?(?: (?P<encoding>\S+))?\n(?P<text>.*?)^```)$",
    re.M | re.S,
)


def sections(document):
    """The title of each section and its blocks: language, file name and encoding (or None) and text."""
    found = [("", [])]
    for part in PART.finditer(Path(document).read_text()):
        if part["title"] is not None:
            found.append((part["title"], []))
        else:
            found[-1][1].append(part.group("language", "name", "encoding", "text"))
    return found


def key(series):
    """The series with its labels in order."""
    name, _, labels = series.partition("{")
    return name, tuple(sorted(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels)))


def run(binary, blocks):
    """Writes the files of an example and returns its samples at the end of a pass."""
    with tempfile.TemporaryDirectory() as folder:
        for _, name, encoding, text in blocks:
            if name:
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding or "utf-8")
        mapping = next(Path(folder, name) for language, name, _, _ in blocks if language == "yaml" and name)
        with Exporter(binary, f"--config.file={mapping}", "--replay.speed=max", "--no-replay.loop") as exporter:
            if "mode: follow" not in mapping.read_text():
                return exporter.wait_until("finished")
            deadline = time.monotonic() + 10
            while (found := exporter.samples())["csv_exporter_ready"] != "1":
                assert time.monotonic() < deadline, "the initial read did not end in 10 s"
            return found


def check(binary, document):
    """Returns the number of examples and what differs."""
    count, faults = 0, []
    for title, blocks in sections(document):
        wanted = [line for language, _, _, text in blocks if language == "text" for line in text.splitlines()]
        if not wanted or not any(language == "yaml" and name for language, name, _, _ in blocks):
            continue
        count += 1
        found = {key(series): value for series, value in run(binary, blocks).items()}
        for line in wanted:
            series, value = line.rsplit(" ", 1)
            if found.get(key(series)) != value:
                faults.append(f"{document}: {title}: want {line}; got {found.get(key(series))}")
    return count, faults


def main(binary, *documents):
    for document in documents:
        count, faults = check(binary, document)
        assert count and not faults, "\n".join(faults) or f"{document}: no example was found"
        print(f"{document}: {count} examples give the metrics that it shows")


if __name__ == "__main__":
    main(*sys.argv[1:])
