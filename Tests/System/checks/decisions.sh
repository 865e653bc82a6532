#!/usr/bin/env bash
# What csv_exporter init decides about files in layouts of products: decisions.sh BINARY
set -euo pipefail
here="$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$here/decisions_files.py" "$folder"
python3 "$here/decisions.py" "$1" "$folder" --all
for name in notes.json page.html; do
    case "$name" in
    *.json) echo '[{"time": 1}]' ;;
    *) echo '<!DOCTYPE html><p>a,b' ;;
    esac >"$folder/$name"
    if "$1" init "$folder/$name" 2>"$folder/said"; then
        echo "init took $name for a table" >&2
        exit 1
    fi
    grep -q 'want CSV' "$folder/said"
done
