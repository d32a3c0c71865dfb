# For scripts that make this namespace a machine: the name server beside which netdb is held.

# start_nsd DIR: serves the root zone in DIR/root.zone on 127.0.0.1, by process $nsd, which writes to DIR/nsd.log.
start_nsd() {
	cat > "$1/nsd.conf" <<CONF
server:
  ip-address: 127.0.0.1
  username: ""
  pidfile: ""
  zonesdir: "$1"
  database: ""
  zonelistfile: "$1/zone.list"
  xfrdfile: ""
  server-count: 1
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "root.zone"
CONF
	nsd -d -c "$1/nsd.conf" > "$1/nsd.log" 2>&1 &
	nsd=$!
}

# await_name NAME: returns once the name server knows NAME, or after ten seconds.
await_name() {
	for _ in $(seq 100); do
		RES_OPTIONS='timeout:1 attempts:1' "$NETDB_WORK/netdb" gethostbyname "$1" > /dev/null 2>&1 && return
		sleep 0.1
	done
}
