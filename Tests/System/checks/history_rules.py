"""Checks the recipe for rules over history: the demo's alerts fire at their event times in a Prometheus that got the
demo's blocks, and no others do.

usage: history_rules.py BINARY

Needs prometheus and vmalert (Debian's package victoria-metrics).
"""

import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

from servers import Server, free_port

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/System/end_to_end"))

from replay_alerts import END, INCIDENTS  # noqa: E402

START = "2026-03-02T04:59:00Z"
# How long a query still shows an alert that ended, in minutes: vmalert writes no ends.
LOOKBACK = 5


def stamp(text):
    return time.mktime(time.strptime(text, "%Y-%m-%d %H:%M")) - time.timezone


def firing(store):
    """For each alert the stretches in which it fires, as Unix times."""
    query = urllib.parse.urlencode({"query": 'ALERTS{alertstate="firing"}', "start": START, "end": END, "step": "60"})
    stretches = {}
    for series in store.get(f"/api/v1/query_range?{query}")["data"]["result"]:
        found = stretches.setdefault(series["metric"]["alertname"], [])
        last = None
        for at, _ in series["values"]:
            if last is None or at - last > LOOKBACK * 60:
                found.append([at, at])
            found[-1][1] = last = at
    return stretches


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [binary, "backfill", f"--config.file={ROOT}/data/payments/mapping.yml", f"--replay.end-at={END}",
             f"--output.blocks={folder}/data"], check=True, stdout=subprocess.DEVNULL)
        config, address = Path(folder, "prometheus.yml"), f"127.0.0.1:{free_port()}"
        config.write_text("storage: {tsdb: {out_of_order_time_window: 20y}}\n")
        command = ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
                   "--storage.tsdb.retention.time=20y", "--web.enable-remote-write-receiver", "--log.level=error",
                   f"--web.listen-address={address}"]
        with Server(command, address) as store:
            before = time.monotonic()
            script = ROOT / "prometheus/history_rules.sh"
            said = subprocess.run(
                [script, store.url, START, END, ROOT / "prometheus/rules", ROOT / "data/payments/rules"],
                check=True, stdout=subprocess.PIPE, text=True).stdout
            print(f"rules over {START} to {END} in {time.monotonic() - before:.0f} s")
            found = firing(store)
            quiet = subprocess.run(
                [script, store.url, START, "2026-03-02T05:30:00Z", ROOT / "prometheus/rules"],
                check=True, stdout=subprocess.PIPE, text=True).stdout
    assert quiet.endswith("\nno alert fires\n"), quiet
    for alert, stretches in found.items():
        first = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(min(stretches)[0]))
        assert f"\n{alert} fires first at {first}, for " in said, f"{alert} at {first}: {said}"
    for incident, begin, end, alerts in INCIDENTS:
        for expected in alerts:
            stretches = [stretch for stretch in found.get(expected.alert, [])
                         if stamp(begin) <= stretch[0] <= stamp(begin) + expected.delay_bound * 60]
            assert stretches, f"{expected.alert} does not fire in time for the {incident}: {found}"
            (first, last), = stretches
            assert last <= stamp(end) + (expected.resolve_bound + LOOKBACK) * 60, f"{expected.alert} stays: {found}"
            found[expected.alert].remove(stretches[0])
            print(f"{incident}: {expected.alert} from {time.strftime('%a %H:%M', time.gmtime(first))} "
                  f"to {time.strftime('%a %H:%M', time.gmtime(last))}")
    others = {alert: stretches for alert, stretches in found.items() if stretches}
    assert not others, f"other alerts fire: {others}"


if __name__ == "__main__":
    main(*sys.argv[1:])
