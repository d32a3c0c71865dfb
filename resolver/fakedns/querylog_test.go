package fakedns

import (
	"net/netip"
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
