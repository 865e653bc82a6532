#!/usr/bin/env bash
# Checks the compose stack with a data set that is made when the stack starts, in a project of its own on other ports:
# how long it takes and what is said meanwhile, that an alert finds an incident, and that the seed makes the bytes.
#
# Run it in the repository's folder, with the image csv_exporter. COMPOSE is the compose command (default: docker
# compose). Needs curl and python3.
set -euo pipefail

source "$(dirname "$0")/project.sh" made_sets
export REPLAY_SPEED=60

up() {
    compose up -d --no-build --wait --wait-timeout 300 >"$folder/up.log" 2>&1 ||
        fail "up: $(cat "$folder/up.log"; compose logs day)"
}
await() { # await URL EXPRESSION WANTED
    local found
    for _ in $(seq 180); do
        found=$(json "$1" "$2" 2>/dev/null || true)
        [ "$found" = "$3" ] && return
        sleep 0.5
    done
    fail "$2 of $1: got $found, want $3"
}
day() { docker logs "$(compose ps -aq day)" 2>&1; }
says() { grep -q "$@" <<<"$(day)"; }
started() { docker inspect --format '{{.State.StartedAt}}' "$(compose ps -q exporter)"; }
# The bytes of a made file, as the exporter sees them.
made() { docker cp -q "$(compose ps -q exporter):/made/set/$1" - | tar -xO | sha256sum; }

export DATA_SET=$PWD/data/services
before=$(date +%s)
up
took=$(($(date +%s) - before))
[ "$took" -lt 180 ] || fail "up took $took s"
says -x '/data: making 6h of it, first profile, seed 1, with the story' || fail "the log begins: $(day)"
for part in 10 50 90; do says -x "$part %" || fail "the log does not say $part %: $(day)"; done
ok "up took $took s; $(day | tail -n 7 | head -n 1)"

await "$prometheus/api/v1/query?query=count(bank_services_transactions_total)" \
    'it["data"]["result"][0]["value"][1]' 24
await "$prometheus/api/v1/rules" \
    '[r["lastError"] for g in it["data"]["groups"] for r in g["rules"] if r.get("lastError")]' '[]'
await "$alertmanager/api/v2/alerts?filter=alertname=AuthBruteForce" 'len(it)' 1
ok "the first incident of the story is in Alertmanager"

first=$(made auth_windows.csv) running=$(started)
up
says 'were made before$' || fail "a second up: $(day)"
[ "$running" = "$(started)" ] || fail "a second up started the exporter again"
ok "a second up makes nothing and starts nothing"
SEED=2 up
[ "$(made auth_windows.csv)" != "$first" ] || fail "another seed makes the same bytes"
[ "$running" != "$(started)" ] || fail "another seed did not start the exporter again"
ok "another seed makes other bytes, and the exporter starts with them"
up
[ "$(made auth_windows.csv)" = "$first" ] || fail "the same seed makes other bytes"
ok "the same seed makes the same bytes"

for case in "PROFILE=training2|did you mean \"training\"" 'SEED=x|cannot use --seed: got "x"' "STORY=maybe|--story"; do
    if env "${case%%|*}" "${compose[@]}" -p made_sets up -d --no-build >"$folder/up.log" 2>&1; then
        fail "${case%%|*}: the stack came up"
    fi
    says -- "${case#*|}" || fail "${case%%|*}: $(day)"
    ok "${case%%|*}: $(day | tail -n 1)"
done

DATA_SET=$PWD/data/payments up
says 'there is nothing to make$' || fail "the demo: $(day)"
await "$prometheus/api/v1/query?query=count(bank_transactions_total)" 'it["data"]["result"][0]["value"][1]' 6
[ "$(docker cp -q "$(compose ps -q exporter):/made/" - | tar -t | grep -c csv)" = 0 ] || fail "made files stay"
ok "the demo in its place: nothing is made, and what was made is gone"
