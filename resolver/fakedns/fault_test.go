package fakedns

import (
	"fmt"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

func TestMatch(t *testing.T) {
	const other = "192.0.2.54:53"
	query := func(server, network, name string, qtype uint16) *Query {
		q := &Query{Server: netip.MustParseAddrPort(server), Network: network, Name: name, Type: qtype, Msg: new(dns.Msg)}
		return q
	}
	q := query("192.0.2.53:53", "udp", "Www.Example.org.", dns.TypeA)
	dial := &Query{Server: q.Server, Network: "udp"}
	server := netip.MustParseAddrPort
	for _, tt := range []struct {
		match Match
		q     *Query
		want  bool
		text  string
	}{
		{Match{}, q, true, "any"},
		{Match{Server: server("192.0.2.53:53")}, q, true, "192.0.2.53:53"},
		{Match{Server: server("192.0.2.53:0")}, q, true, "192.0.2.53"},
		{Match{Server: server("192.0.2.53:54")}, q, false, "192.0.2.53:54"},
		{Match{Server: server("[::ffff:192.0.2.53]:53")}, q, true, "[::ffff:192.0.2.53]:53"},
		{Match{Server: server(other)}, q, false, other},
		{Match{Network: "udp"}, q, true, "udp"},
		{Match{Network: "tcp"}, q, false, "tcp"},
		{Match{Name: "www.example.org."}, q, true, "www.example.org."},
		{Match{Name: "WWW.EXAMPLE.ORG"}, q, true, "WWW.EXAMPLE.ORG."},
		{Match{Name: "example.org."}, q, false, "example.org."},
		{Match{Type: dns.TypeA}, q, true, "A"},
		{Match{Type: dns.TypeAAAA}, q, false, "AAAA"},
		{Match{Nth: 2}, q, true, "any #2"}, // what Nth counts
		{Match{server("192.0.2.53:53"), "udp", "www.example.org", dns.TypeA, 3, false}, q, true, "udp 192.0.2.53:53 www.example.org. A #3"},
		{Match{Dial: true}, q, false, "dial"},
		{Match{}, dial, false, "any"},
		{Match{Dial: true, Network: "udp"}, dial, true, "dial udp"},
		{Match{Dial: true, Server: server(other)}, dial, false, "dial " + other},
	} {
		if got := tt.match.agrees(tt.q); got != tt.want {
			t.Errorf("%v matches %v: %v", tt.match, tt.q, got)
		}
		if got := tt.match.String(); got != tt.text {
			t.Errorf("String = %s, want %s", got, tt.text)
		}
	}
}

// Nth counts the queries that agree with the rest of the Match, for each fault by itself.
func TestNth(t *testing.T) {
	s := parse(t, "a A 192.0.2.1\nb A 192.0.2.2")
	s.Inject(
		Fault{Match: Match{Name: "a", Nth: 2}, Do: Rcode(dns.RcodeRefused)},
		Fault{Match: Match{Nth: 4}, Do: Rcode(dns.RcodeServerFailure)},
		Fault{Match: Match{Nth: -1}, Do: Drop}, // never
	)
	var got strings.Builder
	for _, name := range []string{"a.", "b.", "a.", "b.", "a."} {
		m := ask(t, s, overUDP, question(name, "A"))
		fmt.Fprintf(&got, "%s%s ", name, dns.RcodeToString[m.Rcode])
	}
	if want := "a.NOERROR b.NOERROR a.REFUSED b.SERVFAIL a.NOERROR "; got.String() != want {
		t.Errorf("got  %s\nwant %s", got.String(), want)
	}
	if unused := s.Unused(); len(unused) != 1 || unused[0].String() != "any #-1" {
		t.Errorf("unused: %v", unused)
	}
}

// A recorder is a test that is watched.
type recorder struct {
	cleanups      []func()
	fatal, logged string
}

func (r *recorder) Helper()                         {}
func (r *recorder) Cleanup(f func())                { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Logf(format string, args ...any) { r.logged += fmt.Sprintf(format, args...) }
func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal += fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// record runs test and its cleanups as package testing does.
func record(test func(tb TB)) *recorder {
	r := new(recorder)
	run := func(f func()) {
		done := make(chan bool)
		go func() {
			defer close(done)
			f()
		}()
		<-done
	}
	run(func() { test(r) })
	for _, f := range r.cleanups {
		run(f)
	}
	return r
}

func TestUnusedFaultFailsTheTest(t *testing.T) {
	r := record(func(tb TB) {
		s := New(tb, "www A 192.0.2.1")
		s.Inject(
			Fault{Match: Match{Name: "www"}, Do: Delay(time.Second)},
			Fault{Match: Match{Name: "www", Nth: 2}, Do: Drop},
			Fault{Match: Match{Dial: true}, Do: Refuse},
		)
		ask(t, s, overUDP, question("www.", "A"))
	})
	if want := "fakedns: no query met the fault: www. #2, dial"; r.fatal != want {
		t.Errorf("failed with %q, want %q", r.fatal, want)
	}
	if want := "fakedns: asked:\nudp 192.0.2.53:53 www. A\n"; r.logged != want {
		t.Errorf("logged %q, want %q", r.logged, want)
	}
}

func TestUsedFaultsDoNot(t *testing.T) {
	r := record(func(tb TB) {
		s := New(tb, "www A 192.0.2.1")
		s.Inject(Fault{Do: Delay(time.Second)}, Fault{}) // a nil Do is used too
		ask(t, s, overUDP, question("www.", "A"))
	})
	if r.fatal+r.logged != "" {
		t.Errorf("failed with %q, logged %q", r.fatal, r.logged)
	}
}

func TestMalformedZoneFailsTheTest(t *testing.T) {
	returned := false
	r := record(func(tb TB) {
		New(tb, "www A nonsense")
		returned = true
	})
	if want := `fakedns: zone:1: bad A A: "nonsense"`; r.fatal != want || returned {
		t.Errorf("failed with %q, want %q; New returned: %v", r.fatal, want, returned)
	}
}
