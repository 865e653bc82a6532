"""CSV files as a stranger would have them, for init.py. Seeded: the same files each time."""

import datetime
import random

START = datetime.datetime(2026, 3, 2)


def statement(chance):
    """A bank statement: semicolons, decimal commas, a preamble, the latest first, money in and out."""
    lines = ['"Kontonummer:";"DE00 1203 0000 / Girokonto";;;', ";;;;", "Buchungstag;Art;Text;Empfänger;Betrag (EUR)"]
    for day in range(180, 0, -1):
        for _ in range(chance.randrange(4)):
            amount = chance.choice([-1, -1, -1, 1]) * chance.randrange(100, 250_000) / 100
            text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
            date = START + datetime.timedelta(days=day)
            kind = chance.choice(["Lastschrift", "Überweisung", "Kartenzahlung"])
            number, firm = chance.randrange(10**6), chance.randrange(99)
            lines.append(f"{date:%d.%m.%Y};{kind};Rechnung {number};Firma {firm};{text}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n"


def access(chance):
    """An access log with latencies in milliseconds, sizes and status codes."""
    lines = ["timestamp,method,path,status,duration_ms,bytes"]
    at = START.replace(hour=8)
    for number in range(4000):
        at += datetime.timedelta(milliseconds=chance.expovariate(1 / 4000))
        path = chance.choice(["/", "/login", "/pay", f"/item/{chance.randrange(900)}"])
        status = chance.choice([200] * 18 + [404, 500])
        took = chance.lognormvariate(3.5, 1)
        lines.append(f"{at:%Y-%m-%dT%H:%M:%S.%f}Z,{chance.choice(['GET', 'POST'])},{path},{status},{took:.1f},"
                     f"{chance.randrange(100, 90_000)}")
    return "\n".join(lines).encode() + b"\n"


def rooms(chance):
    """A wide table: a column for each room."""
    names = ["Kitchen [°C]", "Bath [°C]", "Hall [°C]", "Cellar [°C]", "Attic [°C]"]
    lines = ["Time," + ",".join(names)]
    for step in range(7 * 96):
        at = START + datetime.timedelta(minutes=15 * step)
        values = [f"{18 + place + 3 * chance.random():.1f}" if chance.random() > 0.02 else "" for place in range(5)]
        lines.append(f"{at:%Y-%m-%d %H:%M},{','.join(values)}")
    return "\n".join(lines).encode() + b"\n"


def machine(chance):
    """Epoch seconds, counters that only rise, and gauges in percent and kilobytes."""
    lines = ["ts,host,cpu_percent,rx_bytes_total,mem_free_kb"]
    rx = [0, 10**9]
    for step in range(1500):
        for host in range(2):
            rx[host] += chance.randrange(10**6)
            lines.append(f"{1772438400 + 10 * step},web-{host + 1},{100 * chance.random():.1f},{rx[host]},"
                         f"{chance.randrange(10**5, 10**6)}")
    return "\n".join(lines).encode() + b"\n"


def ticks(chance):
    """Three minutes of a machine: totals in ticks, each second."""
    lines, user = ["ts,cpu_user_ticks,cpu_idle_ticks,load"], 44_104
    for step in range(180):
        user += chance.randrange(3)
        lines.append(f"{1772438400 + step},{user},{900_000 + 98 * step},{chance.random():.2f}")
    return "\n".join(lines).encode() + b"\n"


def plant(chance):
    """Machines with a room, a state that changes, a temperature and the pieces of a minute."""
    lines, states = ["time,device,room,status,temperature,pieces"], ["running"] * 3
    for step in range(900):
        for place, room in enumerate(["hall", "hall", "yard"]):
            if chance.random() < 0.05:
                states[place] = chance.choice(["running", "idle", "fault"])
            lines.append(f"{START + datetime.timedelta(minutes=step):%Y-%m-%d %H:%M},press-{place},{room},"
                         f"{states[place]},{60 + 9 * chance.random():.1f},{chance.randrange(40)}")
    return "\n".join(lines).encode() + b"\n"


def prices(chance):
    """A column for each hour of the day, numbered 1 to 24."""
    lines = ["Date," + ",".join(f"Hour {hour}" for hour in range(1, 25))]
    for day in range(60):
        date = START + datetime.timedelta(days=day)
        lines.append(f"{date:%Y-%m-%d}," + ",".join(f"{chance.gauss(50, 9):.2f}" for _ in range(24)))
    return "\n".join(lines).encode() + b"\n"


def names(chance):
    """Names that YAML, JSON and Prometheus have to quote or to replace."""
    columns = ['zeit: "lokal"', "yes", "status #1", "größe {mm}", "größe (mm)", "日本", "job", "@x@ $window"]
    lines = [";".join('"' + name.replace('"', '""') + '"' for name in columns)]
    for step in range(600):
        at = START + datetime.timedelta(minutes=step)
        status = chance.choice(["ok: yes", "a\\b", "[x]", "# no"])
        lines.append(
            f"{at:%Y-%m-%dT%H:%M:%SZ};no;{status};{chance.random():.3f};"
            f"{chance.randrange(90)};{chance.random() - 0.5:.3f};{chance.choice(['a', 'b'])};{chance.random():.2f}")
    return "\n".join(lines).encode() + b"\n"


def ambiguous(chance):
    """Dates of which nobody can tell day and month, in no order."""
    lines = ["date,shop,amount"]
    for _ in range(60):
        lines.append(f"{chance.randrange(1, 13):02}/{chance.randrange(1, 13):02}/2025,Bern,{chance.randrange(900)}")
    return "\n".join(lines).encode() + b"\n"


FILES = {make.__name__: make for make in (statement, access, rooms, machine, ticks, plant, prices, names)}


def write(folder):
    """Writes all files into a folder and returns their paths by name."""
    paths = {}
    for name, make in {**FILES, "ambiguous": ambiguous}.items():
        paths[name] = folder / f"{name}.csv"
        paths[name].write_bytes(make(random.Random(name)))
    return paths
