#!/usr/bin/env bash
# `report` prints what the page of the program shows, and its three forms tell the same.
set -euo pipefail
python3 Tests/System/checks/report.py "$1" Sources/csv_exporter/README.md data/*/*.csv
