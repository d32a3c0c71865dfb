#!/usr/bin/env bash
# Makes this namespace the machine of the scenario $1 and compares. Called by tour.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/nsd.sh"
scenario=$1
files=$NETDB_WORK/files
rm -rf "$files"
mkdir -p "$files"
python3 "$here/unpack.py" "$scenario" "$files"

# The interfaces: loopback, and eth0 with the scenario's address and a default route that leads nowhere.
ip link set lo up
ip link add eth0 type veth peer name eth0far
ip link set eth0 up
ip link set eth0far up
while read -r name _ addresses; do
	[ "$name" = eth0 ] || continue
	for address in $addresses; do ip addr add "$address" dev eth0; done
done < "$files/interfaces"
ip route add default dev eth0
hostname "$(cat "$files/hostname")"

# The name server: one root zone that holds what the scenario does.
{
	printf '$TTL 300\n. SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300\n. NS ns.invalid.\n'
	grep -v '[[:space:]]SOA[[:space:]]' "$files/zone"
} > "$files/root.zone"

# /etc: the scenario's, and beside it services(5) and protocols(5) for what needs them, in a file system of this namespace.
cp /etc/services /etc/protocols "$files"
mount -t tmpfs tmpfs /etc
cp -r "$files/etc/." /etc
sed -i 's/^nameserver .*/nameserver 127.0.0.1/' /etc/resolv.conf

start_nsd "$files"
await_name www.python.org.
python3 "$here/compare.py" "$NETDB_WORK/netdb" "$scenario" "$files" || { cat "$files/nsd.log"; exit 1; }
