#!/usr/bin/env bash
# promtool and an independent OpenMetrics parser accept what the running demo serves, and what `print` prints of it.
set -euo pipefail
python3 - "$1" <<'PY'
import subprocess
import sys

sys.path.insert(0, "Tests/System/checks")
from exporter import Exporter
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text

PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2")
with Exporter(sys.argv[1], "--replay.speed=6000", "--web.openmetrics-created") as exporter:
    exporter.wait_until("running")
    for _ in range(3):
        body = exporter.get()
        lint = subprocess.run(["promtool", "check", "metrics"], input=body, text=True, capture_output=True)
        assert lint.returncode == 0 and not lint.stdout + lint.stderr, lint.stdout + lint.stderr
        families = len(list(text(body)))
        body = exporter.get(accept=PROMETHEUS_3)
        assert body.endswith("# EOF\n")
        print(families, "families as text,", len(list(openmetrics(body))), "as OpenMetrics")


def printed(*flags):
    command = [sys.argv[1], "print", "--config.file=data/payments/mapping.yml", *flags]
    return subprocess.run(command, text=True, capture_output=True, check=True).stdout


body = printed("--at=2026-03-03T05:00:00Z")
lint = subprocess.run(["promtool", "check", "metrics"], input=body, text=True, capture_output=True)
assert lint.returncode == 0 and not lint.stdout + lint.stderr, lint.stdout + lint.stderr
names = {family.name for family in text(body)}
assert names == {family.name for family in openmetrics(printed("--format=openmetrics", "--at=2026-03-03T05:00:00Z"))}
assert not any(name.startswith(("csv_exporter_", "process_")) for name in names)
print(len(names), "families printed")
PY
