"""The page that asks the CSV files with SQL shows what csv_exporter counts: each query of its panels, asked of a real
PostgreSQL as Grafana's role, beside the counters of the same made day. Then the same with half of the day, and with a
file that has damaged lines.

usage: sql.py BINARY
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from exporter import Exporter, samples
from postgres import SCRIPTS, Postgres
from sql_role import check_limits, check_privileges

SET = SCRIPTS.parent
PAGE = SCRIPTS / "cards-sql.json"
RULES = {"No Rules Triggered": "none", "Rule1": "high_value", "Rule2": "blacklisted"}
NOON = "2026-03-02T12:00:00Z"
START = b"1,2026-03-02T09:00:00.000Z,u,"
# What may be in a file. csv_exporter rejects the first lines wholly, the next for some of their metrics, and the last
# for none.
DAMAGED = (
    START + b"cut off",
    START + b"dispute,10.00,1.00,A,Present,Retail,visa,4,u,true,Rule1,,Approved,one more",
    b"1,2026-02-30T09:00:00.000Z,u,dispute,10.00,1.00,A,Present,Retail,visa,4,u,true,Rule1,,Approved",
    b"1,now,u,dispute,10.00,1.00,A,Present,Retail,visa,4,u,true,Rule1,,Approved",
    START + b"dispute,1O.00,1.00,A,Present,Retail,visa,4,u,true,Rule1,,Approved",
    START + b"dispute,-5.00,1.00,A,Present,Retail,visa,4,u,true,Rule1,,Rejected",
    START + b"dispute,10.00,1.00,\xff,Present,Retail,visa,4,u,true,Rule1,,Approved",
    START + "dispute,7.25,1.00,Zoë,Present,Retail,visa,4,u,maybe,Rule1,,Approved".encode(),
    START + b'settlements,8.5,1,"Lee, ""A""",Present,Retail,visa,4,u,true,Rule1,"a,b",Rejected',
    START + b"Real_time_transaction,8.5,1,A,Present,Retail,visa,4,u,false,No Rules Triggered,,",
    b"",
    b"id,timestamp,uniq_id,trans_type,amount,amount_crr,account_holder_name,card_presense,merchant_category,card_type,"
    b"card_id,account_id,account_blacklisted,rules_triggered,rules_explanation,decision")


def queries():
    """The statement of each panel by its title, with the time range of the page."""
    board = json.loads(PAGE.read_text())
    statements = {
        panel["title"]: panel["targets"][0]["rawSql"] for panel in board["panels"] if "targets" in panel}
    return statements, board["time"]["from"], board["time"]["to"]


def expand(statement, start, end):
    """The statement as Grafana sends it."""
    return re.sub(r"\$__timeFilter\(([^()]*)\)", rf"\1 BETWEEN '{start}' AND '{end}'", statement)


def by(found, metric, label, **wanted):
    """The sums of a metric's series by a label."""
    sums = {}
    for series, value in found.items():
        name, _, text = series.partition("{")
        labels = dict(re.findall(r'(\w+)="([^"]*)"', text.replace('\\"', "'")))
        if name == metric and wanted.items() <= labels.items():
            sums[labels[label]] = sums.get(labels[label], 0) + float(value)
    return sums


def expected(found):
    """What each panel must show, from a scrape: rows of a text, if there are several, and a number."""
    decisions = by(found, "bank_cards_decisions_total", "decision")
    amounts = by(found, "bank_cards_decided_amount_total", "decision")
    types = by(found, "bank_cards_decisions_total", "trans_type")
    rules = by(found, "bank_cards_decisions_total", "rule", trans_type="real_time_transaction")
    holders = by(found, "bank_cards_blacklisted_transactions_total", "account_holder_name")
    return {
        "Approved Transactions": decisions["approved"],
        "Rejected Transactions": decisions["rejected"],
        "Total Approved Amount": amounts["approved"],
        "Total Rejected Amount": amounts["rejected"],
        "Transaction Types": types,
        "Rules Triggered": {rule: rules[label] for rule, label in RULES.items()},
        "Blacklisted Account Transactions": dict(sorted(holders.items(), key=lambda it: (-it[1], it[0]))[:10])}


def check_panels(postgres, found, start, end):
    """Asks each panel, and returns the numbers as a text."""
    statements, _, _ = queries()
    wanted = expected(found)
    assert statements.keys() == wanted.keys(), f"panels: {sorted(statements)}"
    count = 0
    for title, statement in statements.items():
        rows, error = postgres.ask(expand(statement, start, end))
        assert not error, f"{title}: {error}"
        got = {row[0]: float(row[-1]) for row in rows}
        want = wanted[title]
        if isinstance(want, float):
            want = {rows[0][0]: want}
        elif title == "Transaction Types":
            got = {kind.lower(): number for kind, number in got.items()}
        assert got.keys() == want.keys(), f"{title}: got {got}; want {want}"
        for name, number in want.items():
            count += 1
            assert abs(got[name] - number) <= 1e-9 * number, f"{title}: {name}: got {got[name]}; want {number}"
    return f"{count} numbers of {len(statements)} panels"


def replayed(binary, folder):
    """The scrape at the end of the day, and what was rejected by its reason."""
    with Exporter(
            binary, f"--config.file={folder}/mapping.yml", "--replay.speed=max", "--no-replay.loop") as exporter:
        found = exporter.wait_until("finished")
    return found, by(found, "csv_exporter_records_rejected_total", "reason", source="cards_decisions")


def damage(folder, into):
    """A copy of the day in which each hundredth line is followed by one of the damaged ones, and which ends in a line
    that nobody has finished.
    """
    shutil.copytree(folder, into)
    lines = (into / "decisions.csv").read_bytes().splitlines()
    for place, line in enumerate(DAMAGED):
        lines.insert(100 * (place + 1), line)
    (into / "decisions.csv").write_bytes(b"\n".join([*lines, b"2,2026-03-02T23:5"]))


def main(binary):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        simulator = Path(binary).resolve().parent / "bank_simulator"
        subprocess.run(
            [simulator, "prepare", f"--set={SET}", f"--output-dir={folder}/made"], check=True, capture_output=True)
        files = folder / "made/set"
        _, start, end = queries()
        with Postgres(folder, files) as postgres:
            check_privileges(postgres, folder)
            postgres.restart()
            found, rejected = replayed(binary, files)
            assert not any(rejected.values()), rejected
            print(f"the day: {check_panels(postgres, found, start, end)} are the exporter's counters")
            printed = subprocess.run(
                [binary, "print", f"--config.file={files}/mapping.yml", f"--at={NOON}"],
                check=True, capture_output=True, text=True).stdout
            print(f"until noon: {check_panels(postgres, samples(printed), start, NOON)}")
            check_limits(postgres)
            print(f"after all of that: {check_panels(postgres, found, start, end)}")
            # The tables are the files: other files are other rows, without any loading.
            damage(files.resolve(), folder / "made/damaged")
            files.unlink()
            files.symlink_to("damaged")
            found, rejected = replayed(binary, files)
            print(f"with damaged lines: {check_panels(postgres, found, start, end)}")
            odd, _ = postgres.ask("SELECT account_holder_name FROM banking_data WHERE id = 1 ORDER BY 1")
            assert ["Zoë"] in odd and ['Lee, "A"'] in odd, odd
            lost, error = postgres.ask("SELECT line FROM rejected_lines")
            want = sum(rejected[reason] for reason in ("field_count", "invalid_time"))
            assert not error and len(lost) == want, f"rejected lines: got {lost}; want {want}"
            incidents, _ = postgres.ask("SELECT count(*) FROM incidents WHERE event = 'start'")
            assert incidents == [["4"]], f"incidents: {incidents}"


if __name__ == "__main__":
    main(*sys.argv[1:])
