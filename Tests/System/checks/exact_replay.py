"""Checks that a replay shows at every moment exactly the sums of the records up to the event time that it reports.

usage: exact_replay.py BINARY TRANSACTIONS_CSV

The file has the columns timestamp,status,count. The checks are: the totals after one pass at full speed; five scrapes
at random moments of a replay at speed 600; and the bytes of the mapped metrics at the same event time, which must not
depend on the order of the records or on their distribution over files.
"""

import calendar
import csv
import os
import random
import sys
import tempfile
import time

from exporter import Exporter, mapped, samples

MAPPING = """
sources:
  - name: transactions
    files: "{files}"
    time: {{column: timestamp, format: "%Y-%m-%d %H:%M:%S"}}
    metrics:
      - counter: bank_transactions_total
        help: Card transactions by final status.
        value: count
        labels: {{status: {{column: status, case: lower}}}}
      - gauge: bank_transactions_latest
        help: The latest record of a status.
        value: count
        labels: {{status: status}}
"""


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M:%S"))


def sums(records, until):
    result = {}
    for timestamp, status, count in records:
        result.setdefault(status, 0)
        if timestamp <= until:
            result[status] += count
    return {'bank_transactions_total{status="%s"}' % status: str(total) for status, total in result.items()}


def mapping(folder, name, files):
    path = f"{folder}/{name}.yml"
    with open(path, "w") as file:
        file.write(MAPPING.format(files=files))
    return path


def check(found, records, what):
    until = float(found["csv_exporter_replay_time_seconds"])
    wanted = sums(records, until)
    shown = {series: found.get(series) for series in wanted}
    assert shown == wanted, f"{what} at {until}: got {shown}; want {wanted}"
    return until


def main(binary, path):
    path = os.path.abspath(path)
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    header, rows = rows[0], rows[1:]
    records = [(seconds(row[0]), row[1], int(row[2])) for row in rows]
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    print(f"seed {seed}, {len(rows)} records")
    with tempfile.TemporaryDirectory() as folder:
        original = mapping(folder, "original", path)
        with Exporter(binary, f"--config.file={original}", "--replay.speed=max", "--no-replay.loop") as exporter:
            found = exporter.wait_until("finished")
            check(found, records, "after one pass")
            print("one pass:", {series: found[series] for series in sorted(sums(records, 1 << 40))})
        with Exporter(binary, f"--config.file={original}", "--replay.speed=600") as exporter:
            for _ in range(5):
                time.sleep(chance.uniform(0.1, 1.5))
                print("speed 600: equal at", check(samples(exporter.get()), records, "at speed 600"))

        shuffled = rows[:]
        chance.shuffle(shuffled)
        with open(f"{folder}/shuffled.csv", "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header] + shuffled)
        for piece in range(7):
            with open(f"{folder}/piece-{piece}.csv", "w", newline="") as file:
                part = rows[len(rows) * piece // 7: len(rows) * (piece + 1) // 7]
                csv.writer(file, lineterminator="\n").writerows([header] + part)
        mappings = [original, mapping(folder, "shuffled", "shuffled.csv"), mapping(folder, "pieces", "piece-*.csv")]
        first, last = min(records)[0], max(records)[0]
        for end in [first, last] + [chance.randrange(first, last) for _ in range(5)]:
            text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))
            bodies = []
            for config in mappings:
                flags = [f"--config.file={config}", "--replay.speed=max", f"--replay.end-at={text}", "--no-replay.loop"]
                with Exporter(binary, *flags) as exporter:
                    check(exporter.wait_until("finished"), records, config)
                    bodies.append(mapped(exporter.get()))
            assert bodies[0] == bodies[1], f"{text}: the shuffled file shows other bytes"
            assert bodies[0] == bodies[2], f"{text}: the file in pieces shows other bytes"
            print("same bytes from the file, shuffled, and in seven pieces at", text)


if __name__ == "__main__":
    main(*sys.argv[1:])
