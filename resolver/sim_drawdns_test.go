package resolver_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// simZone is what a zone is drawn from: a name, and what it has: so many addresses of each family, or a record.
var simZone = []struct {
	name   string
	a      int
	aaaa   int
	record string
}{
	{"www.example.org.", 1, 1, ""},
	{"db.example.org.", 3, 2, ""},
	{"mail.example.org.", 1, 0, "MX 10 www.example.org."},
	{"www.corp.test.", 1, 1, ""},
	{"db.corp.test.", 2, 0, ""},
	{"www.sub.example.org.", 1, 1, ""},
	{"four.example.org.", 1, 0, ""},
	{"six.example.org.", 0, 1, ""},
	{"none.example.org.", 0, 0, "TXT none"},
	{"big.example.org.", 40, 0, ""},
	{"huge.corp.test.", 0, 60, ""},
	{"alias.example.org.", 0, 0, "CNAME www.example.org."},
	{"far.corp.test.", 0, 0, "CNAME Alias.Example.Org."},
	{"loop.example.org.", 0, 0, "CNAME loop.corp.test."},
	{"loop.corp.test.", 0, 0, "CNAME loop.example.org."},
	{"dangling.example.org.", 0, 0, "CNAME gone.example.org."},
	{"odd.example.org.", 0, 0, `CNAME a\032b.example.org.`},
	{`a\032b.example.org.`, 1, 0, ""},
	{"*.wild.example.org.", 1, 0, ""},
	{"deleg.example.org.", 0, 0, "NS ns.elsewhere.test."},
	{"away.corp.test.", 0, 0, "CNAME www.deleg.example.org."},
	{"host.example.org.", 1, 1, ""},
	{"intranet.", 1, 0, ""},
	{"moved.example.org.", 0, 0, "DNAME corp.test."},
	{"xn--bcher-kva.example.org.", 1, 1, ""},
}

// simReverse are addresses that may have a name.
var simReverse = []string{"192.0.2.101", "192.0.2.102", "192.0.2.103", "2001:db8:7::1", "10.0.0.0", "10.0.5.0", "172.16.0.0",
	"2001:db8:0:1::"}

// simZoneFile is the file of what a server has, or of what all have that have none.
func simZoneFile(server string) string {
	if server == "" {
		return "zone"
	}
	return "zone.own@" + server
}

// zone draws what the i-th server has: all of it, half of it, or next to nothing.
func (d *drawing) zone(dir string, i int, server string) {
	kept := 90
	switch n := d.IntN(100); {
	case n < 15 && server != "": // lame
		d.add(dir+simZoneFile(server), ". SOA a. b. 1 3600 600 86400 300", "org. NS ns.elsewhere.test.", "test. NS ns.elsewhere.test.",
			"arpa. NS ns.elsewhere.test.")
		return
	case n < 50 && server != "": // behind
		kept = 50
	}
	d.add(dir+simZoneFile(server), d.records(i*16+d.version, kept)...)
}

// records draws those of a zone, of which the addresses and names tell the server and the version.
func (d *drawing) records(mark, kept int) []string {
	var lines []string
	for _, zone := range []string{"example.org.", "corp.test.", "in-addr.arpa."} {
		if d.chance(85) {
			lines = append(lines, zone+" SOA ns.example.org. hostmaster.example.org. 1 3600 600 86400 300")
		}
	}
	for i, z := range simZone {
		if isLarge := z.a+z.aaaa > 10; !d.chance(kept) || isLarge && !d.chance(20) {
			continue
		}
		for k := range z.a {
			lines = append(lines, fmt.Sprintf("%s A 10.%d.%d.%d", z.name, mark, i, k))
		}
		for k := range z.aaaa {
			lines = append(lines, fmt.Sprintf("%s AAAA 2001:db8:%x:%x::%x", z.name, mark, i, k))
		}
		if z.record != "" {
			lines = append(lines, z.name+" "+z.record)
		}
	}
	for _, addr := range simReverse {
		if d.chance(kept) {
			lines = append(lines, d.pointer(addr, mark))
		}
	}
	return lines
}

func (d *drawing) pointer(addr string, mark int) string {
	reverse, _ := dns.ReverseAddr(addr)
	switch n := d.IntN(100); {
	case n < 8:
		return reverse + ` PTR a\032b.example.org.`
	case n < 16:
		return fmt.Sprintf("%s PTR short%d.", reverse, mark)
	case n < 24 && strings.Contains(addr, "."):
		return fmt.Sprintf("%s CNAME x.%[1]s\nx.%[1]s PTR cname%[2]d.example.org.", reverse, mark)
	}
	return fmt.Sprintf("%s PTR name%d.example.org.", reverse, mark)
}

// simNames are the names that calls ask for, the most usual ones first.
var simNames = []string{
	"www", "www.example.org", "www.example.org.", "WWW.Example.ORG", "db", "db.example.org", "db.corp.test", "mail",
	"four", "four.example.org", "six", "six.example.org.", "none", "none.example.org", "big", "big.example.org",
	"huge.corp.test", "alias", "alias.example.org", "far", "far.corp.test", "loop.example.org.", "dangling",
	"dangling.example.org", "odd.example.org", "x.wild.example.org", "x.y", "deleg.example.org", "www.deleg.example.org.",
	"away.corp.test", "sub.example.org", "nosuch", "nosuch.example.org", "nosuch.test.", "printer", "lp0",
	"first-printer", "host", "host.example.org", "intranet", "intranet.", "www.moved.example.org", "x.moved.example.org",
	"bücher.example.org", "localhost", "a.localhost", "localhost.", "x.onion", "host.invalid", "10.1.2.3",
	"::ffff:10.1.2.3", "2001:db8::7", "10.1.2.300", "a b", "a..b",
}

func (d *drawing) calls() {
	var lines []string
	starts := []int64{0, d.Int64N(30_000), d.Int64N(30_000)}
	for i := range 4 + d.IntN(10) {
		at := d.Int64N(30_000)
		if d.chance(50) {
			at = starts[d.IntN(len(starts))] + d.Int64N(50)
		}
		// No two calls begin or end at the same nanosecond of a millisecond.
		line := fmt.Sprintf("@%dns", at*1_000_000+int64(i+1))
		if d.chance(20) {
			line += fmt.Sprintf(" cancel=%dns", (1+d.Int64N(8_000))*1_000_000+int64(100+i))
		}
		lines = append(lines, line+" "+d.call())
	}
	d.add("calls", lines...)
}

func (d *drawing) call() string {
	switch d.IntN(13) {
	case 0, 1:
		return "gethostbyname " + d.name()
	case 2, 3:
		return "gethostbyname_ex " + d.name()
	case 4:
		return "gethostbyaddr " + d.addr()
	case 5:
		flags := d.options("flags", 40, "numerichost", "nofqdn", "namereqd", "dgram")
		return "getnameinfo" + flags + " " + d.addr() + " " + d.pick("80", "53", "8000", "8001", "9")
	case 6:
		return "getfqdn" + d.pick("", " "+d.name(), " "+d.name(), " "+d.addr())
	case 7:
		return "getservbyname " + d.pick("web", "http", "domain", "nosuch") + d.pick("", " tcp", " udp")
	case 8:
		return "getservbyport " + d.pick("80", "53", "8000", "8001") + d.pick("", " tcp", " udp")
	case 9:
		return "getprotobyname " + d.pick("tcp", "UDP", "nosuch")
	}
	return d.getaddrinfo()
}

// name is one of those that most ask for, or any other.
func (d *drawing) name() string {
	n := len(simNames)
	if d.chance(40) {
		n = 8
	}
	name := simNames[d.IntN(n)]
	if !strings.ContainsAny(name, " ü:") && !strings.Contains(name, "..") {
		asked := strings.ToLower(strings.TrimSuffix(name, "."))
		if !strings.Contains(asked, ".") {
			asked += ".example.org"
		}
		d.asked = append(d.asked, asked+".")
	}
	return fmt.Sprintf("%q", name)
}

func (d *drawing) addr() string {
	others := []string{"127.0.0.1", "::1", "198.51.100.99", "::ffff:192.0.2.101", "::192.0.2.102", "10.1.0.0", "10.16.0.0"}
	return d.pick(slices.Concat(simReverse, others)...)
}

func (d *drawing) options(key string, percent int, words ...string) string {
	if !d.chance(percent) {
		return ""
	}
	return " --" + key + "=" + strings.Join(d.some(1+d.IntN(2), words), ",")
}

func (d *drawing) getaddrinfo() string {
	call := "getaddrinfo"
	if d.chance(45) {
		call += " --family=" + d.pick("inet", "inet6")
	}
	call += d.options("flags", 50, "canonname", "canonname", "v4mapped", "all", "addrconfig", "v4mapped,all", "numerichost", "passive",
		"idn", "idn")
	node, service := d.name(), d.pick("", " 80", " 80", " web", " http", " nosuch", " domain")
	switch {
	case d.chance(5):
		node, service = "-", " 80"
	case d.chance(50):
		call += " --socktype=" + d.pick("stream", "dgram")
	}
	return call + " " + node + service
}
