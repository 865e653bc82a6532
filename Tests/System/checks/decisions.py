"""Scores what `csv_exporter init --format=json` decides about files against an answer sheet.

usage: decisions.py BINARY FOLDER [--all] [--verbose]

FOLDER has files/ and answers.json, a list of answers: file, encoding, delimiter, header, skip_lines (lines before the
names), junk_rows_after_header, columns (if the file has no names), decimal, group, time (columns, format, zone,
zone_known, ambiguous, also_accept), values (column to acceptable types with | between them, `cumulative` for a running
total), labels and never_labels. Columns that are constant in a file count neither way.

With --all, a line of the table that is not full is a failure.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

ISO = re.compile(r"^%Y-%m-%d([T ]%H:%M(:%S([.,]%f)?)?(%z|Z)?)?$")
ALIASES = {"%e": "%d", "%k": "%H", "%l": "%I", "%F": "%Y-%m-%d", "%T": "%H:%M:%S", "%R": "%H:%M"}


def plain(form):
    """The format without what changes no time: padding and short forms."""
    form = re.sub(r"%-([dmHIMS])", r"%\1", form or "")
    for short, long in ALIASES.items():
        form = form.replace(short, long)
    return form


def same_format(mine, sheet):
    mine, sheet = plain(mine), plain(sheet)
    if mine == sheet:
        return True
    return "iso8601" in (mine, sheet) and all(form == "iso8601" or ISO.match(form) for form in (mine, sheet))


def value(answer, key):
    return (answer.get(key) or {}).get("value")


class Score:
    """Lines of a table: how many of how many are right."""

    def __init__(self):
        self.lines, self.faults = {}, []

    def add(self, line, name, right, wrong, detail):
        good, every = self.lines.get(line, (0, 0))
        self.lines[line] = (good + right, every + right + wrong)
        if wrong:
            self.faults.append(f"{name}: {line}: {detail}")

    def check(self, line, name, is_right, detail):
        self.add(line, name, int(bool(is_right)), int(not is_right), detail)

    def compare(self, what, name, got, want, constant):
        """Precision and recall of a set of columns."""
        extra = [column for column in got if column not in want and column not in constant]
        missing = [column for column in want if column not in got and column not in constant]
        self.add(f"{what}: precision", name, len(got) - len(extra), len(extra), f"too many: {extra}")
        self.add(f"{what}: recall", name, len(want) - len(missing), len(missing), f"missing: {missing}")

    def table(self):
        return "\n".join(f"{line:34} {good:4} of {every:4}   {good / max(1, every):.2f}" for line, (good, every) in
                         self.lines.items())


def score_dialect(score, name, answer, sheet):
    score.check("delimiter", name, value(answer, "delimiter") == sheet["delimiter"], value(answer, "delimiter"))
    got = [value(answer, key) for key in ("header", "skip_lines", "skip_after_header")]
    want = [sheet["header"], sheet["skip_lines"], sheet.get("junk_rows_after_header", 0)]
    is_right = got == want and (not sheet.get("columns") or sheet["columns"] == answer.get("columns"))
    score.check("names and header", name, is_right, f"got {got} {answer.get('columns')}, want {want}")
    score.check("first record", name, got[1:] == want[1:], f"got {got[1:]}, want {want[1:]}")
    score.check("encoding", name, value(answer, "encoding") == sheet["encoding"], value(answer, "encoding"))
    got, want = [value(answer, key) for key in ("decimal", "group")], [sheet["decimal"], sheet["group"]]
    score.check("decimal and group", name, got == want, f"got {got}, want {want}")


def score_time(score, name, answer, sheet):
    got, want = answer.get("time") or {}, sheet.get("time")
    if not want or not want.get("mapping_can_read", True):
        return
    columns = got.get("columns")
    is_column = columns == want["columns"] or columns and columns[0] in want.get("also_accept", [])
    is_right = is_column and same_format(got.get("format"), want["format"])
    is_told = "time" in answer["undecided"] or got.get("assumed")
    detail = f"got {columns} {got.get('format')} {got.get('evidence')}, want {want['columns']} {want['format']}"
    score.check("time column and format", name, is_right or want["ambiguous"] and is_told, detail)
    score.check("times not silently wrong", name, is_right or is_told or not got.get("format"), detail)
    score.check("ambiguity told, and only there", name, not columns or bool(is_told) == bool(want["ambiguous"]), detail)
    zone = got.get("zone") or {}
    is_right = zone.get("known") == want["zone_known"] and (not zone["known"] or zone["value"] == want["zone"])
    score.check("zone known or unknown", name, is_right, f"got {zone}, want {want['zone']}")


def score_roles(score, name, answer, sheet):
    constant = [column for column, why in (answer.get("reasons") or {}).items() if why == "constant"]
    got, want = answer.get("values") or {}, sheet.get("values") or {}
    score.compare("value columns", name, got, want, constant)
    for column in want:
        if column in got:
            mine = "cumulative" if got[column] == "absolute" else got[column]
            is_right = mine in want[column].split("|")
            score.check("types acceptable", name, is_right, f"{column}: got {mine}, want {want[column]}")
    labels = answer.get("labels") or []
    score.compare("labels", name, labels, sheet.get("labels") or [], constant)
    never = [column for column in labels if column in (sheet.get("never_labels") or [])]
    score.check("no label that must not be one", name, not never, never)


def main():
    binary, folder = sys.argv[1], Path(sys.argv[2])
    score, slowest = Score(), 0.0
    for sheet in json.loads((folder / "answers.json").read_text()):
        began = time.monotonic()
        command = [binary, "init", "--format=json", str(folder / "files" / sheet["file"])]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
        slowest = max(slowest, time.monotonic() - began)
        assert run.stdout, run.stderr
        answer = {"undecided": [], **json.loads(run.stdout)}
        if "error" in answer:
            print(answer["error"])
        score_dialect(score, sheet["file"], answer, sheet)
        score_time(score, sheet["file"], answer, sheet)
        score_roles(score, sheet["file"], answer, sheet)
    print(score.table())
    print(f"{'slowest file':34} {slowest:.2f} s")
    if score.faults and ("--verbose" in sys.argv or "--all" in sys.argv):
        print("\n".join(score.faults))
    return 1 if score.faults and "--all" in sys.argv else 0


sys.exit(main())
