#!/usr/bin/env bash
# `report` prints what README.md shows, and its three forms tell the same.
set -euo pipefail
python3 Tests/System/checks/report.py "$1" README.md data/*/*.csv
