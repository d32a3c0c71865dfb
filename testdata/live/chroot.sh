#!/usr/bin/env bash
# Runs the static binary in an empty root directory without /etc and without a network, as in an image FROM scratch: for root
# on Linux. Each line of output is compared with what it must be; first of all with what the README shows.
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
# differ WHAT GOT WANT
differ() {
	failures=$((failures + 1))
	printf '%s\n got  %s\n want %s\n' "$@"
}

# The README's block of commands and output. It makes the directory, empty but for the binary.
want=$(awk '/^```/ { if (inside && block ~ /chroot empty/) printf "%s", block; inside = !inside; block = ""; next }
	inside { block = block $0 "\n" }' README.md)
[ "$(grep -c '^\$ chroot empty' <<< "$want")" -ge 2 ] || { echo "the README shows no chroot"; exit 1; }
got=$(cd "$work" && sed -n 's/^\$ //p' <<< "$want" | while read -r command; do
	echo "\$ $command"
	timeout 20 unshare --net bash -c "$command" 2>&1 < /dev/null || true
done)
[ "$got" = "$want" ] || differ README.md "$got" "$want"
[ "$(ls "$work/empty")" = netdb ] || { echo "the README's directory is not empty but for netdb"; exit 1; }

# expect STATUS OUTPUT ARG...
expect() {
	local status=$1 want=$2 got code=0
	shift 2
	got=$(timeout 20 unshare --net chroot "$work/empty" /netdb "$@" 2>&1) || code=$?
	[ "$code: $got" = "$status: $want" ] || differ "netdb $*" "$code: $got" "$status: $want"
}
expect 0 "$(cat cmd/netdb/testdata/demo.golden)" demo
expect 0 '{"call":"getservbyname","args":["http"],"result":{"name":"http","aliases":["www","www-http"],"port":80,"proto":"tcp"}}' --json getservbyname http
expect 0 '{"call":"getprotobyname","args":["tcp"],"result":{"name":"tcp","aliases":["TCP"],"proto":6}}' --json getprotobyname tcp
expect 0 '{"call":"gethostbyaddr","args":["127.0.0.1"],"result":{"name":"localhost","aliases":[],"addrs":["127.0.0.1"]}}' --json gethostbyaddr 127.0.0.1
expect 0 '{"call":"gethostbyname","args":["localhost"],"result":"127.0.0.1"}' --json gethostbyname localhost
expect 0 '{"call":"getaddrinfo","args":["a.localhost","http"],"result":[{"family":"AF_INET","socktype":"SOCK_STREAM","protocol":"IPPROTO_TCP","canonname":"","addr":"127.0.0.1","port":80,"flowinfo":0,"scope":0}]}' --json getaddrinfo --family inet --socktype stream a.localhost http
expect 0 "AF_INET6 SOCK_STREAM IPPROTO_TCP ::1 80
AF_INET6 SOCK_DGRAM IPPROTO_UDP ::1 80
AF_INET SOCK_STREAM IPPROTO_TCP 127.0.0.1 80
AF_INET SOCK_DGRAM IPPROTO_UDP 127.0.0.1 80" getaddrinfo localhost http

echo "empty chroot: $failures differ"
exit "$((failures > 0))"
