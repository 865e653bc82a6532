"""Has `bank_simulator live` write as fast as it is told, and an exporter follow: what is written is what is counted.

    python3 Tests/System/faults/live_load.py BINARY [events per second] [seconds] [bytes of a file]

`bank_simulator` lies beside BINARY. Small files make many rotations: 10000 a second for 120 s, and 1000 a second for
3600 s with files of 1000000 bytes, were run by hand. At the end the records of each file must be those that the
exporter applied, and the files must never have had more bytes than SIMULATION.md says.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/checks"))
from servers import free_port  # noqa: E402

FILES = 4
# How long the exporter holds a deleted file open, in seconds: a little more than was seen.
HELD = 25


def samples(address, name):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as response:
        text = response.read().decode()
    return [(labels, float(value)) for labels, value in re.findall(rf"^{name}{{(.*)}} (\S+)$", text, re.M)]


def wait_for(address):
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://{address}/-/ready", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} is not ready after 30 s")


def post(address, path, body):
    request = urllib.request.Request(
        f"http://{address}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def used(pid):
    """CPU seconds, and the highest resident memory in kB."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status") as file:
        peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), peak


def held(folder, pids):
    """Bytes of the files in a folder, and of those that are deleted and still open."""
    total, seen = 0, set()
    paths = list(Path(folder).iterdir()) + [path for pid in pids for path in Path(f"/proc/{pid}/fd").iterdir()]
    for path in paths:
        try:
            if path.parent != Path(folder) and not os.readlink(path).startswith(folder):
                continue
            status = path.stat()
        except OSError:
            continue
        if path.is_file() and (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            total += status.st_size
    return total


def check(addresses, rate, seconds, size, most):
    """Compares the counts of both programs, once the writer makes no more records."""
    post(addresses[0], "/control", {"action": "stop"})
    time.sleep(3)
    written = {}
    for name in ("events", "dropped_events", "rotations"):
        for labels, value in samples(addresses[0], f"bank_simulator_{name}_total"):
            written.setdefault(name, {})[re.search(r'file="([^"]*)\.csv"', labels)[1]] = value
    applied = {labels.split('"')[1].removeprefix("security_"): value
               for labels, value in samples(addresses[1], "csv_exporter_records_total")}
    rejected = sum(value for _, value in samples(addresses[1], "csv_exporter_records_rejected_total"))
    total, rotations = sum(written["events"].values()), int(sum(written["rotations"].values()))
    print(f"{total:.0f} written, {sum(written['dropped_events'].values()):.0f} dropped, {rotations} rotations; "
          f"{sum(applied.values()):.0f} applied, {rejected:.0f} rejected; {most / 1e6:.1f} MB on the disk at most")
    # Each file of incidents begins with what is known, which is no event.
    for name in written["events"]:
        if name != "incidents":
            assert applied[name] == written["events"][name], f"{name}: {applied[name]} of {written['events'][name]}"
    assert rejected == 0 and sum(written["dropped_events"].values()) == 0
    assert written["events"]["events"] >= 0.9 * rate * seconds, "the writer is slower than it was told"
    per_second = sum(value for _, value in samples(addresses[0], "bank_simulator_written_bytes_total")) / seconds
    bound = len(written["events"]) * (FILES + 1) * size + per_second * HELD
    assert most <= bound, f"{most} bytes on the disk; want at most {bound:.0f}"


def run(binary, rate, seconds, size, folder):
    source, made = Path(folder) / "security", f"{folder}/made/security"
    source.mkdir()
    os.makedirs(made)
    # The same number of events at each hour.
    catalogue = (ROOT / "data/security/simulation.yml").read_text()
    (source / "simulation.yml").write_text(catalogue.replace("    shape: bank_day\n", "    shape: flat\n"))
    # All records count, also those from before the follower's start.
    mapping = (ROOT / "data/security/mapping.yml").read_text()
    (Path(made) / "mapping.yml").write_text(mapping.replace("    start: end\n", ""))
    addresses = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    commands = [
        [binary.parent / "bank_simulator", "live", f"--set={source}", f"--output-dir={folder}/made",
         f"--max-file-size={size}", f"--max-files={FILES}", f"--web.listen-address={addresses[0]}"],
        [binary, f"--config.file={made}/mapping.yml", "--source.mode=follow",
         f"--web.listen-address={addresses[1]}"]]
    processes = []
    try:
        for command, address in zip(commands, addresses):
            processes.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            wait_for(address)
        post(addresses[0], "/config", {"security": {"logs_per_second": rate}})
        most, before, end = 0, [used(process.pid)[0] for process in processes], time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(1)
            samples(addresses[1], "csv_exporter_records_total")
            most = max(most, held(made, [process.pid for process in processes]))
        for name, process, first in zip(("bank_simulator", "csv_exporter"), processes, before):
            cpu, peak = used(process.pid)
            print(f"{name}: {100 * (cpu - first) / seconds:.1f} % of a core, {peak / 1000:.1f} MB at most")
        check(addresses, rate, seconds, size, most)
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=20)


def main():
    given = [int(text) for text in sys.argv[2:]]
    rate, seconds, size = given + [10000, 120, 4000000][len(given):]
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        run(Path(sys.argv[1]).resolve(), rate, seconds, size, folder)


main()
