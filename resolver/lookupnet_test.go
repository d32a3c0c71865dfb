package resolver_test

import (
	"context"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// lookups are the methods that package net and this package have in common.
type lookups interface {
	LookupAddr(ctx context.Context, addr string) ([]string, error)
	LookupCNAME(ctx context.Context, host string) (string, error)
	LookupHost(ctx context.Context, host string) (addrs []string, err error)
	LookupIP(ctx context.Context, network, host string) ([]net.IP, error)
	LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupNS(ctx context.Context, name string) ([]*net.NS, error)
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
	LookupPort(ctx context.Context, network, service string) (port int, err error)
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

var (
	_ lookups = (*net.Resolver)(nil)
	_ lookups = (*resolver.Resolver)(nil)
)

// Package net makes a channel at its first lookup and keeps it: were that in a bubble, no other could use it. A child of
// TestShortageOfDescriptors has no descriptors for it.
func init() {
	if os.Getenv("NETDB_TEST_SERVER") != "" {
		return
	}
	r := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed }}
	r.LookupHost(context.Background(), "first.invalid.")
}

const lookupZone = `
-- interfaces --
lo   up,loopback  127.0.0.1/8 ::1/128
eth0 up           192.0.2.10/24 2001:db8::10/64
-- etc/resolv.conf --
search example.org
nameserver 192.0.2.53
-- zone --
$ORIGIN example.org.
@      SOA ns hostmaster 1 3600 600 86400 300
both   A 198.51.100.1
       AAAA 2001:db8:1::1
four   A 198.51.100.4
www    CNAME alias
alias  CNAME both
text   CNAME none
none   TXT "two " "strings"
       TXT "\"\\ \001\255é"
dangling CNAME gone
long   CNAME x.-odd
x.-odd A 198.51.100.5
mail   MX 20 b
       MX 10 a
       MX 30 192.0.2.1.
nomail MX 0 .
bad    MX 10 a
       MX 20 a\032b
evil   MX 20 a\032b
edge   MX 10 -a
       MX 20 1.2.3.4.
zone   SOA ns hostmaster 1 3600 600 86400 300
       NS ns1
       NS ns2.example.net.
odd    SOA ns hostmaster 1 3600 600 86400 300
       NS ns1
       NS x\032y
_sip._tcp SRV 10 0 5060 a
          SRV 20 0 5061 b
_ldap._tcp CNAME _ldap._tcp.sub
_ldap._tcp.sub SRV 0 0 389 .
_bad._tcp SRV 10 0 1 a
          SRV 10 0 1 a\010b
$ORIGIN 100.51.198.in-addr.arpa.
1      PTR both.example.org.
       PTR www.example.org.
2      PTR both.example.org.
       PTR a\032b.example.org.
3      PTR a\032b.example.org.
4      CNAME 4.sub
4.sub  PTR four.example.org.
5      PTR host.
6      PTR both.example.org.
       PTR a\.b.example.org.
`

// TestLookupsAsNet runs the same calls under package net's own resolver and this one, over the same DNS. Where net is not "", it is what
// package net returns instead, and why says why that is.
func TestLookupsAsNet(t *testing.T) {
	servfail := fakedns.Fault{Do: fakedns.Rcode(dns.RcodeServerFailure)}
	host := func(name string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, name)) }
	}
	mx := func(name string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return told(l.LookupMX(ctx, name)) }
	}
	addr := func(text string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return told(l.LookupAddr(ctx, text)) }
	}
	cname := func(name string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return told(l.LookupCNAME(ctx, name)) }
	}
	txt := func(name string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return toldQuoted(l.LookupTXT(ctx, name)) }
	}
	ip := func(network, name string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return told(l.LookupIP(ctx, network, name)) }
	}
	netip := func(network, name string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return told(l.LookupNetIP(ctx, network, name)) }
	}
	port := func(network, service string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string { return told(l.LookupPort(ctx, network, service)) }
	}
	srv := func(service, proto, name string) func(context.Context, lookups) string {
		return func(ctx context.Context, l lookups) string {
			cname, all, err := l.LookupSRV(ctx, service, proto, name)
			return strings.TrimSpace(cname + " " + told(all, err))
		}
	}
	for _, tt := range []struct {
		name   string
		fault  *fakedns.Fault
		call   func(context.Context, lookups) string
		want   string
		net    string
		reason string
	}{
		{"both families", nil, host("both.example.org."), "[198.51.100.1 2001:db8:1::1]", "", ""},
		{"through a chain", nil, host("www.example.org."), "[198.51.100.1 2001:db8:1::1]", "", ""},
		{"no such name", nil, host("nosuch.example.org."), "no such host: nosuch.example.org. not found", "", ""},
		{"no such records", nil, host("none.example.org."), "no such host: none.example.org. not found", "", ""},
		{"no name", nil, host(""), "no such host:  not found", "", ""},
		{"a name of no host", nil, host("a b.example.org."), "no such host: a b.example.org. not found", "", ""},
		{"an address", nil, host("192.0.2.1"), "[192.0.2.1]", "", ""},
		{"an address in IPv6", nil, host("2001:db8::1"), "[2001:db8::1]", "", ""},
		{"an address as inet_aton reads it", nil, host("127.1"), "[127.0.0.1]", "no such host: 127.1 not found", "getaddrinfo(3) has all forms of inet_aton(3)"},
		{"an address in another spelling", nil, host("2001:db8:0::1"), "[2001:db8::1]", "[2001:db8:0::1]", "net returns an address as it was given"},
		{"an address with a zone that there is not", nil, host("fe80::1%nosuch"), "no such host: fe80::1%nosuch not found", "[fe80::1%nosuch]",
			"getaddrinfo(3) has scopes of this machine's interfaces only"},
		{"SERVFAIL", &servfail, host("both.example.org."), "server misbehaving: both.example.org. temporary", "", ""},
		{"REFUSED", &fakedns.Fault{Do: fakedns.Rcode(dns.RcodeRefused)}, host("both.example.org."), "server misbehaving: both.example.org. temporary",
			"server misbehaving: both.example.org.", "another server, or another time, may not refuse: EAI_AGAIN"},
		{"FORMERR", &fakedns.Fault{Do: fakedns.Rcode(dns.RcodeFormatError)}, host("both.example.org."), "server misbehaving: both.example.org.", "", ""},
		{"silence", &fakedns.Fault{Do: fakedns.Drop}, host("both.example.org."), "i/o timeout: both.example.org. timeout temporary", "", ""},
		{"nobody listens", &fakedns.Fault{Do: fakedns.Refuse}, host("both.example.org."), "Temporary failure in name resolution: both.example.org. temporary",
			"connection refused: both.example.org. temporary", "the words of the code, with the system's behind them"},
		{"no more files", &fakedns.Fault{Match: fakedns.Match{Dial: true}, Do: fakedns.Fail(syscall.EMFILE)}, host("both.example.org."),
			"Temporary failure in name resolution: both.example.org. temporary", "too many open files: both.example.org. temporary", "the same"},
		{"one family fails", &fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: fakedns.Rcode(dns.RcodeServerFailure)}, host("both.example.org."),
			"[2001:db8:1::1]", "", ""},
		{"one family fails, the other has none", &fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: heldUp(fakedns.Rcode(dns.RcodeServerFailure))}, host("four.example.org."),
			"server misbehaving: four.example.org. temporary", "no such host: four.example.org. not found", "net returns the error that came first; who failed may have addresses"},
		{"one family", nil, ip("ip4", "both.example.org."), "[198.51.100.1]", "", ""},
		{"the other", nil, ip("ip6", "both.example.org."), "[2001:db8:1::1]", "", ""},
		{"one that there is not", nil, ip("ip6", "four.example.org."), "no such host: four.example.org. not found", "", ""},
		{"no network of LookupIP", nil, ip("tcp", "both.example.org."), "unknown network tcp", "", ""},
		{"an address of the other family", nil, ip("ip6", "192.0.2.1"), "no suitable address found: 192.0.2.1", "address 192.0.2.1: no suitable address found",
			"a *net.DNSError as all others, EAI_ADDRFAMILY"},
		{"an IPv4-mapped address", nil, ip("ip4", "::ffff:192.0.2.1"), "[192.0.2.1]", "", ""},
		{"both, as netip", nil, netip("ip", "both.example.org."), "[198.51.100.1 2001:db8:1::1]", "", ""},
		{"an IPv4 address, as netip", nil, netip("ip", "192.0.2.1"), "[192.0.2.1]", "[::ffff:192.0.2.1]", "an IPv4 address is one, wherever it comes from"},
		{"a zone, as netip", nil, netip("ip", "fe80::1%lo"), "[fe80::1%lo]", "[fe80::1]", "without its zone it is the address of nobody"},
		{"no network of LookupNetIP", nil, netip("", "both.example.org."), "unknown network ", "", ""},

		{"a canonical name", nil, cname("alias.example.org."), "both.example.org.", "", ""},
		{"at the end of a longer chain", &fakedns.Fault{Do: lateAddrs}, cname("www.example.org."), "both.example.org.", "alias.example.org.",
			"net asks for A, AAAA and CNAME, and takes what comes first, which for CNAME is the first link"},
		{"of itself", nil, cname("both.example.org."), "both.example.org.", "", ""},
		{"a chain without addresses", nil, cname("text.example.org."), "none.example.org.", "", ""},
		{"a chain that leads nowhere", nil, cname("dangling.example.org."), "gone.example.org.", "", ""},
		{"none", nil, cname("nosuch.example.org."), "no such host: nosuch.example.org. not found", "", ""},
		{"without addresses", nil, cname("none.example.org."), "no such host: none.example.org. not found", "", ""},
		{"that of an address", nil, cname("192.0.2.1"), "no such host: 192.0.2.1 not found", "", ""},
		{"one that is of no host to net", nil, cname("long.example.org."), "x.-odd.example.org.",
			"DNS response contained records which contain invalid names: long.example.org.", "labels may begin with a hyphen but for the first of a name, as res_hnok has it"},

		{"names of an address", nil, addr("198.51.100.1"), "[both.example.org. www.example.org.]", "", ""},
		{"as IPv4-mapped", nil, addr("::ffff:198.51.100.1"), "[both.example.org. www.example.org.]", "", ""},
		{"through a CNAME (RFC 2317)", nil, addr("198.51.100.4"), "[four.example.org.]", "", ""},
		{"one of no host beside another", nil, addr("198.51.100.2"), "[both.example.org.] and DNS response contained records which contain invalid names: 198.51.100.2", "", ""},
		{"one with a dot in a label beside another", nil, addr("198.51.100.6"), "[both.example.org.] and DNS response contained records which contain invalid names: 198.51.100.6",
			"cannot unmarshal DNS message: 198.51.100.6", "net makes nothing of all of the answer"},
		{"one of no host", nil, addr("198.51.100.3"), "[] and DNS response contained records which contain invalid names: 198.51.100.3", "", ""},
		{"one without a dot", nil, addr("198.51.100.5"), "[host.]", "", ""},
		{"an address without names", nil, addr("198.51.100.9"), "no such host: 198.51.100.9 not found", "no such host: 9.100.51.198.in-addr.arpa. not found",
			"an error has the name that was given"},
		{"no address", nil, addr("both.example.org"), "unrecognized address: both.example.org", "", ""},
		{"SERVFAIL for an address", &servfail, addr("198.51.100.1"), "server misbehaving: 198.51.100.1 temporary", "server misbehaving: 1.100.51.198.in-addr.arpa. temporary",
			"the same"},

		{"mail servers by preference", nil, mx("mail.example.org."), "[{a.example.org. 10} {b.example.org. 20} {192.0.2.1. 30}]", "", ""},
		{"no mail (RFC 7505)", nil, mx("nomail.example.org."), "[{. 0}]", "", ""},
		{"one of no host among them", nil, mx("bad.example.org."), "[{a.example.org. 10}] and DNS response contained records which contain invalid names: bad.example.org.", "", ""},
		{"only one of no host", nil, mx("evil.example.org."), "[] and DNS response contained records which contain invalid names: evil.example.org.", "", ""},
		{"no mail servers", nil, mx("both.example.org."), "no such host: both.example.org. not found", "", ""},
		{"no such domain", nil, mx("nosuch.example.org."), "no such host: nosuch.example.org. not found", "", ""},
		{"what no domain is called", nil, mx("a b.example.org."), "no such host: a b.example.org. not found", "", ""},
		{"mail: SERVFAIL", &servfail, mx("mail.example.org."), "server misbehaving: mail.example.org. temporary", "", ""},
		{"mail: silence", &fakedns.Fault{Do: fakedns.Drop}, mx("mail.example.org."), "i/o timeout: mail.example.org. timeout temporary", "", ""},

		{"name servers", nil, func(ctx context.Context, l lookups) string { return told(l.LookupNS(ctx, "zone.example.org.")) }, "[{ns1.example.org.} {ns2.example.net.}]", "", ""},
		{"one of no host among them", nil, func(ctx context.Context, l lookups) string { return told(l.LookupNS(ctx, "odd.example.org.")) },
			"[{ns1.example.org.}] and DNS response contained records which contain invalid names: odd.example.org.", "", ""},

		{"the strings of a text", nil, txt("none.example.org."), `["\"\\ \x01\xff\xc3\xa9" "two strings"]`, "", ""},
		{"a text through a CNAME", nil, txt("text.example.org."), `["\"\\ \x01\xff\xc3\xa9" "two strings"]`, "", ""},
		{"no text", nil, txt("both.example.org."), "no such host: both.example.org. not found", "", ""},

		{"servers of a service", nil, srv("sip", "tcp", "example.org."), "_sip._tcp.example.org. [{a.example.org. 5060 10 0} {b.example.org. 5061 20 0}]", "", ""},
		{"under a name of its own", nil, srv("", "", "_sip._tcp.example.org."), "_sip._tcp.example.org. [{a.example.org. 5060 10 0} {b.example.org. 5061 20 0}]", "", ""},
		{"a service that is decidedly not there, through a CNAME", nil, srv("ldap", "tcp", "example.org."), "_ldap._tcp.sub.example.org. [{. 389 0 0}]", "", ""},
		{"a server of no name", nil, srv("bad", "tcp", "example.org."),
			"_bad._tcp.example.org. [{a.example.org. 1 10 0}] and DNS response contained records which contain invalid names: _bad._tcp.example.org.",
			"_bad._tcp.example.org. [{a.example.org. 1 10 0}] and DNS response contained records which contain invalid names: example.org.", "an error has the name that was asked for"},
		{"no servers", nil, srv("http", "tcp", "example.org."), "no such host: _http._tcp.example.org. not found", "", ""},

		{"a port", nil, port("tcp", "http"), "80", "", ""},
		{"in capital letters", nil, port("tcp6", "HTTP"), "80", "", ""},
		{"over UDP", nil, port("udp4", "domain"), "53", "", ""},
		{"over any", nil, port("ip", "domain"), "53", "", ""},
		{"over none that is said", nil, port("", "https"), "443", "", ""},
		{"a number", nil, port("tcp", "8080"), "8080", "", ""},
		{"a number with a sign", nil, port("tcp", "+80"), "80", "", ""},
		{"a number over a network that there is not", nil, port("nosuch", "80"), "80", "", ""},
		{"none", nil, port("tcp", ""), "0", "", ""},
		{"below the least", nil, port("tcp", "-1"), "address -1: invalid port", "", ""},
		{"over the greatest", nil, port("tcp", "65536"), "address 65536: invalid port", "", ""},
		{"far over it", nil, port("tcp", "99999999999999999999"), "address 99999999999999999999: invalid port", "", ""},
		{"a service that there is not", nil, port("tcp4", "nosuch-service"), "unknown port: tcp/nosuch-service not found", "", ""},
		{"nor over any", nil, port("", "nosuch-service"), "unknown port: ip/nosuch-service not found", "", ""},
		{"a network that there is not", nil, port("nosuch", "http"), "address nosuch: unknown network", "", ""},
		{"SCTP", nil, port("sctp", "diameter"), "3868", "address sctp: unknown network", "services(5) has more protocols than two"},
		{"DCCP", nil, port("dccp6", "discard"), "9", "address dccp6: unknown network", "the same"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.net == "" {
				tt.net = tt.want
			}
			for who, want := range map[string]string{"net": tt.net, "resolver": tt.want} {
				on(t, lookupZone, func(t *testing.T, m *scenario.Machine) {
					if tt.fault != nil {
						m.DNS.Inject(*tt.fault)
					}
					l := lookups(m.Resolver)
					if who == "net" {
						l = &net.Resolver{PreferGo: true, Dial: m.DNS.Dial}
					}
					if got := tt.call(t.Context(), l); got != want {
						t.Errorf("%s: got\n%s\nwant\n%s", who, got, want)
					}
				})
			}
			if (tt.net != tt.want) != (tt.reason != "") {
				t.Error("a difference has a reason, and a reason a difference")
			}
		})
	}
}
