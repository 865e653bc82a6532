"""Runs `csv_exporter report` as a document shows it, and compares its three forms for more files.

usage: report.py BINARY DOCUMENT FILE…

The document has a block with one command, and the next block has lines of its output in their order; `…` stands for
lines that are left out.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

EXAMPLE = re.compile(r"^```\n\S*csv_exporter report (?P<file>\S+)\n```$.*?^```\n(?P<shown>.*?)^```$", re.M | re.S)


def run(binary, *arguments):
    done = subprocess.run([binary, "report", *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    return done.stdout


def check_example(binary, document):
    """Every line that the document shows is in the output, in this order."""
    example = EXAMPLE.search(Path(document).read_text())
    assert example, f"{document}: no example of report was found"
    printed = iter(run(binary, example["file"]).splitlines())
    shown = [line for line in example["shown"].splitlines() if line.strip() not in ("", "…")]
    for line in shown:
        assert line in printed, f"{document}: report does not print, or not here: {line}"
    return len(shown)


def tables(markdown):
    """The tables of each section by its title: rows of cells, the head first."""
    found, title = {}, ""
    for line in markdown.splitlines():
        if line.startswith("## "):
            title = line[3:]
        elif line.startswith("| ") and not line.startswith("| ---"):
            cells = re.split(r"(?<!\\) \| ", line[2:-2])
            found.setdefault(title, []).append([re.sub(r"\\(.)", r"\1", cell) for cell in cells])
    return found


def near(text, number):
    """Whether a number as people read it, with six digits, is this one."""
    if number is None:
        return text == ""
    return abs(float(text) - number) <= 1e-5 * abs(number) + 1e-9


def compare_forms(binary, path):
    """The numbers of markdown and of JSON are the same, and so are the words of text and markdown."""
    told, markdown = json.loads(run(binary, "--format=json", path)), run(binary, "--format=markdown", path)
    text, found, count = run(binary, path), tables(markdown), 0
    assert max(map(len, text.splitlines())) <= 120, f"{path}: a line is wider than a terminal"
    numbers = [column for column in told["columns"] if column["kind"] == "number"]
    for column, row in zip(numbers, found.get("Numbers", [[]])[1:], strict=True):
        assert row[0] == column["name"], f"{path}: {row[0]}"
        for key, cell in zip(("min", "p1", "median", "p99", "max", "mean", "sum"), row[3:], strict=True):
            assert near(cell, column[key]), f"{path}: {column['name']}: {key} {cell} and {column[key]}"
            count += 1
    for total in told["totals"][:4]:
        rows = found[f"Totals by {total['column'].replace('_', chr(92) + '_')}"][1:]
        for row, wanted in zip(rows, total["rows"]):
            assert int(row[1]) == wanted["records"], f"{path}: {row}"
            count += 1
    if told["hours"]:
        title = next(title for title in found if title.endswith("hour of the day"))
        for row, wanted in zip(found[title][1:], told["hours"]["rows"]):
            assert all(map(near, row[1:], wanted["amounts"])), f"{path}: {row}"
            count += len(row) - 1
    if told["outliers"] and told["outliers"]["count"]:
        rows = next(found[title] for title in found if title.startswith("Unusual"))[1:]
        for row in rows:
            amounts = [outlier for outlier in told["outliers"]["told"] if near(row[-3], outlier["amount"])]
            assert any(near(row[-2], outlier["usual"]) for outlier in amounts), f"{path}: {row}"
            count += 1
    return count


def main(binary, document, *files):
    lines = check_example(binary, document)
    print(f"{document}: report prints the {lines} lines that it shows")
    for path in files:
        count = compare_forms(binary, path)
        print(f"{path}: {count} numbers are the same in markdown and JSON")


if __name__ == "__main__":
    main(*sys.argv[1:])
