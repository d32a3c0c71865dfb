#!/usr/bin/env bash
# Runs the static binary in an empty root directory without /etc and without a network, as in an image FROM scratch: for root
# on Linux. Each line of output is compared with what it must be.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$work/netdb" ./cmd/netdb

size=$(stat -c %s "$work/netdb")
echo "stripped binary: $size bytes"
[ "$size" -le 9000000 ] || { echo "over 9 MB"; exit 1; }
if ldd "$work/netdb" > /dev/null 2>&1; then echo "not static"; exit 1; fi

failures=0
# expect STATUS OUTPUT ARG...
expect() {
	local status=$1 want=$2 got code=0
	shift 2
	got=$(timeout 20 unshare --net chroot "$work" /netdb "$@" 2>&1) || code=$?
	if [ "$code" != "$status" ] || [ "$got" != "$want" ]; then
		failures=$((failures + 1))
		printf 'netdb %s\n got  %s: %s\n want %s: %s\n' "$*" "$code" "$got" "$status" "$want"
	fi
}
expect 0 "$(go run ./cmd/netdb demo)" demo
expect 0 '{"call":"getservbyname","args":["http"],"result":{"name":"http","aliases":["www","www-http"],"port":80,"proto":"tcp"}}' --json getservbyname http
expect 0 '{"call":"getprotobyname","args":["tcp"],"result":{"name":"tcp","aliases":["TCP"],"proto":6}}' --json getprotobyname tcp
expect 0 '{"call":"gethostbyaddr","args":["127.0.0.1"],"result":{"name":"localhost","aliases":[],"addrs":["127.0.0.1"]}}' --json gethostbyaddr 127.0.0.1
expect 0 '{"call":"gethostbyname","args":["localhost"],"result":"127.0.0.1"}' --json gethostbyname localhost
expect 0 '{"call":"getaddrinfo","args":["a.localhost","http"],"result":[{"family":"AF_INET","socktype":"SOCK_STREAM","protocol":"IPPROTO_TCP","canonname":"","addr":"127.0.0.1","port":80,"flowinfo":0,"scope":0}]}' --json getaddrinfo --family inet --socktype stream a.localhost http
tuples=$(timeout 20 unshare --net chroot "$work" /netdb getaddrinfo localhost http | awk '{print $1, $2, $4, $5}' | sort)
[ "$tuples" = "AF_INET SOCK_DGRAM 127.0.0.1 80
AF_INET SOCK_STREAM 127.0.0.1 80
AF_INET6 SOCK_DGRAM ::1 80
AF_INET6 SOCK_STREAM ::1 80" ] || { failures=$((failures + 1)); printf 'getaddrinfo localhost http:\n%s\n' "$tuples"; }

echo "empty chroot: $failures differ"
exit "$((failures > 0))"
