#!/usr/bin/env bash
# A made day with four incidents raises their alerts, and no other, in a real Prometheus and Alertmanager.
set -euo pipefail
python3 Tests/System/end_to_end/other_days.py "$1" short
