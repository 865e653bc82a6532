"""Runs two exporters for some minutes: one replays the demo at full speed again and again, the other follows a file
that is rotated continuously. Both are scraped every second.

    python3 Tests/System/faults/soak.py BINARY [seconds]

At the end, the resident memory must be at most 5 % above its value after a tenth of the time (the first minute of
ten), and no additional descriptor may be open.
"""

import os
import random
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "checks"))
from exporter import Exporter  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


def state(exporter):
    with open(f"/proc/{exporter.process.pid}/status") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return resident, len(os.listdir(f"/proc/{exporter.process.pid}/fd"))


def main():
    binary = sys.argv[1]
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    with tempfile.TemporaryDirectory() as folder:
        from files import MAPPING, Writer
        with open(os.path.join(folder, "map.yml"), "w") as file:
            file.write(MAPPING)
        writer = Writer(folder, random.Random(1))
        replay_flags = [f"--config.file={ROOT}/data/payments/mapping.yml", "--replay.speed=max", "--replay.loop",
                        "--replay.loop-pause=0s", "--no-replay.wait-for-scrape"]
        with Exporter(binary, *replay_flags) as replay, \
                Exporter(binary, f"--config.file={folder}/map.yml") as follow:
            begin, first, scrapes = time.monotonic(), None, 0
            while (elapsed := time.monotonic() - begin) < seconds:
                for _ in range(20):
                    writer.step()
                    time.sleep(0.05)
                samples = replay.samples()
                follow.samples()
                scrapes += 1
                if first is None and elapsed >= seconds / 10:
                    first = [state(replay), state(follow)]
            last = [state(replay), state(follow)]
            passes = float(samples["csv_exporter_replay_passes_total"])
            print(f"{seconds} s, {scrapes} scrapes each, {passes:.0f} passes, {writer.written} records appended")
            for name, (was, fds_was), (now, fds_now) in zip(["replay", "follow"], first, last):
                print(f"{name}: {was} kB after {seconds / 10:.0f} s, {now} kB at the end ({now / was - 1:+.1%}); "
                      f"{fds_was} and {fds_now} descriptors")
                # Rotated files that still exist stay open: at most as many as the writer keeps.
                assert now <= was * 1.05, f"{name}: memory grew"
                assert fds_now <= fds_was + (6 if name == "follow" else 0), f"{name}: descriptors stay open"


if __name__ == "__main__":
    main()
