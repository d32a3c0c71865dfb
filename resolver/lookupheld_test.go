package resolver_test

import (
	"context"
	"net"
	"testing"
	"testing/synctest"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

const heldMachine = `
-- env --
HOSTALIASES=/etc/aliases
-- etc/aliases --
short both.example.org
-- etc/hosts --
192.0.2.1 first.example.org
-- etc/resolv.conf --
search example.org
nameserver 192.0.2.53
options trust-ad
-- zone --
$ORIGIN example.org.
@        SOA ns hostmaster 1 3600 600 86400 300
both     30 A 198.51.100.3
         30 MX 10 mail
www      10 CNAME both
deep.sub 30 A 198.51.100.5
tld.     A 198.51.100.6
_odd._tcp CNAME a\032b
a\032b   SRV 0 0 1 both
enum     NAPTR 100 20 "u" "" "" b
         NAPTR 100 10 "u" "" "" a
`

func TestLookupNames(t *testing.T) {
	on(t, heldMachine, func(t *testing.T, m *scenario.Machine) {
		_, odd, err := m.Resolver.LookupSRV(t.Context(), "odd", "tcp", "example.org.")
		for _, tt := range []struct{ name, got, want string }{
			{"HOSTALIASES, as in res_search(3)", told(m.Resolver.LookupMX(t.Context(), "short")), "[{mail.example.org. 10}]"},
			{"a canonical name without a dot is rooted, from the DNS", told(m.Resolver.LookupCNAME(t.Context(), "tld.")), "tld."},
			{"servers of what is no name of a service", told(odd, err), "SRV header name is invalid: _odd._tcp.example.org."},
		} {
			if tt.got != tt.want {
				t.Errorf("%s: got %s, want %s", tt.name, tt.got, tt.want)
			}
		}
		for range 20 { // by preference within an order, whatever is drawn
			if got, want := recordsOf[*dns.NAPTR](t.Context(), m.Resolver, "enum"), "100 10 \"u\" \"\" \"\" a.example.org.\n100 20 \"u\" \"\" \"\" b.example.org."; got != want {
				t.Fatalf("got\n%s\nwant\n%s", got, want)
			}
		}
	})
}

// exchange asks a net.Resolver's server one question.
func exchange(t *testing.T, m *scenario.Machine, name string, qtype uint16) *dns.Msg {
	t.Helper()
	conn, err := m.Resolver.NetResolver().Dial(t.Context(), "udp", "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	stream := &dns.Conn{Conn: conn}
	q := new(dns.Msg).SetQuestion(name, qtype)
	q.SetEdns0(1232, false)
	if err := stream.WriteMsg(q); err != nil {
		t.Fatal(err)
	}
	reply, err := stream.ReadMsg()
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

func TestNetResolverReplies(t *testing.T) {
	for _, tt := range []struct {
		name, asked string
		qtype       uint16
		want        string
	}{
		{"a chain behind the search list", "www.", dns.TypeA, "NOERROR\nwww. 10 CNAME www.example.org.\nwww.example.org. 10 CNAME both.example.org.\nboth.example.org. 10 A 198.51.100.3"},
		{"a name with a dot is not searched for", "deep.sub.", dns.TypeA, "NXDOMAIN"},
		{"a reverse name in capital letters", "1.2.0.192.IN-ADDR.ARPA.", dns.TypePTR, "NOERROR\n1.2.0.192.IN-ADDR.ARPA. 0 PTR first.example.org."},
	} {
		on(t, heldMachine, func(t *testing.T, m *scenario.Machine) {
			if got := served(exchange(t, m, tt.asked, tt.qtype)); got != tt.want {
				t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
			}
		})
	}
}

// The AD bit comes through, and the code that a server gives for its failure.
func TestNetResolverPasses(t *testing.T) {
	for _, qtype := range []uint16{dns.TypeA, dns.TypePTR, dns.TypeMX} {
		on(t, heldMachine, func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(fakedns.Fault{Do: fakedns.Handler(func(q *dns.Msg) *dns.Msg {
				reply := new(dns.Msg).SetReply(q)
				reply.RecursionAvailable, reply.AuthenticatedData = true, true
				for _, text := range []string{" A 192.0.2.7", " MX 1 mail.", " PTR host."} {
					if rr, _ := dns.NewRR(q.Question[0].Name + text); rr.Header().Rrtype == q.Question[0].Qtype {
						reply.Answer = append(reply.Answer, rr)
					}
				}
				return reply
			})})
			if reply := exchange(t, m, "9.2.0.192.in-addr.arpa.", qtype); !reply.AuthenticatedData || len(reply.Answer) != 1 {
				t.Errorf("%v", reply)
			}
		})
	}
	on(t, heldMachine, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Handler(func(q *dns.Msg) *dns.Msg {
			reply := new(dns.Msg).SetRcode(q, dns.RcodeServerFailure)
			reply.SetEdns0(1232, false)
			reply.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeDNSBogus}}
			return reply
		})})
		opt := exchange(t, m, "both.example.org.", dns.TypeA).IsEdns0()
		if ede, ok := opt.Option[0].(*dns.EDNS0_EDE); !ok || ede.InfoCode != dns.ExtendedErrorCodeDNSBogus {
			t.Errorf("%v", opt)
		}
	})
}

// A connection over which nothing was asked ends with its context too, and one over which an answer comes at once.
func TestNetResolverIdle(t *testing.T) {
	dial := func(t *testing.T, f func(conn net.Conn, cancel context.CancelFunc)) {
		on(t, heldMachine, func(t *testing.T, m *scenario.Machine) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			conn, err := m.Resolver.NetResolver().Dial(ctx, "udp", "")
			if err != nil {
				t.Fatal(err)
			}
			f(conn, cancel)
		})
	}
	dial(t, func(conn net.Conn, cancel context.CancelFunc) {
		synctest.Wait()
		cancel()
		if _, err := conn.Read(make([]byte, 1)); err != context.Canceled {
			t.Errorf("%v", err)
		}
	})
	dial(t, func(conn net.Conn, cancel context.CancelFunc) {
		m := new(dns.Msg).SetQuestion("both.example.org.", dns.TypeA)
		m.Response = true
		stream := &dns.Conn{Conn: conn}
		stream.WriteMsg(m)
		if _, err := stream.ReadMsg(); err == nil {
			t.Error("an answer was answered")
		}
		conn.Close()
	})
}
