#!/usr/bin/env bash
# Rules over history: the demo's alerts fire at their event times in a Prometheus that got the demo's blocks.
set -euo pipefail
python3 Tests/System/checks/history_rules.py "$1"
