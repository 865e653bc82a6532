#!/usr/bin/env bash
# What backfill writes is what scrapes of the replay show, as promtool and Prometheus read it; after a kill
# nothing is there that is not whole.
set -euo pipefail
python3 Tests/System/checks/backfill.py "$1"
python3 Tests/System/checks/backfill_faults.py "$1"
