#!/usr/bin/env bash
# Captures lookups of a real name server and replays them elsewhere, for root on Linux with nsd, python3 and iproute2: on a
# machine of its own (mount, network and process namespaces) netdb capture asks nsd, while sniff.py watches the wire. Then, in
# an empty chroot without a network, netdb replay has to come to the same, by the same queries.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# What is captured. The first server is one that nobody listens at.
calls=$(cat <<'CALLS'
getaddrinfo chain http --flags canonname
gethostbyname_ex many www.example.org nosuch
gethostbyaddr 192.0.2.1 192.0.2.99
getnameinfo 192.0.2.1 80
gethostbyname over512
getfqdn
getaddrinfo localhost 80
getservbyname http
CALLS
)

# On the machine.
if [ -n "${NETDB_WORK-}" ]; then
	. "$here/nsd.sh"
	cd "$NETDB_WORK"
	ip link set lo up
	printf 'nameserver 127.0.0.9\nnameserver 127.0.0.1\nsearch example.org\noptions timeout:2\n' > resolv.conf
	echo 'hosts: files dns' > nsswitch.conf
	printf '127.0.0.1 localhost\n192.0.2.10 %s.example.org %s\n' "$(hostname)" "$(hostname)" > hosts
	for file in resolv.conf nsswitch.conf hosts; do mount --bind "$file" "/etc/$file"; done
	start_nsd "$PWD"
	await_name www.example.org.
	python3 "$here/sniff.py" > sniffed &
	until grep -q sniffing sniffed; do sleep 0.05; done
	n=0
	while read -r call; do
		n=$((n + 1)) code=0
		./netdb capture -o "$n.txtar" $call > "$n.out" 2> "$n.err" < /dev/null || code=$?
		echo "$code" > "$n.code"
	done <<< "$calls"
	sleep 0.2 # for what is still to be sniffed
	kill %2

	# The same with other names and addresses.
	./netdb capture --redact -o redacted.txtar gethostbyname_ex chain.example.org > redacted.out

	# A caller who loses patience with a server that says nothing.
	python3 -c 'if True:
		import socket, time
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.bind(("127.0.0.8", 53))
		print("bound", flush=True)
		time.sleep(9)' > bound &
	until grep -q bound bound; do sleep 0.05; done
	echo 'nameserver 127.0.0.8' > resolv.conf
	timeout -s INT 1 ./netdb capture -o silent.txtar gethostbyname www > silent.out 2> silent.err || true
	exit 0
fi

cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -o "$work/netdb" ./cmd/netdb
cat > "$work/root.zone" <<'ZONE'
$TTL 300
.         SOA    ns.invalid. hostmaster.invalid. 1 3600 600 86400 300
.         NS     ns.invalid.
$ORIGIN example.org.
www       A      192.0.2.1
          AAAA   2001:db8::1
alias     CNAME  www
chain     CNAME  alias
many      A      192.0.2.5
          A      192.0.2.3
1.2.0.192.in-addr.arpa.  PTR  www.example.org.
ZONE
for i in $(seq 40); do echo "over512.example.org. A 198.51.100.$i"; done >> "$work/root.zone"
NETDB_WORK=$work unshare --mount --net --pid --fork --mount-proc bash "$0"

. "$here/check.sh"

# elsewhere ARG...: netdb in an empty chroot, without a network or an environment.
mkdir "$work/empty"
cp "$work/netdb" "$work"/*.txtar "$work/empty"
elsewhere() { env -i PATH="$PATH" unshare --net chroot "$work/empty" /netdb "$@"; }

# said N: what a capture printed.
said() { cat "$work/$1.out" "$work/$1.err"; }

n=0
while read -r call; do
	n=$((n + 1)) code=0
	again=$(elsewhere replay "$n.txtar" 2>&1) || code=$?
	check "replay of $call" "$again" "$(said $n)"
	check "exit code of $call" "$code" "$(cat "$work/$n.code")"
	again=$(elsewhere --scenario "$n.txtar" $call 2>&1 < /dev/null) || code=$?
	check "$call in its scenario" "$again" "$(said $n)"
done <<< "$calls"

# The queries of the traces are those that were on the wire.
traced=$(for i in $(seq "$n"); do sed -n '/^-- trace --/,$p' "$work/$i.txtar"; done | sed -nE 's/^[^ ]+ ((udp|tcp) .*) #[0-9]+ -> .*/\1/p' | sort)
sniffed=$(tail -n +2 "$work/sniffed" | sort)
check queries "$traced" "$sniffed"

# A redacted capture has as many names and addresses as there were, and does not tell what was asked for.
check 'what redaction leaves' "$(grep -aciE 'alias\.|chain' "$work/redacted.txtar")" 0
check 'words of a redacted replay' "$(elsewhere replay redacted.txtar | tr ' ,' '\n\n' | wc -l)" "$(tr ' ,' '\n\n' < "$work/redacted.out" | wc -l)"

# The caller gives up in the replay too.
again=$(elsewhere replay silent.txtar 2>&1) && code=0 || code=$?
check 'replay of what was given up' "$code $again" "4 $(said silent)"
check 'what was given up' "$(grep -c '^cancel=.* gethostbyname www$' "$work/silent.txtar")" 1

echo "netdb capture: $n calls, $(wc -l <<< "$sniffed") queries: $failures differ"
exit "$((failures > 0))"
