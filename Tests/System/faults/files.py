"""Checks the counters of followed files while the real exporter is killed again and again.

    python3 Tests/System/faults/files.py BINARY [rounds]

A writer appends, rotates, truncates and deletes files without a pause, while the exporter gets SIGKILL at random
moments and is started again. After each start, when the writer rests, every counter must equal a fold over the records
on disk. Then one exporter runs through a storm of rotations, and must count every record once.
"""

import csv
import io
import os
import random
import signal
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "checks"))
from exporter import Exporter  # noqa: E402

MAPPING = """
sources:
  - name: log
    mode: follow
    files: log.csv*
    time: {column: time, format: unix}
    metrics:
      - counter: sum_total
        help: Sum.
        value: count
        labels: {status: status}
"""
STATUSES = ["ok", "failed", 'two\nlines, and a "quote"']


class Writer:
    """Writes records whole or in two parts, and changes the files as log rotation does."""

    def __init__(self, folder, chance):
        self.folder, self.chance, self.written, self.file = folder, chance, 0, None
        self.sums = dict.fromkeys(STATUSES, 0)

    def path(self, name):
        return os.path.join(self.folder, name)

    def record(self):
        self.written += 1
        status, count = self.chance.choice(STATUSES), self.chance.randrange(1, 1_000_000)
        self.sums[status] += count
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerow([1_700_000_000 + self.written, status, count])
        return text.getvalue().encode()

    def append(self, records):
        if self.file is None:
            self.file = os.open(self.path("log.csv"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            if os.fstat(self.file).st_size == 0:
                os.write(self.file, b"time,status,count\n")
        for _ in range(records):
            record = self.record()
            cut = self.chance.randrange(len(record))
            os.write(self.file, record[:cut])
            os.write(self.file, record[cut:])

    def rotate(self, keep=4):
        if self.file is not None:
            os.close(self.file)
            self.file = None
        for number in range(keep, -1, -1):
            name = self.path("log.csv" + (f".{number}" if number else ""))
            if os.path.exists(name):
                os.rename(name, self.path(f"log.csv.{number + 1}"))

    def step(self):
        what = self.chance.random()
        if what < 0.9 or self.file is None:
            self.append(self.chance.randrange(1, 4))
        elif what < 0.96:
            self.rotate()
        elif what < 0.98:
            os.ftruncate(self.file, 0)
            os.write(self.file, b"time,status,count\n")
        else:
            name = self.path(f"log.csv.{self.chance.randrange(1, 5)}")
            if os.path.exists(name):
                os.remove(name)


def fold(folder):
    """Sum by status over all records on disk."""
    sums = dict.fromkeys(STATUSES, 0)
    for name in os.listdir(folder):
        if name.startswith("log.csv"):
            with open(os.path.join(folder, name), newline="") as file:
                for row in csv.DictReader(file):
                    sums[row["status"]] += int(row["count"])
    return sums


def shown(exporter):
    samples = exporter.samples()
    if samples["csv_exporter_ready"] != "1":
        return None
    labels = [status.replace('"', '\\"').replace("\n", "\\n") for status in STATUSES]
    return {s: int(float(samples.get(f'sum_total{{status="{text}"}}', 0))) for s, text in zip(STATUSES, labels)}


def expect(exporter, wanted, what):
    """Waits for the wanted sums for 2 s at most, because events take a moment."""
    deadline = time.monotonic() + 2
    found = None
    while time.monotonic() < deadline:
        found = shown(exporter)
        if found == wanted:
            return
    raise AssertionError(f"{what}: got {found}; want {wanted}")


def kill_again_and_again(binary, folder, chance, rounds):
    writer = Writer(folder, chance)
    config = os.path.join(folder, "map.yml")
    for number in range(rounds):
        with Exporter(binary, f"--config.file={config}") as exporter:
            for _ in range(chance.randrange(1, 60)):
                writer.step()
                if chance.random() < 0.05:
                    exporter.get()
            time.sleep(chance.random() * 0.02)
            exporter.process.send_signal(signal.SIGKILL)
        with Exporter(binary, f"--config.file={config}") as exporter:
            expect(exporter, fold(folder), f"round {number}")
    print(f"kill -9: {rounds} rounds, {writer.written} records written, every counter exact after every start")


def storm(binary, folder, chance, rotations):
    for name in os.listdir(folder):
        if name.startswith("log.csv"):
            os.remove(os.path.join(folder, name))
    writer = Writer(folder, chance)
    with Exporter(binary, f"--config.file={os.path.join(folder, 'map.yml')}") as exporter:
        descriptors = f"/proc/{exporter.process.pid}/fd"
        begin, most = time.monotonic(), 0
        for number in range(rotations):
            writer.append(chance.randrange(1, 200))
            # The exporter never sees a file that is deleted before it looks, so a scrape comes before a deletion.
            if number % 3 == 0:
                exporter.get()
            writer.rotate()
            most = max(most, len(os.listdir(descriptors)))
        seconds = time.monotonic() - begin
        expect(exporter, writer.sums, "storm")
    print(f"storm: {rotations} rotations and {writer.written} records in {seconds:.1f} s, every record counted once, "
          f"at most {most} descriptors")


def main():
    binary = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "map.yml"), "w") as file:
            file.write(MAPPING)
        kill_again_and_again(binary, folder, random.Random(seed), rounds)
        storm(binary, folder, random.Random(seed + 1), 1000)


if __name__ == "__main__":
    main()
