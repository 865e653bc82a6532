# For checks that run the stack in a project of its own, on other ports: `source project.sh NAME`. Gives the commands
# `compose`, `ok`, `fail` and `json`, the addresses of the services, and a folder that is removed at the end with the
# project.
project=$1
read -r -a compose <<<"${COMPOSE:-${DK_BASE:+$DK_BASE/bin/docker-compose}}"
[ ${#compose[@]} -gt 0 ] || compose=(docker compose)
export EXPORTER_PORT=28081 PROMETHEUS_PORT=29090 ALERTMANAGER_PORT=29093 GRAFANA_PORT=23000
export HISTORY_PORT=29091
export SIMULATOR_PORT=28000 GATEWAY_PORT=28080 TRANSACTION_PORT=28082 AUTH_PORT=28083 MONITORING_PORT=28084
exporter=http://127.0.0.1:$EXPORTER_PORT
prometheus=http://127.0.0.1:$PROMETHEUS_PORT
alertmanager=http://127.0.0.1:$ALERTMANAGER_PORT
compose() { "${compose[@]}" -p "$project" "$@"; }
ok() { printf '  ok    %s\n' "$1"; }
fail() {
    printf '  FAIL  %s\n' "$1" >&2
    exit 1
}
json() { curl -sfg "$1" | python3 -c 'import json, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$2"; }

folder=$(mktemp -d)
finish() {
    compose --profile '*' down -v --remove-orphans >/dev/null 2>&1 || true
    rm -r "$folder"
}
trap finish EXIT
