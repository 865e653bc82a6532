#!/usr/bin/env bash
# The demo's data through the real binary, and through a real Prometheus.
set -euo pipefail
python3 Tests/System/checks/exact_replay.py "$1" data/payments/transactions.csv
python3 Tests/System/checks/checkout_hours.py "$1" data/payments/checkout_2.csv
python3 Tests/System/checks/loop_in_prometheus.py "$1" data/payments/transactions.csv 14400 500ms
