"""Checks that `backfill` writes what scrapes of the replay show, sample by sample, as real programs read it.

usage: backfill.py BINARY [RANDOM_SETS]

Blocks are read by promtool, and by a Prometheus that also compacts small ones; text goes through
`promtool tsdb create-blocks-from openmetrics`. The oracle is a paused replay that is scraped at each instant.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backfill_sets import METRICS, DataSet
from grid_oracle import LOOKBACK, expected, first_zeros, instants
from servers import Server, free_port

ROOT = Path(__file__).resolve().parents[3]
PAIR = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)=("(?:[^"\\]|\\.)*")')
DAY = 86_400_000
# The metrics of data sets that count from zero.
COUNTING = re.compile(r"(one|two)_(events|amount|all|seconds|weighted)(_|$)")


class Store(Server):
    """A Prometheus over a folder of blocks, without anything to scrape."""

    def __init__(self, data):
        config, address = Path(data).parent / "prometheus.yml", f"127.0.0.1:{free_port()}"
        config.write_text("{}\n")
        super().__init__(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={data}", "--log.level=warn",
             "--storage.tsdb.retention.time=20y", f"--web.listen-address={address}", "--query.max-samples=200000000"],
            address)

    def samples(self, step, first, last):
        """Each series' values at the instants of a grid."""
        found, most = {}, 10_000 * step
        for start in range(first, last + 1, most + step):
            end = min(last, start + most)
            answer = self.get(
                "/api/v1/query_range?query=%7B__name__%3D~%22.%2B%22%7D"
                f"&start={start / 1000:.3f}&end={end / 1000:.3f}&step={step / 1000:.3f}")
            for series in answer["data"]["result"]:
                values = found.setdefault(frozenset(series["metric"].items()), {})
                values.update({round(float(at) * 1000): float(text) for at, text in series["values"]})
        return found


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}: status {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def dumped(data):
    """Each series' samples by instant as promtool reads them; None is not a number."""
    (data / "wal").mkdir(exist_ok=True)
    found = {}
    for line in run("promtool", "tsdb", "dump", data).splitlines():
        series, value, at = line.rsplit(" ", 2)
        labels = frozenset((name, ast.literal_eval(text)) for name, text in PAIR.findall(series))
        found.setdefault(labels, {})[int(at)] = None if value == "NaN" else float(value)
    return found


def compare(wanted, found, what):
    """Asserts equality of samples by series and instant."""
    counts = dict.fromkeys(("missing", "extra", "different"), 0)
    first = None
    for labels in wanted.keys() | found.keys():
        ours, theirs = wanted.get(labels, {}), found.get(labels, {})
        for at in ours.keys() | theirs.keys():
            kind = "missing" if at not in theirs else "extra" if at not in ours else "different"
            if kind == "different" and ours[at] == theirs[at]:
                continue
            counts[kind] += 1
            first = first or (dict(labels), at, ours.get(at, "nothing"), theirs.get(at, "nothing"))
    size = sum(map(len, wanted.values()))
    print(f"{what}: {size} samples, " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    assert not any(counts.values()), f"{what}: {first}"


def shown(wanted):
    """What a query at an instant of the grid shows: no ends."""
    return {labels: values for labels, samples in wanted.items()
            if (values := {at: value for at, value in samples.items() if value is not None})}


def without_ends(wanted, found, step, last):
    """What text leaves of a history: series that end go on while a query looks back."""
    for labels, samples in wanted.items():
        for end in [at for at, value in samples.items() if value is None]:
            going, at = found.get(labels, {}), -(-end // step) * step
            while at < end + LOOKBACK and at <= last and samples.get(at) is None:
                going.pop(at, None)
                at += step
    return found


def blocks(binary, folder, flags, *more):
    run(binary, "backfill", *flags, f"--output.blocks={folder}", "--allow-recent", *more)
    run("promtool", "tsdb", "list", folder)
    assert all(re.fullmatch("[0-9A-Z]{26}", name) for name in os.listdir(folder)), os.listdir(folder)
    return folder


def text(binary, folder, flags, *split):
    """Blocks that promtool makes of text."""
    made, target = folder / "text.om", folder / ("split" if split else "whole")
    run(binary, "backfill", *flags, f"--output={folder / 'texts' if split else made}", *split)
    for file in sorted((folder / "texts").iterdir()) if split else [made]:
        run("promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", "--max-block-duration=486h", file, target)
    return target


def thorough(binary, work, flags, step, first, last, what, grid=None):
    """Blocks of a day and of two hours, and text: by promtool, by queries, after compaction, after a restart."""
    work.mkdir()
    flags = [*flags]
    wanted = expected(binary, flags, grid or instants(step, first, last))
    flags.append(f"--step={step}ms")
    day, small = blocks(binary, work / "day", flags), blocks(binary, work / "small", flags, "--block-duration=2h")
    compare(wanted, dumped(day), f"{what}, blocks by promtool")
    compare(wanted, dumped(small), f"{what}, blocks of two hours by promtool")
    run("promtool", "tsdb", "analyze", day)
    before = len(list(small.glob("*/meta.json")))
    with Store(day) as store, Store(small) as compacting, Store(text(binary, work, flags)) as texts:
        compare(shown(wanted), store.samples(step, first, last), f"{what}, blocks by queries")
        found = without_ends(wanted, texts.samples(step, first, last), step, last)
        compare(shown(wanted), found, f"{what}, text by queries")
        deadline = time.monotonic() + 180
        while before > 3 and time.monotonic() < deadline and len(list(small.glob("*/meta.json"))) > before // 3:
            time.sleep(1)
        after = len(list(small.glob("*/meta.json")))
        failed = compacting.get("/api/v1/query?query=prometheus_tsdb_compactions_failed_total")
        print(f"{what}: Prometheus compacted {before} blocks to {after}")
        assert after < before or before < 4, f"{before} blocks became {after}"
        assert not failed["data"]["result"] or failed["data"]["result"][0]["value"][1] == "0"
        compare(shown(wanted), compacting.samples(step, first, last), f"{what}, after compaction")
    with Store(small) as again:
        compare(shown(wanted), again.samples(step, first, last), f"{what}, after a restart")


def random_sets(binary, work, seeds):
    """Blocks of small random data sets, as promtool reads them."""
    total = 0
    for seed in seeds:
        folder = work / "random"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        data = DataSet(folder, seed)
        flags = [f"--config.file={data.mapping}", *data.flags]
        gap = [f"--replay.max-gap={data.max_gap}ms"] if data.max_gap else []
        grid = instants(data.step, data.first, data.last, data.records, data.max_gap, data.end)
        wanted = expected(binary, flags, grid)
        if data.zeros:
            wanted = first_zeros(wanted, COUNTING)
            flags.append("--zeros=first")
        if seed % 4 == 0:
            flags.append("--no-stale-at-end")
            wanted = {labels: {at: value for at, value in samples.items() if at <= data.last}
                      for labels, samples in wanted.items()}
        flags += [*gap, f"--step={data.step}ms"]
        for wanted, found in [(wanted, dumped(blocks(binary, folder / "blocks", flags))),
                              (shown(wanted), dumped(text(binary, folder, flags)))]:
            if wanted != found:
                compare(wanted, found, f"seed {seed}")
                raise AssertionError(f"seed {seed}: other series")
            total += sum(map(len, wanted.values()))
    print(f"{len(seeds)} random data sets as blocks and text, {total} samples: 0 missing, 0 extra, 0 different")


def zeros(binary, work):
    """All zeros, and only the last one before each first increment, by flag and by mapping."""
    work.mkdir()
    data = DataSet(work, 11, rows=(40, 40), most_instants=200, metrics=METRICS)
    flags = [f"--config.file={data.mapping}", *data.flags]
    every = expected(binary, flags, instants(data.step, data.first, data.last))
    first = first_zeros(every, COUNTING)
    flags.append(f"--step={data.step}ms")
    fewer = [sum(map(len, samples.values())) for samples in (every, first)]
    assert fewer[0] > fewer[1], f"no series counts late: {fewer}"
    for number, (more, block, wanted) in enumerate([
            (["--zeros=all"], "", every), (["--zeros=first"], "", first), ([], "history: {zeros: first}\n", first),
            (["--zeros=all"], "history: {zeros: first}\n", every)]):
        data.mapping.write_text(block + re.sub("^history.*\n", "", data.mapping.read_text()))
        folder = work / str(number)
        folder.mkdir()
        what = f"zeros by {' '.join([*more, block.strip()])}"
        compare(wanted, dumped(blocks(binary, folder / "blocks", [*flags, *more])), what)
        compare(shown(wanted), dumped(text(binary, folder, [*flags, *more])), f"{what}, text")
        compare(shown(wanted), dumped(text(binary, folder, [*flags, *more], "--split=2h")), f"{what}, split text")


def main(binary, random_count="30"):
    binary = str(Path(binary).resolve())
    os.chdir(ROOT)
    demo = ["--config.file=data/payments/mapping.yml"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        start = int(os.environ.get("BACKFILL_SEED", 0))
        random_sets(binary, work, range(start, start + int(random_count)))
        zeros(binary, work / "zeros")
        (work / "all").mkdir()
        data = DataSet(work / "all", 7, rows=(3000, 3000), most_instants=1000, metrics=METRICS)
        thorough(binary, work / "second", [f"--config.file={data.mapping}", *data.flags], data.step, data.first,
                 data.last, "every kind of metric")
        # The last multiple of two minutes before the first record; the first one behind the last record.
        step, first = 120_000, 1_772_427_480_000
        thorough(binary, work / "demo", demo, step, first, first + 3 * DAY + step, "the demo")


if __name__ == "__main__":
    main(*sys.argv[1:])
