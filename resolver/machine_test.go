package resolver_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// on runs f on the machine of a scenario, in virtual time.
func on(t *testing.T, text string, f func(t *testing.T, m *scenario.Machine)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		fsys, err := scenario.Txtar([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		f(t, scenario.Load(t, fsys))
	})
}

// dual is a machine with both families, one name server, and a few names.
const dual = `
-- hostname --
host.example.org
-- interfaces --
lo   up,loopback  127.0.0.1/8 ::1/128
eth0 up           192.0.2.10/24 2001:db8::10/64
-- etc/resolv.conf --
search example.org
nameserver 192.0.2.53
-- zone --
$ORIGIN example.org.
@     SOA ns hostmaster 1 3600 600 86400 300
both  A 198.51.100.1
both  AAAA 2001:db8:1::1
four  A 198.51.100.4
six   AAAA 2001:db8:1::6
alias CNAME other
other CNAME both
none  TXT "no address"
dangling CNAME gone
sip._tcp TXT x
xn--bcher-kva A 198.51.100.7
1.100.51.198.in-addr.arpa. PTR both
4.100.51.198.in-addr.arpa. CNAME 4.sub.100.51.198.in-addr.arpa.
4.sub.100.51.198.in-addr.arpa. PTR four
5.100.51.198.in-addr.arpa. PTR a\032b.example.org.
WWW.Example.COM. A 198.51.100.9
five  A 198.51.100.8
8.100.51.198.in-addr.arpa. PTR .
7.100.51.198.in-addr.arpa. PTR xn--bcher-kva
6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR six
`

// lines prints results one a line: family, type/protocol, address, canonical name.
func lines(addrs []resolver.Addrinfo, err error) string {
	if err != nil {
		return code(err)
	}
	var b strings.Builder
	for _, a := range addrs {
		fmt.Fprintf(&b, "%s %d/%d %s %s\n", a.Family, a.Socktype, a.Protocol, a.Addr, a.Canonname)
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String()), " \n", "\n")
}

// hostent prints a host on one line.
func hostent(h *resolver.Hostent, err error) string {
	if err != nil {
		return herrno(err)
	}
	return fmt.Sprintf("%s %v %s %v", h.Name, h.Aliases, h.Addrtype, h.Addrs)
}
