package resolver_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// What follows is what glibc 2.36 with nss-myhostname of systemd 252 answers on such machines, but for scope ids, which are
// numbers there.

const onlyMyhostname = `
-- hostname --
My.Host.example
-- etc/nsswitch.conf --
hosts: myhostname
-- interfaces --
`

const (
	noInterfaces = onlyMyhostname + "lo 0\n"
	loopbackOnly = onlyMyhostname + "lo up,loopback 127.0.0.1/8 ::1/128\n"
	manyAddrs    = onlyMyhostname + `
lo up,loopback 127.0.0.1/8 10.9.9.9/32 ::1/128
b0 up          169.254.7.7/16 10.0.0.5/24 10.0.0.4/24 2001:db8::dead/64,deprecated fd00::5/64 2001:db8::5/64 fec0::5/64
a0 up          127.0.0.77/8 10.0.1.5/24 10.4.4.1/24 2001:db8:1::5/64 fe80::5/64
dn broadcast   10.3.3.3/24
-- routes --
10.0.0.4 10.0.0.5/24
10.3.3.3 10.3.3.3/24
`
	own4 = "[10.9.9.9 10.0.0.4 10.0.0.5 10.0.1.5 10.4.4.1 10.3.3.3 169.254.7.7]"
	own6 = "[2001:db8::5 fd00::5 2001:db8:1::5 fec0::5 fe80::5]"
)

// gai is what getaddrinfo returns: the canonical name, or the code, and the addresses.
func gai(t *testing.T, m *scenario.Machine, name string, af inet.Family) string {
	list, err := m.Resolver.Getaddrinfo(t.Context(), name, "", &resolver.Hints{Family: af, Socktype: stream, Flags: resolver.AI_CANONNAME})
	if err != nil {
		return code(err)
	}
	var addrs []netip.Addr
	for _, a := range list {
		addrs = append(addrs, a.Addr.Addr())
	}
	return fmt.Sprint(list[0].Canonname, " ", addrs)
}

func TestMyhostnameByName(t *testing.T) {
	const oneEach = "My.Host.example [] AF_INET [127.0.0.2], My.Host.example [localhost] AF_INET6 [::1]"
	const both = "localhost [] AF_INET [127.0.0.1], localhost [] AF_INET6 [::1]"
	for _, tt := range []struct{ name, machine, node, any, hosts string }{
		{"the host name", manyAddrs, "My.Host.example",
			"My.Host.example [fe80::5%a0 fec0::5 2001:db8::5 fd00::5 2001:db8:1::5 169.254.7.7 10.9.9.9 10.0.0.5 10.0.1.5 10.4.4.1 10.3.3.3 10.0.0.4]",
			"My.Host.example [] AF_INET " + own4 + ", My.Host.example [] AF_INET6 " + own6},
		{"with a dot behind it", loopbackOnly, "My.Host.example.", "My.Host.example [::1 127.0.0.2]", oneEach},
		{"with two", loopbackOnly, "My.Host.example..", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"in another case", loopbackOnly, "my.host.example", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"without its domain", loopbackOnly, "My", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"without addresses", loopbackOnly, "My.Host.example", "My.Host.example [::1 127.0.0.2]", oneEach},
		{"without interfaces", noInterfaces, "My.Host.example", "My.Host.example [::1 127.0.0.2]", oneEach},
		{"with addresses of IPv4", loopbackOnly + "eth0 up 10.0.0.5/24\n", "My.Host.example", "My.Host.example [10.0.0.5]",
			"My.Host.example [] AF_INET [10.0.0.5], My.Host.example [localhost] AF_INET6 [::1]"},
		{"with addresses of IPv6", loopbackOnly + "eth0 up 2001:db8::5/64\n", "My.Host.example", "My.Host.example [2001:db8::5]",
			"My.Host.example [] AF_INET [127.0.0.2], My.Host.example [] AF_INET6 [2001:db8::5]"},
		{"one address on two interfaces", loopbackOnly + "eth0 up 10.0.0.5/24 10.0.0.5/32\neth1 up 10.0.0.5/24\n", "My.Host.example",
			"My.Host.example [10.0.0.5 10.0.0.5]", "My.Host.example [] AF_INET [10.0.0.5 10.0.0.5], My.Host.example [localhost] AF_INET6 [::1]"},
		{"IPv4 goes first if gai.conf does not care", loopbackOnly + "eth0 up 2001:db8::5/64\neth1 up 10.0.0.5/24\n" +
			"-- etc/gai.conf --\nlabel ::/0 1\nprecedence ::/0 10\n", "My.Host.example", "My.Host.example [10.0.0.5 2001:db8::5]",
			"My.Host.example [] AF_INET [10.0.0.5], My.Host.example [] AF_INET6 [2001:db8::5]"},
		{"without IPv6", onlyMyhostname + "lo up,loopback 127.0.0.1/8\n", "My.Host.example", "My.Host.example [127.0.0.2]",
			"My.Host.example [] AF_INET [127.0.0.2], HOST_NOT_FOUND"},
		{"localhost without IPv6", onlyMyhostname + "lo up,loopback 127.0.0.1/8\n", "localhost.localdomain", "localhost [127.0.0.1]",
			"localhost [] AF_INET [127.0.0.1], HOST_NOT_FOUND"},
		{"localhost", noInterfaces, "localhost", "localhost [::1 127.0.0.1]", both},
		{"LOCALHOST.", loopbackOnly, "LOCALHOST.", "localhost [::1 127.0.0.1]", both},
		{"localhost.localdomain", loopbackOnly, "localhost.LocalDomain", "localhost [::1 127.0.0.1]", both},
		{"under localhost", loopbackOnly, "a.localhost", "localhost [::1 127.0.0.1]", both},
		{"under localhost.localdomain", loopbackOnly, "x.localhost.localdomain.", "localhost [::1 127.0.0.1]", both},
		{"what is no name", loopbackOnly, "a..localhost", "localhost [::1 127.0.0.1]", both},
		{"localdomain", loopbackOnly, "localdomain", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"notlocalhost", loopbackOnly, "notlocalhost", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"another letter s", loopbackOnly, "localho\u017ft.localdomain", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"no gateway", manyAddrs, "_gateway", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"nothing outbound", manyAddrs, "_outbound", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
		{"a host without a name", strings.Replace(loopbackOnly, "My.Host.example", "(none)", 1), "(none)", "EAI_NONAME", "HOST_NOT_FOUND, HOST_NOT_FOUND"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, tt.machine, func(t *testing.T, m *scenario.Machine) {
				if got := gai(t, m, tt.node, inet.AF_UNSPEC); got != tt.any {
					t.Errorf("getaddrinfo: got\n%s\nwant\n%s", got, tt.any)
				}
				got := hostent(m.Resolver.GethostbynameEx(t.Context(), tt.node)) + ", " +
					hostent(m.Resolver.Gethostbyname2(t.Context(), tt.node, inet.AF_INET6))
				if got != tt.hosts {
					t.Errorf("gethostbyname2: got\n%s\nwant\n%s", got, tt.hosts)
				}
			})
		})
	}
}

func TestMyhostnameByAddr(t *testing.T) {
	unnamed := strings.Replace(loopbackOnly, "My.Host.example", "(none)", 1)
	for _, tt := range []struct{ machine, addr, want string }{
		{loopbackOnly, "127.0.0.1", "localhost [] AF_INET [127.0.0.1]"},
		{loopbackOnly, "127.0.0.2", "My.Host.example [] AF_INET [127.0.0.2]"},
		{loopbackOnly, "127.0.0.3", "HOST_NOT_FOUND"},
		{loopbackOnly, "::1", "localhost [My.Host.example] AF_INET6 [::1]"},
		{loopbackOnly, "::2", "HOST_NOT_FOUND"},
		{loopbackOnly, "::ffff:127.0.0.1", "HOST_NOT_FOUND"},
		{noInterfaces, "::1", "localhost [My.Host.example] AF_INET6 [::1]"},
		{unnamed, "127.0.0.2", "localhost [] AF_INET [127.0.0.2]"},
		{unnamed, "::1", "localhost [localhost] AF_INET6 [::1]"},
		{manyAddrs, "10.0.0.5", "My.Host.example [] AF_INET " + own4},
		{manyAddrs, "10.9.9.9", "My.Host.example [] AF_INET " + own4},
		{manyAddrs, "10.3.3.3", "My.Host.example [] AF_INET " + own4},
		{manyAddrs, "::ffff:10.0.0.5", "HOST_NOT_FOUND"},
		{manyAddrs, "127.0.0.77", "HOST_NOT_FOUND"},
		{manyAddrs, "fe80::5", "My.Host.example [] AF_INET6 " + own6},
		{manyAddrs, "fe80::5%b0", "My.Host.example [] AF_INET6 " + own6},
		{manyAddrs, "2001:db8::dead", "HOST_NOT_FOUND"},
		{manyAddrs, "10.0.0.1", "HOST_NOT_FOUND"},
	} {
		on(t, tt.machine, func(t *testing.T, m *scenario.Machine) {
			if got := hostent(m.Resolver.Gethostbyaddr(t.Context(), netip.MustParseAddr(tt.addr))); got != tt.want {
				t.Errorf("%s: got %s, want %s", tt.addr, got, tt.want)
			}
		})
	}
	on(t, onlyMyhostname+"lo up,loopback 127.0.0.1/8\n", func(t *testing.T, m *scenario.Machine) { // no IPv6: RFC 6761 speaks for ::1
		r, _ := m.Resolver.Gethostbyaddr(t.Context(), netip.IPv6Loopback())
		if r.Aliases != nil {
			t.Errorf("got %v", r)
		}
	})
}

// What this machine cannot tell of itself is not "not found", but that without interfaces it has none, as systemd has it.
func TestMyhostnameFailures(t *testing.T) {
	broken := errors.New("broken")
	on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.Hostname = func() (string, error) { return "", broken }
		for _, name := range []string{"My.Host.example", "other"} {
			if _, err := m.Resolver.Getaddrinfo(t.Context(), name, "", nil); code(err) != "EAI_SYSTEM" || !errors.Is(err, broken) {
				t.Errorf("%s without a host name: %v", name, err)
			}
		}
		if got := gai(t, m, "localhost", inet.AF_UNSPEC); got != "localhost [::1 127.0.0.1]" {
			t.Errorf("localhost without a host name: %s", got)
		}
		if got := hostent(m.Resolver.Gethostbyaddr(t.Context(), netip.MustParseAddr("127.0.0.2"))); got != "NETDB_INTERNAL" {
			t.Errorf("127.0.0.2 without a host name: %s", got)
		}
	})
	withDNS := strings.Replace(manyAddrs, "hosts: myhostname", "hosts: myhostname [NOTFOUND=return] dns", 1) +
		"-- etc/resolv.conf --\nnameserver 192.0.2.53\n-- zone --\nfour.example.org. 60 A 198.51.100.4\n"
	on(t, withDNS, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.Hostname = func() (string, error) { return "", broken }
		if got := gai(t, m, "four.example.org", inet.AF_UNSPEC); got != "four.example.org [198.51.100.4]" {
			t.Errorf("without a host name the next source says %s", got)
		}
	})
	on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.Interfaces = func() ([]resolver.Interface, error) { return nil, broken }
		if got := gai(t, m, "My.Host.example", inet.AF_UNSPEC); got != "My.Host.example [::1 127.0.0.2]" {
			t.Errorf("without interfaces: %s", got)
		}
	})
	for _, file := range []string{"proc/net/route", "proc/net/ipv6_route"} {
		on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
			m.Resolver.System.FS = unreadable{newProc(m.Resolver.System.FS, route, ipv6Route), file}
			_, err := m.Resolver.Getaddrinfo(t.Context(), "_outbound", "", nil)
			_, byAddr := m.Resolver.Gethostbyaddr(t.Context(), netip.MustParseAddr("10.0.0.99"))
			for _, err := range []error{err, byAddr} {
				if code(err) != "EAI_AGAIN" || !errors.Is(err, syscall.EMFILE) {
					t.Errorf("%s: %v", file, err)
				}
			}
		})
	}
}

// In a line as Debian writes it, files go before myhostname, and the DNS is asked for what neither knows only.
func TestMyhostnameAmongOthers(t *testing.T) {
	machine := dual + "-- etc/hosts --\n192.0.2.7 host.example.org\n-- etc/nsswitch.conf --\nhosts: files myhostname dns\n"
	on(t, machine, func(t *testing.T, m *scenario.Machine) {
		for name, want := range map[string]string{
			"host.example.org": "host.example.org [192.0.2.7]", "localhost": "localhost [::1 127.0.0.1]", "_gateway": "EAI_NONAME",
		} {
			if got := gai(t, m, name, inet.AF_UNSPEC); got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
		r, err := m.Resolver.Resolve(t.Context(), "a.localhost", "", nil)
		if err != nil || r.Source != "myhostname" {
			t.Errorf("%v, %v", r, err)
		}
		for _, q := range m.DNS.Queries() {
			if !strings.HasPrefix(q.Name, "_gateway.") {
				t.Errorf("asked for %s", q.Name)
			}
		}
	})
}
