#!/usr/bin/env bash
# What the simulator makes of a catalogue has the same metrics as the committed files.
set -euo pipefail
python3 Tests/System/checks/made_days.py "$1"
