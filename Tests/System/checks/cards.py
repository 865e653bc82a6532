"""Checks the card decisions of a made day: the shares that follow from the rules, and the ten holders with most
blacklisted transactions, counted from the file and asked from the metrics.

usage: cards.py BINARY
"""

import collections
import csv
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from exporter import Exporter

ROOT = Path(__file__).resolve().parents[3]
SET = ROOT / "data/cards"


def make(simulator, folder):
    made = Path(folder, "made")
    subprocess.run(
        [simulator, "history", f"--set={SET}", f"--output-dir={made}"], check=True, stdout=subprocess.DEVNULL)
    shutil.copy(SET / "mapping.yml", made)
    return made


def is_as_decided(row):
    """Whether the decision follows from the other columns, by the first rule that matches."""
    in_real_time, is_blacklisted = row["trans_type"] == "Real_time_transaction", row["account_blacklisted"] == "true"
    rule = "No Rules Triggered"
    if in_real_time and not is_blacklisted and float(row["amount"]) >= 100:
        rule = "Rule1"
    elif in_real_time and is_blacklisted:
        rule = "Rule2"
    decision = "Approved" if rule == "No Rules Triggered" else "Rejected"
    return (row["rules_triggered"], row["decision"]) == (rule, decision)


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(binary).resolve().parent / "bank_simulator", folder)
        rows = list(csv.DictReader(open(made / "decisions.csv")))
        flags = [f"--config.file={made}/mapping.yml", "--replay.speed=max", "--no-replay.loop"]
        with Exporter(binary, *flags) as exporter:
            found = exporter.wait_until("finished")
    wrong = [row["id"] for row in rows if not is_as_decided(row)]
    assert not wrong, f"decided by no rule: {wrong[:5]}"
    rejected = sum(row["decision"] == "Rejected" for row in rows) / len(rows)
    assert 0.308 < rejected < 0.328, f"rejected {rejected:.4f}; want 0.318, as the rules are meant"
    small = sum(row["trans_type"] == "Real_time_transaction" and row["decision"] == "Approved" for row in rows)
    assert 0.012 < small / len(rows) < 0.018, f"small payments {small / len(rows):.4f}; want 0.015"

    holders = collections.Counter(
        row["account_holder_name"] for row in rows if row["account_blacklisted"] == "true")
    shown = {
        match[1]: float(value) for series, value in found.items()
        if (match := re.fullmatch(r'bank_cards_blacklisted_transactions_total\{account_holder_name="(.*)"\}', series))}
    # The series that would take what is beyond max_series took nothing.
    assert shown.pop("other") == 0 and shown == holders, "the counts of holders are not those of the file"
    top = [name for name, _ in holders.most_common(10)]
    assert sorted(shown, key=shown.get, reverse=True)[:10] == sorted(top, key=shown.get, reverse=True)
    print(f"{len(rows)} decisions follow from the rules, {100 * rejected:.1f} % are rejected; of {len(shown)} holders "
          f"the first ten are the true ten: {', '.join(top[:3])}, …")


if __name__ == "__main__":
    main(*sys.argv[1:])
