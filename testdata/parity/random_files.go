package parity

import (
	"fmt"
	"strings"
)

// The addresses that everything has, so that what one file says of them meets what another does. The first two have one name in
// the DNS.
var (
	pool4 = []string{"192.0.2.1", "192.0.2.2", "192.0.2.129", "10.0.0.5", "10.200.0.5", "172.16.0.9", "198.51.100.7", "203.0.113.9", "127.0.0.1",
		"127.0.1.1", "100.64.0.9"}
	pool6 = []string{"::ffff:192.0.2.1", "2001:db8::1", "2001:db8::2:1", "2001:db8:1::1", "fd00:1::7", "fd00:2::7", "2002:c000:201::1", "2001:0:1::1", "fe80::9",
		"fec0::1", "::1"}
)

func (d *drawing) address() string {
	if d.chance(60) {
		return d.pick(pool4...)
	}
	return d.pick(pool6...)
}

// hostNames are those that hosts(5) is drawn from; the first ones are in a zone too.
var hostNames = []string{"www", "www.example.org", "db", "db.corp.test", "mail.example.org", "four.example.org", "host", "host.example.org",
	"printer", "printer.corp.test", "lp0", "intranet", "Mixed.Case", "a_b"}

// hosts has lines for few names, so that some have several.
func (d *drawing) hosts() []string {
	d.hasHosts = true
	lines := d.localhost()
	if d.chance(40) {
		short, _, _ := strings.Cut(d.hostname, ".")
		lines = append(lines, fmt.Sprintf("127.0.1.1 %s %s", d.hostname, short))
	}
	names := d.some(4, hostNames)
	for range 2 + d.IntN(4) {
		lines = append(lines, d.hostsLine(names))
	}
	for d.chance(60) {
		lines = append(lines, d.pick(oddHosts...))
	}
	if d.chance(30) {
		lines = d.some(len(lines), lines)
	}
	for _, line := range lines {
		if words := listWords(line); len(words) > 1 {
			d.names = append(d.names, words[1:]...)
		}
	}
	return d.returns(lines)
}

func (d *drawing) localhost() []string {
	switch d.IntN(6) {
	case 0:
		return []string{"127.0.0.1 localhost.localdomain localhost", "::1 localhost6.localdomain6 localhost6"}
	case 1:
		return []string{"# nothing but what follows", "127.0.0.1\tlocalhost"}
	case 2:
		return nil
	}
	return []string{"127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback"}
}

// hostsLine has a name and up to two aliases.
func (d *drawing) hostsLine(names []string) string {
	line := d.address() + d.mostly(" ", 15, "\t", "   ", " \t ", "\v")
	line += strings.Join(d.some(1+d.IntN(3), names), d.mostly(" ", 10, "\t", "\f"))
	return line + d.mostly("", 25, " # once", "# once", " ", "\t#", " www", " WWW")
}

var oddHosts = []string{
	"192.0.2.300 badaddr", "192.0.2 short", "0x7f.1 hexhost", "192.0.2.7", "192.0.2.07 zero", "fe80::9%lo zoned", "::ffff:192.0.2.8 mapped",
	"::ffff:192.0.2.1 www", "::192.0.2.8 compatible", "nonsense www", "# 192.0.2.9 commented", "#192.0.2.9 commented", "192.0.2.8 w#ww",
	" \t 192.0.2.9 blank BLANK", "0.0.0.0 ads.example.org", "192.0.2.9 same same same", "2001:DB8::A upper.corp.test", "192.0.2.9 dotted.",
	"::1 www", "::1 db.corp.test", "::1", "192.0.2.9 -dash", "192.0.2.9 a..b", "192.0.2.9 10.9.9.9", "192.0.2.9 1.2.3.256", "192.0.2.9 .",
	"192.0.2.9 bücher.example.org", "192.0.2.9 xn--bcher-kva.example.org bucher", "ff02::1 ip6-allnodes", "255.255.255.255 broadcasthost",
	":: any", "192.0.2.9 *", "192.0.2.9 0x7f.1", "\v192.0.2.9\fformfeed", "192.0.2.9, comma", "192.0.2.9 under_score UNDER_score",
	"127.0.0.1 loopname", "::1 loopname", "2001:db8::1", "", "\t", "1 one", "2001:db8::1::2 twice", "192.0.2.1/24 prefix",
}

func (d *drawing) hostConf() []string {
	return d.returns([]string{d.mostly("multi on", 40, "multi off", "multi off", "multi off", "", "# multi on", "order hosts,bind\nmulti on",
		"multi on # as usual", "MULTI On", "multi yes", " \tmulti\ton", "multi on\nmulti off", "multi off\nmulti on", "multi,on", "multion",
		"nospoof on\nmulti on", "reorder on\nmulti on", "trim .example.org\nmulti on", "multi onward", "multi")})
}

// nsswitch names no module that a machine may have but files, dns and myhostname. No list is without a source: glibc reads on behind the
// end of such a one, and dies if it finds something there. None has [SUCCESS=merge] before dns: glibc then reads an address where the DNS
// may have left a name.
func (d *drawing) nsswitch() []string {
	var lines []string
	if d.chance(30) {
		lines = append(lines, "passwd: files", "# comment")
	}
	lines = append(lines, d.mostly("hosts: files dns", 55, hostSources...))
	if d.chance(15) {
		lines = append(lines, d.pick("services: nosuch", "services: nosuch files", "services:files", "services: nosuch [UNAVAIL=return] files",
			"services: files [NOTFOUND=return] nosuch", "Services: nosuch"))
	}
	if d.chance(15) {
		lines = append(lines, d.pick("protocols: nosuch", "protocols: nosuch files", "protocols:\tfiles", "protocols: nosuch [!UNAVAIL=return] files",
			"protocols: files [SUCCESS=continue] files"))
	}
	if d.chance(3) {
		lines = append(lines, d.pick("hosts: files [NOTFOUND=nonsense] dns", "hosts: files [NOTFOUND=return dns", "networks: files [X=return]",
			"services: files [NOTFOUND return]"))
	}
	return d.returns(lines)
}

var hostSources = []string{
	"hosts: files", "hosts: dns", "hosts: dns files", "hosts: dns files", "hosts: dns [!UNAVAIL=return] files", "hosts: nosuch files dns",
	"hosts: files mdns4_minimal [NOTFOUND=return] dns", "hosts: files [NOTFOUND=return] dns", "hosts: files [SUCCESS=continue] dns",
	"hosts: dns [UNAVAIL=return] files", "hosts: dns [NOTFOUND=continue] files", "hosts: dns [TRYAGAIN=return] files", "hosts: dns nosuch",
	"hosts: files dns # and no more", "hosts: nosuch", "hosts:files dns", "hosts:dns[NOTFOUND=return]files",
	"hosts: files [ notfound = RETURN ] dns", "HOSTS: nosuch", "hosts: Files dns", "hosts: dns\nhosts: files", "hosts files", " hosts: dns files",
	"hosts: files [!SUCCESS=return] dns", "hosts: files files dns",
	"hosts: files [NOTFOUND=continue] [SUCCESS=return] dns", "hosts: files [NOTFOUND=return UNAVAIL=continue] dns",
	"hosts: dns [SUCCESS=continue] files", "# hosts: nosuch", "hosts: resolve [!UNAVAIL=return] files dns",
	"hosts: files myhostname dns", "hosts: files dns myhostname", "hosts: myhostname files dns",
}

// gaiConf never gives IPv4 the precedence of anything else: which of the two came first would then decide.
func (d *drawing) gaiConf() []string {
	var lines []string
	if d.chance(50) {
		lines = append(lines, "precedence ::ffff:0:0/96 "+d.pick("100", "5", "100", "1"))
		lines = append(lines, d.some(d.IntN(4), []string{"precedence ::1/128 50", "precedence ::/0 40", "precedence fd00::/8 60",
			"precedence 2002::/16 30", "precedence 2001:db8::/32 70", "precedence fe80::/10"})...)
	}
	if d.chance(40) {
		lines = append(lines, d.some(1+d.IntN(4), []string{"label ::1/128 0", "label ::/0 1", "label 2002::/16 2", "label ::ffff:0:0/96 4",
			"label fc00::/7 6", "label 2001:db8::/32 9", "label 2001:db8:1::/48 10", "label ::1/128"})...)
	}
	if d.chance(30) {
		lines = append(lines, d.pick("scopev4 ::ffff:169.254.0.0/112 2", "scopev4 ::ffff:10.0.0.0/104 5", "scopev4 10.0.0.0/8 2",
			"scopev4 0.0.0.0/0 14", "scopev4 192.0.2.0/25 2"))
	}
	for d.chance(50) {
		lines = append(lines, d.pick("# a comment", "nonsense", "label ::/0", "Precedence ::1/128 99", "precedence 2001:db8::1 90",
			"precedence ::1/129 90", "label ::1/128 abc", "label 2001:db8::/32 55x", "reload yes", "  label fd00::/8 13 # blank",
			"precedence nonsense/96 90", "scopev4 nonsense/8 2", "label"))
	}
	return d.returns(lines)
}
