#!/usr/bin/env bash
# The headline of the dashboards says only what it knows: see headline.py.
set -euo pipefail
python3 Tests/System/checks/headline.py "$1"
