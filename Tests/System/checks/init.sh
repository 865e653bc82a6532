#!/usr/bin/env bash
# What `csv_exporter init` writes for the files of a stranger loads, scales, passes the linters and shows its data.
set -euo pipefail
python3 Tests/System/checks/init.py "$1"
