package fakedns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

// what returns the lines of all that a client gets back for one query in ten seconds of virtual time.
func what(t *testing.T, s *Server, network string, q *dns.Msg) string {
	t.Helper()
	c, err := s.Dial(t.Context(), network, "192.0.2.53:53")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	wire, err := q.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if network == "tcp" {
		wire = Packet{Data: wire}.frame()
	}
	start := time.Now()
	c.SetDeadline(start.Add(10 * time.Second))
	if _, err := c.Write(wire); err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for {
		data, err := readMessage(c)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return lines.String()
		}
		fmt.Fprintf(&lines, "%ds ", int(time.Since(start).Seconds()))
		if err != nil {
			fmt.Fprintf(&lines, "% x%v\n", data, bare(err))
			if network == "tcp" {
				return lines.String()
			}
			continue
		}
		lines.WriteString(describe(data) + "\n")
	}
}

func readMessage(c net.Conn) ([]byte, error) {
	if _, ok := c.(net.PacketConn); ok {
		buf := make([]byte, dns.MaxMsgSize)
		n, err := c.Read(buf)
		return buf[:n], err
	}
	head := make([]byte, 2)
	if n, err := io.ReadFull(c, head); err != nil {
		return head[:n], err
	}
	buf := make([]byte, binary.BigEndian.Uint16(head))
	n, err := io.ReadFull(c, buf)
	return buf[:n], err
}

func describe(data []byte) string {
	m := new(dns.Msg)
	if m.Unpack(data) != nil {
		return fmt.Sprintf("% x", data)
	}
	s := show(m)
	if m.Id != 4711 {
		s = fmt.Sprintf("id %d ", m.Id) + s
	}
	if m.Truncated {
		s = "TC " + s
	}
	if len(m.Question) != 1 {
		return fmt.Sprintf("%d questions ", len(m.Question)) + s
	}
	if m.Question[0].Name != "w." {
		s = "about " + m.Question[0].Name + " " + s
	}
	if m.IsEdns0() != nil {
		s += " +OPT"
	}
	return s
}

func TestActions(t *testing.T) {
	const answer = "NOERROR | w. A 192.0.2.1"
	forge := Handler(func(q *dns.Msg) *dns.Msg {
		m := new(dns.Msg).SetReply(q)
		rr, _ := dns.NewRR(q.Question[0].Name + " 60 A 6.6.6.6")
		m.Answer = append(m.Answer, rr)
		return m
	})
	first := func(a Action) []Action { return []Action{a} }
	for _, tt := range []struct {
		what     string
		do       []Action
		udp, tcp string // "=": as over UDP
	}{
		{"none", nil, "0s " + answer + "\n", "="},
		{"nil", first(nil), "0s " + answer + "\n", "="},
		{"Drop", first(Drop), "", "="},
		{"Duplicate", first(Duplicate), "0s " + answer + "\n0s " + answer + "\n", "="},
		{"Delay", first(Delay(3 * time.Second)), "3s " + answer + "\n", "="},
		{"Truncate", first(Truncate), "0s TC NOERROR\n", "0s " + answer + "\n"},
		{"Rcode", first(Rcode(dns.RcodeServerFailure)), "0s SERVFAIL\n", "="},
		{"Rcode, none of a failure", first(Rcode(dns.RcodeSuccess)), "0s NOERROR\n", "="},
		{"Rcode above 15", first(Rcode(dns.RcodeBadCookie)), "0s YXRRSET\n", "="},
		{"WrongID", first(WrongID), "0s id 60824 " + answer + "\n", "="},
		{"WrongQuestion", first(WrongQuestion("evil.test")), "0s about evil.test. " + answer + "\n", "="},
		{"Garbage", first(Garbage([]byte{1, 2, 3})), "0s 01 02 03\n", "="},
		{"Garbage, none", first(Garbage(nil)), "0s \n", "="},
		{"Refuse", first(Refuse), "0s connection refused\n", "="},
		{"Unreachable", first(Unreachable), "0s no route to host\n", "="},
		{"Reorder", first(Reorder), "1s " + answer + "\n", "="},
		{"Reset", first(Reset), "0s " + answer + "\n", "0s connection reset by peer\n"},
		{"SlowDrip", first(SlowDrip(30, 2*time.Second)), "0s " + answer + "\n", "2s " + answer + "\n"},
		{"Send", first(Send(Packet{After: time.Second, Data: []byte{0x12, 0x67, 1}})), "0s " + answer + "\n1s 00 00 01\n", "="},
		{"WrongOwner", first(WrongOwner("evil.test")), "0s NOERROR | evil.test. A 192.0.2.1\n", "="},
		{"Answer", first(mustAnswer("A 6.6.6.6")), "0s NOERROR | w. A 6.6.6.6\n", "="},
		{"Oversize", first(Oversize(2000)), "0s " + answer + "\n", "="},
		{"Lossy", first(Lossy(Network{Latency: 3 * time.Second, Duplicate: 1})), "3s " + answer + "\n3s " + answer + "\n", "3s " + answer + "\n"},
		{"Fail", first(Fail(syscall.ECONNRESET)), "0s connection reset by peer\n", "="},
		{"CloseMid(0)", first(CloseMid(0)), "0s " + answer + "\n", "0s EOF\n"},
		{"CloseMid(1)", first(CloseMid(1)), "0s " + answer + "\n", "0s 00unexpected EOF\n"},
		{"CloseMid(4)", first(CloseMid(4)), "0s " + answer + "\n", "0s 12 67unexpected EOF\n"},
		{"CloseMid(-1)", first(CloseMid(-1)), "0s " + answer + "\n", "0s EOF\n"},
		{"CloseMid(100)", first(CloseMid(100)), "0s " + answer + "\n", "0s " + answer + "\n0s EOF\n"},
		{"Handler", first(forge), "0s NOERROR | w. A 6.6.6.6\n", "="},
		{"Handler, no reply", first(Handler(func(*dns.Msg) *dns.Msg { return nil })), "", "="},
		{"Handler, no wire form", first(Handler(func(q *dns.Msg) *dns.Msg {
			return new(dns.Msg).SetRcode(q, 4096)
		})), "0s dns: bad rcode\n", "="},
		{"SpoofBefore", first(SpoofBefore(forge, 2*time.Second)), "0s NOERROR | w. A 6.6.6.6\n2s " + answer + "\n", "="},
		{"SpoofBefore, at once", first(SpoofBefore(WrongID, 0)), "0s id 60824 " + answer + "\n0s " + answer + "\n", "="},

		// Several faults: each works on what the one before has left.
		{"Delay, Delay", []Action{Delay(time.Second), Delay(time.Second)}, "2s " + answer + "\n", "="},
		{"Delay, Duplicate", []Action{Delay(time.Second), Duplicate}, "1s " + answer + "\n1s " + answer + "\n", "="},
		{"SpoofBefore, Duplicate", []Action{SpoofBefore(forge, time.Second), Duplicate},
			"0s NOERROR | w. A 6.6.6.6\n0s NOERROR | w. A 6.6.6.6\n1s " + answer + "\n1s " + answer + "\n", "="},
		{"Garbage, Rcode", []Action{Garbage([]byte{1}), Rcode(2)}, "0s 01\n", "="},
		{"Garbage, WrongID", []Action{Garbage([]byte{1}), WrongID}, "0s 01\n", "="},
		{"Drop, Rcode", []Action{Drop, Rcode(2)}, "", "="},
		{"WrongQuestion, Rcode", []Action{WrongQuestion("evil.test."), Rcode(5)}, "0s about evil.test. REFUSED\n", "="},
		{"Refuse, Delay", []Action{Refuse, Delay(time.Second)}, "1s connection refused\n", "="},
	} {
		if tt.tcp == "=" {
			tt.tcp = tt.udp
		}
		for network, want := range map[string]string{"udp": tt.udp, "tcp": tt.tcp} {
			synctest.Test(t, func(t *testing.T) {
				s := New(t, "w A 192.0.2.1")
				for _, do := range tt.do {
					s.Inject(Fault{Do: do})
				}
				if got := what(t, s, network, question("w.", "A")); got != want {
					t.Errorf("%s over %s:\n got %q\nwant %q", tt.what, network, got, want)
				}
			})
		}
	}
}

func TestActionsKeepEDNS(t *testing.T) {
	for _, tt := range []struct {
		do   Action
		want string
	}{
		{nil, "0s NOERROR | w. A 192.0.2.1 +OPT\n"},
		{Truncate, "0s TC NOERROR +OPT\n"},
		{Rcode(dns.RcodeBadCookie), "0s BADCOOKIE +OPT\n"},
		{WrongQuestion("v"), "0s about v. NOERROR | w. A 192.0.2.1 +OPT\n"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "w A 192.0.2.1")
			s.Inject(Fault{Do: tt.do})
			if got := what(t, s, "udp", question("w.", "A").SetEdns0(1232, false)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// An answer that fitted still does when its header is another.
func TestEditedAnswerIsNoLonger(t *testing.T) {
	s := parse(t, strings.Repeat("long-name-that-repeats A 192.0.2.1\n", 20))
	wire, _ := question("long-name-that-repeats.", "A").Pack()
	before, _ := s.respond(overUDP, wire)
	s.Inject(Fault{Do: WrongQuestion("long-name-that-differs")})
	after, _ := s.respond(overUDP, wire)
	if b, a := len(before[0].Data), len(after[0].Data); a != b+22 || a > dns.MinMsgSize {
		t.Errorf("%d octets became %d", b, a) // the owner of the first answer, that the question spelled before
	}
}

// Faults cannot make more packets of one than memory holds.
func TestPacketsAreBounded(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	for range 30 {
		s.Inject(Fault{Do: Duplicate}, Fault{Do: SpoofBefore(WrongID, 1)})
	}
	wire, err := question("www.", "A").Pack()
	if err != nil {
		t.Fatal(err)
	}
	if out, _ := s.respond(overUDP, wire); len(out) != 4096 {
		t.Errorf("%d packets", len(out))
	}
}

// An action returns other packets and leaves alone those it is given, which the next may share.
func TestActionsArePure(t *testing.T) {
	wire, _ := new(dns.Msg).SetReply(question("w.", "A")).Pack()
	q := newQuery(overTCP, wire)
	q.Msg = question("w.", "A")
	for name, do := range map[string]Action{
		"Drop": Drop, "Duplicate": Duplicate, "Delay": Delay(1), "Truncate": Truncate, "Rcode": Rcode(2), "WrongID": WrongID,
		"WrongQuestion": WrongQuestion("v."), "Garbage": Garbage(nil), "SpoofBefore": SpoofBefore(WrongID, 1), "Refuse": Refuse,
		"Reorder": Reorder, "Unreachable": Unreachable, "Reset": Reset, "WrongOwner": WrongOwner("v."), "Answer": mustAnswer("A 6.6.6.6"),
		"Oversize": Oversize(512), "SlowDrip": SlowDrip(3, 1), "Send": Send(Packet{Data: wire}), "Lossy": Lossy(badNetwork),
		"CloseMid": CloseMid(3), "Handler": Handler(func(q *dns.Msg) *dns.Msg { q.Id = 0; return q }),
	} {
		for _, network := range []string{"udp", "tcp"} {
			q.Network = network
			in := []Packet{{Data: append([]byte(nil), wire...)}, {After: 1, Data: append([]byte(nil), wire...)}}
			do(*q, in)
			for i, p := range in {
				if string(p.Data) != string(wire) || p.After != time.Duration(i) || p.Err != nil || flags(p) != "" {
					t.Errorf("%s changed packet %d: %v", name, i, p)
				}
			}
			if q.Msg.Id != 4711 {
				t.Errorf("%s changed the query", name)
			}
		}
	}
}

// A reply that a Handler gives to several queries at once is its own: it is not written to.
func TestHandlerReplyMayBeShared(t *testing.T) {
	s := parse(t, "")
	reply := new(dns.Msg).SetReply(question("w.", "A")).SetEdns0(1232, false)
	reply.Rcode = dns.RcodeBadVers
	s.Inject(Fault{Do: Handler(func(*dns.Msg) *dns.Msg { return reply })})
	done := make(chan bool)
	for range 4 {
		go func() {
			ask(t, s, overUDP, question("w.", "A"))
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
}

// What closes the connection is the last thing the server reads: a later query is neither answered nor logged.
func TestNothingIsReadAfterClose(t *testing.T) {
	for name, do := range map[string]Action{"CloseMid": CloseMid(5), "Refuse": Refuse} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "w A 192.0.2.1")
			s.Inject(Fault{Match: Match{Nth: 2}, Do: do})
			c, _ := s.Dial(t.Context(), "tcp", "192.0.2.53:53")
			defer c.Close()
			wire, _ := question("w.", "A").Pack()
			frame := Packet{Data: wire}.frame()
			for range 4 {
				if _, err := c.Write(frame); err != nil {
					t.Errorf("%s: Write: %v", name, err)
				}
			}
			if data, err := readMessage(c); err != nil || describe(data) != "NOERROR | w. A 192.0.2.1" {
				t.Errorf("%s: first answer %x, %v", name, data, err)
			}
			_, err := readMessage(c)
			_, again := readMessage(c)
			if err == nil || again == nil {
				t.Errorf("%s: reads after the close: %v, %v", name, err, again)
			}
			if n := len(s.Queries()); n != 2 {
				t.Errorf("%s: %d queries logged, want 2", name, n)
			}
		})
	}
}
