package capture

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"netdb.example/hostsfile"
	"netdb.example/protodb"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/nsswitch"
	"netdb.example/resolver/resolvconf"
	"netdb.example/servicesdb"
)

// etcFiles say what a file means, with its names and addresses mapped, or, where asked is set, with those mapped that it is asked about.
var etcFiles = []struct {
	name  string
	means func(text string, m mapping) string
	asked bool
}{
	{"etc/hosts", hostsMeaning, false},
	{"etc/resolv.conf", resolvConfMeaning, false},
	{"etc/nsswitch.conf", nsswitchMeaning, false},
	{"etc/host.conf", hostConfMeaning, false},
	{"etc/gai.conf", gaiConfMeaning, true},
	{"etc/services", servicesMeaning, false},
	{"etc/protocols", protocolsMeaning, false},
}

func each(list []string, f func(string) string) []string {
	mapped := make([]string, len(list))
	for i, s := range list {
		mapped[i] = f(s)
	}
	return mapped
}

func hostsMeaning(text string, m mapping) string {
	f, err := hostsfile.Parse(strings.NewReader(text))
	s := fmt.Sprintln(err)
	for e := range f.All() {
		s += fmt.Sprintf("%d %s %q %q\n", e.Line, m.addr(e.Addr), m.name(e.Name), each(e.Aliases, m.name))
	}
	return s
}

func resolvConfMeaning(text string, m mapping) string {
	c, err := resolvconf.Parse(strings.NewReader(text), resolvconf.Env{})
	if err != nil {
		return err.Error()
	}
	for i, server := range c.Servers {
		c.Servers[i] = netip.AddrPortFrom(m.addr(server.Addr()), server.Port())
	}
	for i, network := range c.Sortlist {
		c.Sortlist[i] = netip.PrefixFrom(m.addr(network.Addr()), network.Bits()).Masked()
	}
	c.Search = each(c.Search, m.name)
	return c.String()
}

func nsswitchMeaning(text string, m mapping) string {
	c, err := nsswitch.Parse(strings.NewReader(text))
	if err != nil {
		return "malformed"
	}
	s := ""
	for _, database := range databases {
		s += database
		for _, source := range c.Database(database) {
			source.Name = m.module(source.Name)
			s += fmt.Sprintf(" %q", source.String())
		}
	}
	return s
}

func hostConfMeaning(text string, _ mapping) string {
	c, err := hostsfile.ParseHostConf(strings.NewReader(text))
	return fmt.Sprint(c.Multi, err)
}

// gaiConfMeaning compares addresses, of which some are in the prefixes of the tests; m maps them.
func gaiConfMeaning(text string, m mapping) string {
	p, err := addrselect.Parse(strings.NewReader(text))
	if err != nil {
		return err.Error()
	}
	var list []netip.Addr
	for _, a := range []string{"10.1.2.3", "10.99.2.3", "192.0.2.3", "169.254.1.1", "127.0.0.1", "::1", "::ffff:10.1.2.3", "2001:db8::1",
		"2001:db8:7::1", "2001:0:1::1", "2002:a01:203::1", "fd00:7::1", "fec0::1", "fe80::1", "ff02::1"} {
		list = append(list, m.addr(netip.MustParseAddr(a)))
	}
	s := ""
	for _, a := range list {
		for _, b := range list {
			order, rule := p.Compare(addrselect.Destination{Addr: a, Reachable: true, Source: addrselect.Source{Addr: list[0]}},
				addrselect.Destination{Addr: b, Reachable: true, Source: addrselect.Source{Addr: list[7]}})
			s += fmt.Sprintf(" %d:%d", order, rule)
		}
	}
	return s
}

func servicesMeaning(text string, m mapping) string {
	db, err := servicesdb.Parse(strings.NewReader(text))
	s := fmt.Sprintln(err)
	for e := range db.All() {
		s += fmt.Sprintf("%q %q %d %q\n", m.word(e.Name), each(e.Aliases, m.word), e.Port, m.word(e.Proto))
	}
	return s
}

func protocolsMeaning(text string, m mapping) string {
	db, err := protodb.Parse(strings.NewReader(text))
	s := fmt.Sprintln(err)
	for e := range db.All() {
		s += fmt.Sprintf("%q %q %d\n", m.word(e.Name), each(e.Aliases, m.word), e.Number)
	}
	return s
}

// A redacted file means what the file does, and has as many lines.
func FuzzRedactEtc(f *testing.F) {
	for i, texts := range [][]string{
		{"10.1.2.3 www.zebraq.example WWW # zebraq\r\n\n::1 localhost\n", "::ffff:10.1.2.3\vw\x00w", "10.1.2.3", "\ufeff10.1.2.3 w\n", "fe80::1%eth0 w"},
		{"nameserver 10.1.2.3\nnameserver 0x0a.1.515\nnameserver fe80::1%eth0\nnameserver ::1%zebraq\nnameserver ::1",
			"search a.zebraq. .b . \tc\r\ndomain d e\n", "sortlist 10.1.2.0/255.255.255.0 10.1.2.3/255.0.255.0 130.1.2.3 x/y 200.1.2.3",
			"sortlist 130.1.0.0/x 10.0.0.0&255.0.0.0;zebraq 200.1.2.0",
			"options ndots:3x rotate -rotate timeout: attempts:-1 ndots:+7 ndots:-3 edns0zebraq single-request-reopen2",
			"options ndots: 2 timeout:zebraq 3 attempts: 4x", "options ndots:\v+5\noptions ndots: zebraq 7", "options\tuse-vc\n search x\nsearch \n"},
		{"hosts: files dns\nservices files[SUCCESS=continue]zebraq", "passwd: [\n", "hosts: a [ !success = merge notfound=return ] zebraq [\n",
			"hosts\n", "hosts:::\x00a\nhosts: Files #zebraq", "zebraq: [x", "hosts: [NOTFOUND=return] files", "hosts: files [NOTFOUND=return"},
		{"multi on\nmulti off\n", " MULTI onward", "multi off # on", "multi", "trim .zebraq.example\norder hosts,bind\x00multi on", "#multi off\nmulti on"},
		{"label ::1/128 0\nlabel 2001:db8:7::/48 5 zebraq\nprecedence ::ffff:0:0/96 +100\nscopev4 10.1.0.0/16 2\n", "scopev4 ::ffff:10.99.0.0/112",
			"label ::/ 7", "label ::", "precedence fd00:7::/020 08 # 9", "reload yes", "label 10.0.0.0/8 1", "label ::%eth0/0 1"},
		{"http 80/tcp www\nzebraq 4711/tcp Zebraq # zebraq", "a 0x10/\na 010//udp b\n a -0", "a 80 b", "zebraq 99999/zebraq", "-- 80/tcp --#", "80 80/80 80"},
		{"tcp 6 TCP # zebraq\nzebraq 4294967295 Z", "a -1", "a 256 b c", "-- 80 --#"},
	} {
		for _, text := range texts {
			f.Add(uint8(i), text, []byte("key"))
		}
	}
	f.Add(uint8(4), "scopev4 ::ffff:10.99.0.0/110", []byte("19")) // 10.0.0.0/14 with this key, which has 10.1.2.3
	f.Fuzz(func(t *testing.T, i uint8, text string, key []byte) {
		file := etcFiles[int(i)%len(etcFiles)]
		r := newRedactor(key)
		redacted, err := redactions[file.name](r, text)
		if err != nil {
			t.Fatal(err)
		}
		before, after := mappingOf(r), identity
		if file.asked {
			before, after = after, before
		}
		if want, got := file.means(text, before), file.means(redacted, after); got != want {
			t.Errorf("%s: %q becomes %q, which means\n%swant\n%s", file.name, text, redacted, got, want)
		}
		if n := len(slices.Collect(strings.Lines(text))); strings.Count(redacted, "\n") != n {
			t.Errorf("%s: %q becomes %q", file.name, text, redacted)
		}
		if strings.Contains(strings.ToLower(redacted), secret) {
			t.Errorf("%s: %q becomes %q", file.name, text, redacted)
		}
	})
}
