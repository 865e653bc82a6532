#!/usr/bin/env bash
# A day of card decisions has the shares of its rules, and the dashboard's ten holders are the true ten.
set -euo pipefail
python3 Tests/System/checks/cards.py "$1"
