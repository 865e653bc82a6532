#!/usr/bin/env bash
# The console page in a real browser: each state, keys, accessibility, hostile texts, and that it shows what /metrics
# shows. Debian's Chromium, driven by Playwright; axe comes as a Python package.
set -euo pipefail
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
if ! command -v chromium >/dev/null; then
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
if ! python3 -c 'import axe_playwright_python, playwright' 2>/dev/null; then
    packages=(axe-playwright-python playwright)
    python3 -m pip install --quiet "${packages[@]}" 2>/dev/null ||
        python3 -m pip install --quiet --break-system-packages "${packages[@]}"
fi
python3 Tests/System/console/console_page.py "$@"
