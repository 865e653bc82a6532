#!/usr/bin/env bash
# The shipped binary is static and stripped, links no Foundation, and is small.
set -euo pipefail
binary=$1
bytes=$(wc -c <"$binary")
echo "$bytes bytes"
[ "$bytes" -le 9600000 ] || { echo "larger than 9.6 MB"; exit 1; }
if ldd "$binary" >/dev/null 2>&1; then echo "not static"; exit 1; fi
if grep -qaE 'FoundationEssentials|FoundationICU|libFoundation' "$binary"; then echo "links Foundation"; exit 1; fi
# Some methods of String bring in the library of regular expressions: 1.5 MB.
if grep -qa 'RegexParser' "$binary"; then echo "links the regular expressions"; exit 1; fi
