package dnsclient

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// cookieOf is the COOKIE option of a message, "" where there is none.
func cookieOf(m *dns.Msg) string {
	if opt := m.IsEdns0(); opt != nil {
		for _, o := range opt.Option {
			if c, ok := o.(*dns.EDNS0_COOKIE); ok {
				return c.Cookie
			}
		}
	}
	return ""
}

// withCookie is the right answer, or what edit makes of it, with a COOKIE option.
func withCookie(cookie string, edit func(*dns.Msg)) func(q *dns.Msg) *dns.Msg {
	return func(q *dns.Msg) *dns.Msg {
		m := new(dns.Msg).SetReply(q)
		m.RecursionAvailable = true
		record, _ := dns.NewRR(q.Question[0].Name + " A 192.0.2.1")
		m.Answer = []dns.RR{record}
		m.SetEdns0(1232, false)
		if cookie != "" {
			m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: cookie}}
		}
		edit(m)
		return m
	}
}

const (
	ourCookie   = "0100000000000000"
	theirCookie = "a1a2a3a4a5a6a7a8"
)

func nothing(*dns.Msg) {}

func rcoded(n int) func(*dns.Msg) {
	return func(m *dns.Msg) { m.Rcode, m.Answer = n, nil }
}

// A server's first reply to each of the steps, and over which networks with which cookies it was asked then.
func TestCookies(t *testing.T) {
	type step struct {
		udp, tcp func(*dns.Msg) *dns.Msg
		want     string // outcome in milliseconds: network cookie, ...
	}
	good, both := withCookie(ourCookie+theirCookie, nothing), ourCookie+theirCookie
	plain, other := withCookie("", nothing), withCookie("ffffffffffffffff"+theirCookie, nothing)
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"a server without", []step{{udp: plain, want: "found 0: udp " + ourCookie}, {udp: plain, want: "found 0: udp " + ourCookie}}},
		{"a server with", []step{{udp: good, want: "found 0: udp " + ourCookie}, {udp: good, want: "found 0: udp " + both}}},
		{"ours alone comes back", []step{{udp: withCookie(ourCookie, nothing), want: "found 0: udp " + ourCookie}, {udp: plain, want: "found 0: udp " + ourCookie}}},
		{"another cookie is junk, until we ask without", []step{{udp: other, want: "found 5000: udp " + ourCookie + ", udp "}}},
		{"a server that has shown one does not: TCP", []step{{udp: good, want: "found 0: udp " + ourCookie}, {udp: plain, tcp: plain, want: "found 100: udp " + both + ", tcp " + both}}},
		{"truncated, with a cookie", []step{{udp: good, want: "found 0: udp " + ourCookie},
			{udp: withCookie(both, func(m *dns.Msg) { m.Truncated, m.Answer = true, nil }), tcp: good, want: "found 0: udp " + both + ", tcp " + both}}},
		{"BADCOOKIE: again with theirs, and then over TCP", []step{{udp: withCookie(both, rcoded(dns.RcodeBadCookie)), want: "found 0: udp " + ourCookie + ", udp " + both + ", tcp " + both}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, shareZone)
				client := &Client{Dial: srv.Dial, Rand: func() uint64 { return 1 }}
				asked := 0
				for i, s := range tt.steps {
					name := fmt.Sprintf("n%d.wild.test", i)
					srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: name, Network: "udp"}, Do: fakedns.Handler(s.udp)})
					if s.tcp != nil {
						srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: name, Network: "tcp"}, Do: fakedns.Handler(s.tcp)})
					}
					start := time.Now()
					a := client.Lookup(t.Context(), oneServer()).Ask(name, dns.TypeA)
					got := fmt.Sprintf("%s %d:", map[bool]string{true: "found", false: "no answer"}[a.Outcome == Found], time.Since(start).Milliseconds())
					for _, q := range srv.Queries()[asked:] {
						got += " " + q.Network + " " + cookieOf(q.Msg) + ","
					}
					asked = len(srv.Queries())
					if got = strings.TrimSuffix(got, ","); !strings.HasPrefix(got, s.want) {
						t.Errorf("%d: got  %s\nwant %s", i, got, s.want)
					}
				}
			})
		})
	}
}

// A server that has shown cookies may do without after two minutes.
func TestACookieIsNotAskedForForEver(t *testing.T) {
	now := moment(1)
	m := memory{client: [8]byte{1}}
	cookie := opt{cookie: append([]byte{1, 0, 0, 0, 0, 0, 0, 0}, 9, 9, 9, 9, 9, 9, 9, 9)}
	m.learn(&cookie, now)
	if got := m.appendCookie(make([]byte, 2))[6:]; !bytes.Equal(got, cookie.cookie) {
		t.Errorf("sends %x", got)
	}
	for after, want := range map[time.Duration]verdict{0: cutHint, cookieTime: cutHint, cookieTime + 1: ours} {
		if got := m.believe(ours, &opt{}, now.Add(after)); got != want {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
}

// With MixCase the letters of a question are of a random case, and a server that loses it is asked over TCP.
func TestMixCase(t *testing.T) {
	for _, keeps := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, shareZone)
			if !keeps {
				srv.Inject(fakedns.Fault{Match: fakedns.Match{Network: "udp"}, Do: fakedns.Handler(withCookie("", func(m *dns.Msg) {
					m.Question[0].Name = strings.ToLower(m.Question[0].Name)
				}))})
			}
			client := &Client{Dial: srv.Dial, Options: Options{MixCase: true}, Rand: func() uint64 { return 0b0101101 }}
			a := client.Lookup(t.Context(), oneServer()).Ask("www.example.org", dns.TypeA)
			if a.Outcome != Found || a.Name != "www.example.org" || (a.Network == "udp") != keeps {
				t.Errorf("keeps the case %v: %+v", keeps, a)
			}
			if got := srv.Queries()[0].Name; got != "WwW.ExAmple.org." {
				t.Errorf("asked for %s", got)
			}
		})
	}
}

func TestNoEDNSAndNoCookies(t *testing.T) {
	for _, tt := range []struct {
		noEDNS, noCookies bool
		want              string
	}{{true, false, "false "}, {false, true, "true "}} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, shareZone)
			client := &Client{Dial: srv.Dial, Options: Options{NoEDNS: tt.noEDNS, NoCookies: tt.noCookies}}
			client.Lookup(t.Context(), oneServer()).Ask("www.example.org", dns.TypeA)
			q := srv.Queries()[0].Msg
			if got := fmt.Sprint(q.IsEdns0() != nil, " ", cookieOf(q)); got != tt.want {
				t.Errorf("sent %s, want %s", got, tt.want)
			}
		})
	}
}

func TestOptionsInWords(t *testing.T) {
	for want, words := range map[string][]string{
		"":                            nil,
		"no-edns":                     {"no-edns", "no-edns"},
		"mix-case no-edns no-cookies": {"no-cookies", "mix-case", "no-edns"},
	} {
		var o Options
		for _, word := range words {
			if !o.Set(word) {
				t.Errorf("there is no %s", word)
			}
		}
		if got := o.String(); got != want {
			t.Errorf("%q: got %s", words, got)
		}
	}
	if o := (Options{}); o.Set("MixCase") || o.Set("") || o != (Options{}) {
		t.Errorf("got %v of no words", o)
	}
}

// What a server does with queries, one after the other, and whether the next has OPT: e is an answer to one with it, p to one without, E and P
// are silence, O is silence to one with it that was sent before all else, and F is FORMERR to one with it.
func TestMemoryOfEDNS(t *testing.T) {
	for script, want := range map[string]bool{"": true, "e": true, "E": false, "Ep": true, "EpE": false, "EpEp": false, "EpepEp": true, "EpO": true, "EpOp": true, "EpOpE": false, "EP": true, "eE": true, "F": false, "Fp": false, "EPE": false, "EPe": true} {
		var m memory
		start := moment(1)
		now := start
		for _, c := range script {
			now = now.Add(time.Second)
			switch c {
			case 'e', 'p':
				m.answered(c == 'e', now)
			case 'E', 'P':
				m.silent(c == 'E', now)
			case 'O':
				m.silent(true, start)
			case 'F':
				m.noEDNS(now)
			}
		}
		if got := m.edns(now); got != want {
			t.Errorf("%q: %v", script, got)
		}
	}
	m := memory{}
	m.noEDNS(moment(1))
	if m.edns(moment(1).Add(plainTime-1)) || !m.edns(moment(1).Add(plainTime)) {
		t.Error("not for ten minutes")
	}
}

// A server that loses AAAA when it comes with A, twice in a row, is asked for one after the other from then on.
func TestSingleRequestIsLearned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: fakedns.Delay(time.Millisecond)})
		for _, name := range []string{"lost1", "lost2", "lost3"} {
			srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: name + ".wild.test", Type: dns.TypeAAAA, Nth: 1}, Do: fakedns.Drop})
		}
		client := &Client{Dial: srv.Dial}
		for _, tt := range []struct {
			name string
			took time.Duration
			gap  time.Duration // between the first queries
		}{{"lost1", 5 * time.Second, 0}, {"kept1", time.Millisecond, 0}, {"lost2", 5 * time.Second, 0}, {"lost3", 5 * time.Second, 0}, {"kept2", time.Millisecond, time.Millisecond}} {
			before, start := len(srv.Queries()), time.Now()
			a, aaaa := both(client, t.Context(), tt.name+".wild.test")
			if took := time.Since(start); a.Outcome != Found || aaaa.Outcome != Found || took != tt.took {
				t.Errorf("%s: %v, %v after %v", tt.name, a.Err, aaaa.Err, took)
			}
			queries := srv.Queries()[before:]
			if gap := queries[1].At - queries[0].At; gap != tt.gap {
				t.Errorf("%s: %v between A and AAAA, want %v", tt.name, gap, tt.gap)
			}
		}
	})
}

// However long a search list is: 64 queries.
func TestALookupSendsSoMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		l := (&Client{Dial: srv.Dial}).Lookup(t.Context(), oneServer())
		for i := range 100 {
			a := l.Ask(fmt.Sprintf("n%d.nosuch.", i), dns.TypeA)
			if want := map[bool]Outcome{true: NXDomain, false: NoAnswer}[i < 64]; a.Outcome != want || want == NoAnswer && !errors.Is(a.Err, ErrPackets) {
				t.Errorf("%d: %v", i, a.Err)
			}
		}
		if n := len(srv.Queries()); n != 64 {
			t.Errorf("%d queries", n)
		}
	})
}

// What a server says of why stands in the error, and no byte of it reaches a terminal as it is.
func TestExtendedErrors(t *testing.T) {
	for _, tt := range []struct{ code, text, want string }{
		{"0006", "signature \x1b[31m", "SERVFAIL (DNSSEC Bogus: signature \\x1b[31m)"},
		{"0016", "", "SERVFAIL (No Reachable Authority)"},
		{"bbbb", "", "SERVFAIL (extended error 48059)"},
	} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, shareZone)
			data, _ := hex.DecodeString(tt.code)
			srv.Inject(fakedns.Fault{Do: fakedns.Handler(withCookie("", func(m *dns.Msg) {
				rcoded(dns.RcodeServerFailure)(m)
				m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: uint16(data[0])<<8 | uint16(data[1]), ExtraText: tt.text}}
			}))})
			a := (&Client{Dial: srv.Dial}).Lookup(t.Context(), oneServer()).Ask("www.example.org", dns.TypeA)
			if a.Err == nil || !strings.HasSuffix(a.Err.Error(), ": "+tt.want) {
				t.Errorf("got %v, want %s", a.Err, tt.want)
			}
		})
	}
}
