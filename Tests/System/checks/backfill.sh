#!/usr/bin/env bash
# What backfill writes is what scrapes of the replay show, as promtool and Prometheus read it.
set -euo pipefail
python3 Tests/System/checks/backfill.py "$1"
