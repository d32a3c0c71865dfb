package dnsclient_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

const zone = `
www.example.org.  A 192.0.2.1
big.example.org.  TXT "` + "x" + `"
`

// machine is a resolv.conf with n servers, 192.0.2.53 the first, all of them one fake.
func machine(n int) *resolvconf.Config {
	conf := &resolvconf.Config{Timeout: 5 * time.Second, Attempts: 2}
	for i := range n {
		conf.Servers = append(conf.Servers, netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(53 + i)}), 53))
	}
	return conf
}

// forged answers with 192.0.2.66 what is otherwise the right answer.
func forged(edit func(*dns.Msg)) fakedns.Action {
	return fakedns.Handler(func(q *dns.Msg) *dns.Msg {
		m := new(dns.Msg).SetReply(q)
		m.RecursionAvailable = true
		record, _ := dns.NewRR(q.Question[0].Name + " A 192.0.2.66")
		m.Answer = []dns.RR{record}
		edit(m)
		return m
	})
}

func fault(do fakedns.Action) fakedns.Fault { return fakedns.Fault{Do: do} }

// nth meets the n-th query.
func nth(n int, do fakedns.Action) fakedns.Fault {
	return fakedns.Fault{Match: fakedns.Match{Nth: n}, Do: do}
}

// at meets queries to the server 192.0.2.N.
func at(n byte, do fakedns.Action) fakedns.Fault {
	return fakedns.Fault{Match: fakedns.Match{Server: netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, n}), 53)}, Do: do}
}

func TestQuery(t *testing.T) {
	const right = "192.0.2.1"
	junk := func(data string) fakedns.Action {
		return fakedns.SpoofBefore(fakedns.Garbage([]byte(data)), 30*time.Millisecond)
	}
	spoof := func(forge fakedns.Action) fakedns.Action { return fakedns.SpoofBefore(forge, 30*time.Millisecond) }
	for _, tt := range []struct {
		name    string
		servers int
		edit    func(*resolvconf.Config)
		faults  []fakedns.Fault
		want    string        // the address, or the error
		took    time.Duration // of virtual time
		queries string        // what was asked of which server: network and last byte
	}{
		{name: "an answer", servers: 1, want: right, queries: "udp53"},

		{name: "empty datagram first", servers: 1, faults: []fakedns.Fault{fault(junk(""))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "3 bytes first", servers: 1, faults: []fakedns.Fault{fault(junk("abc"))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "0xff first", servers: 1, faults: []fakedns.Fault{fault(junk(strings.Repeat("\xff", 20)))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "a forged answer under another id first", servers: 1, faults: []fakedns.Fault{fault(spoof(forged(func(m *dns.Msg) { m.Id++ })))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "to another question first", servers: 1, faults: []fakedns.Fault{fault(spoof(fakedns.WrongQuestion("evil.test")))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "with QR=0 first", servers: 1, faults: []fakedns.Fault{fault(spoof(forged(func(m *dns.Msg) { m.Response = false })))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "with opcode UPDATE first", servers: 1, faults: []fakedns.Fault{fault(spoof(forged(func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate })))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "without a question first", servers: 1, faults: []fakedns.Fault{fault(spoof(forged(func(m *dns.Msg) { m.Question = nil })))}, want: right, took: 30 * time.Millisecond, queries: "udp53"},
		{name: "junk that never ends", servers: 1, faults: []fakedns.Fault{fault(fakedns.WrongID)}, want: "no answer in time", took: 10 * time.Second, queries: "udp53 udp53"},
		{name: "a second copy", servers: 1, faults: []fakedns.Fault{fault(fakedns.Duplicate)}, want: right, queries: "udp53"},

		{name: "truncated: TCP, same server", servers: 2, faults: []fakedns.Fault{fault(fakedns.Truncate)}, want: right, queries: "udp53 tcp53"},
		{name: "truncated, TCP refused: the next server", servers: 2,
			faults: []fakedns.Fault{at(53, fakedns.Truncate), {Match: fakedns.Match{Network: "tcp", Dial: true}, Do: fakedns.Refuse}},
			want:   right, queries: "udp53 udp54"},
		{name: "truncated, TCP silent: given up in time", servers: 1,
			faults: []fakedns.Fault{fault(fakedns.Truncate), {Match: fakedns.Match{Network: "tcp"}, Do: fakedns.Drop}},
			want:   "no answer in time", took: 10 * time.Second, queries: "udp53 tcp53 udp53 tcp53"},
		{name: "truncated late, TCP silent: one time for both", servers: 1,
			faults: []fakedns.Fault{{Match: fakedns.Match{Network: "udp"}, Do: fakedns.Delay(4 * time.Second)}, fault(fakedns.Truncate), {Match: fakedns.Match{Network: "tcp"}, Do: fakedns.Drop}},
			want:   "no answer in time", took: 10 * time.Second, queries: "udp53 tcp53 udp53 tcp53"},
		{name: "truncated, TCP cut: the partial answer is not used", servers: 1,
			faults: []fakedns.Fault{fault(fakedns.Truncate), {Match: fakedns.Match{Network: "tcp"}, Do: fakedns.CloseMid(20)}},
			want:   "unexpected EOF", queries: "udp53 tcp53 udp53 tcp53"},
		{name: "use-vc: TCP only", servers: 1, edit: func(c *resolvconf.Config) { c.UseVC = true }, want: right, queries: "tcp53"},
		{name: "use-vc: a stranger's message first", servers: 1, edit: func(c *resolvconf.Config) { c.UseVC = true },
			faults: []fakedns.Fault{fault(spoof(fakedns.WrongID))}, want: right, took: 30 * time.Millisecond, queries: "tcp53"},
		{name: "use-vc: truncated over TCP is no answer", servers: 1, edit: func(c *resolvconf.Config) { c.UseVC = true },
			faults: []fakedns.Fault{fault(forged(func(m *dns.Msg) { m.Truncated = true }))}, want: "truncated over TCP", queries: "tcp53 tcp53"},

		{name: "lost once: again after 5 s", servers: 1, faults: []fakedns.Fault{nth(1, fakedns.Drop)}, want: right, took: 5 * time.Second, queries: "udp53 udp53"},
		{name: "late: counts until the time is over", servers: 1, faults: []fakedns.Fault{fault(fakedns.Delay(4 * time.Second))}, want: right, took: 4 * time.Second, queries: "udp53"},
		{name: "at the very instant at which the time is over: too late", servers: 2, faults: []fakedns.Fault{at(53, fakedns.Delay(5*time.Second))},
			want: right, took: 5 * time.Second, queries: "udp53 udp54"},
		{name: "silent", servers: 1, faults: []fakedns.Fault{fault(fakedns.Drop)}, want: "no answer in time", took: 10 * time.Second, queries: "udp53 udp53"},
		{name: "the first silent: the second", servers: 2, faults: []fakedns.Fault{at(53, fakedns.Drop)}, want: right, took: 5 * time.Second, queries: "udp53 udp54"},
		{name: "SERVFAIL: the next at once", servers: 2, faults: []fakedns.Fault{at(53, fakedns.Rcode(dns.RcodeServerFailure))}, want: right, queries: "udp53 udp54"},
		{name: "REFUSED: the next at once", servers: 2, faults: []fakedns.Fault{at(53, fakedns.Rcode(dns.RcodeRefused))}, want: right, queries: "udp53 udp54"},
		{name: "NOTIMP: the same without OPT, and the next at once", servers: 2, faults: []fakedns.Fault{at(53, fakedns.Rcode(dns.RcodeNotImplemented))}, want: right, queries: "udp53 udp53 udp54"},
		{name: "FORMERR: the same without OPT, and the next at once", servers: 2, faults: []fakedns.Fault{at(53, fakedns.Rcode(dns.RcodeFormatError))}, want: right, queries: "udp53 udp53 udp54"},
		{name: "nobody listens: the next at once", servers: 2, faults: []fakedns.Fault{at(53, fakedns.Refuse)}, want: right, queries: "udp53 udp54"},
		{name: "a lame referral: the next at once", servers: 2, faults: []fakedns.Fault{at(53, forged(func(m *dns.Msg) { m.Answer, m.RecursionAvailable = nil, false }))},
			want: right, queries: "udp53 udp54"},
		{name: "SERVFAIL over TCP: the next at once", servers: 2, edit: func(c *resolvconf.Config) { c.UseVC = true },
			faults: []fakedns.Fault{at(53, fakedns.Rcode(dns.RcodeServerFailure))}, want: right, queries: "tcp53 tcp54"},
		{name: "SERVFAIL everywhere", servers: 2, faults: []fakedns.Fault{fault(fakedns.Rcode(dns.RcodeServerFailure))}, want: "SERVFAIL", queries: "udp53 udp54 udp53 udp54"},
		{name: "nobody listens anywhere", servers: 2, faults: []fakedns.Fault{fault(fakedns.Refuse)}, want: "connection refused", queries: "udp53 udp54 udp53 udp54"},
		{name: "attempts:0 asks nobody", servers: 1, edit: func(c *resolvconf.Config) { c.Attempts = -1 }, want: "no server may be asked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, zone)
				srv.Inject(tt.faults...)
				conf := machine(tt.servers)
				if tt.edit != nil {
					tt.edit(conf)
				}
				client := &dnsclient.Client{Dial: srv.Dial}
				start := time.Now()
				reply, err := client.Query(t.Context(), conf, "www.example.org", dns.TypeA)
				if got := outcome(reply, err); !strings.Contains(got, tt.want) {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if got := asked(srv); got != tt.queries {
					t.Errorf("asked %s, want %s", got, tt.queries)
				}
			})
		})
	}
}

func outcome(reply dnsclient.Reply, err error) string {
	if err != nil {
		return err.Error()
	}
	return reply.Msg.Answer[0].(*dns.A).A.String()
}

func asked(srv *fakedns.Server) string {
	var all []string
	for _, q := range srv.Queries() {
		server := q.Server.Addr().String()
		all = append(all, q.Network+server[strings.LastIndexByte(server, '.')+1:])
	}
	return strings.Join(all, " ")
}

func TestQueryOutcomes(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   fakedns.Action
		want dnsclient.Outcome
	}{
		{"silence", fakedns.Drop, dnsclient.NoAnswer},
		{"SERVFAIL", fakedns.Rcode(dns.RcodeServerFailure), dnsclient.ServFail},
		{"REFUSED", fakedns.Rcode(dns.RcodeRefused), dnsclient.Refused},
		{"FORMERR", fakedns.Rcode(dns.RcodeFormatError), dnsclient.Unusable},
		{"nobody listens", fakedns.Refuse, dnsclient.Unreachable},
		{"no descriptor is left", fakedns.Fail(syscall.EMFILE), dnsclient.NoAnswer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, zone)
				srv.Inject(fault(tt.do))
				_, err := (&dnsclient.Client{Dial: srv.Dial}).Query(t.Context(), machine(1), "www.example.org", dns.TypeA)
				if got := dnsclient.Failed(err).Outcome; got != tt.want {
					t.Errorf("outcome %d, want %d: %v", got, tt.want, err)
				}
			})
		})
	}
}

// What lasts is the verdict only if all servers say so: one that was silent may answer another time.
func TestTheVerdictOfSeveralServers(t *testing.T) {
	formerr, servfail := fakedns.Rcode(dns.RcodeFormatError), fakedns.Rcode(dns.RcodeServerFailure)
	for _, tt := range []struct {
		name          string
		first, second fakedns.Action
		want          dnsclient.Outcome
	}{
		{"silent and FORMERR", fakedns.Drop, formerr, dnsclient.NoAnswer},
		{"FORMERR and silent", formerr, fakedns.Drop, dnsclient.NoAnswer},
		{"FORMERR and FORMERR", formerr, formerr, dnsclient.Unusable},
		{"SERVFAIL and nobody", servfail, fakedns.Refuse, dnsclient.ServFail},
		{"nobody and SERVFAIL", fakedns.Refuse, servfail, dnsclient.ServFail},
		{"nobody and FORMERR", fakedns.Refuse, formerr, dnsclient.Refused},
		{"FORMERR and nobody", formerr, fakedns.Refuse, dnsclient.Refused},
		{"nobody and nobody", fakedns.Refuse, fakedns.Refuse, dnsclient.Unreachable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, zone)
				srv.Inject(at(53, tt.first), at(54, tt.second))
				_, err := (&dnsclient.Client{Dial: srv.Dial}).Query(t.Context(), machine(2), "www.example.org", dns.TypeA)
				if got := dnsclient.Failed(err).Outcome; got != tt.want {
					t.Errorf("outcome %d, want %d: %v", got, tt.want, err)
				}
				var f *dnsclient.Failure
				if !errors.As(err, &f) || f.Timeout() != (tt.want == dnsclient.NoAnswer) {
					t.Errorf("Timeout is %v: %v", f.Timeout(), err)
				}
			})
		})
	}
}

func TestTheADBitIsBelievedWithTrustADOnly(t *testing.T) {
	for _, trust := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, zone)
			srv.Inject(fault(forged(func(m *dns.Msg) { m.AuthenticatedData = true })))
			conf := machine(1)
			conf.TrustAD = trust
			reply, err := (&dnsclient.Client{Dial: srv.Dial}).Query(t.Context(), conf, "www.example.org", dns.TypeA)
			if err != nil || reply.Msg.AuthenticatedData != trust {
				t.Errorf("trust-ad %v: %v, %v", trust, reply.Msg, err)
			}
		})
	}
}

func TestQueryWhoseDialFailsIsTemporary(t *testing.T) {
	client := &dnsclient.Client{Dial: func(context.Context, string, string) (net.Conn, error) { return nil, syscall.EMFILE }}
	_, err := client.Query(t.Context(), machine(1), "www.example.org", dns.TypeA)
	if a := dnsclient.Failed(err); a.Outcome != dnsclient.NoAnswer || !errors.Is(err, syscall.EMFILE) {
		t.Errorf("outcome %d: %v", a.Outcome, err)
	}
}

func TestCancelEndsAQueryAtOnce(t *testing.T) {
	for _, useVC := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, zone)
			srv.Inject(fault(fakedns.Drop))
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(50*time.Millisecond, cancel)
			conf := machine(3)
			conf.UseVC = useVC
			start := time.Now()
			_, err := (&dnsclient.Client{Dial: srv.Dial}).Query(ctx, conf, "www.example.org", dns.TypeA)
			if took := time.Since(start); !errors.Is(err, context.Canceled) || took != 50*time.Millisecond {
				t.Errorf("%v after %v", err, took)
			}
			if got := dnsclient.Failed(err).Outcome; got != dnsclient.Canceled {
				t.Errorf("outcome %d", got)
			}
		})
	}
}

func TestTheDeadlineOfTheContextCountsBeforeTheScheduleOfTheServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, zone)
		srv.Inject(fault(fakedns.Drop))
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		start := time.Now()
		_, err := (&dnsclient.Client{Dial: srv.Dial}).Query(ctx, machine(1), "www.example.org", dns.TypeA)
		if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != 7*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
}

// RD and an OPT record with a cookie, and AD only with trust-ad. glibc sends OPT with edns0 only.
func TestTheQueryOnTheWire(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*resolvconf.Config)
		want func(*dns.Msg) bool
	}{
		{"by default", func(*resolvconf.Config) {}, func(m *dns.Msg) bool {
			opt := m.IsEdns0()
			return m.RecursionDesired && !m.AuthenticatedData && !m.CheckingDisabled &&
				opt.UDPSize() == 1232 && !opt.Do() && opt.Version() == 0 && len(opt.Option) == 1 && len(opt.Option[0].(*dns.EDNS0_COOKIE).Cookie) == 16
		}},
		{"trust-ad", func(c *resolvconf.Config) { c.TrustAD = true }, func(m *dns.Msg) bool { return m.AuthenticatedData }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, zone)
				conf := machine(1)
				tt.edit(conf)
				client := &dnsclient.Client{Dial: srv.Dial, Rand: func() uint64 { return 0xABCD }}
				if _, err := client.Query(t.Context(), conf, "WWW.example.org", dns.TypeA); err != nil {
					t.Fatal(err)
				}
				q := srv.Queries()[0].Msg
				if !tt.want(q) || q.Id != 0xABCD || q.Question[0] != (dns.Question{Name: "WWW.example.org.", Qtype: dns.TypeA, Qclass: dns.ClassINET}) {
					t.Errorf("sent\n%v", q)
				}
			})
		})
	}
}

func TestNamesThatAreNeverAskedFor(t *testing.T) {
	srv := fakedns.New(t, zone)
	client := &dnsclient.Client{Dial: srv.Dial}
	for _, name := range []string{"", "a..b", strings.Repeat("x", 64), "localhost", "a.localhost.", "x.invalid", "x.onion"} {
		_, err := client.Query(t.Context(), machine(1), name, dns.TypeA)
		if got := dnsclient.Failed(err).Outcome; err == nil || got != dnsclient.NXDomain {
			t.Errorf("%q: %v", name, err)
		}
	}
	if log := srv.Log(); log != "" {
		t.Errorf("asked for\n%s", log)
	}
}

// A deadline that falls on the end of a try ends the lookup there: no run may ask one server more than another.
func TestDeadlineAtTheEndOfATry(t *testing.T) {
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, zone)
			srv.Inject(fault(fakedns.Drop))
			c := dnsclient.Client{Dial: srv.Dial}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, err := c.Query(ctx, machine(2), "www.example.org", dns.TypeA)
			var f *dnsclient.Failure
			if !errors.As(err, &f) || f.Outcome != dnsclient.Canceled || !errors.Is(f.Err, context.DeadlineExceeded) {
				t.Fatalf("got %v", err)
			}
			if n := len(srv.Queries()); n != 1 {
				t.Fatalf("asked %d times", n)
			}
		})
	}
}

// What the system says is told without the connection, whose port is another each time.
func TestFailureOfTheSystem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, zone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Dial: true}, Do: fakedns.Fail(syscall.EMFILE)})
		c := dnsclient.Client{Dial: srv.Dial}
		_, err := c.Query(t.Context(), machine(1), "www.example.org", dns.TypeA)
		if want := "www.example.org. A from udp 192.0.2.53:53: connect: too many open files"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}
