#!/usr/bin/env bash
# The e-banking data set has its seventeen families as they were published, and the first queries of people have data.
set -euo pipefail
python3 Tests/System/checks/ebanking.py "$1"
