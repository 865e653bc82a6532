"""Checks that `backfill` writes what scrapes of the replay show, sample by sample, as real programs read it.

usage: backfill.py BINARY [RANDOM_SETS]

Blocks are read by promtool, and by a Prometheus that also compacts small ones; text goes through
`promtool tsdb create-blocks-from openmetrics`. The oracle is a paused replay that is scraped at each instant.
"""

import ast
import json
import os
import re
import shutil
import signal
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
    run(binary, "backfill", *flags, f"--output={work}/history.om")
    run("promtool", "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=24h", work / "history.om",
        work / "text")
    before = len(list(small.glob("*/meta.json")))
    with Store(day) as store, Store(small) as compacting, Store(work / "text") as text:
        compare(shown(wanted), store.samples(step, first, last), f"{what}, blocks by queries")
        found = without_ends(wanted, text.samples(step, first, last), step, last)
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
            wanted = first_zeros(wanted, data.zeros)
            flags.append("--zeros=first")
        made = blocks(binary, folder / "blocks", [*flags, *gap, f"--step={data.step}ms"])
        found = dumped(made)
        if wanted != found:
            compare(wanted, found, f"seed {seed}")
            raise AssertionError(f"seed {seed}: other series")
        total += sum(map(len, wanted.values()))
    print(f"{len(seeds)} random data sets, {total} samples: 0 missing, 0 extra, 0 different")


def killed(binary, work, flags):
    """A kill at any moment leaves whole blocks, and folders that no reader takes for one."""
    whole = 0
    wal = work / "wal"
    wal.mkdir()
    command = [binary, "backfill", *flags, "--block-duration=2h"]
    before = time.monotonic()
    run(*command, f"--output.blocks={work}/unharmed")
    took = time.monotonic() - before
    for number in range(16):
        folder = work / f"killed-{number}"
        process = subprocess.Popen(
            [*command, f"--output.blocks={folder}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * number / 16)
        process.send_signal(signal.SIGKILL)
        process.wait()
        samples = 0
        for path in folder.glob("*"):
            if path.name.endswith(".tmp"):
                shutil.rmtree(path)
                continue
            whole += 1
            meta = json.loads((path / "meta.json").read_text())
            assert meta["ulid"] == path.name, path
            samples += meta["stats"]["numSamples"]
        if samples:
            shutil.copytree(wal, folder / "wal")
            found = int(run("sh", "-c", f"promtool tsdb dump {folder} | wc -l"))
            assert found == samples, f"{folder}: {found} samples of {samples}"
    assert whole, "no kill came after a block"
    print(f"16 kills: {whole} whole blocks, no part of one")


def refused(binary, work):
    """What cannot be written is said in one sentence, with the right status, and leaves nothing."""
    folder = work / "refused"
    folder.mkdir()
    (folder / "data.csv").write_text("t,v\n100,1\n200,x\n9000,2\n")
    (folder / "none.csv").write_text("t,v\nx,1\n")
    for name in ("data", "none"):
        (folder / f"{name}.yml").write_text(
            f"sources: [{{name: s, files: {name}.csv, time: {{column: t, format: unix}}, "
            "metrics: [{counter: x_total, value: v, help: X.}]}]\n")
    cut, there = folder / "cut", folder / "there"
    (cut / "01ARYZ6S410000000000000000.tmp").mkdir(parents=True)
    blocks(binary, there, [f"--config.file={folder}/data.yml"])
    (folder / "file").touch()
    for mapping, flags, status, sentence in [
            ("data", [], 2, "got no output; want --output.blocks=DIR or --output=FILE"),
            ("data", ["--output=-", "--step=0"], 2, "cannot use --step: got 0"),
            ("data", [f"--output.blocks={cut}"], 1, ".tmp, which a run that was cut off left behind"),
            ("data", [f"--output.blocks={there}"], 1, "from 1970-01-01T00:01:00Z to 1970-01-01T02:30:00Z; want"),
            ("data", [f"--output.blocks={folder}/file/x"], 1, "mkdir"),
            ("data", ["--output=/dev/full"], 1, "write /dev/full: No space left on device"),
            ("data", [f"--output={folder}/new/x.om"], 1, "No such file or directory"),
            ("data", [f"--output.blocks={folder}/new", "--replay.end-at=1969-01-01"], 1,
             "up to 1969-01-01T00:00:00Z: it would begin at 1970-01-01T00:01:40Z; want an end"),
            ("data", [f"--output.blocks={folder}/new", "--replay.start-at=1971-01-01"], 1,
             "from 1971-01-01T00:00:00Z on: the last record is at 1970-01-01T02:30:00Z; want a start"),
            ("data", ["--output=-", "--replay.start-at=1970-01-02", "--replay.end-at=1970-01-01"], 1,
             "up to 1970-01-01T00:00:00Z: it would begin at 1970-01-02T00:00:00Z"),
            ("data", ["--output.blocks="], 2, "cannot use --output.blocks: got nothing; want a folder"),
            ("data", [f"--output.blocks={folder}/new", "--blocks.thanos-label=a-b=c"], 2, "label=a-b=c: a label name"),
            ("data", ["--output=-", "--zeros=some"], 2, "cannot use --zeros: got \"some\"; want all or first"),
            ("data", ["--output=-", "--step=-1s"], 2, "cannot use --step: got \"-1s\""),
            ("data", ["--output=-", "--label=state=1"], 2, "itself has a label of this name"),
            ("data", ["--output=-", f"--output.blocks={folder}/new"], 2, "--output.blocks and --output together"),
            ("data", [f"--output.blocks={folder}/file"], 1, "file: Not a directory"),
            ("data", [f"--output.blocks={folder}/new", "--strict"], 1, "got 1 rejected record"),
            ("data", [f"--output.blocks={folder}/new", "--source.mode=follow"], 1, "cannot write followed files"),
            ("none", [f"--output.blocks={folder}/new"], 1, "no record has a readable time")]:
        done = subprocess.run([binary, "backfill", f"--config.file={folder}/{mapping}.yml", *flags],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == status and sentence in done.stderr, f"{flags}: {done.returncode} {done.stderr}"
        assert not (folder / "new").exists(), flags
    recent = subprocess.run(["sh", "-c", f"{binary} backfill --config.file={folder}/data.yml --output=- | head -n 1"],
                            capture_output=True, text=True, timeout=60)
    assert recent.stdout.startswith("# HELP csv_exporter_build ") and recent.stdout.count("\n") == 1, recent
    assert "pipe" not in recent.stderr, recent
    print("All refusals are one sentence; a reader that has enough ends the text")


def main(binary, random_count="30"):
    binary = str(Path(binary).resolve())
    os.chdir(ROOT)
    demo = ["--config.file=data/payments/mapping.yml"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        start = int(os.environ.get("BACKFILL_SEED", 0))
        random_sets(binary, work, range(start, start + int(random_count)))
        refused(binary, work)
        killed(binary, work, [*demo, "--step=4m"])
        (work / "all").mkdir()
        data = DataSet(work / "all", 7, rows=(3000, 3000), most_instants=1000, metrics=METRICS)
        thorough(binary, work / "second", [f"--config.file={data.mapping}", *data.flags], data.step, data.first,
                 data.last, "every kind of metric")
        # The last multiple of two minutes before the first record; the first one behind the last record.
        step, first = 120_000, 1_772_427_480_000
        thorough(binary, work / "demo", demo, step, first, first + 3 * DAY + step, "the demo")


if __name__ == "__main__":
    main(*sys.argv[1:])
