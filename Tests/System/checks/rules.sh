#!/usr/bin/env bash
# The shipped rules are valid for the oldest supported Prometheus (2.42), pass their tests, and name exported metrics.
set -euo pipefail
for speed in 1:1s 60:1s 600:100ms; do
    scaled="$(mktemp -d)"
    "$1" scale-rules --replay.speed="${speed%:*}" --scrape-interval="${speed#*:}" --output-dir="$scaled" \
        prometheus/rules data/*/rules prometheus/alertmanager.yml
    promtool check rules "$scaled"/*/*.yml >/dev/null
    amtool check-config "$scaled/alertmanager.yml" >/dev/null
    rm -r "$scaled"
done
# Without the rules that do not hold. A cause that is left out silences nothing.
for speed in 300 3600 max; do
    scaled="$(mktemp -d)"
    "$1" scale-rules --replay.speed="$speed" --leave-out --output-dir="$scaled" \
        prometheus/rules/ data/*/rules/ prometheus/alertmanager.yml 2>"$scaled/log"
    echo "speed $speed: $(grep -c 'left out' "$scaled/log") rules left out"
    promtool check rules "$scaled"/*/*.yml >/dev/null
    amtool check-config "$scaled/alertmanager.yml" >/dev/null
    rm -r "$scaled"
done
promtool check config prometheus/prometheus.yml >/dev/null
promtool test rules prometheus/tests/*.yml data/*/rules/tests/*.yml Tests/System/data_sets/*/rules/tests/*.yml
python3 Tests/System/checks/rules.py "$1"
python3 Tests/System/checks/truth.py
