#!/usr/bin/env bash
# Remote write: messages decoded by others, histories in Prometheus and VictoriaMetrics, bad input, the recipe for TLS
# and the commands of the README as they are pasted.
set -euo pipefail
python3 Tests/System/checks/push.py "$1"
python3 Tests/System/checks/push_sets.py "$1"
python3 Tests/System/checks/push_faults.py "$1"
python3 Tests/System/checks/push_tls.py "$1"
python3 Tests/System/checks/push_pasted.py "$1"
