package resolver_test

import (
	"context"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

const servedMachine = `
-- hostname --
host.example.org
-- interfaces --
lo   up,loopback  127.0.0.1/8 ::1/128
eth0 up           192.0.2.10/24 2001:db8::10/64
-- etc/nsswitch.conf --
hosts: files myhostname dns
-- etc/hosts --
192.0.2.1   first.example.org first
2001:db8::1 first.example.org
192.0.2.3   a..b odd.example.org
-- etc/resolv.conf --
search example.org
nameserver 192.0.2.53
options trust-ad
-- zone --
$ORIGIN example.org.
@       SOA ns hostmaster 1 3600 600 86400 300
first   600 A 198.51.100.1
printer 60 A 198.51.100.2
www     10 CNAME web
web     20 CNAME both
both    30 A 198.51.100.3
        30 A 198.51.100.4
        30 AAAA 2001:db8:1::3
        MX 10 mail
        TXT "a b" "c"
        HTTPS 1 . alpn=h2
_sip._tcp SRV 0 0 5060 both
a.b.localhost A 192.0.2.66
2.100.51.198.in-addr.arpa. 70 PTR printer
        70 PTR other
3.100.51.198.in-addr.arpa. PTR a\032b
100.51.198.in-addr.arpa. PTR network.
`

// Who only takes a net.Resolver gets from it what the Resolver behind it knows. The names are absolute, so that nothing depends on the
// files of the real machine.
func TestNetResolver(t *testing.T) {
	for _, tt := range []struct {
		name string
		call func(ctx context.Context, l lookups) string
		want string
	}{
		{"hosts(5)", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "first.example.org.")) }, "[192.0.2.1 2001:db8::1]"},
		{"an alias in hosts(5)", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "first.")) }, "[192.0.2.1]"},
		{"its canonical name", func(ctx context.Context, l lookups) string { return told(l.LookupCNAME(ctx, "first.")) }, "first.example.org."},
		{"one that is no name in the DNS", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "odd.example.org.")) }, "[192.0.2.3]"},
		{"the DNS", func(ctx context.Context, l lookups) string { return told(l.LookupNetIP(ctx, "ip", "www.example.org.")) }, "[198.51.100.3 198.51.100.4 2001:db8:1::3]"},
		{"one family", func(ctx context.Context, l lookups) string { return told(l.LookupIP(ctx, "ip6", "www.example.org.")) }, "[2001:db8:1::3]"},
		{"the search list of the resolver", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "printer.")) }, "[198.51.100.2]"},
		{"not for a name with a dot", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "_sip._tcp.")) }, "no such host: _sip._tcp. not found"},
		{"myhostname", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "host.example.org.")) }, "[192.0.2.10 2001:db8::10]"},
		{"what is under localhost", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "a.b.localhost.")) }, "[127.0.0.1 ::1]"},
		{"names of an address in hosts(5)", func(ctx context.Context, l lookups) string { return told(l.LookupAddr(ctx, "192.0.2.1")) }, "[first. first.example.org.]"},
		{"in IPv6", func(ctx context.Context, l lookups) string { return told(l.LookupAddr(ctx, "2001:db8::1")) }, "[first.example.org.]"},
		{"in the DNS", func(ctx context.Context, l lookups) string { return told(l.LookupAddr(ctx, "198.51.100.2")) }, "[other.example.org. printer.example.org.]"},
		{"of no host", func(ctx context.Context, l lookups) string { return told(l.LookupAddr(ctx, "198.51.100.3")) }, "server misbehaving: 3.100.51.198.in-addr.arpa."},
		{"of an address without names", func(ctx context.Context, l lookups) string { return told(l.LookupAddr(ctx, "198.51.100.9")) }, "no such host: 9.100.51.198.in-addr.arpa. not found"},
		{"other records", func(ctx context.Context, l lookups) string { return told(l.LookupMX(ctx, "www.example.org.")) }, "[{mail.example.org. 10}]"},
		{"texts", func(ctx context.Context, l lookups) string { return told(l.LookupTXT(ctx, "www.example.org.")) }, "[a bc]"},
		{"services", func(ctx context.Context, l lookups) string {
			name, all, err := l.LookupSRV(ctx, "sip", "tcp", "example.org.")
			return name + " " + told(all, err)
		}, "_sip._tcp.example.org. [{both.example.org. 5060 0 0}]"},
		{"no such name", func(ctx context.Context, l lookups) string { return told(l.LookupHost(ctx, "nosuch.example.org.")) }, "no such host: nosuch.example.org. not found"},
		{"no such records", func(ctx context.Context, l lookups) string { return told(l.LookupMX(ctx, "printer.example.org.")) }, "no such host: printer.example.org. not found"},
		{"nowhere", func(ctx context.Context, l lookups) string { return told(l.LookupMX(ctx, "x.invalid.")) }, "no such host: x.invalid. not found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, servedMachine, func(t *testing.T, m *scenario.Machine) {
				if got := tt.call(t.Context(), m.Resolver.NetResolver()); got != tt.want {
					t.Errorf("got\n%s\nwant\n%s\nasked\n%s", got, tt.want, m.DNS.Log())
				}
			})
		})
	}
}

// What fails is temporary to package net where it is, and never "not found".
func TestNetResolverErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   fakedns.Action
		want string
	}{
		{"SERVFAIL", fakedns.Rcode(dns.RcodeServerFailure), "server misbehaving: both.example.org. temporary"},
		{"REFUSED", fakedns.Rcode(dns.RcodeRefused), "server misbehaving: both.example.org. temporary"},
		{"FORMERR", fakedns.Rcode(dns.RcodeFormatError), "server misbehaving: both.example.org."},
		{"nobody listens", fakedns.Refuse, "server misbehaving: both.example.org. temporary"},
	} {
		on(t, servedMachine, func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(fakedns.Fault{Do: tt.do})
			l := m.Resolver.NetResolver()
			if got := told(l.LookupHost(t.Context(), "both.example.org.")); got != tt.want {
				t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
			}
			if got := told(l.LookupMX(t.Context(), "both.example.org.")); got != tt.want {
				t.Errorf("%s: got %s for MX, want %s", tt.name, got, tt.want)
			}
		})
	}
}

// TestNetResolverMessages holds what is on the wire: TTLs, links, and what an error says beyond package net.
func TestNetResolverMessages(t *testing.T) {
	servfail := fakedns.Rcode(dns.RcodeServerFailure)
	for _, tt := range []struct {
		name   string
		asked  string
		qtype  uint16
		change func(q *dns.Msg)
		do     fakedns.Action
		want   string
	}{
		{"the TTL of each link", "www.example.org.", dns.TypeA, nil, nil, "NOERROR\n" +
			"www.example.org. 10 CNAME web.example.org.\nweb.example.org. 20 CNAME both.example.org.\nboth.example.org. 10 A 198.51.100.3\nboth.example.org. 10 A 198.51.100.4"},
		{"the search list is a link", "Printer.", dns.TypeA, nil, nil, "NOERROR\nPrinter. 60 CNAME Printer.example.org.\nPrinter.example.org. 60 A 198.51.100.2"},
		{"a file gives no TTL", "first.", dns.TypeA, nil, nil, "NOERROR\nfirst. 0 CNAME first.example.org.\nfirst.example.org. 0 A 192.0.2.1"},
		{"names of an address", "2.100.51.198.in-addr.arpa.", dns.TypePTR, nil, nil,
			"NOERROR\n2.100.51.198.in-addr.arpa. 70 PTR printer.example.org.\n2.100.51.198.in-addr.arpa. 70 PTR other.example.org."},
		{"a network is no address", "100.51.198.in-addr.arpa.", dns.TypePTR, nil, nil, "NOERROR\n100.51.198.in-addr.arpa. 70 PTR network."},
		{"any type", "both.example.org.", dns.TypeHTTPS, nil, nil, "NOERROR\nboth.example.org. 30 HTTPS 1 . alpn=\"h2\""},
		{"no such name", "nosuch.example.org.", dns.TypeA, nil, nil, "NXDOMAIN"},
		{"none of the type", "printer.example.org.", dns.TypeAAAA, nil, nil, "NOERROR"},
		{"a failure, with the reason", "both.example.org.", dns.TypeA, nil, servfail,
			`SERVFAIL 0 lookup "both.example.org.": Temporary failure in name resolution (both.example.org. A from udp 192.0.2.53:53: SERVFAIL)`},
		{"silence", "both.example.org.", dns.TypeMX, nil, fakedns.Drop,
			`SERVFAIL 22 query "both.example.org.": Temporary failure in name resolution (both.example.org. MX from udp 192.0.2.53:53: no answer in time)`},
		{"without OPT no reason", "both.example.org.", dns.TypeA, func(q *dns.Msg) { q.Extra = nil }, servfail, "SERVFAIL"},
		{"another class", "both.example.org.", dns.TypeA, func(q *dns.Msg) { q.Question[0].Qclass = dns.ClassCHAOS }, nil, "REFUSED"},
		{"another opcode", "both.example.org.", dns.TypeA, func(q *dns.Msg) { q.Opcode = dns.OpcodeStatus }, nil, "NOTIMP"},
		{"two questions", "both.example.org.", dns.TypeA, func(q *dns.Msg) { q.Question = append(q.Question, q.Question[0]) }, nil, "FORMERR"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, servedMachine, func(t *testing.T, m *scenario.Machine) {
				if tt.do != nil {
					m.DNS.Inject(fakedns.Fault{Do: tt.do})
				}
				conn, err := m.Resolver.NetResolver().Dial(t.Context(), "udp", "192.0.2.99:53")
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				q := new(dns.Msg).SetQuestion(tt.asked, tt.qtype)
				q.SetEdns0(1232, false)
				if tt.change != nil {
					tt.change(q)
				}
				stream := &dns.Conn{Conn: conn}
				for range 2 { // one connection serves many
					if err := stream.WriteMsg(q); err != nil {
						t.Fatal(err)
					}
					reply, err := stream.ReadMsg()
					if err != nil {
						t.Fatal(err)
					}
					if got := served(reply); got != tt.want || reply.Id != q.Id || !reply.Response || !reply.RecursionAvailable {
						t.Errorf("got\n%s\nwant\n%s\nin\n%v", got, tt.want, reply)
					}
				}
			})
		})
	}
}

// served is the RCODE of m, the code and the text of an extended error, and its answer.
func served(m *dns.Msg) string {
	text := dns.RcodeToString[m.Rcode]
	if opt := m.IsEdns0(); opt != nil {
		for _, o := range opt.Option {
			text += " " + o.String()
		}
	}
	text = strings.NewReplacer(" (Other): (", " ", " (No Reachable Authority): (", " ").Replace(text)
	if strings.HasSuffix(text, "))") {
		text = strings.TrimSuffix(text, ")")
	}
	for _, rr := range m.Answer {
		text += "\n" + strings.ReplaceAll(strings.ReplaceAll(rr.String(), "\tIN\t", "\t"), "\t", " ")
	}
	return text
}
