#!/usr/bin/env bash
# The alerts of each data set find each incident in time, and say nothing else: a day of each set with its scenarios
# once, and the demo's changed days without breaks, judged at the rules' own speed. tables.py tries more.
set -euo pipefail
judge() { python3 Tests/System/judge/detection.py "data/$1" --binary="$2" "${@:3}"; }
python3 Tests/System/end_to_end/other_days.py "$1" --offline "a bad day" "a good day" "an outage" "logs that fail"
for set in cards security services; do judge "$set" "$1" --intensity=1; done
# A fall of revenue is one against the day before, and a slow burn lasts for hours: they need days of their own.
judge ebanking "$1" --intensity=1 \
    --scenarios=EB-001,EB-002,EB-003,EB-004,EB-005,EB-006,EB-007,EB-008,EB-010,EB-011,EB-012
