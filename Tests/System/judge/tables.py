"""Prints what the alerts of data sets find: a day of incidents and a quiet day for each profile, on a Monday and on a
Saturday, and the incidents that look alike.

usage: tables.py BINARY [SET…]

Without a SET, all whose catalogue has a profile for each size of the bank; the demo has days of its own, see
other_days.py. Runs detection.py one after another and adds up what did not hold. A set takes ten minutes and more.
"""

import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
DAYS = ("2026-03-02", "2026-03-07")
# Incidents that share a symptom, by set.
ALIKE = {
    "security": "BANK-001+BANK-002,BANK-001+BANK-004,BANK-002+BANK-004,BANK-005+BANK-008,BANK-006+BANK-015,"
                "BANK-009+BANK-013,BANK-010+BANK-012",
    "services": "brute_force_attack+credential_stuffing,credential_stuffing+unusual_location,"
                "suspicious_transactions+money_laundering,cascade_failure+performance_degradation",
}


def runs(name):
    """The flags of each run of a set."""
    profiles = yaml.safe_load((ROOT / f"data/{name}/simulation.yml").read_text())["profiles"]
    for profile in profiles:
        for day in DAYS:
            for kind in ([], ["--quiet"]):
                yield [f"--profile={profile}", f"--from={day}", *kind]
        if name in ALIKE:
            yield [f"--profile={profile}", f"--pairs={ALIKE[name]}"]


def main(binary, *names):
    names = names or sorted(
        path.parent.name for path in ROOT.glob("data/*/simulation.yml")
        if "training" in yaml.safe_load(path.read_text())["profiles"])
    failed = []
    for name in names:
        for flags in runs(name):
            print(f"\n## {name} {' '.join(flags)}\n", flush=True)
            command = [sys.executable, ROOT / "Tests/System/judge/detection.py", ROOT / "data" / name]
            if subprocess.run([*command, f"--binary={binary}", *flags]).returncode:
                failed.append(f"{name} {' '.join(flags)}")
    assert not failed, "not held:\n" + "\n".join(failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
