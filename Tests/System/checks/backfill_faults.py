"""Kills of `backfill` at any moment, and what it refuses.

usage: backfill_faults.py BINARY
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backfill import ROOT, blocks, run

KILLS = 32
MORE = re.compile(", and ([0-9]+) more;")
LEFT = re.compile(r"\b[0-9A-Z]{26}(?:\.tmp)?\b")


class Killed:
    """Runs that are killed at moments by seed, each with runs after it in the same folder."""

    def __init__(self, binary, work, flags):
        self.work, self.command = work, [binary, "backfill", *flags]
        before = time.monotonic()
        run(*self.command, f"--output.blocks={work}/unharmed")
        self.took = time.monotonic() - before
        self.wanted = self.samples(work / "unharmed")
        self.chance = random.Random(int(os.environ.get("BACKFILL_SEED", 0)))

    def samples(self, folder):
        """The samples that promtool, which adds folders of its own, finds in a copy of a folder, as text."""
        copy = self.work / "copy"
        shutil.copytree(folder, copy)
        (copy / "wal").mkdir()
        found = run("promtool", "tsdb", "dump", copy)
        shutil.rmtree(copy)
        return found

    def kill(self, *flags):
        process = subprocess.Popen([*self.command, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.took * self.chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()

    def again(self, folder):
        """Runs again, and does what it says, until it has written. Returns how many folders had to go."""
        gone = 0
        while True:
            done = subprocess.run([*self.command, f"--output.blocks={folder}"], capture_output=True, text=True,
                                  timeout=60)
            if done.returncode == 0:
                return gone
            named, more = LEFT.findall(done.stderr), MORE.search(done.stderr)
            assert done.returncode == 1 and named and "remove them" in done.stderr, done
            there = os.listdir(folder)
            assert not set(named) - set(there), f"{named} are not all of {there}"
            if more:
                assert len(named) + int(more[1]) == len(there), f"{done.stderr}: {len(there)} are there"
                named = there
            for name in named:
                shutil.rmtree(folder / name)
            gone += len(named)

    def blocks(self):
        whole = parts = 0
        for number in range(KILLS):
            folder = self.work / f"killed-{number}"
            self.kill(f"--output.blocks={folder}")
            samples = 0
            for path in folder.glob("*"):
                if path.name.endswith(".tmp"):
                    parts += 1
                    continue
                whole += 1
                meta = json.loads((path / "meta.json").read_text())
                assert meta["ulid"] == path.name, path
                samples += meta["stats"]["numSamples"]
            if samples:
                found = self.samples(folder).count("\n")
                assert found == samples, f"{folder}: {found} samples of {samples}"
            left = sorted(os.listdir(folder)) if folder.exists() else []
            assert self.again(folder) == len(left), f"{folder}: {left} were left"
            assert self.samples(folder) == self.wanted, f"{folder}: another history after the kill"
        assert whole and parts, f"no kill came while blocks were written: {whole} whole ones, {parts} parts"
        print(f"{KILLS} kills: {whole} whole blocks, no part of one; each run after it writes all")

    def text(self):
        folder = self.work / "texts"
        folder.mkdir()
        for number in range(KILLS // 4):
            file = folder / f"{number}.om"
            self.kill(f"--output={file}")
            assert not file.exists() or file.read_bytes().endswith(b"\n# EOF\n"), f"{file} is half a text"
            run(*self.command, f"--output={file}")
            assert file.read_bytes().endswith(b"\n# EOF\n")
        assert len(os.listdir(folder)) == KILLS // 4, os.listdir(folder)
        print(f"{KILLS // 4} kills: no half text, and a run after it writes all")


def disturbed(binary, work):
    """A signal, and a file that shrinks: what is whole stays, and no part of a block."""
    data = work / "disturbed.csv"
    lines = "".join(f"{1_772_409_600 + row // 5},{row % 50},{row % 7}\n" for row in range(400_000))
    mapping = work / "disturbed.yml"
    mapping.write_text("sources: [{name: s, files: disturbed.csv, time: {column: t, format: unix}, "
                       "metrics: [{counter: x_total, value: v, help: X., labels: {k: k}}]}]\n")
    for what, sentence in ((signal.SIGTERM, "ended by a signal at 2026-03-02T"),
                           ("shrinks", "a file of source \"s\" has changed since it was read first")):
        data.write_text(f"t,k,v\n{lines}")
        folder = work / str(what)
        process = subprocess.Popen(
            [binary, "backfill", f"--config.file={mapping}", "--step=1s", "--block-duration=2h",
             f"--output.blocks={folder}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and len(list(folder.glob("*/meta.json"))) < 2:
            time.sleep(0.001)
        if what == "shrinks":
            process.send_signal(signal.SIGSTOP)
            os.truncate(data, 1000)
            process.send_signal(signal.SIGCONT)
        else:
            process.send_signal(what)
        errors = process.communicate(timeout=60)[1]
        assert process.returncode == 1 and sentence in errors, f"{what}: {process.returncode} {errors}"
        names = os.listdir(folder)
        assert 2 <= len(names) < 12 and not any(name.endswith(".tmp") for name in names), names
    print("A signal and a file that shrinks end the writing, and leave whole blocks")


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
            ("data", ["--output=/dev/full"], 1, "cannot write /dev/full: got write: No space left on device"),
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
            ("data", [f"--output.blocks={folder}/file"], 1, "file: got mkdir: Not a directory"),
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



def main(binary):
    binary = str(Path(binary).resolve())
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        refused(binary, work)
        disturbed(binary, work)
        killed = Killed(binary, work, ["--config.file=data/payments/mapping.yml", "--step=4m", "--block-duration=8h"])
        killed.blocks()
        killed.command.remove("--block-duration=8h")
        killed.text()


if __name__ == "__main__":
    main(*sys.argv[1:])
