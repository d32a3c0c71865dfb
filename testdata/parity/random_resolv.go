package parity

import "strings"

// loopbackServers are where a scenario may have name servers.
var loopbackServers = []string{"127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"}

// resolvConf says timeout:1 before all else, so that no server is waited for much longer than a second.
func (d *drawing) resolvConf() []string {
	d.patient = true
	lines := d.nameservers()
	lines = append(lines, d.domains()...)
	lines = append(lines, "options timeout:1 attempts:"+d.pick("1", "1", "2"))
	for d.chance(45) {
		lines = append(lines, d.mostly("options ", 6, "options\t", "options", "Options ", " options ")+d.option())
	}
	for d.chance(15) {
		lines = append(lines, d.pick("# a comment", "; a comment", "nonsense", "", "nameserver", "family inet6"))
	}
	if d.chance(15) {
		lines = d.some(len(lines), lines)
	}
	return append(d.returns(lines), d.sortlist()...)
}

// sortlist is seldom there, and ends in no \r, at which glibc would hang.
func (d *drawing) sortlist() []string {
	if !d.chance(6) {
		return nil
	}
	networks := []string{"10.0.0.0", "192.0.2.128/255.255.255.128", "198.51.100.0", "172.16.0.0/255.240.0.0", "203.0.113.0/255.255.255.0", "127.0.0.0"}
	return []string{"sortlist " + strings.Join(d.some(1+d.IntN(3), networks), " ")}
}

// nameservers are most often one or two; some lines are none.
func (d *drawing) nameservers() []string {
	var lines []string
	d.servers = d.some([]int{1, 1, 1, 1, 2, 2, 2, 3, 3, 4}[d.IntN(10)], loopbackServers)
	for _, s := range d.servers {
		lines = append(lines, "nameserver"+d.mostly(" ", 6, "\t", "  ", " \t")+s+d.mostly("", 8, " # here", "\t; there", " "))
	}
	switch {
	case d.chance(6):
		d.servers, lines = nil, nil
	case len(lines) < 3 && d.chance(6):
		d.servers = append(d.servers, "127.0.0.1")
		lines = append(lines, d.pick("nameserver 127.1", "nameserver 0x7f.0.0.1", "nameserver 2130706433"))
	}
	for d.chance(10) {
		lines = append(lines, d.pick("nameserver 127.0.0.1x", "nameserver 127.0.0.1:53", "nameserver [::1]", "nameserver ns.example.org",
			" nameserver 127.0.0.3", "nameserver 127.0.0.2;", "Nameserver 127.0.0.3", "nameserver127.0.0.2", "nameserver 127.0.0.1.", "nameserver ::1::"))
	}
	return lines
}

var randomDomains = []string{"example.org", "corp.test", "sub.example.org", "wild.example.org"}

// domains is none, one or two lines of search or domain.
func (d *drawing) domains() []string {
	var lines []string
	for n := []int{0, 1, 1, 1, 1, 1, 1, 1, 2, 2}[d.IntN(10)]; n > 0; n-- {
		lines = append(lines, d.mostly("search "+strings.Join(d.some(1+d.IntN(3), randomDomains), " "), 40, oddDomains...))
	}
	return lines
}

var oddDomains = []string{
	"domain example.org", "domain corp.test", "domain corp.test example.org", "search", "domain", "search .", "search . example.org",
	"search example.org. corp.test", "search EXAMPLE.org", "search\texample.org\tcorp.test", " search corp.test", "search example.org # and more",
	"search nowhere.test example.org", "Search corp.test", "search example.org ; corp.test", "search  corp.test  ", "search .example.org",
	"search org", "search example.org example.org", "search a..b example.org", "search _x.example.org", "search " + longName + " example.org",
}

// longName leaves room for 15 octets more, with the dot between them.
var longName = strings.Repeat("long-label-of-a-domain-that-nobody-has.", 6) + "test"

// option is one option of resolv.conf(5), or two.
func (d *drawing) option() string {
	options := []string{"ndots:" + d.pick("0", "1", "2", "2", "3"), "edns0", "use-vc", "single-request", "single-request-reopen", "no-aaaa",
		"trust-ad", "no-tld-query"}
	if len(d.servers) == 1 {
		options = append(options, "rotate")
	}
	odd := []string{"ndots:2x", "ndots:", "ndots:abc", "ndots", "ndots:-3", "ndots:99", "edns0x", "NDOTS:2", "no_tld_query", "no-reload", "inet6",
		"ip6-bytestring", "no-check-names", "insecure1", "bogus", "ndots:2,edns0", "use-vcx", "-edns0", "attempts:x", "timeout:0", "ndots:1 ndots:2",
		"timeout", "attempts:1", "single-request edns0", "ndots: 2", "trust-ad edns0", "no-aaaa use-vc", "blocking", "debug"}
	return d.mostly(d.pick(options...), 35, odd...)
}
