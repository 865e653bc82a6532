"""Made replays for the console page: what the stream of a csv_exporter says in each state, without one.

Everything follows from names and step numbers, so two streams of a scenario agree.
"""

import math
import time
import zlib

START = 1772409600  # 2026-03-02 00:00:00 UTC, a Monday
STEP = 300
STEPS = 576  # two days
BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
HOSTILE = ["<script>alert(1)</script>", "\u202egnitirw tfel ot thgir", "x" * 1024, "nul\0and\nline",
           '"quoted" \\ & <b>', "שלום עולם"]


def chance(*key):
    """A number from 0 to 1 that follows from the key."""
    return zlib.crc32(repr(key).encode()) / 2 ** 32


def busy(step):
    """How busy a step of the day is, from 0.1 to 1."""
    hour = (step * STEP / 3600) % 24
    return 0.1 + 0.9 * max(0, math.sin((hour - 5) / 24 * 2 * math.pi)) ** 1.5


class Metric:
    """One family and its lines: name, type, labels, and a value for a line and a step."""

    def __init__(self, kind, name, labels, rows, value, help="", time_label=None, series=None, bounds=()):
        self.rows = rows
        self.value = value
        self.head = {
            "name": name, "type": kind, "help": help, "labels": labels, "bounds": list(bounds),
            "series": series or len(rows), "timeLabel": time_label,
            "promql": f"sum by ({', '.join(labels)}) (rate({name}[5m]))"}


def counts(name, scale):
    """Increases of a counter: busy hours, chance, and an attack that starts at 08:00 of the first day."""
    def value(labels, step):
        weight = chance(name, labels) ** 3 * scale
        attack = 6 if labels and "denied" in labels and 96 <= step < 117 else 1
        return int((weight + 0.3) * busy(step) * attack * (0.7 + 0.6 * chance(name, labels, step)) * 10)
    return value


def level(name, scale):
    """A gauge that wanders; its line has a gap of an hour."""
    def value(labels, step):
        if 150 <= step < 162:
            return None
        base = chance(name, labels)
        wave = 0.4 * math.sin(step / (9 + 20 * base))
        return round(scale * (0.5 + base + wave + 0.1 * chance(name, labels, step)), 3)
    return value


def by_hour(name, scale):
    def value(labels, step):
        hour, now = int(labels[0]), (step * STEP // 3600) % 24
        reference = len(labels) > 1
        if not reference and hour > now:
            return None
        return round(scale * busy(hour * 12) * (0.8 + 0.4 * chance(name, labels, reference or step // 288)))
    return value


def buckets(labels, step):
    total = int(60 * busy(step) * (0.7 + 0.6 * chance(labels, step)))
    slow = 1.5 if 260 <= step < 290 else 0.2
    parts = [1 - math.exp(-bound / (slow * (0.5 + chance(labels)))) for bound in BOUNDS]
    return [int(total * part) for part in parts] + [total, total * slow]


def usual():
    hours = [f"{hour:02}" for hour in range(24)]
    periods = ["yesterday", "last week", "last month"]
    return [
        Metric("counter", "bank_transactions_total", ["status"],
               [[s] for s in ("approved", "denied", "refunded", "reversed", "failed", "backend_reversed")],
               counts("t", 60), "Card transactions by final status."),
        Metric("gauge", "bank_checkouts", ["hour"], [[hour] for hour in hours], by_hour("c", 60),
               "Checkouts in an hour of the event day.", "hour"),
        Metric("gauge", "bank_checkouts_baseline", ["hour", "period"], [[h, p] for p in periods for h in hours],
               by_hour("b", 60), "Reference checkouts for an hour of the event day.", "hour"),
        Metric("histogram", "request_seconds", ["path"], [["/pay"], ["/login"]], buckets, "Time of a request.",
               bounds=BOUNDS),
        Metric("gauge", "queue_length", ["queue"], [["mail"], ["print"], ["export"], ["import"]], level("q", 40),
               "Jobs that wait."),
        Metric("counter", "orders_total", [], [[]], counts("o", 3), "Orders."),
        Metric("info", "shop_info", ["version", "region"], [["2.4.1", "north"], ["2.5.0", "south"]],
               lambda labels, step: 1, "What runs where."),
    ]


def many(count):
    rows = [[f"shop {number:03}", ["north", "south"][number % 2]] for number in range(count)]
    return [Metric("counter", "sales_total", ["shop", "region"], rows, counts("s", 20), "Sales by shop."),
            Metric("gauge", "stock", ["shop", "region"], rows[:20], level("g", 400), "Goods in stock.")]


def sums():
    return [Metric("counter", "sales_total", ["shop"], [None], lambda labels, step: int(900 * busy(step)),
                   "Sales by shop.", series=10000),
            Metric("gauge", "sales", ["hour"], [None], lambda labels, step: busy(step), "Sales.", "hour", series=24)]


def hostile():
    return [Metric("counter", "hostile_total", ["value"], [[text] for text in HOSTILE], counts("h", 20), HOSTILE[0]),
            Metric("gauge", "hostile_level", ["value", "other"], [[text, text] for text in HOSTILE], level("h", 9),
                   HOSTILE[1] + HOSTILE[2])]


class World:
    """A replay with a clock that runs with the time of the day, and can be controlled."""

    def __init__(self, metrics, state="running", speed=600, at=0.37, control="open", **more):
        self.metrics = metrics
        self.lines = [(metric, row) for metric in metrics for row in metric.rows]
        self.totals = {}
        self.state = state
        self.speed = speed
        self.control = control
        self.more = more
        self.passes = 1
        self.t = START + at * STEPS * STEP
        self.moved = time.monotonic()
        self.files = [{"name": "transactions", "files": ["transactions.csv"], "zone": "UTC"},
                      {"name": "checkouts", "files": ["checkout_1.csv", "checkout_2.csv"], "zone": "Europe/Berlin"}]

    def tick(self):
        now = time.monotonic()
        if self.state in ("running", "following"):
            self.t += (now - self.moved) * (1 if self.state == "following" else self.speed)
            if self.state == "running" and self.t >= START + STEPS * STEP:
                self.t, self.state = START + STEPS * STEP, "finished"
        self.moved = now

    def step(self):
        return int((self.t - START) // STEP)

    def cumulative(self, line):
        """What /metrics would show of a line now."""
        metric, row = self.lines[line]
        step, kind = self.step(), metric.head["type"]
        if kind in ("gauge", "info"):
            return metric.value(tuple(row or []), step)
        key = tuple(row or [])
        known, total = self.totals.get(line, (0, None))
        for i in range(known, step + 1):
            value = metric.value(key, i)
            total = value if total is None else add(total, value)
        self.totals[line] = (max(known, step + 1), total)
        if known > step + 1:
            del self.totals[line]
            return self.cumulative(line)
        share = (self.t - START) % STEP / STEP
        part = metric.value(key, step + 1)
        if isinstance(total, list):
            return [a + int(b * share) for a, b in zip(total, part)]
        return total + int(part * share)

    def part(self, line):
        metric, row = self.lines[line]
        share = (self.t - START) % STEP / STEP
        value = metric.value(tuple(row or []), self.step() + 1)
        return [int(one * share) for one in value] if isinstance(value, list) else int(value * share)

    def hello(self):
        follows = self.state == "following"
        known = self.state != "preparing" and not self.more.get("empty")
        marks = [{"time": START + 96 * STEP, "kind": "incident", "text": "card testing"},
                 {"time": START + 117 * STEP, "kind": "incident", "text": "card testing ends"},
                 {"time": START + 260 * STEP, "kind": "incident", "text": "slow backend"},
                 {"time": START + 480 * STEP, "kind": "incident", "text": "honest surge"}]
        marks = marks if self.more.get("incidents", True) else []
        marks += [{"time": START + step * STEP, "kind": "rejected", "text": "invalid_number"} for step in (40, 41, 200)]
        return {
            "version": "0.1.0", "generation": 1, "mapping": self.more.get("mapping", "payments.yml"),
            "mode": "follow" if follows else "replay", "control": self.control, "waits": self.more.get("waits"),
            "pass": self.passes, "grid": {"start": START, "step": STEP, "steps": STEPS} if known else None,
            "range": {"start": START, "end": START + STEPS * STEP} if known and not follows else None,
            "density": [int(500 * busy(i)) * (not 330 <= i < 350) for i in range(STEPS)] if not follows else [],
            "metrics": [metric.head for metric in self.metrics],
            "lines": [[i, self.metrics.index(metric), row] for i, (metric, row) in enumerate(self.lines)],
            "sums": self.more.get("sums", False), "marks": [] if follows or not known else marks,
            "sources": self.more.get("files", self.files)}

    def is_unseen(self):
        """Whether no series has a value yet."""
        return self.state in ("preparing", "waiting") or self.more.get("empty", False)

    def history(self):
        if self.is_unseen():
            return []
        steps = range(0, self.step() + 1)
        return [{"first": 0, "lines": [[i, [metric.value(tuple(row or []), step) for step in steps]]]}
                for i, (metric, row) in enumerate(self.lines)]

    def frame(self):
        t, progress = self.t, (self.t - START) / (STEPS * STEP)
        records = int(progress * 25920)
        states = [[records, 3, t, 1, None, None], [int(progress * 48), 0, t, 1, None, None]]
        lag = self.more.get("lag", 0)
        if self.state == "following":
            states, lag = [[records, 0, t, 1, 120, None], [48, 0, t, 1, 0, None]], 2
        if self.more.get("trouble"):
            states[1] = [0, 0, None, 0, None, "checkout_1.csv: no such file"]
        ends = (START + STEPS * STEP - t) / self.speed if self.speed != "max" else None
        return {
            "t": None if self.more.get("empty") else t, "clock": t, "state": self.state, "pass": self.passes,
            "speed": self.speed, "progress": progress,
            "endsIn": ends, "restsFor": 3 if self.state == "resting" else None, "lag": lag,
            "waits": self.more.get("waits"), "sources": states, "rejected": {"invalid_number": 3},
            "rejects": [{"source": 0, "reason": "invalid_number", "file": self.more.get("file", "orders.csv"),
                         "line": 881, "column": "Betrag", "text": "12,3,4"}],
            "trouble": self.more.get("trouble", [])}


def add(a, b):
    return [x + y for x, y in zip(a, b)] if isinstance(a, list) else a + b


def scenarios():
    """All states that the page can be in, by name: each is a path of the server."""
    wait = ("the clock waits for the first scrape (wait_for_scrape); a request for the metrics starts it,"
            " or “start now”")
    return {
        "running": World(usual()), "paused": World(usual(), "paused"),
        "preparing": World(usual(), "preparing", at=0.6), "waiting": World(usual(), "waiting", at=0, waits=wait),
        "resting": World(usual(), "resting", at=1), "finished": World(usual(), "finished", at=1),
        "follow": World(usual(), "following", speed=1), "closed": World(usual(), control="closed"),
        "token": World(usual(), control="token"), "many": World(many(500)), "sums": World(sums(), sums=True),
        "trouble": World(usual(), "paused", trouble=[
            "checkouts is down: checkout_1.csv: no such file",
            "reload failed: payments.yml:12: got colum; want column"]),
        "hostile": World(hostile(), mapping=HOSTILE[0] + ".yml", file=HOSTILE[4] + ".csv",
                         files=[{"name": HOSTILE[1], "files": [HOSTILE[0]], "zone": "No/Where"}]),
        "full": World(usual(), refuses=(503, "16 streams are open, and no more are served: close another tab")),
        "foreign": World(usual(), refuses=(403, "this page was opened by a name: open it by address, or set a token")),
        "rejects": World(usual(), "paused", incidents=False), "empty": World(usual(), "finished", empty=True),
        "fast": World(usual(), "paused", speed=50000), "start": World(usual(), at=0),
        "lost": World(usual(), cut=2), "behind": World(usual(), lag=5),
        "bare": World([Metric("counter", "none_total", ["kind"], [], counts("n", 3), "Nothing yet.")]),
    }
