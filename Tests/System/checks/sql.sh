#!/usr/bin/env bash
# The page that asks the CSV files with SQL shows what the exporter counts, and its role can do nothing else.
set -euo pipefail
python3 Tests/System/checks/sql.py "$1"
