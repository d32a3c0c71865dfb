package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

const recordZone = `
-- etc/resolv.conf --
search example.org
nameserver 192.0.2.53
-- zone --
$ORIGIN example.org.
@       SOA ns hostmaster 1 3600 600 86400 300
        NS ns
        CAA 0 issue "ca.example.net"
        MX 20 b
        MX 10 a
www     CNAME web
web     CNAME host
host    TXT "a" "b"
        HTTPS 2 backup.example.net. alpn=h3
        HTTPS 1 . alpn=h2
apex    HTTPS 1 . alpn=h2
        HTTPS 0 pool.example.net.
none    SVCB 0 .
_sip._udp SRV 1 0 5060 b
        SRV 0 0 5060 a
_443._tcp.host TLSA 3 1 1 00
enum    NAPTR 100 20 "u" "E2U+sip" "!^.*$!sip:b!" .
        NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:a!" .
        NAPTR 50 90 "u" "E2U+sip" "!^.*$!sip:first!" .
a\032printer._ipp._tcp TXT "of a service with a blank (RFC 6763)"
`

// recordsOf is what Records returns, by line, each without owner, TTL and class.
func recordsOf[T dns.RR](ctx context.Context, r *resolver.Resolver, name string) string {
	all, err := resolver.Records[T](ctx, r, name)
	if err != nil {
		return code(err)
	}
	var lines []string
	for _, rr := range all {
		lines = append(lines, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return strings.Join(lines, "\n")
}

func TestRecords(t *testing.T) {
	for _, tt := range []struct {
		name    string
		records func(ctx context.Context, r *resolver.Resolver, name string) string
		asked   string
		want    string
	}{
		{"SOA", recordsOf[*dns.SOA], "example.org.", "ns.example.org. hostmaster.example.org. 1 3600 600 86400 300"},
		{"NS", recordsOf[*dns.NS], "example.org", "ns.example.org."},
		{"CAA", recordsOf[*dns.CAA], "example.org.", `0 issue "ca.example.net"`},
		{"TLSA", recordsOf[*dns.TLSA], "_443._tcp.host", "3 1 1 00"},
		{"TXT, through a chain and the search list", recordsOf[*dns.TXT], "www", `"a" "b"`},
		{"a CNAME is one itself", recordsOf[*dns.CNAME], "www", "web.example.org."},
		{"MX by preference", recordsOf[*dns.MX], "example.org.", "10 a.example.org.\n20 b.example.org."},
		{"SRV by priority", recordsOf[*dns.SRV], "_sip._udp", "0 0 5060 a.example.org.\n1 0 5060 b.example.org."},
		{"NAPTR by order and preference", recordsOf[*dns.NAPTR], "enum",
			"50 90 \"u\" \"E2U+sip\" \"!^.*$!sip:first!\" .\n100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:a!\" .\n100 20 \"u\" \"E2U+sip\" \"!^.*$!sip:b!\" ."},
		{"HTTPS by priority", recordsOf[*dns.HTTPS], "www", "1 . alpn=\"h2\"\n2 backup.example.net. alpn=\"h3\""},
		{"AliasMode makes ServiceMode count for nothing", recordsOf[*dns.HTTPS], "apex", "0 pool.example.net."},
		{"SVCB that says there is no service", recordsOf[*dns.SVCB], "none", "0 ."},
		{"any name", recordsOf[*dns.TXT], `a printer._ipp._tcp`, `"of a service with a blank (RFC 6763)"`},
		{"any name, with an escape", recordsOf[*dns.TXT], `a\032printer._ipp._tcp.example.org.`, `"of a service with a blank (RFC 6763)"`},

		{"no such name", recordsOf[*dns.MX], "nosuch.example.org.", "EAI_NONAME"},
		{"absolute", recordsOf[*dns.MX], "www.", "EAI_NONAME"},
		{"none of the type", recordsOf[*dns.MX], "www", "EAI_NODATA"},
		{"no name", recordsOf[*dns.MX], "", "EAI_NONAME"},
		{"not asked for", recordsOf[*dns.MX], "x.onion", "EAI_NONAME"},
		{"no type of record", recordsOf[dns.RR], "example.org.", "EAI_FAIL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, recordZone, func(t *testing.T, m *scenario.Machine) {
				if got := tt.records(t.Context(), m.Resolver, tt.asked); got != tt.want {
					t.Errorf("got\n%s\nwant\n%s\nasked\n%s", got, tt.want, m.DNS.Log())
				}
			})
		})
	}
}

// What an answer holds counts in any order, for the name asked for and what its chain leads to only.
func TestRecordsOfAnswer(t *testing.T) {
	for _, tt := range []struct {
		name, answer, want string
	}{
		{"the chain in any order", "b.test. A 192.0.2.2\na.test. CNAME b.test.", "192.0.2.2"},
		{"letters of any case", "A.TEST. A 192.0.2.1", "192.0.2.1"},
		{"only of the chain", "a.test. A 192.0.2.1\nb.test. A 192.0.2.2", "192.0.2.1"},
		{"only of the class", "a.test. CH A 192.0.2.1\na.test. A 192.0.2.2", "192.0.2.2"},
		{"beside a CNAME", "a.test. CNAME b.test.\na.test. A 192.0.2.1", "192.0.2.1"},
		{"of others", "b.test. A 192.0.2.2", "EAI_AGAIN"},
		{"a loop", "a.test. CNAME b.test.\nb.test. CNAME a.test.", "EAI_AGAIN"},
		{"a chain to nothing", "a.test. CNAME b.test.", "EAI_NODATA"},
		{"the longest chain", chain(16), "192.0.2.1"},
		{"a longer one", chain(17), "EAI_AGAIN"},
	} {
		on(t, recordZone, func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(fakedns.Fault{Do: answers(t, tt.answer)})
			if got := recordsOf[*dns.A](t.Context(), m.Resolver, "a.test."); got != tt.want {
				t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
			}
		})
	}
}

// chain is a chain of n links from a.test.
func chain(n int) string {
	text, owner := "", "a.test."
	for i := range n {
		target := fmt.Sprintf("a%d.test.", i)
		text += owner + " CNAME " + target + "\n"
		owner = target
	}
	return text + owner + " A 192.0.2.1"
}

// answers answers every query with records, and recursion available.
func answers(t *testing.T, text string) fakedns.Action {
	var rrs []dns.RR
	for line := range strings.Lines(text) {
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Fatal(err)
		}
		rrs = append(rrs, rr)
	}
	return fakedns.Handler(func(q *dns.Msg) *dns.Msg {
		m := new(dns.Msg).SetReply(q)
		m.RecursionAvailable, m.Answer = true, rrs
		return m
	})
}

// What an error says the server said of why is there, as in a lookup of addresses.
func TestRecordsExtendedError(t *testing.T) {
	on(t, recordZone, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Handler(func(q *dns.Msg) *dns.Msg {
			m := new(dns.Msg).SetRcode(q, dns.RcodeNameError)
			m.SetEdns0(1232, false)
			m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeBlocked, ExtraText: "by \x1b[31mpolicy"}}
			return m
		})})
		_, err := resolver.Records[*dns.MX](t.Context(), m.Resolver, "example.org.")
		want := `records "example.org.": Name or service not known (example.org. MX from udp 192.0.2.53:53: NXDOMAIN (Blocked: by \x1b[31mpolicy))`
		if err == nil || err.Error() != want || !errors.Is(err, resolver.EAI_NONAME) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	})
}

const weightZone = `
-- etc/resolv.conf --
nameserver 192.0.2.53
-- zone --
$ORIGIN example.org.
weights SRV 0 60 1 sixty
        SRV 0 0 1 zero
        SRV 0 30 1 thirty
        SRV 0 10 1 ten
        SRV 1 100 1 last
equal   MX 5 a
        MX 5 b
        MX 5 c
        MX 5 d
        MX 9 last
`

// firsts is how often each target comes first in n lookups, and how often last does not come last.
func firsts[T dns.RR](t *testing.T, name string, n int, target func(T) string) map[string]int {
	count := map[string]int{}
	on(t, weightZone, func(t *testing.T, m *scenario.Machine) {
		random := rand.New(rand.NewPCG(1, 2))
		m.Resolver.System.Rand = random.Uint64
		for range n {
			all, err := resolver.Records[T](t.Context(), m.Resolver, name)
			if err != nil {
				t.Fatal(err)
			}
			count[strings.TrimSuffix(target(all[0]), ".example.org.")]++
			if target(all[len(all)-1]) != "last.example.org." {
				t.Errorf("%v", all)
			}
		}
	})
	return count
}

// RFC 2782: within a priority each comes first as often as its weight says, and one without weight hardly ever, but does.
func TestSRVWeights(t *testing.T) {
	const n = 4000
	count := firsts(t, "weights.example.org.", n, func(rr *dns.SRV) string { return rr.Target })
	for target, share := range map[string]float64{"sixty": 60. / 101, "thirty": 30. / 101, "ten": 10. / 101, "zero": 1. / 101} {
		if got := float64(count[target]) / n; got < share-.025 || got > share+.025 || count[target] == 0 {
			t.Errorf("%s: %.3f, want %.3f", target, got, share)
		}
	}
}

// RFC 5321 §5.1: those of one preference come in random order.
func TestMXShuffle(t *testing.T) {
	const n = 1000
	count := firsts(t, "equal.example.org.", n, func(rr *dns.MX) string { return rr.Mx })
	for _, target := range []string{"a", "b", "c", "d"} {
		if count[target] < n/4-n/20 || count[target] > n/4+n/20 {
			t.Errorf("%s: %d of %d", target, count[target], n)
		}
	}
}
