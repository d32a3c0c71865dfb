package main

import (
	"context"

	"netdb.example/protodb"
	"netdb.example/servicesdb"
)

// tables are getservbyname(3) and its kin. The floor is a plain map that holds the registry.
func tables(b *bench) ([]*table, error) {
	rounds, ms := 15, 50
	if *short {
		rounds, ms = 3, 30
	}
	t := &table{Name: "tables", Title: "services and protocols: ns of a lookup; the floor is a map",
		Columns: []column{
			{"servname", "service by name", 0, true},
			{"servmiss", "none of that name", 0, true},
			{"servport", "service by port", 0, true},
			{"protoname", "protocol by name", 0, true},
		}}
	peers := []peer{inGo("map", "tables map"), inGo("netdb IANA", "tables registry"), inGo("netdb", "tables netdb"),
		inGo("net", "tables net"), b.inC("glibc", "db"), b.inC("musl", "db-musl")}
	if err := b.compare(t, peers, []string{"servname", "servmiss", "servport", "protoname"}, rounds, ms); err != nil {
		return nil, err
	}
	for _, key := range []string{"servname", "servmiss"} {
		t.atMost(1.2, t.ratio("netdb IANA", "net", key).median, key+" ÷ net's")
	}
	t.atMost(0.5, t.ratio("netdb IANA", "musl", "protoname").median, "protoname ÷ musl's")
	return []*table{t}, nil
}

func tablesMap() repeater {
	type nameKey struct{ name, proto string }
	type portKey struct {
		port  uint16
		proto string
	}
	names, ports, protos := make(map[nameKey]servicesdb.Servent), make(map[portKey]servicesdb.Servent), make(map[string]protodb.Protoent)
	for s := range servicesdb.IANA().All() {
		names[nameKey{s.Name, s.Proto}], ports[portKey{s.Port, s.Proto}] = s, s
	}
	for p := range protodb.IANA().All() {
		protos[p.Name] = p
	}
	return repeater{operations: operations{
		"servname":  func(int) { results.service = names[nameKey{"https", "tcp"}] },
		"servmiss":  func(int) { results.service = names[nameKey{"nosuchname", "tcp"}] },
		"servport":  func(int) { results.service = ports[portKey{443, "tcp"}] },
		"protoname": func(int) { results.protocol = protos["ipv6-icmp"] },
	}}
}

// tablesRegistry is netdb without a file.
func tablesRegistry() repeater {
	services, protocols := servicesdb.IANA(), protodb.IANA()
	return repeater{operations: operations{
		"servname":  func(int) { results.service, _ = services.ByName("https", "tcp") },
		"servmiss":  func(int) { results.service, _ = services.ByName("nosuchname", "tcp") },
		"servport":  func(int) { results.service, _ = services.ByPort(443, "tcp") },
		"protoname": func(int) { results.protocol, _ = protocols.ByName("ipv6-icmp") },
	}}
}

// tablesNetdb is netdb with the machine's files, which it watches.
func tablesNetdb() repeater {
	return repeater{operations: operations{
		"servname":  func(int) { results.service, _ = machine.Getservbyname("https", "tcp") },
		"servmiss":  func(int) { results.service, _ = machine.Getservbyname("nosuchname", "tcp") },
		"servport":  func(int) { results.service, _ = machine.Getservbyport(443, "tcp") },
		"protoname": func(int) { results.protocol, _ = machine.Getprotobyname("ipv6-icmp") },
	}}
}

func tablesNet() repeater {
	ctx := context.Background()
	return repeater{operations: operations{
		"servname": func(int) { pureGo.LookupPort(ctx, "tcp", "https") },
		"servmiss": func(int) { pureGo.LookupPort(ctx, "tcp", "nosuchname") },
	}}
}
