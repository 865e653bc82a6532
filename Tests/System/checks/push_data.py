"""Data for the checks of `push`, and comparisons with what a store must hold. Python's standard library only."""

import random
import re
import time

from grid_oracle import expected, first_zeros, instants

STALE = "stale"

MAPPING = """
sources:
  - name: orders
    files: orders.csv
    time: {column: time, format: "%Y-%m-%d %H:%M:%S"}
    metrics:
      - counter: orders_total
        help: "Orders by place: with \\"quotes\\" and \\\\ in its help."
        labels: {place: place, note: note}
      - histogram: order_duration_seconds
        help: Duration.
        value: took
        buckets: [0.1, 1, 10, 1000000]
        labels: {place: place}
      - gauge: stock
        help: What is there.
        value: stock
        labels: {place: place}
        expire_after: 90s
      - counter: meter_total
        help: A column that is a total, and drops once.
        value: meter
        absolute: true
      - info: place_info
        help: Places.
        labels: {place: place}
  - name: visits
    files: visits.csv
    time: {column: time, format: "%Y-%m-%d %H:%M:%S"}
    metrics:
      - gauge: visitors
        help: Visitors of the day.
        value: count
        reset: day
"""


# The metrics that count from zero.
COUNTING = re.compile("orders_|order_duration_")

# The first and the last record are at the ends.
START, SECONDS = 1_772_000_000, 5400


def write_data(folder, records=1500, seed=7, start=START, seconds=SECONDS):
    """A mapping with all kinds of metrics, and its files. Returns its path."""
    chance = random.Random(seed)
    times = sorted([start, start + seconds] + [start + chance.randrange(seconds) for _ in range(records - 2)])
    meter = 0.0
    with open(f"{folder}/orders.csv", "w", encoding="utf-8") as file:
        file.write("time,place,note,took,stock,meter\n")
        for index, moment in enumerate(times):
            meter = 0.0 if index == records // 2 else meter + chance.randrange(5) / 4
            place = chance.choice(["Bern", "Zürich", "a b", "north"])
            note = chance.choice(["", "", "x", '"q"""'])
            text = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(moment))
            stock = chance.choice([0, -1.5, 1e-7, 3e20, 12])
            file.write(f"{text},{place},{note},{chance.expovariate(1):.4f},{stock},{meter}\n")
    with open(f"{folder}/visits.csv", "w", encoding="utf-8") as file:
        file.write("time,count\n")
        for index in range(40):
            moment = time.gmtime(start + index * seconds // 40)
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S', moment)},{index * index}\n")
    with open(f"{folder}/mapping.yml", "w", encoding="utf-8") as file:
        file.write(MAPPING)
    return f"{folder}/mapping.yml"


def oracle(binary, mapping, step, zeros="all"):
    """All samples by series and milliseconds, with stale markers, of a grid of `step` seconds, and its ends. Of the
    zeros before series count, with "first" only the last."""
    first, last = int(START - 1) // step * step, -(-(START + SECONDS) // step) * step
    grid = instants(step * 1000, first * 1000, last * 1000)
    found = expected(binary, [f"--config.file={mapping}"], grid)
    if zeros == "first":
        found = first_zeros(found, COUNTING)
    return {labels: {at: STALE if value is None else value for at, value in samples.items()}
            for labels, samples in found.items()}, first, last


def differences(found, wanted, tolerance=0.0):
    """How many samples are missing, too many and different, and the first of them. `tolerance` is a part of the largest
    value of a series: some stores keep decimals of one exponent for many samples."""
    missing = extra = different = 0
    first = None
    for labels in set(found) | set(wanted):
        left, right = found.get(labels, {}), wanted.get(labels, {})
        allowed = tolerance and tolerance * max((abs(value) for value in right.values() if value != STALE), default=0)
        for instant in set(left) | set(right):
            a, b = left.get(instant), right.get(instant)
            if a == b or a != a and b is not None and b != b:
                continue
            if a is None:
                missing += 1
            elif b is None:
                extra += 1
            elif tolerance and STALE not in (a, b) and abs(a - b) <= allowed:
                continue
            else:
                different += 1
            first = first or (dict(labels), instant, a, b)
    return missing, extra, different, first


def expect_equal(found, wanted, what, tolerance=0.0):
    missing, extra, different, first = differences(found, wanted, tolerance)
    count = sum(len(samples) for samples in wanted.values())
    assert count > 0 and (missing, extra, different) == (0, 0, 0), (
        f"{what}: {missing} missing, {extra} extra, {different} different of {count}, such as {first}")
    print(f"{what}: {count} samples, 0 missing, 0 extra, 0 different")


def without_stale(samples):
    return {labels: {at: value for at, value in series.items() if value != STALE}
            for labels, series in samples.items()}
