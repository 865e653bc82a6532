#!/usr/bin/env bash
# The console in Chromium: each state, keys, accessibility, hostile texts, and that it shows what /metrics shows.
set -euo pipefail
python3 Tests/System/console/console_page.py "$@"
