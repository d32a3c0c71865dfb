package parity

import (
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/resolver/scenario"
)

// calls are 12 to 25 requests.
func (d *drawing) calls() {
	var lines []string
	for range 12 + d.IntN(14) {
		lines = append(lines, scenario.Call{Args: d.call()}.String())
	}
	d.add("calls", lines...)
}

func (d *drawing) call() []string {
	switch n := d.IntN(100); {
	case n < 50:
		return d.getaddrinfo()
	case n < 62:
		return []string{"gethostbyname_ex", d.name()}
	case n < 71:
		return []string{"gethostbyname2", d.name(), d.pick("inet", "inet6")}
	case n < 79:
		return []string{"gethostbyaddr", d.address()}
	case n < 90 && d.hasHosts: // without hosts(5) the answer of glibc depends on what stands on its stack
		return d.getnameinfo()
	case n < 93:
		return d.getservbyname()
	case n < 96:
		return d.getservbyport()
	case n < 98:
		return d.getprotobyname()
	}
	return d.getprotobynumber()
}

// name is one that something is known of, or that is odd. Most often a name of a zone is asked for without its domain, or part of it.
func (d *drawing) name() string {
	switch n := d.IntN(100); {
	case n < 43:
		name := d.pick(d.zoned...)
		d.asked = append(d.asked, name)
		return d.spelled(d.relative(name))
	case n < 72 && d.names != nil:
		return d.spelled(d.pick(d.names...))
	case n < 77:
		return d.spelled(d.pick(hostNames...))
	case n < 84:
		return d.pick("nosuch", "nosuch.example.org", "nosuch.test.", "gone.example.org", "empty.example.org", "sub.example.org", "x.y", "org",
			"www.moved.example.org", "db.moved.example.org", "x.deleg.corp.test", "localhost.localdomain", "x.wild")
	case n < 87:
		return d.pick("localhost", "localhost", "localhost.", "LOCALHOST", "x.localhost", "ip6-localhost")
	case n < 95:
		return d.literal()
	}
	return d.pick(oddNames...)
}

// relative is a name of a zone without a final dot, and with or without its domain.
func (d *drawing) relative(name string) string {
	name = strings.TrimSuffix(name, ".")
	if d.chance(50) {
		return name
	}
	if d.chance(20) {
		name, _, _ = strings.Cut(name, ".")
		return name
	}
	for _, domain := range randomDomains {
		if short, ok := strings.CutSuffix(name, "."+domain); ok {
			return short
		}
	}
	return name
}

// spelled is a name in another way, now and then.
func (d *drawing) spelled(name string) string {
	switch n := d.IntN(100); {
	case n < 4:
		return strings.ToUpper(name)
	case n < 8:
		return strings.ToUpper(name[:1]) + name[1:]
	case n < 14:
		return name + "."
	}
	return name
}

var oddNames = []string{
	"a b", "a..b", ".", "..", ".www", "www..", "-dash", "www.-x", "*", "bücher.example.org", "BÜCHER.example.org", "bücher", "xn--bcher-kva",
	"straße.example.org", "under_score", "a_b", "[::1]", "192.0.2.1/24", `www\.example.org`, `\119ww.example.org`, "www.example.org..",
	strings.Repeat("a", 63) + ".example.org", strings.Repeat("a", 64) + ".example.org", longName, longName + ".too-long.test", " www", "www ", "www\t", "\xff", "a,b", "#",
	"_sip.example.org", "short", "twice", "w", "www%lo", "1e3", "xn--", "xn--a.example.org", "0xg", "www.example.org:80",
}

// literal is a numeric address, or what looks like one.
func (d *drawing) literal() string {
	if d.chance(40) {
		return d.address()
	}
	return d.pick("127.1", "0x7f.1", "010.1", "2130706433", "1", "0", "0.0.0.0", "::", "1.2.3.256", "1.2.3.4.", "12.34.56.78.90", "4294967296",
		"4294967295", "1.2.3", "1.16777216", "08", "0x", "192.0.2.01", "+1", "-1", "fe80::1%lo", "fe80::1%1", "fe80::1%nosuch", "fe80::1%0",
		"fe80::9%eth0", "2001:db8::1%lo", "2001:db8::1%1", "::ffff:192.0.2.1%1", "ff02::1%lo", "::1%", "::ffff:10.1.2.3", "::10.1.2.3", "::1:0",
		"2001:DB8::1", "2001:db8:0:0:1:0:0:1", "1::2::3", "fe80::1%01", "192.0.2.1%1", "1.2.3.4 x", "10.9.9.9", "::FFFF:1.2.3.4")
}

func (d *drawing) getnameinfo() []string {
	addr := d.address()
	if netip.MustParseAddr(addr).Is6() && d.chance(15) {
		addr = d.pick("fe80::9%1", "fe80::9%2", "fe80::9%99", "2001:db8::1%1", "ff02::1%1")
	}
	words := []string{"getnameinfo", addr, d.port()}
	if d.chance(60) {
		flags := []string{"numerichost", "numericserv", "nofqdn", "nofqdn", "namereqd", "namereqd", "dgram", "dgram", "idn"}
		list := strings.Join(d.some(1+d.IntN(2), flags), ",")
		words = append(words, "--flags", d.mostly(list, 4, "0x100", "0x40", "0x80", "255"))
	}
	return words
}

// service is a name or a port, or neither.
func (d *drawing) service() string {
	if d.services != nil && d.chance(60) {
		e := d.services[d.IntN(len(d.services))]
		return d.pick(append(e.names, e.number)...)
	}
	return d.pick("80", "80", "http", "domain", "53", "nosuch", "0", "65535", "65536", "65616", "-1", "-80", "+80", " 80", "80 ", "00080", "0x50", "80x",
		"HTTP", "4294967376", "18446744073709551696", "99999", "*", "\t22", "-0", "+", "8 0")
}

func (d *drawing) getservbyname() []string {
	if d.services == nil || d.chance(15) {
		return append([]string{"getservbyname", d.service()}, d.proto("tcp")...)
	}
	e := d.services[d.IntN(len(d.services))]
	return append([]string{"getservbyname", d.pick(e.names...)}, d.proto(e.proto)...)
}

func (d *drawing) getservbyport() []string {
	if d.services == nil || d.chance(15) {
		return append([]string{"getservbyport", d.port()}, d.proto("tcp")...)
	}
	e := d.services[d.IntN(len(d.services))]
	return append([]string{"getservbyport", portOf(e.number)}, d.proto(e.proto)...)
}

// port is a number that C takes for one too.
func (d *drawing) port() string {
	if d.services == nil || d.chance(40) {
		return d.pick("0", "53", "80", "514", "8080", "65535", "8", "1")
	}
	return portOf(d.services[d.IntN(len(d.services))].number)
}

// portOf is the port that services(5) has for a number as it is written there; 9 if it is none.
func portOf(number string) string {
	n, err := strconv.ParseInt(number, 0, 32)
	if err != nil {
		return "9"
	}
	return strconv.Itoa(int(uint16(n)))
}

// proto is most often the one that would do.
func (d *drawing) proto(usual string) []string {
	if usual == "" || d.chance(25) {
		return nil
	}
	return []string{d.mostly(usual, 15, "tcp", "udp", "sctp", "TCP", "-", "nosuch")}
}

func (d *drawing) getprotobyname() []string {
	if d.protos == nil || d.chance(20) {
		return []string{"getprotobyname", d.pick("tcp", "TCP", "udp", "nosuch", "6", "icmp", "Tcp")}
	}
	return []string{"getprotobyname", d.pick(d.protos[d.IntN(len(d.protos))].names...)}
}

func (d *drawing) getprotobynumber() []string {
	if d.protos == nil || d.chance(30) {
		return []string{"getprotobynumber", d.pick("0", "6", "10", "16", "17", "27", "29", "99", "255", "-1", "-5")}
	}
	n, err := strconv.Atoi(d.protos[d.IntN(len(d.protos))].number)
	if err != nil {
		n = 8
	}
	return []string{"getprotobynumber", strconv.Itoa(n)}
}
