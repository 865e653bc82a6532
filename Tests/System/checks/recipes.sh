#!/usr/bin/env bash
# The examples of README.md and of data/MAPPING.md give the metrics that these pages show.
set -euo pipefail
python3 Tests/System/checks/recipes.py "$1" README.md data/MAPPING.md
