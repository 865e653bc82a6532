"""Writes small CSV files in layouts that products write, with the answers of a careful person, for decisions.py.

usage: decisions_files.py FOLDER
"""

import json
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

chance = random.Random(7)
START = datetime(2024, 1, 1)
answers = []


def german(number, groups=True):
    text = f"{number:,.2f}" if groups else f"{number:.2f}"
    return text.replace(",", "_").replace(".", ",").replace("_", "." if groups else "")


def write(folder, name, top, lines, encoding="utf-8", **answer):
    Path(folder, "files").mkdir(parents=True, exist_ok=True)
    text = top + "\n" + "".join(line + "\n" for line in lines)
    Path(folder, "files", name).write_bytes(text.encode(encoding))
    known = {"zone": None, "zone_known": False, "ambiguous": None} | answer.pop("time")
    plain = {"delimiter": ",", "header": True, "skip_lines": 0, "decimal": ".", "group": None, "labels": []}
    answers.append(plain | {"file": name, "encoding": encoding, "time": known} | answer)


def bank(folder):
    """A statement of a German bank: latin-1, lines before the names, newest first, two dates."""
    lines, day = [], datetime(2024, 6, 28)
    for number in range(120):
        day -= timedelta(days=chance.choice([0, 1, 2]))
        kind = chance.choice(["Lastschrift", "Gutschrift", "Überweisung"])
        who = chance.choice(["Bäcker", "Miete", "Gehalt"])
        lines.append(f"{day:%d.%m.%Y};{day:%d.%m.%Y};{who};{kind};Zweck {number};{german(chance.uniform(-2000, 3000))}")
    top = "Umsatzanzeige\nKunde;M Muster\n\nBuchung;Valuta;Empfänger;Text;Zweck;Betrag"
    write(
        folder, "bank.csv", top, lines, "latin-1", delimiter=";", skip_lines=3, decimal=",", group=".",
        time={"columns": ["Buchung"], "format": "%d.%m.%Y"},
        values={"Betrag": "gauge"}, labels=["Empfänger", "Text"], never_labels=["Zweck"])


def access_log(folder):
    lines, time = [], START
    for _ in range(600):
        time += timedelta(seconds=chance.expovariate(1))
        lines.append(
            f"{time:%d/%b/%Y:%H:%M:%S} +0100,10.0.0.{chance.randint(1, 254)},{chance.choice(['GET', 'POST'])},"
            f"/{chance.randint(1, 900)},{chance.choice([200, 200, 200, 404, 500])},{chance.expovariate(10):.3f}")
    write(
        folder, "access.csv", "time_local,remote_addr,method,path,status,request_time", lines,
        time={"columns": ["time_local"], "format": "%d/%b/%Y:%H:%M:%S %z", "zone": "+01:00", "zone_known": True},
        values={"request_time": "histogram"}, labels=["method", "status"], never_labels=["path", "remote_addr"])


def server_log(folder):
    lines, time = [], START
    for _ in range(300):
        time += timedelta(seconds=chance.randint(0, 5))
        lines.append(f"{time:%Y-%m-%d %H:%M:%S} {chance.choice(['GET', 'POST'])} {chance.choice([200, 500])}"
                     f" {chance.randint(1, 900)}")
    names = "date time cs-method sc-status time-taken"
    write(
        folder, "server.log", f"#Software: a server\n#Fields: {names}", lines, delimiter=" ", skip_lines=1,
        columns=names.split(), values={"time-taken": "histogram"}, labels=["cs-method", "sc-status"],
        time={"columns": ["date", "time"], "format": "%Y-%m-%d %H:%M:%S", "zone": "UTC", "zone_known": True})


def meters(folder):
    """A wide table with the unit in the names, and one with a row of units."""
    lines = []
    for step in range(200):
        cells = ";".join(german(chance.uniform(100, 9000)) for _ in range(3))
        lines.append(f"{START + timedelta(hours=2 * step):%d.%m.%Y %H:%M};{cells}")
    names = ["Biomasse [MWh]", "Wasser [MWh]", "Wind [MWh]"]
    write(
        folder, "power.csv", "Datum von;" + ";".join(names), lines, delimiter=";", decimal=",", group=".",
        time={"columns": ["Datum von"], "format": "%d.%m.%Y %H:%M"}, values=dict.fromkeys(names, "gauge"))
    lines = [f"{START + timedelta(minutes=step):%Y-%m-%d %H:%M:%S};{chance.gauss(20, 2):.1f};{chance.randint(30, 60)}"
             for step in range(100)]
    write(
        folder, "station.csv", "Station 4711\n\nTime;Temp;RH\n;C;%", lines, delimiter=";", skip_lines=2,
        junk_rows_after_header=1, time={"columns": ["Time"], "format": "%Y-%m-%d %H:%M:%S"},
        values={"Temp": "gauge", "RH": "gauge"})


def dates(folder):
    """Month first proven by a day over 12, and a file that cannot tell."""
    lines = [f"{day.month}/{day.day}/{day.year} {day.hour}:00,{chance.choice(['East', 'West'])},\"${money:,.2f}\""
             for day, money in ((START + timedelta(hours=9 * step), chance.uniform(10, 5000)) for step in range(90))]
    write(
        folder, "sales.csv", "Date,Region,Revenue", lines, group=",",
        time={"columns": ["Date"], "format": "%m/%d/%Y %H:%M"}, values={"Revenue": "gauge"}, labels=["Region"])
    lines = [f"{chance.randint(1, 12):02}/{chance.randint(1, 12):02}/2023,{chance.choice('xy')},{chance.random():.2f}"
             for _ in range(80)]
    write(
        folder, "ambiguous.csv", "date,kind,v", lines, values={"v": "gauge"}, labels=["kind"],
        time={"columns": ["date"], "format": "%d/%m/%Y", "ambiguous": "day-month"})


def counters(folder):
    lines, total = [], 0
    for step in range(100):
        total += chance.randint(0, 900)
        lines.append(f"{1700000000 + 10 * step}\t{total}\t{chance.random():.3f}")
    write(
        folder, "counters.tsv", "ts\trx_bytes\tload1", lines, delimiter="\t",
        time={"columns": ["ts"], "format": "unix", "zone": "UTC", "zone_known": True},
        values={"rx_bytes": "cumulative", "load1": "gauge"})
    lines = [f"{START + timedelta(seconds=step):%Y-%m-%dT%H:%M:%SZ},{chance.choice('ab')},{chance.random():.4f}"
             for step in range(100)]
    write(
        folder, "nameless.csv", lines[0], lines[1:], header=False, columns=["c1", "c2", "c3"], labels=["c2"],
        time={"columns": ["c1"], "format": "iso8601", "zone": "UTC", "zone_known": True}, values={"c3": "gauge"})


for make in (bank, access_log, server_log, meters, dates, counters):
    make(sys.argv[1])
Path(sys.argv[1], "answers.json").write_text(json.dumps(answers, indent=1))
