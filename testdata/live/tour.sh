#!/usr/bin/env bash
# Runs the tour on real files and real sockets, for root on Linux with nsd, python3 and iproute2: each scenario becomes a
# machine of its own (mount, network, host name and process namespaces) whose name server is nsd, and compare.py holds
# what netdb says there against what it says in the scenario, and against Python's socket and getent on that machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

CGO_ENABLED=0 go build -o "$work/netdb" ./cmd/netdb
for scenario in tour tour-wildcard; do
	NETDB_WORK=$work unshare --mount --net --uts --pid --fork --mount-proc \
		bash "$here/machine.sh" "$PWD/testdata/scenarios/$scenario.txtar"
done
