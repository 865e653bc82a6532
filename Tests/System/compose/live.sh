#!/usr/bin/env bash
# Checks the profile `live` of the compose stack, in a project of its own on other ports: simulator, an exporter a data
# set, rules that do not collide, and an incident whose alert arrives at Alertmanager with its runbook. Then a replay
# takes its place.
#
# Run it in the repository's folder, with the image csv_exporter. COMPOSE is the compose command (default: docker
# compose). Needs curl and python3. Prometheus must evaluate rules; where Grafana is a stand-in, only the files that it
# would read are checked.
set -euo pipefail

source "$(dirname "$0")/project.sh" live
simulator=http://127.0.0.1:$SIMULATOR_PORT

await() { # await SECONDS URL EXPRESSION WANTED
    local found
    for _ in $(seq $(($1 * 2))); do
        found=$(json "$2" "$3" 2>/dev/null || true)
        [ "$found" = "$4" ] && return
        sleep 0.5
    done
    fail "$3 of $2: got $found, want $4"
}
query() { printf '%s/api/v1/query?query=%s' "$prometheus" "$1"; }
instances='" ".join(sorted(r["metric"]["instance"] for r in it["data"]["result"]))'
up() { # up PROFILE
    compose --profile "$1" up -d --no-build --wait --wait-timeout 240 >"$folder/up.log" 2>&1 ||
        fail "up: $(cat "$folder/up.log"; compose --profile "$1" logs simulator rules-live)"
}

before=$(date +%s)
up live
followers="exporter-cards exporter-ebanking exporter-payments exporter-security exporter-services"
running=$(compose --profile '*' ps --services --status running | LC_ALL=C sort | xargs)
[ "$running" = "alertmanager $followers grafana prometheus simulator" ] || fail "these run: $running"
ok "up took $(($(date +%s) - before)) s; these run: $running"
targets=$(sed 's/[^ ]*/&:8081/g' <<<"$followers")
await 30 "$(query 'up{job="csv_exporter"}==1')" "$instances" "$targets"
ok "five exporters are targets, each up"

echo "rules"
written=$(cat prometheus/*/*.yml data/*/rules/*.yml | grep -cE '^ +- (alert|record): ')
await 10 "$prometheus/api/v1/rules" 'sum(len(g["rules"]) for g in it["data"]["groups"])' "$written"
# Each group is evaluated once in its interval, a minute at most.
await 90 "$prometheus/api/v1/rules" \
    'sum(r["health"] != "ok" for g in it["data"]["groups"] for r in g["rules"])' 0
ok "$(python3 Tests/System/checks/collisions.py "$prometheus"), with the data of five exporters"

echo "an incident"
answer=$(curl -sf -X POST "$simulator/incidents/BANK-002") || fail "POST /incidents/BANK-002 is refused"
began=$(date +%s)
await 15 "$(query 'bank_incident_active{scenario="BANK-002"}')" 'it["data"]["result"][0]["value"][1]' 1
ok "caused by one curl, and Prometheus knows its truth after $(($(date +%s) - began)) s: $answer"
filter='api/v2/alerts?filter=alertname=BruteForceOnOneAccount'
await 180 "$alertmanager/$filter" 'len(it)' 1
runbook=$(json "$alertmanager/$filter" 'it[0]["annotations"]["runbook_url"]')
[[ "$runbook" =~ /d/([a-z-]+)\?viewPanel=panel-([0-9]+)$ ]] || fail "runbook_url: got $runbook"
# The link leads to a panel of a page that Grafana provisions.
show='tr "\0" "\n" </proc/1/environ; cat $(find /pages -name "*-runbook.json")'
compose --profile live exec -T grafana sh -c "$show" >"$folder/pages" ||
    fail "Grafana cannot read the pages of the data sets"
grep -qx 'PAGES=/pages' "$folder/pages" || fail "Grafana does not show the pages of all data sets"
grep -q "\"uid\": \"${BASH_REMATCH[1]}\"" "$folder/pages" || fail "no page has the uid of $runbook"
python3 - "data/security/dashboards/security-runbook.json" "${BASH_REMATCH[2]}" <<'PY' || fail "no panel: $runbook"
import json
import sys

[panel] = [panel for panel in json.load(open(sys.argv[1]))["panels"] if panel["id"] == int(sys.argv[2])]
assert "BruteForceOnOneAccount" in panel["title"] + json.dumps(panel["options"]), panel["title"]
PY
ok "after $(($(date +%s) - began)) s its alert is in Alertmanager, with $runbook"
curl -sf -X DELETE "$simulator/incidents" >/dev/null || fail "DELETE /incidents is refused"
await 15 "$(query 'bank_incident_active{scenario="BANK-002"}')" 'it["data"]["result"][0]["value"][1]' 0
ok "ended by another curl"
for port in "$GATEWAY_PORT" "$TRANSACTION_PORT" "$AUTH_PORT" "$MONITORING_PORT"; do
    curl -sf "http://127.0.0.1:$port/health" >>"$folder/health" || fail "nothing answers on port $port"
done
ok "the ports of the published examples answer"

echo "an exporter that dies"
docker kill "$(compose --profile live ps -q exporter-cards)" >/dev/null
await 15 "$(query 'up{job="csv_exporter"}==0')" "$instances" exporter-cards:8081
ok "it stays a target that is down"
up live
await 15 "$(query 'up{job="csv_exporter"}==1')" "$instances" "$targets"
ok "the next up starts it again"

echo "a replay in its place"
compose --profile live down >/dev/null 2>&1
up replay
await 30 "$prometheus/api/v1/targets?state=active" '" ".join(
    t["labels"]["instance"] for t in it["data"]["activeTargets"] if t["labels"]["job"] == "csv_exporter")' exporter:8081
written=$(cat prometheus/*/*.yml data/payments/rules/*.yml | grep -cE '^ +- (alert|record): ')
await 10 "$prometheus/api/v1/rules" 'sum(len(g["rules"]) for g in it["data"]["groups"])' "$written"
await 10 "$(query 'csv_exporter_replay_speed_ratio{instance="exporter:8081"}')" 'it["data"]["result"][0]["value"][1]' 60
ok "its exporter is the only target, and its rules are the only ones"
