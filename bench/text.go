package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"netdb.example/inet"
)

// text is inet_pton(3) and inet_ntop(3), of addresses that are many and different. The floor is glibc.
func text(b *bench) ([]*table, error) {
	rounds, ms := 15, 50
	if *short {
		rounds, ms = 3, 30
	}
	t := &table{Name: "text", Title: "addresses from text and, appended to a buffer, to text: ns for each of 1024; the floor is glibc",
		Columns: []column{
			{"pton4", "IPv4 from", 0, true},
			{"pton6", "IPv6 from", 0, true},
			{"ntop4", "IPv4 to", 0, true},
			{"ntop6", "IPv6 to", 0, true},
		}}
	four, six := filepath.Join(b.dir, "four"), filepath.Join(b.dir, "six")
	lines4, lines6 := addressTexts()
	if err := os.WriteFile(four, []byte(strings.Join(lines4, "\n")), 0o644); err != nil {
		return nil, err
	}
	if err := os.WriteFile(six, []byte(strings.Join(lines6, "\n")), 0o644); err != nil {
		return nil, err
	}
	peers := []peer{b.inC("glibc", "text", four, six), b.inC("musl", "text-musl", four, six),
		inGo("netip", "text netip"), inGo("netdb", "text netdb")}
	if err := b.compare(t, peers, []string{"pton4", "pton6", "ntop4", "ntop6"}, rounds, ms); err != nil {
		return nil, err
	}
	for _, g := range []struct {
		key   string
		bound float64
	}{{"pton4", 0.45}, {"pton6", 0.5}, {"ntop4", 0.12}, {"ntop6", 0.2}} {
		t.atMost(g.bound, t.ratio("netdb", "glibc", g.key).median, g.key+" ÷ glibc's")
	}
	return []*table{t}, nil
}

// addressTexts are the addresses as text: IPv4 are the first four bytes of each.
func addressTexts() (four, six []string) {
	for _, b := range addresses() {
		four = append(four, netip.AddrFrom4([4]byte(b[:4])).String())
		six = append(six, netip.AddrFrom16(b).String())
	}
	return four, six
}

func textNetdb() repeater {
	addrs := addresses()
	four, six := addressTexts()
	buffer := make([]byte, 64)
	return repeater{operations: operations{
		"pton4": func(i int) { results.packed4, _ = inet.Pton4(four[i%1024]) },
		"pton6": func(i int) { results.packed6, _ = inet.Pton6(six[i%1024]) },
		"ntop4": func(i int) { results.text = inet.AppendNtop4(buffer[:0], [4]byte(addrs[i%1024][:4])) },
		"ntop6": func(i int) { results.text = inet.AppendNtop6(buffer[:0], addrs[i%1024]) },
	}}
}

func textNetip() repeater {
	addrs := addresses()
	four, six := addressTexts()
	buffer := make([]byte, 64)
	return repeater{operations: operations{
		"pton4": func(i int) { results.addr, _ = netip.ParseAddr(four[i%1024]) },
		"pton6": func(i int) { results.addr, _ = netip.ParseAddr(six[i%1024]) },
		"ntop4": func(i int) { results.text = netip.AddrFrom4([4]byte(addrs[i%1024][:4])).AppendTo(buffer[:0]) },
		"ntop6": func(i int) { results.text = netip.AddrFrom16(addrs[i%1024]).AppendTo(buffer[:0]) },
	}}
}
