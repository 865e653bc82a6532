#!/usr/bin/env bash
# Live pushes of a file that grows: into Prometheus and VictoriaMetrics beside scrapes, with a receiver that is away, a
# full queue, a kill, and after the history of the file; and pushes whose answers are lost.
set -euo pipefail
python3 Tests/System/checks/push_live.py "$1"
python3 Tests/System/checks/push_live_queue.py "$1"
python3 Tests/System/checks/push_unanswered.py "$1"
