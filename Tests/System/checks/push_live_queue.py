"""Live pushes to a receiver of Python's own, which decodes both versions independently and can be away.

usage: push_live_queue.py BINARY
"""

import os
import subprocess
import sys
import tempfile
import time

from push import expect_in
from push_data import STALE
from push_live_data import LivePush, Orders
from push_receiver import Receiver
from servers import free_port


def series(receiver, name, **labels):
    """The samples of the series with this name, by place or another label."""
    wanted = {("__name__", name), *labels.items()}
    return [dict(sorted(samples.items())) for key, samples in receiver.samples.items() if wanted <= key]


def total(receiver, name):
    """The last values of all series with this name."""
    return sum(list(samples.values())[-1] for samples in series(receiver, name))


def increase(receiver, name):
    """What the samples of all series with this name add up to, as `increase` counts: a fall is a restart."""
    found = 0.0
    for samples in series(receiver, name):
        values = [value for value in samples.values() if value != STALE]
        found += values[0] + sum(b - a if b >= a else b for a, b in zip(values, values[1:]))
    return found


def check_full_queue(binary, folder):
    """The oldest are dropped and counted, and totals survive."""
    orders = Orders(folder)
    orders.append(30)
    away = (503, {}, b"away")
    receiver = Receiver(folder, speaks_two=True, has_starts=False)
    page = f"127.0.0.1:{free_port()}"
    with LivePush(binary, orders, receiver.url, page, "--remote-write.queue=24KiB", step="100ms") as push:
        push.wait(lambda found: found.get("samples_total", 0) > 0, "samples")
        time.sleep(0.5)
        receiver.script = lambda number: away
        dropped = 'samples_dropped_total{reason="queue_full"}'
        orders.append(11)
        found = push.wait(lambda found: found[dropped] > 1000, "a full queue")
        assert found["queue_bytes"] <= found["queue_limit_bytes"] == 24 * 1024, found
        orders.append(12)
        time.sleep(0.3)
        receiver.script = lambda number: None
        push.wait(lambda found: found["lag_seconds"] == 0 and found["queue_bytes"] == 0, "the queue is sent")
        time.sleep(0.3)
        found = push.metrics()
        log = push.end()
    receiver.close()
    assert not receiver.faults, receiver.faults[:3]
    expect_in(log, "the queue is full", "the receiver answers again", "away", "were dropped because the queue was full")
    # Each instant has a sample of each of so many series, and it came or was dropped.
    times = sorted(series(receiver, "up")[0])
    made = (times[-1] - times[0]) // 100 + 1
    per_instant = found[dropped] / (made - len(times))
    assert made > len(times) and 50 < per_instant < 120, (made, len(times), found)
    gaps = [(a, b) for a, b in zip(times, times[1:]) if b - a > 100]
    # The instant that was tried when the receiver went away, or the batch, may come between two gaps.
    assert 1 <= len(gaps) <= 3, gaps
    assert increase(receiver, "orders_total") == total(receiver, "orders_total") == orders.count == 53
    assert total(receiver, "csv_exporter_records_total") == 53
    last = [list(samples.values())[-1] for samples in
            series(receiver, "csv_exporter_remote_write_samples_dropped_total", reason="queue_full")]
    assert last == [found[dropped]], "the store knows what was dropped"
    print(f"full queue: {len(times)} of {made} instants came, {found[dropped]:.0f} samples dropped, totals are exact")


def check_ends(binary, folder):
    """What ends a push, what it refuses, and what it says."""
    orders = Orders(folder)
    orders.append(3)
    receiver = Receiver(folder, lambda number: (503, {}, b"away"))
    page = f"127.0.0.1:{free_port()}"
    push = LivePush(binary, orders, receiver.url, page, step="200ms")
    push.wait(lambda found: found.get("queue_bytes", 0) > 2000, "a queue")
    began = time.monotonic()
    log = push.end()
    assert 4 < time.monotonic() - began < 15, "what is queued is tried for five seconds"
    expect_in(log, "trying again: got HTTP/1.1 503", "were not acknowledged in time")
    assert log.count("trying again") == 1, "at most one line a minute"
    receiver.script = lambda number: (400, {}, b"no way") if number % 2 else None
    with LivePush(binary, orders, receiver.url, page, step="100ms") as push:
        push.wait(lambda found: found['samples_dropped_total{reason="rejected"}'] > 300, "refusals")
        expect_in(push.end(), "the receiver refused", "no way")
    receiver.close()
    for flags, words in ((["--verify.url=http://h"], "have no end"), (["--dry-run"], "have no end"),
                         (["--strict"], "have no end"),
                         (["--allow-future"], "of now and"), (["--stale-at-end"], "--stale-at-end with mode follow"),
                         (["--replay.start-at=2026-03-02"], "--replay.start-at with mode follow"),
                         (["--replay.end-at=2026-03-02"], "want no such flag, or --source.mode=replay"),
                         (["--replay.max-gap=1h"], "--replay.max-gap with"), (["--zeros=first"], "--zeros with mode"),
                         (["--remote-write.retry-for=1m"], "--remote-write.retry-for with mode follow"),
                         (["--remote-write.on-reject=stop"], "--remote-write.on-reject with mode follow"),
                         (["--source.mode=replay-then-follow", "--replay.end-at=2026-03-02"], "replay-then-follow"),
                         (["--remote-write.queue=0"], "64MiB"), (["--remote-write.queue=1x"], "64MiB"),
                         (["--label=reason=x"], "has a label of this name")):
        command = [binary, "push", f"--config.file={orders.mapping}", "--remote-write.url=http://h/w", *flags]
        run = subprocess.run(command, capture_output=True, text=True, timeout=30)
        assert run.returncode == 2, f"{flags}: {run.returncode} {run.stderr}"
        expect_in(run.stderr, words)
    print("ends and refusals: as they should be")


def check_history(binary, folder):
    """The history goes before, and an outage of the push itself is filled from the files."""
    orders = Orders(folder, mode="replay-then-follow")
    now = int(time.time())
    for second in range(now - 120, now, 10):
        orders.append(5, at=second)
    receiver = Receiver(folder)
    page, position = f"127.0.0.1:{free_port()}", f"--position-file={folder}/position.json"
    push = LivePush(binary, orders, receiver.url, page, position, step="1s")
    push.wait(lambda found: found.get("lag_seconds") == 0 and found["samples_total"] > 5000, "history and live samples")
    time.sleep(1.5)
    push.kill()
    orders.append(6)
    time.sleep(3.5)
    orders.append(4)
    receiver.expect = lambda holds, what: None  # what was not acknowledged may come twice, with the same value
    with LivePush(binary, orders, receiver.url, page, position, step="1s") as push:
        push.wait(lambda found: found.get("lag_seconds") == 0, "the outage and live samples")
        time.sleep(2.5)
    receiver.close()
    assert not receiver.faults, receiver.faults[:3]
    for samples in series(receiver, "orders_total") + series(receiver, "up"):
        times = [time for time in samples if samples[time] != STALE]
        assert times == list(range(times[0], times[-1] + 1, 1000)), f"a hole in {times}"
        assert times[-1] - times[0] >= 124_000, "from the first record to the present"
        assert STALE not in samples.values(), samples
    assert increase(receiver, "orders_total") == total(receiver, "orders_total") == orders.count
    # A replay's own metric ends where following begins.
    passes = list(series(receiver, "csv_exporter_replay_passes_total")[0].values())
    assert passes.count(STALE) == 2, passes
    print(f"history and outage: {len(times)} instants without a hole")


def main():
    binary = os.path.abspath(sys.argv[1])
    for check in (check_full_queue, check_ends, check_history):
        with tempfile.TemporaryDirectory() as folder:
            check(binary, folder)
    print("push_live_queue: all checks passed")


if __name__ == "__main__":
    main()
