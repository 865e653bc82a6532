#!/usr/bin/env bash
# Checks the profile `history` of the compose stack, in a project of its own on other ports: the demo is at its own
# dates in a Prometheus of its own, beside the replay, an `up` again changes nothing, and a year is no burden.
#
# Run it in the repository's folder, with the images of the stack. COMPOSE is the compose command (default: docker
# compose). Needs curl and python3.
set -euo pipefail

source "$(dirname "$0")/project.sh" history
store=http://127.0.0.1:$HISTORY_PORT

up() {
    compose --profile history up -d --no-build --wait --wait-timeout 300 >"$folder/up.log" 2>&1 ||
        fail "up: $(cat "$folder/up.log"; compose --profile history logs history-begin history prometheus-history)"
}
# A sum over the last instant of the demo.
total() {
    json "$store/api/v1/query?query=sum(bank_transactions_total)&time=2026-03-05T04:59:00Z" \
        'it["data"]["result"][0]["value"][1]'
}
counted() {
    compose --profile history run -T --rm --no-deps --entrypoint /csv_exporter history \
        print --config.file=/made/set/mapping.yml |
        awk '/^bank_transactions_total\{/ {sum += $2} END {printf "%d", sum}'
}

before=$(date +%s)
up
ok "up took $(($(date +%s) - before)) s; $(compose --profile history logs --no-log-prefix history | grep '^wrote')"
[ "$(total)" = "$(counted)" ] || fail "the end of the history: got $(total), want $(counted)"
days=$(json "$store/api/v1/query_range?query=count(up)&start=2026-03-01T00:00:00Z&end=2026-03-06T00:00:00Z&step=1h" \
    'len(it["data"]["result"][0]["values"])')
[ "$days" = 72 ] || fail "hours with samples: got $days, want 72"
ok "the history has $(total) transactions in its own three days, as csv_exporter counts them"
json "$prometheus/api/v1/targets" 'it["data"]["activeTargets"][0]["health"]' >/dev/null || fail "no replay beside it"
compose exec -T grafana cat /etc/grafana/provisioning/datasources/history.yml >"$folder/source" ||
    fail "Grafana cannot read the data source"
ok "Grafana reads the data source"
up
[ "$(total)" = "$(counted)" ] || fail "after another up: got $(total), want $(counted)"
ok "another up writes the same again"

# A year at a step of a minute: a page asks for the whole year many times at once.
mkdir "$folder/year"
python3 - >"$folder/year/readings.csv" <<'ROWS'
print("t,v,k")
for hour in range(365 * 24):
    for station in ("north", "south"):
        print(f"{1735689600 + hour * 3600},{hour % 24},{station}")
ROWS
cat >"$folder/year/mapping.yml" <<'MAPPING'
sources:
  - name: readings
    files: readings.csv
    time: {column: t, format: unix}
    metrics:
      - {gauge: reading, value: v, help: X., labels: {station: k}}
MAPPING
chmod -R a+rX "$folder/year"
export DATA_SET=$folder/year REPLAY_SPEED=
up
for number in $(seq 24); do
    curl -sg -o /dev/null -w '%{http_code}\n' "$store/api/v1/query?time=2025-12-31T23:00:00Z" \
        --data-urlencode 'query=max by (station) (max_over_time({__name__=~"reading|up",job!=""}[1y]))' \
        >"$folder/answer-$number" || true &
    asking+=($!)
done
wait "${asking[@]}"
answers=$(sort "$folder"/answer-* | uniq -c)
[ "$(echo $answers)" = "24 200" ] || fail "24 queries over a year: got $answers"
[ "$(json "$store/api/v1/query?query=vector(1)" 'it["status"]')" = success ] || fail "the Prometheus has gone"
ok "24 queries over a year at once are answered"
