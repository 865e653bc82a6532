"""Gives a live Prometheus the past that its data sets would have had: blocks of samples, made before it starts.

`bank_simulator history` makes the hours before now as `live` goes on with them: the same seed, profile and course of
the day. The exporter replays them, is set to each minute, and what it shows then is a scrape of then, with the labels
of the live stack. Only the families are kept that a rule compares with its past: one with an offset, or with a window
of an hour or more. What rules recorded has no past, so a rule over recorded series begins with the live part.
"""

import datetime
import re
import subprocess
import sys
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/judge"))

import scrapes  # noqa: E402

# Seconds between two samples. Windows from an hour on have sixty of them.
STEP = 60
# What a replay shows about itself is not what a follower does, apart from the clock and the sources.
OWN = {"csv_exporter_replay_time_seconds", "csv_exporter_last_record_timestamp_seconds", "csv_exporter_source_up"}
COMPARES = re.compile(r"\boffset\b|\[\d+[hd]")


def families(name):
    """The names of the samples that rules of this data set, or those of all, compare with their past."""
    used = set()
    for path in [*(ROOT / "prometheus/rules").glob("*.yml"), *(ROOT / f"data/{name}/rules").glob("*.yml")]:
        for group in yaml.safe_load(path.read_text())["groups"]:
            for rule in group["rules"]:
                if COMPARES.search(rule["expr"]):
                    used.update(re.findall(r"[\w:]+", rule["expr"]))
    return {each for each in used if not each.startswith("csv_exporter_") or each in OWN}


def write_samples(binary, folder, name, mapping, length, out):
    """Writes the scrapes of `length` seconds until now of one data set, as OpenMetrics text."""
    wanted = families(name)
    first = int(time.time()) // STEP * STEP - length
    begin = datetime.datetime.fromtimestamp(first, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # The history has whole hours; what of it is still to come is not read.
    subprocess.run(
        [Path(binary).parent / "bank_simulator", "history", f"--set={ROOT}/data/{name}", f"--from={begin}",
         f"--hours={length // 3600 + 1}", f"--output-dir={folder}"], check=True, stdout=subprocess.DEVNULL)
    (folder / mapping).write_text((ROOT / f"data/{name}" / mapping).read_text())
    tags = f'instance="exporter-{name}:8081",job="csv_exporter"'
    kinds, replay = set(), scrapes.Replay(binary, folder / mapping)
    try:
        at = first + STEP
        while at < time.time():
            for line in replay.scrape(at).splitlines():
                if line[0] != "#" and re.match(r"\w+", line).group() in wanted:
                    kinds.add(re.match(r"\w+", line).group())
                    series, value = line.rsplit(" ", 1)
                    series = series[:-1] + "," + tags + "}" if series.endswith("}") else series + "{" + tags + "}"
                    out.write(f"{series} {value} {at}\n")
            at += STEP
    finally:
        replay.end()
    print(f"{name}: samples since {begin} of {', '.join(sorted(kinds))}", flush=True)


def write_blocks(binary, folder, mappings, length):
    """Writes the blocks of all data sets into the data folder of the Prometheus that is to start."""
    text = Path(folder, "past.txt")
    with text.open("w", buffering=1 << 20) as out:
        for name, mapping in mappings.items():
            write_samples(binary, Path(folder, f"past-{name}"), name, mapping, length, out)
        out.write("# EOF\n")
    subprocess.run(
        ["promtool", "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=24h", "--quiet", text,
         Path(folder, "prometheus")], check=True, stdout=subprocess.DEVNULL)
    text.unlink()
