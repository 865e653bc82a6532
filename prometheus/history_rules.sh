#!/usr/bin/env bash
# Evaluates rules over the history in a Prometheus, as if it had been there at the time: recordings first, then alerts,
# whose ALERTS series say when each would have fired. At its end it has a line for each alert that fires.
#
# usage: history_rules.sh URL FROM TO RULES…
#
# RULES are rule files, or folders of *.yml. FROM and TO are RFC 3339 (2026-03-02T05:00:00Z). Needs curl, and vmalert,
# which Debian and Ubuntu have in the package victoria-metrics. The Prometheus at URL takes what is written if it runs
# with --web.enable-remote-write-receiver, and with storage.tsdb.out_of_order_time_window in its configuration, as long
# as the history is old.
set -euo pipefail

[ $# -ge 4 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d' >&2; exit 2; }
command -v vmalert >/dev/null ||
    { echo "history_rules.sh: no vmalert; want apt-get install victoria-metrics" >&2; exit 1; }
url=$1 from=$2 to=$3
shift 3
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir "$work/recording" "$work/alerts"

# Debian's vmalert knows neither annotations with queries nor keep_firing_for: alerts end when their condition does.
strip() {
    awk '{
        match($0, /^ */)
        if (inside && (RLENGTH > indent || $0 ~ /^ *$/)) next
        inside = 0
        if ($0 ~ /^ *keep_firing_for:/) next
        if ($0 ~ /^ *annotations:/) { inside = 1; indent = RLENGTH; next }
        print
    }' "$1"
}
number=0
for path in "$@"; do
    [ -e "$path" ] || { echo "history_rules.sh: no $path" >&2; exit 1; }
    for file in $(if [ -d "$path" ]; then ls "$path"/*.yml; else echo "$path"; fi); do
        number=$((number + 1))
        kind=recording
        grep -q '^ *-\{0,1\} *alert:' "$file" && kind=alerts
        strip "$file" >"$work/$kind/$(printf %03d $number)-$(basename "$file")"
    done
done
for kind in recording alerts; do
    ls "$work/$kind"/*.yml >/dev/null 2>&1 || continue
    vmalert -rule="$work/$kind/*.yml" -datasource.url="$url" -remoteWrite.url="$url" -replay.timeFrom="$from" \
        -replay.timeTo="$to" -evaluationInterval=1m -datasource.queryStep=1m -replay.maxDatapointsPerQuery=10000 \
        -replay.rulesDelay=500ms -remoteWrite.flushInterval=100ms -httpListenAddr=127.0.0.1:0 -loggerLevel=ERROR \
        -replay.disableProgressBar \
        >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
done

# For each alert the value of a query over the whole time.
ask() {
    curl -sfG "$url/api/v1/query" --data-urlencode "query=$1" --data-urlencode "time=$to" |
        grep -o '"alertname":"[^"]*"},"value":\[[^]]*' | sed 's/^"alertname":"\([^"]*\)".*,"\([^"]*\)"$/\1 \2/' | sort
}
rules() { cat "$work"/*/*.yml | grep -c "^ *-\{0,1\} *$1:" || true; }
firing='ALERTS{alertstate="firing"}'
over=$(($(date -d "$to" +%s) - $(date -d "$from" +%s) + 1))s
echo "$(rules record) recordings and $(rules alert) alerts from $from to $to"
ask "sum by (alertname) (count_over_time($firing[$over]))" >"$work/minutes" || true
ask "min by (alertname) (min_over_time(timestamp($firing)[$over:1m]))" >"$work/first" || true
join "$work/first" "$work/minutes" | while read -r alert first minutes; do
    echo "$alert fires first at $(date -u -d "@${first%.*}" +%FT%TZ), for $minutes minutes in all"
done
[ -s "$work/first" ] || echo "no alert fires"
