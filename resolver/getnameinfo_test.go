package resolver_test

import (
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

func TestGetnameinfo(t *testing.T) {
	const numeric = resolver.NI_NUMERICHOST | resolver.NI_NUMERICSERV
	for _, tt := range []struct {
		sa    string
		flags resolver.NIFlags
		want  string // host and service, or the code
	}{
		{"198.51.100.1:80", 0, "both.example.org http"},
		{"[2001:db8:1::6]:443", 0, "six.example.org https"},
		{"198.51.100.77:80", 0, "198.51.100.77 http"},
		{"198.51.100.5:80", 0, "198.51.100.5 http"}, // its name is none
		{"198.51.100.1:80", numeric, "198.51.100.1 80"},
		{"198.51.100.1:1", resolver.NI_NUMERICHOST, "198.51.100.1 tcpmux"},
		{"198.51.100.1:0", 0, "both.example.org 0"},
		{"198.51.100.1:65000", 0, "both.example.org 65000"},
		{"198.51.100.77:80", resolver.NI_NAMEREQD, "EAI_NONAME"},
		{"198.51.100.1:80", resolver.NI_NAMEREQD | resolver.NI_NUMERICHOST, "EAI_NONAME"},
		{"198.51.100.1:80", resolver.NI_NOFQDN, "both http"},
		{"198.51.100.1:514", resolver.NI_DGRAM, "both.example.org syslog"},
		{"198.51.100.1:514", 0, "both.example.org shell"},
		{"198.51.100.7:80", 0, "xn--bcher-kva.example.org http"},
		{"198.51.100.7:80", resolver.NI_IDN, "bücher.example.org http"},
		{"198.51.100.1:80", 0x100, "EAI_BADFLAGS"},
		{"198.51.100.1:80", 0xc0, "both.example.org http"},
		{"127.0.0.1:80", 0, "localhost http"},

		{"[fe80::1%eth0]:80", numeric, "fe80::1%eth0 80"},
		{"[fe80::1%2]:80", numeric, "fe80::1%eth0 80"},
		{"[fe80::1%99]:80", numeric, "fe80::1%99 80"},
		{"[ff02::1%2]:80", numeric, "ff02::1%eth0 80"},
		{"[2001:db8::1%2]:80", numeric, "2001:db8::1%2 80"},
		{"[2001:db8::1%eth0]:80", numeric, "2001:db8::1%2 80"},
		{"[::ffff:1.2.3.4]:80", numeric, "::ffff:1.2.3.4 80"},
		{"[::1.2.3.4]:80", numeric, "::1.2.3.4 80"}, // as inet_ntop(3)
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			host, service, err := m.Resolver.Getnameinfo(t.Context(), netip.MustParseAddrPort(tt.sa), tt.flags)
			got := host + " " + service
			if err != nil {
				got = code(err)
			}
			if got != tt.want {
				t.Errorf("%s %s: got %s, want %s", tt.sa, tt.flags, got, tt.want)
			}
		})
	}
}

func TestGetnameinfoTellsATemporaryFailureFromNoName(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Rcode(dns.RcodeServerFailure)})
		if _, _, err := m.Resolver.Getnameinfo(t.Context(), netip.MustParseAddrPort("198.51.100.1:80"), 0); code(err) != "EAI_AGAIN" {
			t.Errorf("err = %v", err)
		}
	})
}

// Of the names that may tell the local domain the first one with a dot does.
func TestNOFQDN(t *testing.T) {
	for _, tt := range []struct{ hostname, hosts, name, want string }{
		{"host.example.org", "", "www.example.org", "www"},
		{"host.other.test", "127.0.0.1 localhost.example.org localhost", "www.example.org", "www"},
		{"host", "192.0.2.2 host.example.org host", "www.example.org", "www"},
		{"host", "127.0.0.1 me.example.org", "www.example.org", "www"}, // the name of 127.0.0.1
		{"host", "127.0.0.1 me.other.test\n192.0.2.2 host.example.org host", "www.example.org", "www"},
		{"host", "127.0.0.1 me me.example.org", "www.example.org", "www.example.org"},       // an alias tells nothing
		{"host", "::1 me.example.org", "www.example.org", "www"},                            // which ::1 is to hosts(5)
		{"host", "2001:db8::2 host.example.org host", "www.example.org", "www.example.org"}, // it has no IPv4 address
		{"host", "", "www.example.org", "www.example.org"},
		{"host.example.org", "", "www.example.org.", "www"},
		{"host.example.org.", "", "www.example.org.", "www"},
		{"host.example.org.", "", "www.example.org", "www.example.org"},
		{"host.example.org", "", "www.sub.example.org", "www.sub"},
		{"host.example.org", "", "www.EXAMPLE.org", "www.EXAMPLE.org"},
		{"host.example.org", "", "example.org", "example.org"},
		{"host.example.org", "", "wwwexample.org", "wwwexample.org"},
	} {
		if got := nameWithoutDomain(t, tt.hostname, tt.hosts, tt.name); got != tt.want {
			t.Errorf("%s on %s with\n%s\ngot %s, want %s", tt.name, tt.hostname, tt.hosts, got, tt.want)
		}
	}
}

// The domain is cut off the end of a name, and from nowhere else. glibc cuts at the first place where it stands.
func TestNOFQDNCutsTheEnd(t *testing.T) {
	for name, want := range map[string]string{
		"www.example.org.uk":             "www.example.org.uk",  // www in glibc
		"www.example.organic":            "www.example.organic", // www
		"www.example.org.uk.example.org": "www.example.org.uk",  // www
		"example.org.example.org":        "example.org",         // example.org.example.org
	} {
		if got := nameWithoutDomain(t, "host.example.org", "", name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// nameWithoutDomain is what getnameinfo says with NI_NOFQDN of an address that has that name in hosts(5).
func nameWithoutDomain(t *testing.T, hostname, hosts, name string) (got string) {
	t.Helper()
	on(t, "-- hostname --\n"+hostname+"\n-- etc/nsswitch.conf --\nhosts: files\n-- etc/hosts --\n192.0.2.1 "+name+"\n"+hosts+"\n", func(t *testing.T, m *scenario.Machine) {
		var err error
		if got, _, err = m.Resolver.Getnameinfo(t.Context(), netip.MustParseAddrPort("192.0.2.1:80"), resolver.NI_NOFQDN); err != nil {
			t.Error(err)
		}
	})
	return got
}

func TestGetnameinfoWithoutAServicesDatabase(t *testing.T) {
	on(t, dual+"-- etc/nsswitch.conf --\nhosts: files [x\n", func(t *testing.T, m *scenario.Machine) {
		host, service, err := m.Resolver.Getnameinfo(t.Context(), netip.MustParseAddrPort("198.51.100.1:80"), resolver.NI_NUMERICHOST)
		if err != nil || host != "198.51.100.1" || service != "80" {
			t.Errorf("got %s %s, %v", host, service, err)
		}
		if _, _, err := m.Resolver.Getnameinfo(t.Context(), netip.MustParseAddrPort("198.51.100.1:80"), 0); code(err) != "EAI_SYSTEM" {
			t.Errorf("a host without a list of sources: %v", err)
		}
	})
}

func TestGetnameinfoOfNoAddress(t *testing.T) {
	if _, _, err := resolver.Getnameinfo(t.Context(), netip.AddrPort{}, 0); code(err) != "EAI_FAMILY" {
		t.Errorf("err = %v", err)
	}
}

func TestScopeID(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		for addr, want := range map[string]uint32{"fe80::1%eth0": 2, "fe80::1%7": 7, "fe80::1": 0, "fe80::1%nosuch": 0, "192.0.2.1": 0} {
			if got := m.Resolver.ScopeID(netip.MustParseAddr(addr)); got != want {
				t.Errorf("%s: %d, want %d", addr, got, want)
			}
		}
	})
}

// A program asks for it with each address that it gets: what has no zone, or the number of one, is not worth a look at the machine.
func TestScopeIDLooksAtInterfacesForANameOnly(t *testing.T) {
	looks := 0
	r := &resolver.Resolver{System: resolver.System{Interfaces: func() ([]resolver.Interface, error) {
		looks++
		return []resolver.Interface{{Index: 2, Name: "eth0"}}, nil
	}}}
	for _, tt := range []struct {
		addr  string
		looks int
	}{{"192.0.2.1", 0}, {"2001:db8::1", 0}, {"fe80::1", 0}, {"fe80::1%7", 0}, {"fe80::1%eth0", 1}} {
		looks = 0
		if r.ScopeID(netip.MustParseAddr(tt.addr)); looks != tt.looks {
			t.Errorf("%s: looked %d times, want %d", tt.addr, looks, tt.looks)
		}
	}
}
