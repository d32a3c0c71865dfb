package parity

import (
	"context"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/hostsfile"
	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

func (m *model) gethostbyaddr(ctx context.Context) (Answer, error) {
	addr, err := netip.ParseAddr(m.q.arg(0))
	if err != nil {
		return nil, err
	}
	w := m.byAddr(ctx, addr)
	if !w.found() {
		return m.herrAnswer(w), nil
	}
	af := inet.AF_INET6
	if w.addrs[0].Is4() {
		af = inet.AF_INET
	}
	return Answer{hostentLine(&resolver.Hostent{Name: w.name, Aliases: w.aliases, Addrtype: af, Addrs: w.addrs})}, nil
}

func isLoopbackAddr(a netip.Addr) bool {
	return a == netip.IPv6Loopback() || a == netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// byAddr looks for the names of an address.
func (m *model) byAddr(ctx context.Context, addr netip.Addr) walked {
	addr = addr.WithZone("")
	if addr == netip.IPv6Unspecified() {
		return walked{said: notFoundAs(resolver.HOST_NOT_FOUND, none)}
	}
	w := m.walk(plain, func(source string) (said, bool) {
		switch source {
		case "files":
			return m.filesByAddr(addr), true
		case "dns":
			return m.dnsByAddr(addr), true
		case "myhostname":
			h, err := m.with(map[string]string{"etc/nsswitch.conf": onlyMyhostname}).Resolver.Gethostbyaddr(ctx, addr)
			if err != nil {
				return notFoundAs(resolver.HOST_NOT_FOUND, none), true
			}
			return said{name: h.Name, aliases: h.Aliases, addrs: h.Addrs}, true
		}
		return said{}, false
	})
	if !w.found() && !m.glibc(localhostHere) && isLoopbackAddr(addr) {
		return walked{said: said{name: "localhost", addrs: []netip.Addr{addr}}}
	}
	w.said, w.searched = m.trimmed(w.said), false
	return w
}

func (m *model) filesByAddr(addr netip.Addr) said {
	text, err := m.fsys.ReadFile("etc/hosts")
	if err != nil {
		return m.noHosts()
	}
	if m.glibc(namelessLines) {
		text = nameLines(text)
	}
	file, err := hostsfile.Parse(strings.NewReader(string(text)))
	if err != nil {
		return said{status: nsswitch.TryAgain, herr: resolver.NETDB_INTERNAL}
	}
	for e := range file.LookupAddr(addr) {
		return said{name: strings.TrimPrefix(e.Name, nameless), aliases: e.Aliases, addrs: []netip.Addr{addr}}
	}
	return notFoundAs(resolver.HOST_NOT_FOUND, none)
}

// nameless begins the name of a line that has none.
const nameless = "\x01"

func nameLines(text []byte) []byte {
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		bare, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "#")
		if f := strings.Fields(bare); len(f) == 1 {
			line = f[0] + " " + nameless + "\n"
		}
		b.WriteString(line)
	}
	return []byte(b.String())
}

func (m *model) dnsByAddr(addr netip.Addr) said {
	b := addr.As16()
	if addr.Is6() && ([12]byte(b[:12]) == [12]byte{} && (b[12] != 0 || b[13] != 0 || b[14] != 0 || b[15] > 1) || addr.Is4In6()) {
		addr = netip.AddrFrom4([4]byte(b[12:]))
	}
	if !m.glibc(localhostHere) && isLoopbackAddr(addr) {
		return notFoundAs(resolver.HOST_NOT_FOUND, none)
	}
	reverse, err := dns.ReverseAddr(addr.String())
	if err != nil {
		return notFoundAs(resolver.HOST_NOT_FOUND, none)
	}
	x := m.query(reverse, dns.TypePTR)
	if m.glibc(addressFailures) && x.status == nsswitch.Unavail && x.herr == resolver.TRY_AGAIN {
		x.status = nsswitch.NotFound
	}
	if x.found() {
		x.addrs = []netip.Addr{addr}
		if !m.glibc(reverseName) {
			x.aliases = []string{strings.TrimSuffix(reverse, ".")}
		}
	}
	return x
}

func (m *model) getnameinfo(ctx context.Context) (Answer, error) {
	q := m.q
	flags := q.NIFlags
	numeric := q
	numeric.NIFlags = flags&^(resolver.NI_NAMEREQD|resolver.NI_NOFQDN|resolver.NI_IDN) | resolver.NI_NUMERICHOST
	a, err := m.ask(ctx, numeric, nil)
	if err != nil || a.IsError() || flags&resolver.NI_NUMERICHOST != 0 {
		return m.ask(ctx, q, nil)
	}
	addr, err := netip.ParseAddr(q.arg(0))
	if err != nil {
		return nil, err
	}
	w := m.byAddr(ctx, addr)
	if !w.found() {
		switch herr := m.herrno(w); {
		case w.nobody && !m.glibc(noSource):
		case herr == resolver.NETDB_INTERNAL:
			return Answer{resolver.EAI_SYSTEM.String()}, nil
		case herr == resolver.TRY_AGAIN:
			return Answer{resolver.EAI_AGAIN.String()}, nil
		}
		if flags&resolver.NI_NAMEREQD != 0 {
			return Answer{resolver.EAI_NONAME.String()}, nil
		}
		return a, nil
	}
	name := w.name
	if flags&resolver.NI_NOFQDN != 0 {
		name = m.shortened(name, m.localDomain(ctx))
	}
	_, service, _ := strings.Cut(a[0], " ")
	switch {
	case flags&resolver.NI_IDN == 0:
	case m.glibc(idnaDecoding):
		name = decoded(name)
	default:
		q.NIFlags = resolver.NI_IDN | resolver.NI_NUMERICSERV
		a, err = m.ask(ctx, q, map[string]string{"etc/hosts": addr.WithZone("").String() + " " + name + "\n", "etc/nsswitch.conf": "hosts: files\n"})
		return Answer{strings.TrimSuffix(a[0], " "+q.arg(1)) + " " + service}, err
	}
	return Answer{word(name) + " " + service}, nil
}

// shortened cuts the domain off.
func (m *model) shortened(name, domain string) string {
	if domain == "" {
		return name
	}
	if !m.glibc(nofqdn) {
		if host, ok := strings.CutSuffix(strings.TrimSuffix(name, "."), "."+domain); ok {
			return host
		}
		return name
	}
	if i := strings.Index(name, domain); i > 0 && name[i-1] == '.' {
		return name[:i-1]
	}
	return name
}

// localDomain is that of this machine, as getnameinfo.c looks for it.
func (m *model) localDomain(ctx context.Context) string {
	hostname, _ := m.machine.Resolver.System.Hostname()
	name := func(name string) func() string {
		return func() string {
			if isDigitsAndDots(name) || !dnsclient.IsHostname(name) {
				return ""
			}
			return m.lookup(ctx, plain, name, inet.AF_INET, true).name
		}
	}
	for _, f := range []func() string{name("localhost"), func() string { return hostname }, name(hostname),
		func() string { return m.byAddr(ctx, netip.AddrFrom4([4]byte{127, 0, 0, 1})).name }} {
		if _, domain, ok := strings.Cut(f(), "."); ok {
			return domain
		}
	}
	return ""
}
