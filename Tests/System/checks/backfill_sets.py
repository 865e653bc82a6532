"""Data sets for the checks of `backfill`: random ones by seed, and one that has everything. Standard library only."""

import random
from pathlib import Path

from grid_oracle import iso

# A Monday, in milliseconds since 1970.
START = 1_772_409_600_000
VALUES = ["a", "b", "", "é", 'quo"te', "back\\slash", "two words"]

METRICS = [
    ("{counter: r_events_total, help: X., labels: {k: k}}"),
    ("{counter: r_amount_total, help: X., value: v, labels: {k: k, o: o}}"),
    ("{counter: r_meter_total, help: X., value: m, absolute: true, labels: {k: k}}"),
    ("{counter: r_all_total, help: X.}"),
    ("{gauge: r_level, help: X., value: v, labels: {k: k}}"),
    ("{gauge: r_sum, help: X., value: v, aggregate: sum, expire_after: EXPIRY, labels: {o: o}}"),
    ("{gauge: r_day, help: X., value: v, reset: day}"),
    ("{gauge: r_state, help: X., value: v, one_per: [k], labels: {k: k, o: o}}"),
    ("{histogram: r_seconds, help: X., value: v, buckets: [0.1, 1, 2.5, 1000000], labels: {k: k}}"),
    ("{histogram: r_weighted, help: X., value: v, weight: w, buckets: [5]}"),
    ("{info: r_info, help: X., labels: {o: o}}"),
    ("{info: r_door_info, help: X., one_per: [k], labels: {k: k, o: o}}"),
]


class DataSet:
    """One or two files with a mapping in `folder`, a step in milliseconds, and flags for both commands."""

    def __init__(self, folder, seed, rows=(1, 300), most_instants=120, metrics=None):
        chance = random.Random(seed)
        self.seed, self.folder, self.records = seed, Path(folder), []
        self.step = chance.choice([1, 250, 1000, 15_000, 60_000, 60_000, 300_000, 3_600_000])
        span = self.step * chance.randint(1, most_instants)
        begin = START + chance.randint(-10, 10) * 86_400_000 + chance.randint(0, 86_400_000)
        names = ["one", "two"][:chance.randint(1, 2)]
        sources = [self.source(chance, name, begin, span, rows, metrics) for name in names]
        self.mapping = self.folder / "map.yml"
        self.mapping.write_text("sources:\n" + "".join(sources))
        self.records.sort()
        self.limit(chance)
        # Whether only the last zero of each series before it counts is written.
        self.zeros = chance.random() < 0.3
        self.labels = {"job": "csv_exporter", "instance": "history"}

    def limit(self, chance):
        first, last, step = self.records[0], self.records[-1], self.step
        self.first, self.last, self.end = (first - 1) // step * step, -(-last // step) * step, last
        self.flags, self.max_gap = [], None
        if chance.random() < 0.2:
            self.first = self.first + chance.randint(0, (self.last - self.first) // step) * step
            self.flags.append(f"--replay.start-at={iso(self.first)}")
        if chance.random() < 0.2:
            end = chance.randint(max(self.first, first), max(self.last, first))
            self.flags.append(f"--replay.end-at={iso(end)}")
            self.end = max(self.first, min(end, last))
            self.last = max(self.first, -(-self.end // step) * step)
        self.end = max(self.end, self.first)
        if chance.random() < 0.2:
            seconds = max(1, chance.randint(1, 20) * step // 1000)
            self.max_gap = seconds * 1000

    def source(self, chance, name, begin, span, rows, metrics):
        count = chance.randint(*rows)
        # Some clumps, so that there are gaps.
        clumps = [begin + chance.randint(0, span) for _ in range(chance.randint(1, 4))]
        meter, lines = 0, []
        for _ in range(count):
            time = chance.choice(clumps) + chance.randint(0, span // 8)
            meter = chance.choice([0, meter, meter + chance.randint(0, 9)]) if chance.random() < 0.3 else meter + 1
            value = chance.choice([0, 0.1, 1, 2.5, 3, 1e6, 12345.678, round(chance.random(), chance.randint(1, 16))])
            cells = [time, chance.choice(VALUES), chance.choice(VALUES), value, meter, chance.randint(1, 5)]
            lines.append((time, ",".join(quoted(str(cell)) for cell in cells)))
        if chance.random() < 0.7:
            lines.sort(key=lambda line: line[0])
        self.records += [time for time, _ in lines]
        (self.folder / f"{name}.csv").write_text("t,k,o,v,m,w\n" + "".join(f"{line}\n" for _, line in lines))
        chosen = metrics or chance.sample(METRICS, chance.randint(1, 5))
        expiry = f"{max(1, self.step * chance.randint(1, 9))}ms"
        own = "".join(
            f"      - {metric.replace('r_', name + '_').replace('EXPIRY', expiry)}\n" for metric in chosen)
        return (f"  - name: {name}\n    files: {name}.csv\n    time: {{column: t, format: unix_ms}}\n"
                f"    metrics:\n{own}")


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",\n') else cell
