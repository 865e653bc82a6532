#!/usr/bin/env bash
# Looks names up in a root that holds the binary, /etc/hosts, /etc/resolv.conf and /proc alone, in a network of its own.
# usage: names.sh BINARY, as root
set -euo pipefail
binary=$(realpath "${1:?BINARY}")
here=$(realpath "$(dirname "$0")")
if [ "${2:-}" != inside ]; then exec unshare --net --mount bash "$0" "$binary" inside; fi

root=$(mktemp -d)
mount -t tmpfs none "$root"
ip link set lo up
mkdir -p "$root"/etc "$root"/proc "$root"/data
mount --bind /proc "$root/proc"
cp "$binary" "$root/csv_exporter"
printf 'time,count\n2026-01-01 00:00:00,1\n2026-01-01 00:10:00,2\n' >"$root/data/x.csv"
cat >"$root/data/mapping.yml" <<'YAML'
sources:
  - name: x
    files: x.csv
    time: {column: time, format: "%Y-%m-%d %H:%M:%S"}
    metrics: [{counter: x_total, help: X., value: count}]
YAML
python3 "$here/name_server.py" >"$root/data/port" &
server=$!
trap 'kill $server; umount -l "$root/proc" "$root"; rmdir "$root"' EXIT
until [ -s "$root/data/port" ]; do sleep 0.1; done
port=$(cat "$root/data/port")

# NAME, then what must be said.
look_up() {
    local said
    said=$(chroot "$root" /csv_exporter push --config.file=/data/mapping.yml --remote-write.retry-for=1s \
        --remote-write.protocol=1.0 --remote-write.url="http://$1:$port/w" 2>&1 || true)
    if [[ $said != *"$2"* ]]; then
        printf '%s: "%s" is not in:\n%s\n' "$1" "$2" "$said"
        exit 1
    fi
    echo "$1: $2"
}
printf '127.0.0.1 localhost box\n' >"$root/etc/hosts"
printf 'nameserver 127.0.0.1\nsearch lan.example\noptions ndots:1 timeout:1 attempts:1\n' >"$root/etc/resolv.conf"
look_up box "pushed "
look_up store "pushed "
look_up store.lan.example. "pushed "
look_up nowhere 'cannot find the address of "nowhere": it is neither in /etc/hosts nor known to the servers'
printf 'nameserver 127.0.0.9\noptions timeout:1 attempts:1\n' >"$root/etc/resolv.conf"
look_up store.lan.example "no server of /etc/resolv.conf answers"
rm "$root/etc/hosts" "$root/etc/resolv.conf"
look_up localhost "pushed "
look_up 127.0.0.1 "pushed "
look_up store.lan.example "pushed "
