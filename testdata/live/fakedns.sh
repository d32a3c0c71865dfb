#!/usr/bin/env bash
# Serves a zone with netdb fakedns to dig, glibc, Go and Python, for root on Linux with nsd, dig, python3 and iproute2. Below
# are questions, and what nsd had to say to them with the same zone; both servers have to answer so, on 127.0.0.1:53 of a
# machine of its own (mount, network and process namespaces). Then come faults, truncation, other addresses and the log.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${NETDB_WORK-}" ]; then
	cd "$here/../.."
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	CGO_ENABLED=0 go build -o "$work/netdb" ./cmd/netdb
	CGO_ENABLED=0 go build -o "$work/gonet" ./testdata/live/gonet
	NETDB_WORK=$work unshare --mount --net --pid --fork --mount-proc bash "$0"
	exit
fi
. "$here/nsd.sh"
. "$here/check.sh"
cd "$NETDB_WORK"

cat > root.zone <<'ZONE'
$TTL 300
.         SOA    ns.invalid. hostmaster.invalid. 1 3600 600 86400 300
.         NS     ns.invalid.
$ORIGIN example.org.
www       A      192.0.2.1
          AAAA   2001:db8::1
alias     CNAME  www
chain     CNAME  alias
dangling  CNAME  nosuch
v4        A      192.0.2.4
v6        AAAA   2001:db8::6
many      A      192.0.2.5
          A      192.0.2.3
*.wild    60 A   192.0.2.7
mail      MX     10 v4
txt       TXT    "one two" "; \"three\""
1.2.0.192.in-addr.arpa.  PTR  www.example.org.
1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.  PTR  www.example.org.
ZONE
for i in $(seq 40); do echo "over512.example.org. A 198.51.100.$i"; done >> root.zone
for i in $(seq 100); do echo "over1232.example.org. A 198.51.100.$i"; done >> root.zone

want=$(cat <<'WANT'
dig www.example.org A => NOERROR; www.example.org. 300 IN A 192.0.2.1
dig WWW.example.org AAAA => NOERROR; WWW.example.org. 300 IN AAAA 2001:db8::1
dig chain.example.org A => NOERROR; chain.example.org. 300 IN CNAME alias.example.org.; alias.example.org. 300 IN CNAME www.example.org.; www.example.org. 300 IN A 192.0.2.1
dig chain.example.org CNAME => NOERROR; chain.example.org. 300 IN CNAME alias.example.org.
dig v4.example.org AAAA => NOERROR; . 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300
dig nosuch.example.org A => NXDOMAIN; . 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300
dig dangling.example.org A => NXDOMAIN; dangling.example.org. 300 IN CNAME nosuch.example.org.; . 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300
dig example.org A => NOERROR; . 300 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300
dig many.example.org A => NOERROR; many.example.org. 300 IN A 192.0.2.5; many.example.org. 300 IN A 192.0.2.3
dig a.b.wild.example.org A => NOERROR; a.b.wild.example.org. 60 IN A 192.0.2.7
dig mail.example.org MX => NOERROR; mail.example.org. 300 IN MX 10 v4.example.org.
dig txt.example.org TXT => NOERROR; txt.example.org. 300 IN TXT "one two" "; \"three\""
dig +tcp txt.example.org TXT => NOERROR; txt.example.org. 300 IN TXT "one two" "; \"three\""
dig -x 192.0.2.1 => NOERROR; 1.2.0.192.in-addr.arpa. 300 IN PTR www.example.org.
size over512.example.org A +noedns +ignore => tc
size over512.example.org A +noedns => 40
size over1232.example.org A +ignore => tc
size over1232.example.org A +notcp => 100
getent ahosts www.example.org => 2001:db8::1 STREAM www.example.org; 2001:db8::1 DGRAM; 2001:db8::1 RAW; 192.0.2.1 STREAM; 192.0.2.1 DGRAM; 192.0.2.1 RAW
getent hosts chain.example.org => 2001:db8::1 www.example.org chain.example.org alias.example.org
getent ahostsv4 chain.example.org => 192.0.2.1 STREAM www.example.org; 192.0.2.1 DGRAM; 192.0.2.1 RAW
getent ahostsv4 many.example.org => 192.0.2.5 STREAM many.example.org; 192.0.2.5 DGRAM; 192.0.2.5 RAW; 192.0.2.3 STREAM; 192.0.2.3 DGRAM; 192.0.2.3 RAW
getent ahostsv4 v6.example.org => exit 2
getent hosts v6.example.org => 2001:db8::6 v6.example.org
getent hosts nosuch.example.org => exit 2
getent hosts dangling.example.org => exit 2
getent hosts 192.0.2.1 => 192.0.2.1 www.example.org
getent hosts 2001:db8::1 => 2001:db8::1 www.example.org
getent hosts 192.0.2.99 => exit 2
gonet LookupHost www.example.org => [2001:db8::1 192.0.2.1]
gonet LookupHost v4.example.org => [192.0.2.4]
gonet LookupCNAME alias.example.org => www.example.org.
gonet LookupHost nosuch.example.org => no such host, IsNotFound true
gonet LookupTXT txt.example.org => [one two; "three"]
gonet LookupAddr 192.0.2.1 => [www.example.org.]
gonet CountHost over512.example.org => 40
gonet CountHost over1232.example.org => 100
python gethostbyname_ex chain.example.org => ('www.example.org', ['chain.example.org', 'alias.example.org'], ['192.0.2.1'])
python gethostbyname_ex v6.example.org => EAI_NODATA
python gethostbyname_ex nosuch.example.org => EAI_NONAME
python canonname chain.example.org => www.example.org
python getaddrinfo6 www.example.org => ['2001:db8::1']
python getaddrinfo6 v4.example.org => EAI_NODATA
python getaddrinfo6 nosuch.example.org => EAI_NONAME
python gethostbyaddr 192.0.2.1 => ('www.example.org', [], ['192.0.2.1'])
python gethostbyaddr 192.0.2.99 => 1 Unknown host
WANT
)

# dig prints the status, the ANSWER section, and the SOA where there is none.
dig() { command dig +tries=2 +noall +comments +answer +authority "$@" | sed -nE 's/.*status: ([A-Z]+).*/\1/p; t; /^;|^$|\sNS\s/!p'; }
# size prints the flag TC, and how many records there are in a whole answer.
size() { command dig +tries=2 "$@" | sed -nE 's/^;; flags:.* tc .*/tc/p; t; s/^;; flags:.*ANSWER: ([0-9]+).*/\1/p'; }
# count NAME: how many addresses glibc finds.
count() { getent ahostsv4 "$1" | grep -c STREAM; }
gonet() { ./gonet "$@"; }
python() { python3 "$here/pysocket.py" "$@"; }

# line TEXT: all its lines as one.
line() { sed -E 's/[[:blank:]]+/ /g; s/ $//; $!s/$/;/' <<< "$1" | xargs -d '\n'; }

# answers asks all questions, and prints each with its answer, on one line.
answers() {
	local row question answer code
	while read -r row; do
		question=${row%% =>*} code=0
		answer=$($question 2>&1) || code=$?
		[ "$code" = 0 ] || answer+="exit $code"
		echo "$question => $(line "$answer")"
	done <<< "$want"
}

ip link set lo up
ip addr add 192.0.2.100/24 dev lo
ip addr add 2001:db8::100/64 dev lo
printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:3\n' > resolv.conf
echo 'hosts: files dns' > nsswitch.conf
echo '127.0.0.1 localhost' > hosts
for file in resolv.conf nsswitch.conf hosts; do mount --bind "$file" "/etc/$file"; done

start_nsd "$PWD"
await_name www.example.org.
check nsd "$(answers)" "$want"
kill "$nsd"
wait "$nsd" || true

# serve ARG... begins to serve. ended [COMPLAINTS [SIGNAL]] ends that, with exit code 0.
serve() {
	: > log
	./netdb fakedns "$@" >> log 2> complaints &
	server=$!
	until grep -q listening log; do
		kill -0 "$server" || { cat complaints; exit 1; }
		sleep 0.05
	done
}
ended() {
	local code=0
	kill -s "${2-TERM}" "$server"
	wait "$server" || code=$?
	check 'exit code and standard error' "$code $(cat complaints)" "0 ${1-}"
}
serve --zone root.zone --listen 127.0.0.1:53
check 'netdb fakedns' "$(answers)" "$want"
ended

# went: how the queries of type A in the log went.
went() {
	python3 -c 'if True:
		import json
		for q in map(json.loads, open("log")):
			if q.get("type") == "A":
				print(q["network"], *(r["rcode"] + " tc" * ("tc" in r["flags"]) for r in q["replies"] or [{"rcode": "nothing", "flags": []}]))'
}

# trial FAULT QUESTION ANSWER WENT
trial() {
	echo "$1" > faults
	serve --zone root.zone --faults faults --listen 127.0.0.1:53
	check "$2 with '$1'" "$(line "$($2 2>&1)")" "$3"
	ended
	check "log of $2 with '$1'" "$(line "$(went)")" "$4"
}
trial '' 'count over512.example.org' 40 'udp NOERROR tc; tcp NOERROR'
trial '' 'gonet CountHost over512.example.org' 40 'udp NOERROR'
trial '' 'gonet CountHost over1232.example.org' 100 'udp NOERROR tc; tcp NOERROR'
trial '' 'size over1232.example.org A +notcp' 100 'udp NOERROR tc; tcp NOERROR'
trial '' 'size over1232.example.org A +ignore' tc 'udp NOERROR tc'
trial 'udp www.example.org. A #1 -> drop' 'getent ahostsv4 www.example.org' \
	'192.0.2.1 STREAM www.example.org; 192.0.2.1 DGRAM; 192.0.2.1 RAW' 'udp nothing; udp NOERROR'
trial 'udp www.example.org. A #1 -> drop' 'gonet LookupHost www.example.org' '[2001:db8::1 192.0.2.1]' 'udp nothing; udp NOERROR'
trial 'udp v4.example.org. -> truncate' 'python gethostbyname_ex v4.example.org' "('v4.example.org', [], ['192.0.2.4'])" \
	'udp NOERROR tc; tcp NOERROR; udp NOERROR tc; tcp NOERROR'
trial 'any -> rcode SERVFAIL' 'python gethostbyname_ex www.example.org' EAI_AGAIN 'udp SERVFAIL; udp SERVFAIL; udp SERVFAIL'

# Every address of the machine, the zones of a scenario, a fault that no query meets, and the other signal.
echo 'never.example.org. -> drop' > faults
serve --zone root.zone --faults faults --listen '[::]:53'
for at in 127.0.0.1 127.0.0.53 ::1 192.0.2.100 2001:db8::100; do
	check "at $at" "$(line "$(dig @$at v4.example.org A)")" 'NOERROR; v4.example.org. 300 IN A 192.0.2.4'
done
check listening "$(sed -n 1p log)" '{"listening":"[::]:53"}'
ended 'netdb: fakedns: no query met the fault: never.example.org.'
serve --scenario "$here/../scenarios/tour.txtar" --listen 127.0.0.1:53
check 'a scenario' "$(line "$(getent hosts www.hellfly.net)")" '50.56.79.68 hellfly.net www.hellfly.net'
ended '' INT

echo "netdb fakedns: $(wc -l <<< "$want") questions beside nsd, 9 trials: $failures differ"
exit "$((failures > 0))"
