#!/usr/bin/env bash
# Checks the running compose stack with all profiles, and, in a project of its own, configurations that must fail. Run
# it in the repository's folder, beside `docker compose --profile '*' up -d --wait`. It then starts
# the stack anew without the profiles `live`, `sql` and `history`. Also runs live.sh, data_sets.sh, made_sets.sh,
# sql.sh and history.sh.
#
# COMPOSE is the compose command (default: docker compose). Needs curl and python3. Where the image of Grafana is a
# stand-in (its health endpoint says so), its metrics are not checked.
set -euo pipefail

read -r -a compose <<<"${COMPOSE:-${DK_BASE:+$DK_BASE/bin/docker-compose}}"
[ ${#compose[@]} -gt 0 ] || compose=(docker compose)
compose() { "${compose[@]}" "$@"; }
ok() { printf '  ok    %s\n' "$1"; }
fail() {
    printf '  FAIL  %s\n' "$1" >&2
    exit 1
}
# Evaluates a Python expression over the JSON document `it` that a URL answers.
json() { curl -sfg "$1" | python3 -c 'import json, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$2"; }
container() { compose --profile '*' ps -aq "$1"; }
inspect() { docker inspect --format "$2" "$(container "$1")"; }

prometheus=http://127.0.0.1:9090
alertmanager=http://127.0.0.1:9093

for environment in .env.*; do
    compose --env-file .env --env-file "$environment" --profile '*' config -q || fail "$environment: not valid"
done
ok "environments: $(ls .env.* | xargs)"

echo "services"
followers="exporter-payments exporter-security exporter-services exporter-ebanking exporter-cards"
servers="alertmanager prometheus prometheus-history postgres grafana"
for service in exporter exporter-live simulator $followers $servers; do
    limits=$(inspect "$service" '{{.HostConfig.NanoCpus}} {{index .HostConfig.LogConfig.Config "max-size"}}')
    [[ "$limits" =~ ^[1-9][0-9]*\ 10m$ ]] || fail "$service has no limit of CPU, or logs without end: $limits"
    [ "$(inspect "$service" '{{.State.Health.Status}}')" = healthy ] || fail "$service is not healthy"
    confined=$(inspect "$service" '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.RestartCount}}')
    [ "$confined" = "true [ALL] 0" ] ||
        fail "$service may write or has capabilities, or was restarted"
    case "$(inspect "$service" '{{.Config.User}}')" in "" | 0* | root*) fail "$service runs as root" ;; esac
    inspect "$service" '{{.HostConfig.SecurityOpt}}' | grep -q no-new-privileges || fail "$service may gain privileges"
    [[ "$(inspect "$service" '{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}')" =~ ^[1-9][0-9]*\ [1-9][0-9]*$ ]] ||
        fail "$service has no limits of memory and processes"
    ! inspect "$service" '{{json .HostConfig.PortBindings}}' | grep -o '"HostIp":"[^"]*"' | grep -v '"127.0.0.1"' ||
        fail "$service is not on 127.0.0.1 only"
    ok "$service is healthy, read-only, not root, confined, on 127.0.0.1 only"
done
for service in day rules rules-done rules-live history-begin history; do
    [ "$(inspect "$service" '{{.State.Status}} {{.State.ExitCode}}')" = "exited 0" ] ||
        fail "$service did not end with 0"
done
grep -qx '/data: it has its own files; there is nothing to make' <<<"$(compose logs --no-log-prefix day)" ||
    fail "the demo: $(compose logs day)"
docker export "$(container exporter)" | tar -t | grep -qE '(^|/)(sh|bash)$' && fail "the exporter's image has a shell"
size=$(docker image inspect csv_exporter --format '{{.Size}}' | awk '{printf "%.1f MB", $1 / 1e6}')
ok "image of the exporter: $size, no shell"

echo "targets and rules"
compose --profile '*' down -v >/dev/null 2>&1
compose --profile replay --profile follow up -d --no-build --wait --wait-timeout 240 >/dev/null 2>&1 ||
    fail "the profiles replay and follow did not come up"
stand_in=$(curl -sf http://127.0.0.1:3000/api/health | grep -c stand-in || true)
for _ in $(seq 60); do
    down=$(json "$prometheus/api/v1/targets?state=active" \
        '" ".join(t["labels"]["job"] for t in it["data"]["activeTargets"] if t["health"] != "up"
            and not (t["labels"]["job"] == "grafana" and '"$stand_in"'))')
    jobs=$(json "$prometheus/api/v1/targets?state=active" \
        '" ".join(sorted(t["labels"]["job"] for t in it["data"]["activeTargets"]))')
    [ -z "$down" ] && [ "$jobs" = "alertmanager csv_exporter csv_exporter_live grafana prometheus" ] && break
    sleep 0.5
done
[ -z "$down" ] || fail "targets down: $down"
[ "$jobs" = "alertmanager csv_exporter csv_exporter_live grafana prometheus" ] || fail "targets: $jobs"
ok "up: $jobs$([ "$stand_in" = 0 ] || echo ' (without grafana: a stand-in)')"
rules=$(json "$prometheus/api/v1/rules" \
    '", ".join(str(len(g["rules"])) + " " + g["name"] for g in it["data"]["groups"])')
written=$(cat prometheus/*/*.yml data/payments/rules/*.yml | grep -cE '^ +- (alert|record): ')
[ "$(json "$prometheus/api/v1/rules" 'len([r for g in it["data"]["groups"] for r in g["rules"]])')" = "$written" ] ||
    fail "rules: $rules; want $written in all"
errors=$(json "$prometheus/api/v1/rules" \
    '[r["name"] for g in it["data"]["groups"] for r in g["rules"] if r.get("lastError")]')
[ "$errors" = "[]" ] || fail "some rules cannot be evaluated: $errors"
ok "rules: $rules; all without errors"
compose logs --no-log-prefix grafana | grep -q UNREADABLE && fail "Grafana cannot read a provisioning file"
ok "Grafana's provisioning files can be read"

echo "a file that grows"
approved() {
    local query='bank_transactions_total{job="csv_exporter_live",status="approved"}'
    json "$prometheus/api/v1/query?query=$query" 'it["data"]["result"][0]["value"][1]'
}
before=$(approved)
followed=data/live/transactions.csv
cp "$followed" "${TMPDIR:-/tmp}/transactions.csv.before"
# The folder is part of the repository, so the line is removed again in any case.
restore() { cat "${TMPDIR:-/tmp}/transactions.csv.before" >"$followed"; }
trap restore EXIT
date -u '+%F %T,approved,12' >>"$followed"
for _ in $(seq 60); do
    after=$(approved)
    [ "$after" = $((before + 12)) ] && break
    sleep 0.5
done
restore
[ "$after" = $((before + 12)) ] || fail "approved by the live exporter: got $after, want $((before + 12))"
ok "a line appended to data/live/transactions.csv is a sample in Prometheus"

echo "configurations that must fail"
folder=$(mktemp -d)
chmod 755 "$folder"
failing() { # failing NAME WANTED_IN_LOG VARIABLE=VALUE...
    local name=$1 wanted=$2 id log
    shift 2
    # Other ports than those of the running stack, unless the case is about ports.
    if env EXPORTER_PORT=18081 PROMETHEUS_PORT=19090 ALERTMANAGER_PORT=19093 GRAFANA_PORT=13000 "$@" \
        timeout 120 "${compose[@]}" -p failing up -d --no-build >"$folder/up.log" 2>&1; then
        fail "$name: the stack came up"
    fi
    for service in rules alertmanager prometheus grafana; do
        id=$(compose -p failing ps -aq "$service")
        [ -z "$id" ] || [ "$(docker inspect --format '{{.State.Status}}' "$id")" = created ] ||
            fail "$name: $service was started"
    done
    id=$(compose -p failing ps -aq exporter)
    if [ "$wanted" = "port" ]; then
        log=$(grep -iE 'port|address already in use' "$folder/up.log" | tail -n 1)
        [ -n "$log" ] || fail "$name: no sentence about the port: $(cat "$folder/up.log")"
        ok "$name: not started: ${log##*: }"
    else
        log=$(docker logs "$id" 2>&1)
        [ "$(docker inspect --format '{{.State.Status}} {{.RestartCount}}' "$id")" = "exited 0" ] ||
            fail "$name: the exporter did not exit for good: $(cat "$folder/up.log")"
        grep -q -- "$wanted" <<<"$log" || fail "$name: the log says: $log"
        ok "$name: exited ($(docker inspect --format '{{.State.ExitCode}}' "$id")): $(head -n 1 <<<"$log")"
        [ "$(docker inspect --format '{{.State.ExitCode}}' "$id")" != 0 ] || fail "$name: status 0"
    fi
    compose -p failing down -v --remove-orphans >/dev/null 2>&1
}
printf 'sources:\n  - nam: x\n' >"$folder/mapping.yml"
chmod 644 "$folder/mapping.yml"
failing "a broken mapping" 'mapping.yml:2:5: cannot use key "nam"' DATA_SET="$folder"
failing "a speed that is no number" 'cannot use --replay.speed: got "fast"' REPLAY_SPEED=fast
failing "a busy port" port EXPORTER_PORT=8081
rm -r "$folder"
echo "a cause"
started=$(date -d "$(inspect exporter '{{.State.StartedAt}}')" +%s)
while true; do
    cause=$(json "$alertmanager/api/v2/alerts?filter=tier=cause" \
        '"\n".join(a["startsAt"] + "\n" + a["annotations"]["summary"] + " " + a["annotations"]["description"]
            for a in it[:1])')
    [ -n "$cause" ] && break
    [ $(($(date +%s) - started)) -lt 300 ] || fail "no cause alert reached Alertmanager within 300 s"
    sleep 1
done
after=$(($(date -d "$(head -n 1 <<<"$cause")" +%s) - started))
[ "$after" -lt 300 ] || fail "the first cause alert came $after s after the exporter started"
ok "$after s after the exporter started: $(tail -n 1 <<<"$cause")"
bash Tests/System/compose/live.sh
bash Tests/System/compose/data_sets.sh
bash Tests/System/compose/made_sets.sh
bash Tests/System/compose/sql.sh
bash Tests/System/compose/history.sh
echo "all checks passed"
