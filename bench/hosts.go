package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net/netip"
	"os"
	"strings"

	"netdb.example/hostsfile"
	"netdb.example/inet"
	"netdb.example/resolver"
)

// hosts is a long hosts(5): what it takes to read it, to hold it, and to find a name in it or not, where nsswitch.conf(5) lists
// nothing else. The floor is a plain map. The libcs read the file at each lookup.
func hosts(b *bench) ([]*table, error) {
	lines, rounds, ms := 1_000_000, 3, 300
	if *short {
		lines, rounds, ms = 100_000, 2, 50
	}
	t := &table{Name: "hosts", Title: fmt.Sprintf("a hosts file of %d lines; the floor is a map", lines),
		Columns: []column{
			{"load", "load ms", 1e6, true},
			{"memory", "RSS MiB", 1 << 20, true},
			{"hosthit", "found ns", 0, true},
			{"hostmiss", "not found ns", 0, true},
		}}
	etc("nsswitch.conf", "hosts: files\n")
	defer etc("nsswitch.conf", nsswitch)
	size := longHosts(lines)
	defer etc("hosts", shortHosts)
	t.Notes = append(t.Notes, fmt.Sprintf("the file has %d MiB; netdb's hostsfile is the package alone, without what getaddrinfo does", size>>20))
	peers := []peer{inGo("map", "hosts map"), inGo("netdb hostsfile", "hosts hostsfile"), inGo("netdb", "hosts netdb"), inGo("net", "hosts net")}
	for range rounds {
		if err := b.load(t, peers); err != nil {
			return nil, err
		}
	}
	peers = append(peers, b.inC("glibc", "db", fmt.Sprint(lines)), b.inC("musl", "db-musl", fmt.Sprint(lines)))
	if err := b.compare(t, peers, []string{"hosthit", "hostmiss"}, rounds, ms); err != nil {
		return nil, err
	}
	t.atMost(0.08, t.ratio("netdb hostsfile", "net", "load").median, "load ÷ net's")
	t.atMost(1.6, t.median("netdb hostsfile", "memory")/float64(size), "memory ÷ the file")
	t.atMost(0.4, t.ratio("netdb hostsfile", "net", "hosthit").median, "found ÷ net's")
	return []*table{t}, nil
}

// load has each peer read the file, in a process of its own.
func (b *bench) load(t *table, peers []peer) error {
	for _, p := range peers {
		workers, err := b.start([]peer{p})
		if err != nil {
			return err
		}
		v, err := workers[0].ask("load")
		if err != nil {
			return err
		}
		t.add(p.name, v, "")
		stop(workers)
	}
	return nil
}

// longHosts writes a file with names as containers have them, and returns its size.
func longHosts(lines int) int {
	var text strings.Builder
	for i := range lines {
		fmt.Fprintf(&text, "10.%d.%d.%d\t%s host-%07d\n", i>>16, i>>8&255, i&255, hostName(i), i)
	}
	etc("hosts", text.String())
	return text.Len()
}

// hostName is the name of the i-th line.
func hostName(i int) string { return fmt.Sprintf("host-%07d.svc.example.internal", i) }

const missing = "nosuchhost.svc.example.internal"

// hostNames are those of a thousand lines from all over the file, in no order.
func hostNames() []string {
	names := make([]string, 1000)
	lines := countLines()
	for i := range names {
		names[i] = hostName(i * 617 % 1000 * (lines / 1000))
	}
	return names
}

func countLines() (n int) {
	f := openHosts()
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		n++
	}
	return n
}

func openHosts() *os.File {
	f, err := os.Open("/etc/hosts")
	if err != nil {
		log.Fatal(err)
	}
	return f
}

// byLookup has a lookup that reads the file when it is first called.
func byLookup(lookup func(name string) error) repeater {
	names := hostNames()
	load := func() {
		if err := lookup(names[0]); err != nil {
			log.Fatal(err)
		}
	}
	return repeater{load, operations{
		"hosthit":  func(i int) { lookup(names[i%len(names)]) },
		"hostmiss": func(int) { lookup(missing) },
	}}
}

func hostsNetdb() repeater {
	hints := &resolver.Hints{Family: inet.AF_INET, Socktype: resolver.SOCK_STREAM}
	return byLookup(func(name string) error {
		_, err := machine.Getaddrinfo(context.Background(), name, "", hints)
		return err
	})
}

func hostsNet() repeater {
	return byLookup(func(name string) error {
		_, err := pureGo.LookupNetIP(context.Background(), "ip4", name)
		return err
	})
}

func hostsFile() repeater {
	var f *hostsfile.File
	return byLookup(func(name string) error {
		if f == nil {
			f, _ = hostsfile.Parse(openHosts())
		}
		for e := range f.Lookup(inet.AF_INET, name) {
			results.addr = e.Addr
		}
		return nil
	})
}

func hostsMap() repeater {
	var addrs map[string][]netip.Addr
	return byLookup(func(name string) error {
		if addrs == nil {
			addrs = readMap()
		}
		for _, a := range addrs[strings.ToLower(name)] {
			results.addr = a
		}
		return nil
	})
}

// readMap is the plain way to read a hosts file.
func readMap() map[string][]netip.Addr {
	addrs := make(map[string][]netip.Addr)
	text, err := os.ReadFile("/etc/hosts")
	if err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		addr, err := netip.ParseAddr(fields[0])
		if err != nil {
			log.Fatal(err)
		}
		for _, name := range fields[1:] {
			addrs[strings.ToLower(name)] = append(addrs[strings.ToLower(name)], addr)
		}
	}
	return addrs
}
