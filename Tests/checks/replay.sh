#!/usr/bin/env bash
# The demo's data through the real binary, and through a real Prometheus.
set -euo pipefail
python3 Tests/checks/exact_replay.py "$1" data/transactions.csv
python3 Tests/checks/checkout_hours.py "$1" data/checkout_2.csv
python3 Tests/checks/loop_in_prometheus.py "$1" data/transactions.csv 14400 500ms
