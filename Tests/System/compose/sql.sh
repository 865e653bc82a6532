#!/usr/bin/env bash
# Checks the profile `sql` of the compose stack, in a project of its own on other ports: the day is that of cards
# whatever is replayed, the numbers are those of csv_exporter, and only Grafana's role gets in.
#
# Run it in the repository's folder, with the images csv_exporter and postgres. COMPOSE is the compose command (default:
# docker compose). Needs curl and python3.
set -euo pipefail

source "$(dirname "$0")/project.sh" sql

up() {
    compose --profile sql up -d --no-build --wait --wait-timeout 300 >"$folder/up.log" 2>&1 ||
        fail "up: $(cat "$folder/up.log"; compose --profile sql logs sql-day postgres)"
}
inspect() { docker inspect --format "$2" "$(compose --profile sql ps -aq "$1")"; }
# What a role asks through the network, from the database's own container.
ask() { # ask ROLE STATEMENT
    compose --profile sql exec -T -e PGPASSWORD="${SQL_PASSWORD:-cards}" postgres \
        psql -h postgres -U "$1" -d cards -XAtc "$2" 2>&1
}
approved() { ask grafana "SELECT count(*) FROM banking_data WHERE decision = 'Approved'"; }
counted() {
    compose --profile sql run -T --rm --no-deps --entrypoint /csv_exporter sql-day \
        print --config.file=/made/set/mapping.yml |
        awk '/^bank_cards_decisions_total\{.*decision="approved"/ {sum += $2} END {print sum}'
}

before=$(date +%s)
up
ok "up took $(($(date +%s) - before)) s; $(compose --profile sql logs --no-log-prefix sql-day | head -n 1)"
[ "$(inspect postgres '{{json .NetworkSettings.Ports}}')" = '{"5432/tcp":null}' ] || fail "postgres has a port outside"
[ "$(inspect postgres '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.Config.User}}')" = \
    "true [ALL] 999:999" ] || fail "postgres may write, has capabilities or runs as root"
ok "postgres is read-only, not root, without capabilities and without a port outside"
rows=$(approved) || fail "$rows"
[ "$rows" = "$(counted)" ] || fail "approved: got $rows, want $(counted)"
for _ in $(seq 60); do
    series=$(json "$prometheus/api/v1/query?query=count(bank_transactions_total)" \
        'it["data"]["result"][0]["value"][1]' 2>/dev/null || true)
    [ "$series" = 6 ] && break
    sleep 0.5
done
[ "$series" = 6 ] || fail "the demo: got $series series, want 6"
ok "$rows approved card transactions, as csv_exporter counts them, while the demo is replayed"
for role in postgres nobody; do
    grep -q 'no pg_hba.conf entry' <<<"$(ask "$role" "SELECT 1" || true)" || fail "$role: $(ask "$role" "SELECT 1")"
done
grep -q 'permission denied' <<<"$(ask grafana "SELECT pg_read_file('/etc/passwd')" || true)" ||
    fail "Grafana's role reads files"
ok "the superuser is refused through the network, and Grafana's role may not read other files"
# Each role may change its own password and settings, and a message is written with no privilege at all.
for statement in "ALTER ROLE grafana PASSWORD 'hacked'" "ALTER ROLE grafana SET search_path = 'x'" \
    "SELECT pg_logical_emit_message(false, 'a', repeat('b', 1000))" \
    "SELECT count(pg_advisory_lock(i)) FROM generate_series(1, 1000000) i" "SELECT length(repeat('x', 100000000))"; do
    grep -Eq 'read-only transaction|permission denied|out of memory' <<<"$(ask grafana "$statement" || true)" ||
        fail "$statement: $(ask grafana "$statement")"
done
[ "$(approved)" = "$rows" ] || fail "after hostile statements: got $(approved), want $rows"
ok "nor change its own settings, write, lock or take memory without limit"
slept=$(ask grafana "SET statement_timeout = 0; SELECT pg_sleep(120)" || true)
grep -q 'terminating connection due to administrator command' <<<"$slept" || fail "a long query: $slept"
[ "$(inspect postgres '{{.State.Health.Status}}')" = healthy ] || fail "the database is not healthy"
log=$(compose --profile sql logs --no-log-prefix --no-color postgres)
[ "$(grep -c 'waiting for WAL' <<<"$log")" -le 1 ] || fail "the log repeats itself: $log"
ok "a query without a timeout is ended by the health check, and the log is quiet"
compose exec -T grafana cat /etc/grafana/sql/cards-sql.json /etc/grafana/provisioning/datasources/cards-sql.yml \
    >"$folder/page" || fail "Grafana cannot read the page"
ok "Grafana reads the page and the data source"
SEED=2 up
[ "$(approved)" != "$rows" ] || fail "another seed has the same rows"
[ "$(approved)" = "$(counted)" ] || fail "another seed: got $(approved), want $(counted)"
ok "another seed: other rows at once, nothing is loaded"
docker restart "$(compose --profile sql ps -q postgres)" >/dev/null
SEED=2 up
[ "$(approved)" = "$(counted)" ] || fail "after a restart: got $(approved), want $(counted)"
ok "a restart makes the tables anew"
