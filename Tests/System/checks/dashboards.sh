#!/usr/bin/env bash
# The dashboards follow their conventions, every metric exists, every query has a result, counts per event minute are
# right at every speed, and "Your metrics" shows what is in the files. The pages of runbooks and the texts of alerts are
# made from their sources.
set -euo pipefail
python3 grafana/runbook.py --check
scrape=$(mktemp)
python3 - "$1" >"$scrape" <<'PY'
import sys
from pathlib import Path

sys.path.insert(0, "Tests/System/checks")
from exporter import Exporter

for folder in sorted(Path("data").glob("*/dashboards")):
    flags = [f"--config.file={folder.parent}/mapping.yml", "--replay.speed=max", "--no-replay.loop"]
    with Exporter(sys.argv[1], *flags) as exporter:
        exporter.wait_until("finished")
        print(exporter.get())
PY
python3 Tests/System/dashboards/lint.py "$scrape" prometheus/rules/*.yml prometheus/wall-time/*.yml data/*/rules/*.yml
rm "$scrape"
python3 Tests/System/dashboards/queries.py "$1"
python3 Tests/System/dashboards/per_minute.py "$1"
python3 Tests/System/dashboards/your_metrics.py "$1"
