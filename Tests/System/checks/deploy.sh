#!/usr/bin/env bash
# What is deployed on servers is valid: systemd units, Kubernetes manifests, environments of the compose stack.
set -euo pipefail
python3 Tests/System/checks/deploy.py "$1"
