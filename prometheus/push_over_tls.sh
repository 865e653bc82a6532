#!/usr/bin/env bash
# Pushes a history to a receiver behind TLS and basic auth. vmagent (apt-get install victoria-metrics) takes the samples
# on loopback, keeps them on disk while the receiver is away, and sends them on in their order.
#
# usage: push_over_tls.sh URL USER PASSWORD_FILE [FLAG of csv_exporter push…]
#
# VMAGENT_FLAGS may hold more flags, such as -remoteWrite.tlsCAFile=ca.pem. CSV_EXPORTER is the program, if it has
# another name; PORT is vmagent's.
set -euo pipefail
[ $# -ge 3 ] || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }
url=$1 user=$2 password_file=$3
shift 3
address="127.0.0.1:${PORT:-8429}"
queue=$(mktemp -d)

# One queue: two would mix up the order, which most stores refuse.
# shellcheck disable=SC2086
vmagent -httpListenAddr="$address" -remoteWrite.url="$url" -remoteWrite.basicAuth.username="$user" \
    -remoteWrite.basicAuth.passwordFile="$password_file" -remoteWrite.queues=1 \
    -remoteWrite.tmpDataPath="$queue" -loggerLevel=WARN ${VMAGENT_FLAGS:-} &
agent=$!
trap 'kill "$agent" 2>/dev/null; wait "$agent" || true; rm -rf "$queue"' EXIT

# The value of one of vmagent's own metrics, in whole numbers; the sum if there are several.
metric() {
    curl -sf "http://$address/metrics" |
        awk -v name="$1" 'index($1, name "{") == 1 { sum += $2 } END { printf "%d", sum }'
}

for _ in $(seq 50); do
    curl -sf "http://$address/health" >/dev/null && break
    sleep 0.1
done
"${CSV_EXPORTER:-csv_exporter}" push --remote-write.url="http://$address/api/v1/write" --remote-write.protocol=1.0 "$@"

# What vmagent has taken is sent within a second, unless the receiver is away; then it stays in the queue.
sleep 2
while [ "$(metric vmagent_remotewrite_pending_data_bytes)" -gt 0 ]; do sleep 1; done
dropped=$(metric vmagent_remotewrite_packets_dropped_total)
echo "the receiver has taken all but $dropped requests"
[ "$dropped" -eq 0 ]
