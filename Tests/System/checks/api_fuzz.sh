#!/usr/bin/env bash
# Requests made by chance from the documents of both programs' APIs, right and wrong ones: no answer is a fault of the
# server, and none is outside the document. With --examples=300 for hours of them.
set -euo pipefail
python3 Tests/System/checks/api_fuzz.py "$@"
