#!/usr/bin/env bash
# The committed files of data sets are those that the commands of their READMEs make.
set -euo pipefail
python3 Tests/System/checks/samples.py "$1"
