"""Prints what the alerts of data sets find: a day of incidents and a quiet day for each profile, on a Monday and on a
Saturday, and the incidents that look alike.

usage: tables.py BINARY [SET…]

Without a SET, all whose catalogue has the profile training; the demo has days of its own, see other_days.py. Profiles
that are side by side are in each day. Runs detection.py one after another and adds up what did not hold. A set takes
ten minutes and more.
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
    "ebanking": "EB-003+EB-004,EB-001+EB-011",
}
# Scenarios that need days of their own: what is compared with yesterday, and what lasts and echoes for hours.
APART = {
    "ebanking": [
        [f"--scenarios={scenario}", f"--intensity={intensity}", *more]
        for scenario, more in (("EB-009", ["--lead=25"]), ("EB-013", [])) for intensity in ("0.5", "1", "2")]}


def runs(name):
    """The flags of each run of a set."""
    catalogue = yaml.safe_load((ROOT / f"data/{name}/simulation.yml").read_text())
    apart = APART.get(name, [])
    others = [
        each["id"] for each in catalogue["scenarios"]
        if not any(flags[0] == f"--scenarios={each['id']}" for flags in apart)]
    for profile in catalogue["profiles"]:
        for day in DAYS:
            for kind in ([f"--scenarios={','.join(others)}"], *apart, ["--quiet"]):
                yield [f"--profile={profile}", f"--from={day}", *kind]
        if name in ALIKE:
            yield [f"--profile={profile}", f"--pairs={ALIKE[name]}"]
        if "side_by_side" in catalogue:
            break


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
