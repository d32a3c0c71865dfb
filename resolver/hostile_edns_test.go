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

// toOPT lets do meet queries with OPT only.
func toOPT(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		if q.Msg.IsEdns0() == nil {
			return out
		}
		return do(q, out)
	}
}

// ednsFailures are what servers do that do not know EDNS, or what somebody on the way to them does (RFC 6891 §6.2.2, RFC 5625
// §4.4): the same server is asked again without OPT, in the same lookup, and later lookups spare it OPT.
var ednsFailures = []struct {
	name  string
	do    fakedns.Action
	grace time.Duration
	waits bool
}{
	{"FORMERR", fakedns.Rcode(dns.RcodeFormatError), 0, false},
	{"FORMERR without OPT", bareOf(fakedns.Rcode(dns.RcodeFormatError)), 0, false},
	{"FORMERR, a header alone", bare(dns.RcodeFormatError), hintGrace, false},
	{"NOTIMP", fakedns.Rcode(dns.RcodeNotImplemented), 0, false},
	{"NOTIMP without OPT", bareOf(fakedns.Rcode(dns.RcodeNotImplemented)), 0, false},
	{"NOTIMP, a header alone", bare(dns.RcodeNotImplemented), hintGrace, false},
	{"BADVERS", fakedns.Rcode(dns.RcodeBadVers), 0, false},
	{"BADVERS, and a version", saying(func(m *dns.Msg) { m.Rcode = dns.RcodeBadVers; m.IsEdns0().SetVersion(1) }), 0, false},
	{"no answer", fakedns.Drop, 0, true},
	{"junk", fakedns.Garbage([]byte("junk")), 0, true},
	{"our query, echoed", sends(func(q fakedns.Query) []byte { return q.Wire }), 0, true},
}

// hostileEDNS have each of them over UDP and over TCP, and what else may be due to OPT, which a server is given up for.
func hostileEDNS() []hostile {
	var all []hostile
	for _, f := range ednsFailures {
		all = append(all,
			hostile{name: f.name, do: toOPT(f.do), want: "right", within: f.grace, waits: f.waits, sends: failing},
			hostile{name: f.name + ", over TCP only", do: toOPT(f.do), conf: useVC, want: "right", within: f.grace, waits: f.waits, sends: failing, tcp: true},
			hostile{name: f.name + ", and truncated without OPT", do: withAndWithout(f.do, fakedns.Truncate), want: "right", within: f.grace, waits: f.waits, sends: overBoth, tcp: true},
			hostile{name: f.name + ", and NXDOMAIN without OPT", do: withAndWithout(f.do, fakedns.Rcode(dns.RcodeNameError)), want: "EAI_NONAME",
				second: "EAI_NONAME or right", within: f.grace, waits: f.waits, sends: failing},
			hostile{name: f.name + ", and SERVFAIL without OPT", do: withAndWithout(f.do, fakedns.Rcode(dns.RcodeServerFailure)), want: "EAI_AGAIN",
				within: 2 * f.grace, waits: f.waits, sends: failing})
	}
	for _, rcode := range []int{dns.RcodeServerFailure, dns.RcodeRefused} {
		all = append(all, hostile{name: dns.RcodeToString[rcode] + " to OPT", do: toOPT(fakedns.Rcode(rcode)), want: "right or EAI_AGAIN", sends: failing})
	}
	return append(all,
		hostile{name: "a referral to OPT", do: toOPT(lame()), want: "right or EAI_AGAIN", sends: failing},
		hostile{name: "answers over 512 octets are lost", do: overUDP(func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
			if q.Msg.IsEdns0() == nil {
				return fakedns.Truncate(q, out)
			}
			return nil
		}), want: "right", waits: true, sends: overBoth, tcp: true})
}

// withAndWithout lets one meet queries with OPT, and the other those without.
func withAndWithout(one, other fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		if q.Msg.IsEdns0() == nil {
			return other(q, out)
		}
		return one(q, out)
	}
}

// A server that has failed a query for its OPT, and answered without it, is spared OPT for the next ones, and no other is.
func TestHostileServersAreRememberedNotToKnowEDNS(t *testing.T) {
	for _, f := range ednsFailures {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, hostileZone)
				servers := hostileServers()
				srv.Inject(fakedns.Fault{Match: fakedns.Match{Server: servers[0]}, Do: toOPT(f.do)})
				r := hostile{}.resolver(servers[:1], 5*time.Second)
				r.Dial = srv.Dial
				for range 3 {
					if _, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Family: inet.AF_INET}); err != nil {
						t.Fatalf("%v\n%s", err, srv.Log())
					}
				}
				hasOPT := func(q fakedns.Query) bool { return q.Msg.IsEdns0() != nil }
				log := srv.Queries()
				if n := len(log); n > failing+2 || slices.ContainsFunc(log[max(0, n-2):], hasOPT) {
					t.Errorf("the last two lookups sent OPT, or more than a query each:\n%s", srv.Log())
				}
			})
		})
	}
}

// opts are OPT records beside the right address: what they say does not matter, and where they are wrong the answer may be
// dropped, but not be taken for another one.
var opts = []struct {
	name string
	do   fakedns.Action
	want string // "" is right
}{
	{"extended errors", options(&dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeStaleAnswer, ExtraText: "\x1b[31m"}, &dns.EDNS0_EDE{InfoCode: 65535}), ""},
	{"a cookie of an octet", options(&dns.EDNS0_LOCAL{Code: dns.EDNS0COOKIE, Data: []byte("x")}), "right or EAI_AGAIN"}, // it may be dropped (RFC 7873 §5.3)
	{"an option that nobody knows", options(&dns.EDNS0_LOCAL{Code: 65001, Data: []byte("xyz")}), ""},
	{"padding", options(&dns.EDNS0_PADDING{Padding: make([]byte, 400)}), ""},
	{"250 options", options(slices.Repeat([]dns.EDNS0{&dns.EDNS0_LOCAL{Code: 65001}}, 250)...), ""},
	{"16000 options", overTCP(options(slices.Repeat([]dns.EDNS0{&dns.EDNS0_LOCAL{Code: 65001}}, 16000)...)), ""},
	{"a size of 0", opt(func(o *dns.OPT) { o.SetUDPSize(0) }), ""},
	{"a size of 65535", opt(func(o *dns.OPT) { o.SetUDPSize(65535) }), ""},
	{"DO and the reserved bits", opt(func(o *dns.OPT) { o.SetDo(); o.SetZ(0x7FFF) }), ""},
	{"version 1", opt(func(o *dns.OPT) { o.SetVersion(1) }), "right or EAI_AGAIN"},
	{"two", saying(func(m *dns.Msg) { m.Extra = append(m.Extra, dns.Copy(m.Extra[0])) }, "@ ADDR right"), "right or EAI_AGAIN"},
	{"an owner", opt(func(o *dns.OPT) { o.Hdr.Name = hostileHost + "." }), "right or EAI_AGAIN"},
	{"in ANSWER", saying(func(m *dns.Msg) { m.Answer = append(m.Extra, m.Answer...) }, "@ ADDR right"), "right or EAI_AGAIN"},
	{"in AUTHORITY", saying(func(m *dns.Msg) { m.Ns = m.Extra }, "@ ADDR right"), "right or EAI_AGAIN"},
	{"an option past its end", rawOPT(record("\x00", dns.TypeOPT, 4, "\xfd\xe9\x00\xff")), "right or EAI_AGAIN"},
	{"3 octets of an option", rawOPT(record("\x00", dns.TypeOPT, 3, "\xfd\xe9\x00")), "right or EAI_AGAIN"},
	{"RDLENGTH past the end", rawOPT(record("\x00", dns.TypeOPT, 255, "")), "right or EAI_AGAIN"},
	{"an extended error of an octet", rawOPT(record("\x00", dns.TypeOPT, 5, "\x00\x0f\x00\x01x")), "right or EAI_AGAIN"},
}

// opt sends the right address with an OPT record as edit changes it.
func opt(edit func(*dns.OPT)) fakedns.Action {
	return saying(func(m *dns.Msg) {
		if o := m.IsEdns0(); o != nil {
			edit(o)
		}
	}, "@ ADDR right")
}

func options(all ...dns.EDNS0) fakedns.Action { return opt(func(o *dns.OPT) { o.Option = all }) }

// rawOPT sends the right address, and an OPT record in octets.
func rawOPT(record string) fakedns.Action { return withSection(11, record) }

// hostileOPTs have each of them where the query has OPT; and extended RCODEs, whose lower half is another one (RFC 6891 §6.1.3).
func hostileOPTs() []hostile {
	var all []hostile
	for _, o := range opts {
		want := o.want
		if want == "" {
			want = "right"
		}
		row := hostile{name: o.name, do: toOPT(o.do), want: want, second: "right", sends: 2}
		if strings.Contains(want, "EAI_AGAIN") {
			row.waits, row.sends = true, overBoth
		}
		all = append(all, row)
	}
	for _, rcode := range []int{17, dns.RcodeBadCookie, 0x020, 0x023, 0xFF0, 0xFF3, 0xFFF} {
		extended := saying(func(m *dns.Msg) { m.Rcode = rcode }, "@ ADDR FORGED", soa)
		text := fmt.Sprintf("RCODE %d", rcode)
		sends := failing
		if rcode == dns.RcodeBadCookie { // it may be for a cookie: again with the server's, then over TCP (RFC 7873 §5.3)
			sends = overBoth
		}
		all = append(all,
			hostile{name: text, do: extended0(extended), want: "EAI_AGAIN or EAI_FAIL", sends: sends},
			hostile{name: text + " to OPT", do: toOPT(extended), want: "right or EAI_AGAIN or EAI_FAIL", sends: sends})
	}
	return append(all,
		hostile{name: "an extended error beside SERVFAIL", want: "EAI_AGAIN", sends: failing, do: saying(func(m *dns.Msg) {
			m.Rcode = dns.RcodeServerFailure
			if o := m.IsEdns0(); o != nil {
				o.Option = append(o.Option, &dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeDNSBogus, ExtraText: "\x1b]0;x\a"})
			}
		})})
}

// extended0 answers with SERVFAIL where no OPT can hold more.
func extended0(do fakedns.Action) fakedns.Action {
	return withAndWithout(do, fakedns.Rcode(dns.RcodeServerFailure))
}
