#!/usr/bin/env bash
# Dashboards made for the Go exporter keep working.
set -euo pipefail
python3 Tests/System/checks/go_exporter.py "$1"
