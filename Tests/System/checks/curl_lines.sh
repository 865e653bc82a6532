#!/usr/bin/env bash
# The curl lines that people know, and those of the simulator's own document, against the real program.
set -euo pipefail
python3 Tests/System/checks/curl_lines.py "$1"
