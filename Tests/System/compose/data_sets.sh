#!/usr/bin/env bash
# Checks the compose stack with data sets that are not the demo, in a project of its own on other ports: a CSV file and
# a mapping only, at several speeds; rules that come, change and go; control; folders that cannot be read.
#
# Run it in the repository's folder, with the image csv_exporter. COMPOSE is the compose command (default: docker
# compose). Needs curl and python3.
set -euo pipefail

source "$(dirname "$0")/project.sh" data_sets
export DATA_SET=$folder/mine
mkdir "$DATA_SET"
chmod 755 "$folder" "$DATA_SET"
python3 - "$DATA_SET/sales.csv" <<'PY'
import datetime
import sys

with open(sys.argv[1], "w") as file:
    file.write("time,shop,amount\n")
    for minute in range(4 * 1440):
        at = datetime.datetime(2026, 3, 2) + datetime.timedelta(minutes=minute)
        file.write(f"{at},{'Bern' if minute % 3 else 'Thun'},{minute % 7}.5\n")
PY
cat >"$DATA_SET/mapping.yml" <<'YAML'
replay: {speed: 120, loop: true}
sources:
  - name: sales
    files: sales.csv
    time: {column: time, format: "%Y-%m-%d %H:%M:%S", zone: UTC}
    metrics:
      - counter: sales_francs_total
        help: Sales in francs.
        value: amount
        labels: {shop: shop}
YAML
chmod 644 "$DATA_SET"/*

up() {
    compose up -d --no-build --wait --wait-timeout 120 >"$folder/up.log" 2>&1 || fail "up: $(cat "$folder/up.log")"
}
# Waits until an expression over a JSON document has a value.
await() { # await URL EXPRESSION WANTED
    local found
    for _ in $(seq 60); do
        found=$(json "$1" "$2" 2>/dev/null || true)
        [ "$found" = "$3" ] && return
        sleep 0.5
    done
    fail "$2 of $1: got $found, want $3"
}
alerts() {
    await "$prometheus/api/v1/rules?type=alert" \
        '" ".join(sorted(r["name"] for g in it["data"]["groups"] for r in g["rules"]))' \
        "$(tr ' ' '\n' <<<"$1" | LC_ALL=C sort | xargs)"
}
errors() {
    await "$prometheus/api/v1/rules" \
        '[r["lastError"] for g in it["data"]["groups"] for r in g["rules"] if r.get("lastError")]' '[]'
}
# The home page, if it is another one than that of grafana.ini.
home() {
    docker exec "$(compose ps -q grafana)" cat /proc/1/environ | tr '\0' '\n' |
        sed -n 's/^GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH=//p'
}
left_out() { docker logs "$(compose ps -aq rules)" --since "$1" 2>&1 | grep -c 'left out' || true; }

echo "the speeds of a CSV file and a mapping"
few="NotificationsFailing ReloadFailed ReplayLagging RulesFailing SourceUnreadable StackReloadFailed TargetDown"
few="$few Watchdog"
all="$few DataStale RecordsRejected ReplaySpeedMismatch SeriesLimitHit SourceStale"
for case in "60|60|$all" "300|300|$few" "3600|3600|$few" "|120|$all" "1|1|$all"; do
    IFS='|' read -r speed ratio wanted <<<"$case"
    since=$(date +%s)
    REPLAY_SPEED=$speed up
    await "$prometheus/api/v1/query?query=csv_exporter_replay_speed_ratio" \
        'it["data"]["result"][0]["value"][1]' "$ratio"
    await "$prometheus/api/v1/query?query=count(sales_francs_total)" 'it["data"]["result"][0]["value"][1]' 2
    alerts "$wanted"
    errors
    ok "REPLAY_SPEED=$speed: the clock has speed $ratio, $(left_out "$since") rules are left out: $wanted"
done
[ "$(home)" = /etc/grafana/dashboards/your-metrics.json ] || fail "the home page is $(home)"
ok "without dashboards, \"Your metrics\" is the home page"

echo "the demo at other speeds, in the place of that data set"
written=$(cat prometheus/*/*.yml data/payments/rules/*.yml | grep -cE '^ +- (alert|record): ')
for speed in 300 3600; do
    DATA_SET=$PWD/data/payments REPLAY_SPEED=$speed up
    await "$prometheus/api/v1/query?query=csv_exporter_replay_speed_ratio" \
        'it["data"]["result"][0]["value"][1]' "$speed"
    await "$prometheus/api/v1/query?query=count(bank_transactions_total)" 'it["data"]["result"][0]["value"][1]' 6
    left=$(docker logs "$(compose ps -aq rules)" 2>&1 | grep -c 'left out')
    await "$prometheus/api/v1/rules" 'sum(len(g["rules"]) for g in it["data"]["groups"])' $((written - left))
    errors
    ok "REPLAY_SPEED=$speed: $left of $written rules are left out"
done

echo "rules of the data set"
export REPLAY_SPEED=60
mkdir "$DATA_SET/rules" "$DATA_SET/rules/tests"
echo 'not: rules' >"$DATA_SET/rules/tests/sales.yml"
rule() {
    printf 'groups:\n- name: sales\n  rules:\n  - {alert: %s, expr: "increase(sales_francs_total[1h]) > 0"}\n' "$1"
}
rule Sold >"$DATA_SET/rules/sales.yml"
chmod -R a+rX "$DATA_SET"
up
alerts "$all Sold"
rule SoldMuch >"$DATA_SET/rules/sales.yml"
before=$(docker inspect --format '{{.State.StartedAt}}' "$(compose ps -q prometheus)")
up
alerts "$all SoldMuch"
[ "$before" = "$(docker inspect --format '{{.State.StartedAt}}' "$(compose ps -q prometheus)")" ] ||
    fail "Prometheus was started again for an edit of a rule"
ok "an edited rule is in Prometheus after up -d, without a new start"
rule 'Sold, for: five minutes' >"$DATA_SET/rules/sales.yml"
if compose up -d --no-build >"$folder/up.log" 2>&1; then fail "a rule that cannot be scaled: the stack came up"; fi
compose logs --no-log-prefix rules 2>&1 | grep -q 'data/rules/sales.yml:4: cannot scale for: got "five minutes"' ||
    fail "a rule that cannot be scaled: $(compose logs rules)"
alerts "$all SoldMuch"
ok "a rule that cannot be scaled is told, and the rules of before stay"
rm -r "$DATA_SET/rules"
up
alerts "$all"
ok "rules that were removed are gone"
sed -i 's/help: Sales in francs./help: Money./' "$DATA_SET/mapping.yml"
compose kill -s HUP exporter >/dev/null 2>&1
for _ in $(seq 20); do
    grep -q '^# HELP sales_francs_total Money' <<<"$(curl -s "$exporter/metrics")" && break
    sleep 0.5
done
grep -q '^# HELP sales_francs_total Money' <<<"$(curl -s "$exporter/metrics")" || fail "SIGHUP did not read the mapping"
ok "an edited mapping is read after SIGHUP"

echo "other kinds of data sets"
export REPLAY_SPEED=60
sets=$PWD/Tests/System/data_sets
DATA_SET=$sets/garage up
alerts "$all GarageFillsUp GarageNearlyFull"
errors
[ -z "$(home)" ] || fail "with dashboards of its own, the home page is $(home)"
ok "a data set with rules and dashboards: they are used"
DATA_SET=$sets/namesake up
alerts "$all"
errors
await "$prometheus/api/v1/query?query=count(bank_transactions_total{branch!=\"\"})" \
    'it["data"]["result"][0]["value"][1]' 4
[ "$(home)" = /etc/grafana/dashboards/your-metrics.json ] || fail "the home page is $(home)"
ok "a data set with a metric of the demo's name: none of the demo's rules"

echo "control"
pause() { curl -s -o /dev/null -w '%{http_code}' -X POST "$exporter/api/v1/replay?action=pause"; }
[ "$(pause)" = 403 ] || fail "control is open: $(pause)"
LIFECYCLE=true up
[ "$(pause)" = 200 ] || fail "LIFECYCLE=true: control answers $(pause)"
ok "LIFECYCLE=true opens control"
compose down -v >/dev/null 2>&1

echo "what cannot be read"
refused() { # refused NAME WANTED: the stack does not come up, and a log says WANTED
    if compose up -d --no-build --wait --wait-timeout 60 >"$folder/up.log" 2>&1; then fail "$1: the stack came up"; fi
    log=$(cat "$folder/up.log"; compose logs --no-log-prefix day exporter rules grafana 2>&1)
    grep -q -- "$2" <<<"$log" || fail "$1: want $2: $log"
    compose down -v >/dev/null 2>&1
    ok "$1: $(grep -m 1 -o -- "[^ ]*$2.*" <<<"$log")"
}
chmod 700 "$DATA_SET"
refused "a folder for its owner only" "stat /data/simulation.yml: Permission denied for user 65534"
chmod 755 "$DATA_SET"
chmod 600 "$DATA_SET/sales.csv"
refused "a CSV file for its owner only" "sales.csv: cannot be read: .*Permission denied for user 65534"
chmod 644 "$DATA_SET/sales.csv"
mkdir -m 700 "$DATA_SET/rules"
refused "rules for their owner only" "open /data/rules/: Permission denied for user 65534"
rm -r "$DATA_SET/rules"
mkdir -m 700 "$DATA_SET/dashboards"
refused "dashboards for their owner only" "open /data/dashboards: Permission denied for user 472"
rm -r "$DATA_SET/dashboards"
mkdir "$folder/empty"
chmod 755 "$folder/empty"
DATA_SET=$folder/empty refused "a folder without mapping.yml" "/made/set/mapping.yml: cannot read the mapping file"
DATA_SET=$folder/nothing refused "a folder that does not exist" "bind source path does not exist"
for old in DATA_DIR MAPPING; do
    if env "$old=x" "${compose[@]}" config -q 2>"$folder/up.log"; then fail "$old is not refused"; fi
    grep -q "$old has gone; want DATA_SET=" "$folder/up.log" || fail "$old: $(cat "$folder/up.log")"
    ok "$(cat "$folder/up.log")"
done
