#!/usr/bin/env bash
# gzip and UTF-16 files that Python writes, whole and damaged, give the sums that Python's own modules read from them.
set -euo pipefail
python3 Tests/System/checks/decoders.py "$1"
