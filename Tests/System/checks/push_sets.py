"""Checks that `push` sends what scrapes of the paused replay show, sample by sample: of random data sets with merges,
gaps, resets and expiry, of every kind of metric, and of the demo.

usage: push_sets.py BINARY [RANDOM_SETS]
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from backfill import DAY, ROOT, Store, compare, shown
from backfill_sets import METRICS, DataSet
from grid_oracle import expected, first_zeros, instants
from push import Prometheus, VictoriaMetrics
from push_data import STALE, expect_equal
from push_receiver import Receiver


def push(binary, url, *flags):
    run = subprocess.run([binary, "push", f"--remote-write.url={url}", *map(str, flags)], capture_output=True,
                         text=True, timeout=300)
    assert run.returncode == 0, f"{flags}\n{run.stdout}{run.stderr}"
    assert "refused" not in run.stdout, run.stdout


def check_messages(binary, folder, wanted, flags, what):
    """Both versions, as protobuf and cramjam decode them."""
    for version in ("1.0", "2.0"):
        receiver = Receiver(folder, speaks_two=version == "2.0")
        push(binary, receiver.url, f"--remote-write.protocol={version}", *flags)
        receiver.close()
        assert not receiver.faults, receiver.faults[:3]
        found = {labels: {at: None if value == STALE else value for at, value in samples.items()}
                 for labels, samples in receiver.samples.items()}
        compare(wanted, found, f"{what}, messages of {version}")


def check_stores(binary, folder, wanted, flags, step, first, last, what):
    if shutil.which("prometheus"):
        with Prometheus(folder) as server:
            push(binary, server.write, *flags)
            compare(shown(wanted), Store.samples(server, step, first, last), f"{what}, Prometheus")
    if shutil.which("victoria-metrics"):
        with VictoriaMetrics(folder, "20y") as server:
            push(binary, server.write, f"--verify.url={server.url}", *flags)
            # It keeps decimals, and a query looks back for a series that has ended.
            found, asked = Store.samples(server, step, first, last), shown(wanted)
            ended = {labels for labels, samples in wanted.items() if None in list(samples.values())[:-1]}
            expect_equal({labels: found.get(labels, {}) for labels in asked.keys() - ended},
                         {labels: asked[labels] for labels in asked.keys() - ended},
                         f"{what}, VictoriaMetrics", tolerance=1e-14)


def random_set(binary, folder, seed):
    data = DataSet(folder, seed)
    grid = instants(data.step, data.first, data.last, data.records, data.max_gap, data.end)
    wanted, flags = expected(binary, [f"--config.file={data.mapping}", *data.flags], grid), [*data.flags]
    if data.zeros:
        wanted = first_zeros(wanted, data.zeros)
        flags.append("--zeros=first")
    if data.max_gap:
        flags.append(f"--replay.max-gap={data.max_gap}ms")
    return wanted, [f"--config.file={data.mapping}", f"--step={data.step}ms", *flags]


def main():
    binary, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for seed in range(1, count + 1):
        with tempfile.TemporaryDirectory() as folder:
            wanted, flags = random_set(binary, Path(folder), seed)
            check_messages(binary, folder, wanted, flags, f"random set {seed}")
    with tempfile.TemporaryDirectory() as folder:
        data = DataSet(Path(folder), 7, rows=(3000, 3000), most_instants=1000, metrics=METRICS)
        flags = [f"--config.file={data.mapping}", *data.flags]
        wanted = expected(binary, flags, instants(data.step, data.first, data.last))
        flags.append(f"--step={data.step}ms")
        check_messages(binary, folder, wanted, flags, "every kind of metric")
        check_stores(binary, folder, wanted, flags, data.step, data.first, data.last, "every kind of metric")
    with tempfile.TemporaryDirectory() as folder:
        step, first = 120_000, 1_772_427_480_000
        flags = [f"--config.file={ROOT / 'data/payments/mapping.yml'}"]
        wanted = expected(binary, flags, instants(step, first, first + 3 * DAY + step))
        flags.append(f"--step={step}ms")
        check_messages(binary, folder, wanted, flags, "the demo")
        check_stores(binary, folder, wanted, flags, step, first, first + 3 * DAY + step, "the demo")


if __name__ == "__main__":
    main()
