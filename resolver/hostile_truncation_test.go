package resolver_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
)

// truncated are replies over UDP that are not all there, whether they say so (RFC 2181 §9) or not (RFC 7766 §5): the same
// server is asked over TCP in the same try, and nothing that they hold is used. Each has a forged address where it has one.
// For what does not say so another reply may be waited for first: it may be anybody's.
var truncated = []struct {
	name string
	do   fakedns.Action
}{
	{"TC, no records", fakedns.Truncate},
	{"TC, a part of the records", forged(func(m *dns.Msg) { m.Truncated = true })},
	{"TC, nothing behind the question, an answer counted", tc(func(q fakedns.Query) []byte { return message(q, 1, "") })},
	{"TC, cut in a record", tc(func(q fakedns.Query) []byte {
		b := message(q, 2, forgedRecord(q)+forgedRecord(q))
		return b[:len(b)-3]
	})},
	{"TC, junk behind the question", tc(func(q fakedns.Query) []byte { return message(q, 1, "\xff\xff\xff") })},
	{"TC, NXDOMAIN", forged(func(m *dns.Msg) { m.Truncated, m.Rcode = true, dns.RcodeNameError })},
	{"TC, an empty answer with a SOA", saying(func(m *dns.Msg) { m.Truncated = true }, "AUTHORITY @ SOA ns hostmaster 1 1 1 1 1")},
	{"TC, a chain without its end", saying(func(m *dns.Msg) { m.Truncated = true }, "@ CNAME a")},
	{"TC, a referral", saying(func(m *dns.Msg) { m.Truncated, m.RecursionAvailable = true, false }, "AUTHORITY @ NS ns")},
	{"no TC, cut behind the question", cutBack(1 << 10)},
	{"no TC, cut in the owner", cutBack(27)},
	{"no TC, cut in the TTL", cutBack(20)},
	{"no TC, cut before the data", cutBack(16)},
	{"no TC, cut before the last octet", cutBack(1)},
	{"no TC, 1233 octets", fakedns.Oversize(1233)},
	{"no TC, 1500 octets", fakedns.Oversize(1500)},
	{"no TC, 4 KiB", fakedns.Oversize(4 << 10)},
	{"no TC, 60 KiB", fakedns.Oversize(60 << 10)},
}

// tc is sends with TC set.
func tc(f func(q fakedns.Query) []byte) fakedns.Action {
	return sends(func(q fakedns.Query) []byte {
		b := f(q)
		b[2] |= 0x02
		return b
	})
}

// cutBack sends a forged address and, as the last n octets of the message are lost, not all of a second one of 16 octets: of an
// IPv4 address they are never more than the record has.
func cutBack(n int) fakedns.Action {
	return sends(func(q fakedns.Query) []byte {
		whole, second := message(q, 2, forgedRecord(q)+forgedRecord(q)), len(forgedRecord(q))
		if n > 2*second {
			return whole[:endOf(q)]
		}
		return whole[:len(whole)-min(n, second-1)]
	})
}

// hostileTruncation have each of them with a server that answers over TCP, with one that refuses it, and with one that closes it.
func hostileTruncation() []hostile {
	var all []hostile
	for _, c := range truncated {
		var grace time.Duration
		if strings.HasPrefix(c.name, "no TC") {
			grace = hintGrace
		}
		all = append(all,
			hostile{name: c.name, do: overUDP(c.do), want: "right", within: grace, sends: 2, tcp: true},
			hostile{name: c.name + ", late", do: overUDP(behindBy(spoofDelay, c.do)), want: "right", within: spoofDelay + grace, sends: 2, tcp: true})
	}
	refused := overUDP(tc(func(q fakedns.Query) []byte { return message(q, 1, forgedRecord(q)) }))
	return append(all,
		hostile{name: "TC, TCP refused", do: refused, dial: fakedns.Refuse, want: "EAI_AGAIN", sends: failing, memory: true},
		hostile{name: "TC, no way there over TCP", do: refused, dial: fakedns.Unreachable, want: "EAI_AGAIN", sends: failing, memory: true},
		hostile{name: "TC, TCP connects late", do: refused, dial: fakedns.Delay(time.Second), want: "right", within: time.Second, sends: 2, tcp: true, memory: true},
		hostile{name: "TC, TCP does not connect", do: refused, dial: fakedns.Drop, want: "EAI_AGAIN", waits: true, sends: failing, memory: true},
		hostile{name: "cut, TCP refused", do: overUDP(cutBack(1)), dial: fakedns.Refuse, want: "EAI_AGAIN", waits: true, sends: failing, memory: true},
		hostile{name: "too large, TCP refused", do: overUDP(fakedns.Oversize(1500)), dial: fakedns.Refuse, want: "right or EAI_AGAIN", waits: true, sends: failing, memory: true},
		hostile{name: "600 octets, no OPT", do: overUDP(withoutOPT(600)), want: "right", sends: 2})
}

// behindBy sends what do makes of the right answer d later.
func behindBy(d time.Duration, do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet { return fakedns.Delay(d)(q, do(q, out)) }
}

// withoutOPT sends the right answer of n octets as a server does that has not understood OPT, and goes by what it has read.
func withoutOPT(n int) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		return fakedns.Oversize(n)(q, saying(func(m *dns.Msg) { m.Extra = nil }, "@ ADDR right")(q, out))
	}
}

// Large answers come over TCP, up to the 65 535 octets of a message, and whole.
func TestHostileManyAddresses(t *testing.T) {
	for _, tt := range []struct{ four, six int }{{1, 70}, {80, 1}, {1000, 1000}, {4000, 2300}} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, hostileZone)
			for _, many := range []struct {
				qtype  uint16
				record string
				n      int
			}{{dns.TypeA, "@ A 198.18.%d.%d", tt.four}, {dns.TypeAAAA, "@ AAAA 2001:db8:18::%x:%x", tt.six}} {
				var records []string
				for i := range many.n {
					records = append(records, fmt.Sprintf(many.record, i>>8, i&0xFF))
				}
				srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: many.qtype}, Do: fitting(says(records...))})
			}
			r := hostile{}.resolver(hostileServers(), 5*time.Second)
			r.Dial = srv.Dial
			addrs, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Socktype: stream})
			four := 0
			for _, a := range addrs {
				if a.Family == inet.AF_INET {
					four++
				}
			}
			if err != nil || four != tt.four || len(addrs)-four != tt.six {
				t.Errorf("%d of IPv4 and %d of IPv6, %v; want %d and %d", four, len(addrs)-four, err, tt.four, tt.six)
			}
			if n := len(srv.Queries()); n > 4 {
				t.Errorf("sent %d queries\n%s", n, srv.Log())
			}
		})
	}
}

// fitting sends what do makes of an answer as a server does that keeps to the size asked for.
func fitting(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		answer := do(q, out)
		tooLong := func(p fakedns.Packet) bool { return len(p.Data) > 1232 }
		if q.Network == "udp" && slices.ContainsFunc(answer, tooLong) {
			return fakedns.Truncate(q, out)
		}
		return answer
	}
}
