#!/usr/bin/env bash
# The control API of the simulator takes the requests that users of the published services send.
set -euo pipefail
python3 Tests/System/checks/control_api.py "$1"
