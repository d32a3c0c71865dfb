package fakedns

import (
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

func TestLog(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	send := func(network, address string, edit func(*dns.Msg)) {
		t.Helper()
		c, err := s.Dial(t.Context(), network, address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		q := question("WwW.example.org.", "A")
		edit(q)
		wire, _ := q.Pack()
		if network == "tcp" {
			wire = Packet{Data: wire}.frame()
		}
		c.Write(wire)
	}
	send("udp4", "192.0.2.53:53", func(q *dns.Msg) {})
	send("tcp", "[2001:db8::53]:53", func(q *dns.Msg) { q.Question[0].Qtype = 65280 })
	send("udp", "192.0.2.54:1053", func(q *dns.Msg) { q.Question[0].Qclass = dns.ClassCHAOS })
	send("udp", "192.0.2.54:53", func(q *dns.Msg) { q.Question[0].Name = "\x1b[31m.\\000." })
	send("udp", "192.0.2.54:53", func(q *dns.Msg) { q.Question = nil })
	send("udp", "192.0.2.54:53", func(q *dns.Msg) { q.Response = true })
	c, _ := s.Dial(t.Context(), "udp", "192.0.2.55:53")
	c.Write([]byte("abc"))
	c.Write(nil)
	const want = `udp 192.0.2.53:53 WwW.example.org. A
tcp [2001:db8::53]:53 WwW.example.org. TYPE65280
udp 192.0.2.54:1053 WwW.example.org. A CH
udp 192.0.2.54:53 \027[31m.\000. A
udp 192.0.2.54:53 no question
udp 192.0.2.54:53 no query (33 octets)
udp 192.0.2.55:53 no query (3 octets)
udp 192.0.2.55:53 no query (0 octets)
`
	if got := s.Log(); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func TestQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, "")
		time.Sleep(time.Hour) // before the first query, so of no account
		q := question("www.", "AAAA").SetEdns0(1232, true)
		wire, _ := q.Pack()
		for range 2 {
			c, _ := s.Dial(t.Context(), "udp", "192.0.2.53:53")
			c.Write(wire)
			c.Close()
			time.Sleep(5 * time.Second)
		}
		got := s.Queries()
		if len(got) != 2 {
			t.Fatalf("%d queries", len(got))
		}
		for i, q := range got {
			if q.At != time.Duration(i)*5*time.Second || q.Network != "udp" || q.Name != "www." || q.Type != dns.TypeAAAA ||
				q.Server != netip.MustParseAddrPort("192.0.2.53:53") ||
				q.Client != netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), 49152+uint16(i)) ||
				q.Msg.Id != 4711 || !q.Msg.IsEdns0().Do() || string(q.Wire) != string(wire) {
				t.Errorf("query %d: %+v", i, q)
			}
		}
		// What Queries returns is the caller's.
		got[0].Name = "changed."
		if s.Queries()[0].Name != "www." {
			t.Error("the log is shared with the caller")
		}
	})
}

// What a goroutine has written is in the log when its Write returns: the order is that of the writes, over any connections.
func TestLogIsInTheOrderOfWrites(t *testing.T) {
	s := parse(t, "")
	want := ""
	for i := range 100 {
		network := []string{"udp", "tcp"}[i%2]
		c, _ := s.Dial(t.Context(), network, "192.0.2.53:53")
		wire, _ := question("www.", "A").Pack()
		if network == "tcp" {
			wire = Packet{Data: wire}.frame()
		}
		c.Write(wire)
		want += network + " 192.0.2.53:53 www. A\n"
	}
	if got := s.Log(); got != want {
		t.Errorf("got:\n%s", got)
	}
}

// A server that runs for long does not grow for as long.
func TestLogIsBounded(t *testing.T) {
	s := parse(t, "")
	const size = 60000
	for i := range 2000 {
		s.respond(overTCP, make([]byte, size+i))
	}
	log := s.Queries()
	kept := 0
	for i, q := range log {
		kept += q.size()
		if want := size + 2000 - len(log) + i; len(q.Wire) != want {
			t.Fatalf("query %d has %d octets, want %d", i, len(q.Wire), want)
		}
	}
	if kept > logLimit || kept < logLimit/3 || kept != s.logSize {
		t.Errorf("%d queries of %d octets kept, counted as %d", len(log), kept, s.logSize)
	}
}

// What is counted is the question: network, server, name in any case, and type. Who asks, and how it is answered, is not.
func TestNthOfAQuestion(t *testing.T) {
	s := parse(t, "w A 192.0.2.1")
	s.Inject(Fault{Match: Match{Nth: 2}, Do: Drop})
	other := netip.MustParseAddrPort("192.0.2.54:53")
	otherPort := netip.MustParseAddrPort("192.0.2.53:54")
	for _, tt := range []struct {
		network, name, qtype string
		server               netip.AddrPort
		want                 int
	}{
		{"udp", "w.", "A", overUDP.server, 1},
		{"udp", "W.", "A", overUDP.server, 2},
		{"tcp", "w.", "A", overUDP.server, 1},
		{"udp", "w.", "AAAA", overUDP.server, 1},
		{"udp", "w.", "A", other, 1},
		{"udp", "w.", "A", otherPort, 1},
		{"udp", "x.w.", "A", overUDP.server, 1},
		{"udp", "w.", "A", overUDP.server, 3},
		{"udp", "w.", "A", other, 2},
		{"tcp", "w.", "A", overUDP.server, 2},
	} {
		wire, _ := question(tt.name, tt.qtype).Pack()
		s.respond(path{tt.network, netip.AddrPortFrom(overUDP.client.Addr(), uint16(len(s.Queries()))), tt.server}, wire)
		all := s.Queries()
		if got := all[len(all)-1].Nth; got != tt.want {
			t.Errorf("%v: #%d, want #%d", all[len(all)-1], got, tt.want)
		}
	}
	s.Replace()
	ask(t, s, overUDP, question("w.", "A"))
	if all := s.Queries(); all[len(all)-1].Nth != 4 {
		t.Errorf("after Replace: #%d", all[len(all)-1].Nth)
	}
}

// A server that is asked for ever other names does not grow for ever: it begins to count anew.
func TestQuestionsAreBounded(t *testing.T) {
	s := parse(t, "")
	s.asked = make(map[askedOf]int, askedLimit)
	nth := func() int {
		s.respond(overUDP, nil)
		all := s.Queries()
		return all[len(all)-1].Nth
	}
	nth()
	for i := range askedLimit - 2 {
		s.asked[askedOf{server: netip.AddrPortFrom(netip.Addr{}, uint16(i>>16)), qtype: uint16(i)}] = 1
	}
	if got := nth(); got != 2 {
		t.Errorf("with %d questions: #%d, want #2", len(s.asked), got)
	}
	s.asked[askedOf{network: "tcp"}] = 1
	if got := nth(); got != 1 || len(s.asked) != 1 {
		t.Errorf("then: #%d of %d questions, want #1 of 1", got, len(s.asked))
	}
}

// What went back is in the log as it went, even nothing.
func TestReplies(t *testing.T) {
	for _, tt := range []struct{ faults, network, want string }{
		{"", "udp", "0s 35, "},
		{"", "tcp", "0s 35, "},
		{"drop", "udp", ""},
		{"delay 1s, duplicate", "udp", "1s 35, 1s 35, "},
		{"duplicate, drop", "udp", ""},
		{"lossy loss=100%", "udp", ""},
		{"lossy duplicate=100% latency=1s", "udp", "1s 35, 1s 35, "},
		{"slow-drip 20 1s", "tcp", "0s 20 raw, 1s 17 raw, "},
		{"close-mid 9", "tcp", "0s 9 raw close, "},
		{"reset", "tcp", "0s connection reset by peer, "},
		{"reorder", "udp", "0s 35 behind, "},
		{"spoof-before 1s wrong-id, send 2s 0000", "udp", "0s 35, 1s 35, 2s 2, "},
	} {
		s := parse(t, "w A 192.0.2.1")
		if tt.faults != "" {
			faults, err := ParseFaults("faults", "any -> "+tt.faults)
			if err != nil {
				t.Fatal(err)
			}
			s.Inject(faults...)
		}
		wire, _ := question("w.", "A").Pack()
		s.respond(path{tt.network, overUDP.client, overUDP.server}, wire)
		if got := brief(s.Queries()[0].Replies); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.faults, got, tt.want)
		}
	}
}

// What went back counts, and is forgotten with its query.
func TestLogIsBoundedWithReplies(t *testing.T) {
	s := parse(t, "")
	const size = 60000
	s.Inject(Fault{Do: Garbage(make([]byte, size))}, Fault{Do: Duplicate})
	wire, _ := question("w.", "A").Pack()
	const queries = 2000 // some 240 MB
	for range queries {
		s.respond(overTCP, wire)
	}
	checkLogSize(t, s)
	log := s.Queries()
	if n := len(log); n < logLimit/size/2/3 || n > logLimit/size/2 || log[0].Nth != queries-n+1 {
		t.Errorf("%d queries are left, of which the first is #%d", n, log[0].Nth)
	}
}

func checkLogSize(t *testing.T, s *Server) {
	t.Helper()
	size := 0
	for i, q := range s.log {
		size += q.size()
		if q.index != s.forgotten+i {
			t.Fatalf("query %d has the index %d; %d are forgotten", i, q.index, s.forgotten)
		}
	}
	if size != s.logSize || size > logLimit {
		t.Errorf("%d octets are counted as %d", size, s.logSize)
	}
}

// A query may be forgotten before it is answered: what goes back to it then does not count.
func TestQueryForgottenBeforeItsAnswer(t *testing.T) {
	s := parse(t, "")
	wire, _ := question("slow.", "A").Pack()
	first := newQuery(overTCP, wire)
	s.admit(first)
	for s.forgotten == 0 {
		s.respond(overTCP, make([]byte, 60000))
	}
	before := s.logSize
	s.tell(first, []Packet{{Data: make([]byte, 1<<20)}})
	if s.logSize != before || len(first.Replies) != 1 {
		t.Errorf("the log went from %d to %d octets", before, s.logSize)
	}
	checkLogSize(t, s)
}

// An answer that is larger than the log takes everything with it, itself too.
func TestReplyLargerThanTheLog(t *testing.T) {
	s := parse(t, "")
	s.Inject(Fault{Match: Match{Nth: 2}, Do: Send(Packet{Data: make([]byte, logLimit), Raw: true})})
	wire, _ := question("w.", "A").Pack()
	s.respond(overTCP, wire)
	out, _ := s.respond(overTCP, wire)
	if len(out) != 2 || len(s.Queries()) != 0 {
		t.Errorf("%d packets, %d queries", len(out), len(s.Queries()))
	}
	checkLogSize(t, s)
	s.respond(overTCP, wire)
	if n := len(s.Queries()); n != 1 {
		t.Errorf("%d queries then", n)
	}
}

// Many goroutines, a log that forgets, and a reader: for the race detector, and the sizes hold.
func TestLogOfManyGoroutines(t *testing.T) {
	s := parse(t, "")
	s.Inject(Fault{Do: Garbage(make([]byte, 60000))}, Fault{Do: Duplicate}, Fault{Do: Duplicate})
	s.Notify(func(Query) {})
	wire, _ := question("w.", "A").Pack()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				s.respond(overTCP, wire)
				s.Queries()
			}
		})
	}
	wg.Wait()
	if s.forgotten == 0 {
		t.Error("nothing is forgotten")
	}
	checkLogSize(t, s)
}
