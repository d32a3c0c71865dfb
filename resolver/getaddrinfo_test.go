package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// code is the name of the EAI code of err.
func code(err error) string {
	var e *resolver.Error
	if errors.As(err, &e) {
		return e.Code.String()
	}
	return fmt.Sprint(err)
}

func herrno(err error) string {
	var e *resolver.Error
	if errors.As(err, &e) {
		return e.Herrno().String()
	}
	return fmt.Sprint(err)
}

const stream = resolver.SOCK_STREAM

func TestGetaddrinfo(t *testing.T) {
	const v4, v6 = inet.AF_INET, inet.AF_INET6
	mapped := resolver.AI_V4MAPPED
	for _, tt := range []struct {
		name          string
		node, service string
		hints         resolver.Hints
		want          string
		queries       string // name without example.org and type of each
	}{
		{"both families, at the same time", "both", "80", resolver.Hints{Socktype: stream},
			"AF_INET6 1/6 [2001:db8:1::1]:80\nAF_INET 1/6 198.51.100.1:80", "both A, both AAAA"},
		{"one family is asked for alone", "both", "80", resolver.Hints{Socktype: stream, Family: v4}, "AF_INET 1/6 198.51.100.1:80", "both A"},
		{"an endpoint for each type of socket", "four", "", resolver.Hints{}, "AF_INET 1/6 198.51.100.4:0\nAF_INET 2/17 198.51.100.4:0\nAF_INET 3/0 198.51.100.4:0", "four A, four AAAA"},
		{"the canonical name stands first, once", "alias", "80", resolver.Hints{Socktype: stream, Flags: resolver.AI_CANONNAME},
			"AF_INET6 1/6 [2001:db8:1::1]:80 both.example.org\nAF_INET 1/6 198.51.100.1:80", "alias A, alias AAAA"},
		{"no canonical name unasked", "alias", "80", resolver.Hints{Socktype: stream, Family: v4}, "AF_INET 1/6 198.51.100.1:80", "alias A"},

		{"V4MAPPED with IPv6 addresses", "both", "80", resolver.Hints{Socktype: stream, Family: v6, Flags: mapped}, "AF_INET6 1/6 [2001:db8:1::1]:80", "both AAAA"},
		{"V4MAPPED without", "four", "80", resolver.Hints{Socktype: stream, Family: v6, Flags: mapped}, "AF_INET6 1/6 [::ffff:198.51.100.4]:80", "four AAAA, four.. AAAA, four A"},
		{"V4MAPPED and ALL", "both", "80", resolver.Hints{Socktype: stream, Family: v6, Flags: mapped | resolver.AI_ALL},
			"AF_INET6 1/6 [2001:db8:1::1]:80\nAF_INET6 1/6 [::ffff:198.51.100.1]:80", "both A, both AAAA"},
		{"ALL alone", "both", "80", resolver.Hints{Socktype: stream, Family: v6, Flags: resolver.AI_ALL}, "AF_INET6 1/6 [2001:db8:1::1]:80", "both AAAA"},
		{"V4MAPPED for AF_INET", "both", "80", resolver.Hints{Socktype: stream, Family: v4, Flags: mapped}, "AF_INET 1/6 198.51.100.1:80", "both A"},

		{"NXDOMAIN", "nosuch", "80", resolver.Hints{Family: v4}, "EAI_NONAME", "nosuch A, nosuch.. A"},
		{"NODATA", "none", "80", resolver.Hints{Family: v4}, "EAI_NODATA", "none A, none.. A"},
		{"NODATA of the family", "four.example.org", "80", resolver.Hints{Family: v6}, "EAI_NODATA", "four AAAA, four.example.org AAAA"},
		{"a CNAME to nowhere", "dangling.example.org.", "80", resolver.Hints{Family: v4}, "EAI_NONAME", "dangling A"},

		{"a literal is not looked up", "192.0.2.7", "80", resolver.Hints{Socktype: stream}, "AF_INET 1/6 192.0.2.7:80", ""},
		{"its canonical name is what was given", "0x7f.1", "80", resolver.Hints{Socktype: stream, Flags: resolver.AI_CANONNAME}, "AF_INET 1/6 127.0.0.1:80 0x7f.1", ""},
		{"digits and dots are an address or nothing", "1.2.3.256", "80", resolver.Hints{}, "EAI_NONAME", ""},
		{"digits of another script are digits with AI_IDN", "１９２.０.２.１", "80", resolver.Hints{Socktype: stream, Flags: resolver.AI_IDN}, "AF_INET 1/6 192.0.2.1:80", ""},
		{"a name that is too long to be one", strings.Repeat("ü", 1000), "80", resolver.Hints{Flags: resolver.AI_IDN}, "EAI_IDN_ENCODE", ""},
		{"a node of letters that do not count is not NULL", "\u00ad\ufeff", "80", resolver.Hints{Flags: resolver.AI_IDN | resolver.AI_PASSIVE}, "EAI_NONAME", ""},
		{"AI_CANONIDN leaves ASCII as it is spelled", "WWW.Example.COM", "80", resolver.Hints{Socktype: stream, Family: v4, Flags: resolver.AI_CANONNAME | resolver.AI_CANONIDN},
			"AF_INET 1/6 198.51.100.9:80 WWW.Example.COM", "WWW.Example.COM.. A"},
		{"NUMERICHOST", "both", "80", resolver.Hints{Flags: resolver.AI_NUMERICHOST}, "EAI_NONAME", ""},
		{"the service fails before the name is looked up", "both", "nosuch", resolver.Hints{}, "EAI_SERVICE", ""},
		{"no node: loopback", "", "80", resolver.Hints{Socktype: stream}, "AF_INET6 1/6 [::1]:80\nAF_INET 1/6 127.0.0.1:80", ""},
		{"no node, PASSIVE: the wildcards, IPv4 first", "", "80", resolver.Hints{Socktype: stream, Flags: resolver.AI_PASSIVE}, "AF_INET 1/6 0.0.0.0:80\nAF_INET6 1/6 [::]:80", ""},
		{"* is NULL", "*", "80", resolver.Hints{Socktype: stream, Family: v4}, "AF_INET 1/6 127.0.0.1:80", ""},

		{"what is no host name is not asked for", "a b", "80", resolver.Hints{}, "EAI_NONAME", ""},
		{"nor is UTF-8", "bücher", "80", resolver.Hints{}, "EAI_NONAME", ""},
		{"AI_IDN asks for the A-label", "BÜCHER", "80", resolver.Hints{Socktype: stream, Family: v4, Flags: resolver.AI_IDN}, "AF_INET 1/6 198.51.100.7:80", "xn--bcher-kva A"},
		{"AI_CANONIDN decodes", "bücher", "80", resolver.Hints{Socktype: stream, Family: v4, Flags: resolver.AI_IDN | resolver.AI_CANONNAME | resolver.AI_CANONIDN},
			"AF_INET 1/6 198.51.100.7:80 bücher.example.org", "xn--bcher-kva A"},
		{"AI_IDN is not transitional", "straße", "80", resolver.Hints{Family: v4, Flags: resolver.AI_IDN}, "EAI_NONAME", "xn--strae-oqa A, xn--strae-oqa.. A"},
		{"AI_IDN leaves what DNS allows", "ü_x", "80", resolver.Hints{Family: v4, Flags: resolver.AI_IDN}, "EAI_NONAME", "xn--_x-wka A, xn--_x-wka.. A"},
		{"AI_IDN leaves ASCII alone", "NOSUCH_", "80", resolver.Hints{Family: v4, Flags: resolver.AI_IDN}, "EAI_NONAME", "NOSUCH_ A, NOSUCH_.. A"},
		{"what cannot be encoded", "a\xff", "80", resolver.Hints{Flags: resolver.AI_IDN}, "EAI_IDN_ENCODE", ""},
		{"nor what Unicode forbids", "a\ufffd", "80", resolver.Hints{Flags: resolver.AI_IDN}, "EAI_IDN_ENCODE", ""},
		{"localhost is nobody's business", "localhost", "80", resolver.Hints{Socktype: stream}, "AF_INET6 1/6 [::1]:80\nAF_INET 1/6 127.0.0.1:80", ""},
		{"nor is what is under it", "a.LOCALHOST.", "80", resolver.Hints{Socktype: stream, Family: v4}, "AF_INET 1/6 127.0.0.1:80", ""},
		{"invalid never leaves", "x.invalid", "80", resolver.Hints{}, "EAI_NONAME", ""},
		{"onion never leaves, nor with a suffix", "x.onion", "80", resolver.Hints{}, "EAI_NONAME", ""},
		{"an over-long label never leaves", strings.Repeat("x", 64), "80", resolver.Hints{}, "EAI_NONAME", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, dual, func(t *testing.T, m *scenario.Machine) {
				if got := lines(m.Resolver.Getaddrinfo(t.Context(), tt.node, tt.service, &tt.hints)); got != tt.want {
					t.Errorf("got\n%s\nwant\n%s", got, tt.want)
				}
				if got := asked(m.DNS); got != tt.queries {
					t.Errorf("asked %s, want %s", got, tt.queries)
				}
			})
		})
	}
}

// asked lists the queries, A before AAAA of one name, names without example.org; a name outside it ends in "..".
func asked(srv *fakedns.Server) string {
	var all []string
	for _, q := range srv.Queries() {
		name, in := strings.CutSuffix(q.Name, ".example.org.")
		if !in {
			name = q.Name + "."
		}
		all = append(all, name+" "+dns.Type(q.Type).String())
	}
	for i := range max(len(all)-1, 0) {
		if all[i] == all[i+1]+"AAA" {
			all[i], all[i+1] = all[i+1], all[i]
		}
	}
	return strings.Join(all, ", ")
}

func TestAIADDRCONFIGAsksForNoFamilyThatTheMachineLacks(t *testing.T) {
	four := strings.Replace(dual, " 2001:db8::10/64", "", 1)
	on(t, four, func(t *testing.T, m *scenario.Machine) {
		want := "AF_INET 1/6 198.51.100.1:80"
		if got := lines(m.Resolver.Getaddrinfo(t.Context(), "both", "80", &resolver.Hints{Socktype: stream, Flags: resolver.AI_ADDRCONFIG})); got != want {
			t.Errorf("got %s", got)
		}
		if got := asked(m.DNS); got != "both A" {
			t.Errorf("asked %s", got)
		}
	})
	on(t, four, func(t *testing.T, m *scenario.Machine) { // nil hints say AI_ADDRCONFIG
		addrs, err := m.Resolver.Getaddrinfo(t.Context(), "both", "80", nil)
		if err != nil || len(addrs) != 3 || addrs[0].Flags != resolver.AI_V4MAPPED|resolver.AI_ADDRCONFIG {
			t.Errorf("got %v, %v", addrs, err)
		}
	})
}

func TestResolveKeepsWhatWasLearnt(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		r, err := m.Resolver.Resolve(t.Context(), "alias", "80", &resolver.Hints{Family: inet.AF_INET})
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%s %v %v %v %s %s %s %v", r.Canonname, r.Aliases, r.Chain, r.TTL, r.Source, r.Server, r.Network, time.Until(r.Expires))
		want := "both.example.org [alias.example.org other.example.org] " +
			"[{alias.example.org other.example.org 5m0s} {other.example.org both.example.org 5m0s}] 5m0s dns 192.0.2.53:53 udp 5m0s"
		if got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
	on(t, dual+"-- etc/hosts --\n192.0.2.1 printer\n", func(t *testing.T, m *scenario.Machine) { // hosts has IPv4 only
		r, err := m.Resolver.Resolve(t.Context(), "printer", "", &resolver.Hints{Family: inet.AF_INET6, Flags: resolver.AI_V4MAPPED})
		if err != nil || r.Source != "hosts:1" || r.Addrs[0].Addr.Addr() != netip.MustParseAddr("::ffff:192.0.2.1") {
			t.Errorf("got %+v, %v", r, err)
		}
	})
	on(t, dual+"-- etc/hosts --\n192.0.2.1 both\n", func(t *testing.T, m *scenario.Machine) { // the DNS has IPv6, and is not asked
		r, err := m.Resolver.Resolve(t.Context(), "both", "", &resolver.Hints{Family: inet.AF_INET6, Flags: resolver.AI_V4MAPPED | resolver.AI_ALL})
		if err != nil || r.Source != "hosts:1" || len(r.Addrs) != 3 || len(m.DNS.Queries()) != 0 {
			t.Errorf("got %+v, %v", r, err)
		}
	})
	on(t, dual+"-- etc/hosts --\n# mine\n192.0.2.1 printer lp\n", func(t *testing.T, m *scenario.Machine) {
		r, err := m.Resolver.Resolve(t.Context(), "LP", "", nil)
		if err != nil || r.Source != "hosts:2" || r.Canonname != "printer" || !r.Expires.IsZero() || len(m.DNS.Queries()) != 0 {
			t.Errorf("got %+v, %v", r, err)
		}
	})
}

// A failure of one family, with what the other says.
func TestOneFamilyThatIsFoundIsEnough(t *testing.T) {
	servfail := fakedns.Rcode(dns.RcodeServerFailure)
	for _, tt := range []struct {
		name   string
		node   string
		qtype  uint16
		do     fakedns.Action
		strict bool
		want   string
	}{
		{"A fails, AAAA is found", "both", dns.TypeA, servfail, false, "AF_INET6 1/6 [2001:db8:1::1]:80"},
		{"AAAA fails, A is found", "both", dns.TypeAAAA, servfail, false, "AF_INET 1/6 198.51.100.1:80"},
		{"AAAA is never answered, A is found", "both", dns.TypeAAAA, fakedns.Drop, false, "AF_INET 1/6 198.51.100.1:80"},
		{"AAAA fails, there is no A: some AAAA may be", "none.example.org.", dns.TypeAAAA, servfail, false, "EAI_AGAIN"},
		{"A fails, there is no AAAA: some A may be", "four.example.org.", dns.TypeA, servfail, false, "EAI_AGAIN"},
		{"strict errors", "both", dns.TypeAAAA, servfail, true, "EAI_AGAIN"},
		{"strict errors, silence", "both", dns.TypeAAAA, fakedns.Drop, true, "EAI_AGAIN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, dual, func(t *testing.T, m *scenario.Machine) {
				m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: tt.qtype}, Do: tt.do})
				m.Resolver.StrictErrors = tt.strict
				if got := lines(m.Resolver.Getaddrinfo(t.Context(), tt.node, "80", &resolver.Hints{Socktype: stream})); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			})
		})
	}
}

func TestFailuresOfServersAreNeverNotFound(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   fakedns.Action
		want string
	}{
		{"silence", fakedns.Drop, "EAI_AGAIN"},
		{"SERVFAIL", fakedns.Rcode(dns.RcodeServerFailure), "EAI_AGAIN"},
		{"REFUSED", fakedns.Rcode(dns.RcodeRefused), "EAI_AGAIN"},
		{"nobody listens", fakedns.Refuse, "EAI_AGAIN"},
		{"no descriptors", fakedns.Fail(syscall.EMFILE), "EAI_AGAIN"},
		{"FORMERR", fakedns.Rcode(dns.RcodeFormatError), "EAI_FAIL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, dual, func(t *testing.T, m *scenario.Machine) {
				m.DNS.Inject(fakedns.Fault{Do: tt.do})
				_, err := m.Resolver.Getaddrinfo(t.Context(), "both", "80", nil)
				if got := code(err); got != tt.want {
					t.Errorf("got %s, want %s: %v", got, tt.want, err)
				}
				var d *net.DNSError
				if !errors.As(err, &d) || d.IsNotFound || d.IsTimeout != (tt.name == "silence") {
					t.Errorf("as a *net.DNSError: %+v", d)
				}
			})
		})
	}
}

func TestCancelEndsALookupAtOnce(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		start := time.Now()
		_, err := m.Resolver.Getaddrinfo(ctx, "both", "80", nil)
		if took := time.Since(start); code(err) != "EAI_CANCELED" || !errors.Is(err, context.Canceled) || took != 50*time.Millisecond {
			t.Errorf("%v after %v", err, took)
		}
	})
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := m.Resolver.Getaddrinfo(ctx, "both", "80", nil)
		var netErr net.Error
		if code(err) != "EAI_AGAIN" || !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &netErr) || !netErr.Timeout() {
			t.Errorf("%v", err)
		}
	})
}

// glibc knows the prefixes of IPv4 addresses only if it has seen an IPv6 one: rule 9 then brings the neighbour forward.
func TestTheOrderOfIPv4AddressesDependsOnThereBeingIPv6(t *testing.T) {
	const hosts = "-- etc/hosts --\n192.0.2.1 h\n192.0.2.8 h\n"
	for text, want := range map[string]string{
		dual: "AF_INET 1/6 192.0.2.8:80\nAF_INET 1/6 192.0.2.1:80",
		strings.Replace(dual, " 2001:db8::10/64", "", 1): "AF_INET 1/6 192.0.2.1:80\nAF_INET 1/6 192.0.2.8:80",
	} {
		on(t, text+hosts, func(t *testing.T, m *scenario.Machine) {
			if got := lines(m.Resolver.Getaddrinfo(t.Context(), "h", "80", &resolver.Hints{Socktype: stream})); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Where nobody can say which interfaces there are, AI_ADDRCONFIG narrows nothing, as in glibc's check_pf.c.
func TestWithoutAListOfInterfacesEveryFamilyIsConfigured(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.Interfaces = func() ([]resolver.Interface, error) { return nil, syscall.EAFNOSUPPORT }
		addrs, err := m.Resolver.Getaddrinfo(t.Context(), "both", "80", nil)
		if err != nil || len(addrs) != 6 {
			t.Errorf("got %v, %v", addrs, err)
		}
		host, _, err := m.Resolver.Getnameinfo(t.Context(), netip.MustParseAddrPort("[fe80::1%2]:80"), resolver.NI_NUMERICHOST)
		if err != nil || host != "fe80::1%2" {
			t.Errorf("got %s, %v", host, err)
		}
	})
}

func TestANilResolverIsTheDefaultOne(t *testing.T) {
	var r *resolver.Resolver
	addrs, err := r.Getaddrinfo(t.Context(), "192.0.2.1", "80", &resolver.Hints{Flags: resolver.AI_NUMERICHOST, Socktype: stream})
	if err != nil || addrs[0].Addr != netip.MustParseAddrPort("192.0.2.1:80") {
		t.Errorf("got %v, %v", addrs, err)
	}
}

// IPv4-mapped destinations are compared as IPv6 ones, and so are their sources: loopback is no other scope than the rest.
func TestMappedDestinationsAreSorted(t *testing.T) {
	on(t, dual+"-- etc/hosts --\n198.51.100.9 m\n127.0.0.1 m\n", func(t *testing.T, m *scenario.Machine) {
		addrs, err := m.Resolver.Getaddrinfo(t.Context(), "m", "", &resolver.Hints{Family: inet.AF_INET6, Socktype: resolver.SOCK_STREAM, Flags: resolver.AI_V4MAPPED})
		if err != nil || len(addrs) != 2 || addrs[0].Addr.Addr() != netip.MustParseAddr("::ffff:127.0.0.1") {
			t.Errorf("got %v, %v; want loopback first", addrs, err)
		}
	})
}
