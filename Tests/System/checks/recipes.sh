#!/usr/bin/env bash
# The examples of data/MAPPING.md give the metrics that the page shows.
set -euo pipefail
python3 Tests/System/checks/recipes.py "$1" data/MAPPING.md
