#!/usr/bin/env bash
# What the console's stream tells is what scrapes show, to early and late browsers alike, and nobody else reads it.
set -euo pipefail
python3 Tests/System/checks/console.py "$1"
python3 Tests/System/checks/console_streams.py "$1"
