#!/usr/bin/env bash
# Remote write: messages decoded by others, histories in Prometheus and VictoriaMetrics, and the recipe for TLS.
set -euo pipefail
python3 Tests/System/checks/push.py "$1"
python3 Tests/System/checks/push_tls.py "$1"
