package fakedns

import (
	"bytes"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

const forgeZone = `
	w   A     192.0.2.1
	c   CNAME w
	$ORIGIN signed.
	@   SOA   ns admin 1 3600 600 86400 60
`

// forge returns what an action makes of the answer to a question.
func forge(t *testing.T, do Action, q *dns.Msg) *dns.Msg {
	t.Helper()
	s := parse(t, forgeZone)
	s.Inject(Fault{Do: do})
	return ask(t, s, overTCP, q)
}

func TestAnswer(t *testing.T) {
	for _, tt := range []struct{ text, name, want string }{
		{"A 192.0.2.66", "w.", "NOERROR | w. A 192.0.2.66"},
		{"AAAA 2001:db8::66", "w.", "NOERROR | w. AAAA 2001:db8::66"}, // not what was asked for
		{"CNAME evil", "W.", "NOERROR | W. CNAME evil."},
		{"A 192.0.2.66", "nosuch.signed.", "NOERROR | nosuch.signed. A 192.0.2.66"}, // no SOA is left
		{`TYPE65280 \# 1 00`, "c.", `NOERROR | c. TYPE65280 \# 1 00`},
		{"A 192.0.2.66 ; a comment", "w.", "NOERROR | w. A 192.0.2.66"},
	} {
		do, err := Answer(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		m := forge(t, do, question(tt.name, "A").SetEdns0(1232, true))
		if got := show(m); got != tt.want || m.Question[0].Name != tt.name || m.IsEdns0() == nil {
			t.Errorf("%s for %s: got %s, want %s; %v", tt.text, tt.name, got, tt.want, m)
		}
		if ttl := m.Answer[0].Header().Ttl; ttl != 300 {
			t.Errorf("%s: TTL %d", tt.text, ttl)
		}
	}
}

// A query without a question gets a record of the root, not one without an owner.
func TestAnswerToNoQuestion(t *testing.T) {
	m := forge(t, mustAnswer("A 192.0.2.66"), &dns.Msg{MsgHdr: dns.MsgHdr{Id: 1}})
	if got, want := show(m), "NOERROR | . A 192.0.2.66"; got != want || len(m.Question) != 0 {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A record without data, or none that has a wire form, is an error of the text and not of the query that meets it.
func TestAnswerErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", `"" is not TYPE RDATA: no type`},
		{" \n", `" \n" is not TYPE RDATA: no type`},
		{"A", `"A" is not TYPE RDATA: no data`},
		{"A;192.0.2.66", `"A;192.0.2.66" is not TYPE RDATA: unknown RR type: "A"`},
		{"TXT ", `"TXT " is not TYPE RDATA: no data`},
		{`TYPE65280 \# 0`, `"TYPE65280 \\# 0" is not TYPE RDATA: no data`},
		{"192.0.2.66", `"192.0.2.66" is not TYPE RDATA: unknown RR type: "192.0.2.66"`},
		{"CH A 192.0.2.66", `"CH A 192.0.2.66" is not TYPE RDATA: unknown RR type: "CH"`},
		{"A 192.0.2.66 192.0.2.67", `"A 192.0.2.66 192.0.2.67" is not TYPE RDATA: garbage after rdata: "192.0.2.67"`},
		{"SSHFP 1 1 xyz", `"SSHFP 1 1 xyz" is not TYPE RDATA: encoding/hex: invalid byte: U+0078 'x'`},
	} {
		do, err := Answer(tt.text)
		if do != nil || err == nil || err.Error() != tt.want {
			t.Errorf("got %v\nwant %s", err, tt.want)
		}
	}
}

func TestWrongOwner(t *testing.T) {
	m := forge(t, WrongOwner("evil.test"), question("c.", "A"))
	if got, want := show(m), "NOERROR | evil.test. CNAME w. | evil.test. A 192.0.2.1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	m = forge(t, WrongOwner("evil.test"), question("x.signed.", "A"))
	if got, want := show(m), "NXDOMAIN / signed. SOA 60"; got != want { // only answers change
		t.Errorf("got %s, want %s", got, want)
	}
}

// A name that is none cannot be sent: the client's Read fails.
func TestForgedNameWithoutWireForm(t *testing.T) {
	for _, do := range []Action{WrongOwner("a..b"), WrongQuestion("a..b")} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, forgeZone)
			s.Inject(Fault{Do: do})
			if got, want := what(t, s, "udp", question("w.", "A")), "0s dns: bad rdata\n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Messages are forged. An error, and a piece of a stream, whose first octets may be its length, is not one.
func TestForgeriesAreOfMessages(t *testing.T) {
	in := []Packet{{Err: syscall.EIO}, {Data: []byte{0, 30, 1, 2}, Raw: true}, {Raw: true, Close: true}}
	q := Query{Network: "tcp", Name: "w.", Type: dns.TypeA, Wire: []byte{1, 2}}
	for name, do := range map[string]Action{
		"WrongID":       WrongID,
		"WrongQuestion": WrongQuestion("evil.test."),
		"WrongOwner":    WrongOwner("evil.test."),
		"Answer":        mustAnswer("A 192.0.2.66"),
		"Rcode":         Rcode(2),
		"Garbage":       Garbage([]byte("garbage")),
		"Oversize":      Oversize(1000),
	} {
		if got, want := list(do(q, in)), list(in); got != want {
			t.Errorf("%s:\ngot:\n%swant:\n%s", name, got, want)
		}
	}
}

func TestOversize(t *testing.T) {
	s := parse(t, forgeZone)
	wire, _ := question("w.", "A").SetEdns0(1232, false).Pack()
	out, _ := s.respond(overUDP, wire)
	answer := out[0].Data
	length := len(answer)
	for _, tt := range []struct{ n, want int }{
		{-1, length},
		{0, length},
		{length, length},
		{length + 11, length}, // the least filler has 12 octets
		{length + 12, length + 12},
		{length + 13, length + 13},
		{512, 512},
		{1233, 1233},
		{4096, 4096},
		{65535, 65535},
		{65536, 65535},
		{1 << 30, 65535},
	} {
		out := Oversize(tt.n)(Query{Network: "udp"}, []Packet{{Data: answer}})
		m := new(dns.Msg)
		if err := m.Unpack(out[0].Data); err != nil || len(out[0].Data) != tt.want {
			t.Errorf("Oversize(%d): %d octets, want %d; %v", tt.n, len(out[0].Data), tt.want, err)
			continue
		}
		more := 0
		if tt.want > length {
			more = 1
		}
		if describe(out[0].Data) != "NOERROR | w. A 192.0.2.1 +OPT" || len(m.Extra) != 1+more {
			t.Errorf("Oversize(%d): %v", tt.n, m)
		}
	}
}

// What is no message has nothing that a record can be added to.
func TestOversizeOfGarbage(t *testing.T) {
	garbage := []Packet{{Data: []byte("garbage")}, {}}
	if got, want := list(Oversize(1000)(Query{}, garbage)), list(garbage); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The size of the client's buffer cuts what is blown up, as any datagram.
func TestOversizeOverBothNetworks(t *testing.T) {
	for network, want := range map[string]int{"udp": 600, "tcp": 600} {
		s := parse(t, forgeZone)
		s.Inject(Fault{Do: Oversize(600)})
		c, _ := s.Dial(t.Context(), network, "192.0.2.53:53")
		wire, _ := question("w.", "A").Pack()
		if network == "tcp" {
			wire = Packet{Data: wire}.frame()
		}
		c.Write(wire)
		if data, err := readMessage(c); err != nil || len(data) != want {
			t.Errorf("over %s: %d octets, %v", network, len(data), err)
		}
		c.Close()
	}
}

// The id of a message that is sent is meant for a query of id 0: XOR makes it the id of the one that comes.
func TestSend(t *testing.T) {
	forged, _ := new(dns.Msg).SetRcode(question("w.", "A"), dns.RcodeRefused).Pack()
	for _, tt := range []struct {
		what   string
		id     uint16 // of what is sent
		raw    bool
		wantID uint16
	}{
		{"id 0 becomes that of the query", 0, false, 4711},
		{"any other becomes a wrong one", 0xFFFF, false, 60824},
		{"that of the query becomes 0", 4711, false, 0},
		{"a piece of a stream stays as it is", 0, true, 0},
	} {
		p := Packet{After: time.Second, Data: bytes.Clone(forged), Raw: tt.raw}
		p.Data[0], p.Data[1] = byte(tt.id>>8), byte(tt.id)
		before := bytes.Clone(p.Data)
		do := Send(p)
		for range 2 { // as the second query finds it, so did the first
			s := parse(t, forgeZone)
			s.Inject(Fault{Do: do})
			wire, _ := question("w.", "A").Pack()
			out, _ := s.respond(overUDP, wire)
			if len(out) != 2 || describe(out[0].Data) != "NOERROR | w. A 192.0.2.1" {
				t.Fatalf("%s: %s", tt.what, list(out))
			}
			m := new(dns.Msg)
			if err := m.Unpack(out[1].Data); err != nil || m.Id != tt.wantID || out[1].After != time.Second {
				t.Errorf("%s: id %d, want %d; %v", tt.what, m.Id, tt.wantID, err)
			}
		}
		if !bytes.Equal(p.Data, before) {
			t.Errorf("%s: the packet has changed", tt.what)
		}
	}
}

// What is too short to have an id stays as it is, and what is too short to be a query does not give one.
func TestSendOfAnything(t *testing.T) {
	for _, tt := range []struct{ data, wire, want string }{
		{"", "\x12\x67", ""},
		{"a", "\x12\x67", "a"},
		{"\x01\x02\x03", "\x12\x67", "\x13\x65\x03"},
		{"\x01\x02\x03", "\x12", "\x01\x02\x03"},
		{"\x01\x02\x03", "", "\x01\x02\x03"}, // a dial
	} {
		out := Send(Packet{Data: []byte(tt.data)})(Query{Wire: []byte(tt.wire)}, nil)
		if len(out) != 1 || string(out[0].Data) != tt.want {
			t.Errorf("%q to %q: %q, want %q", tt.data, tt.wire, out[0].Data, tt.want)
		}
	}
}

// Behind Drop, an error or a message is the only thing to come.
func TestSendAfterDrop(t *testing.T) {
	for network, want := range map[string]string{
		"udp": "2s no route to host\n",
		"tcp": "2s no route to host\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, forgeZone)
			s.Inject(Fault{Do: Drop}, Fault{Do: Send(Packet{After: 2 * time.Second, Err: syscall.EHOSTUNREACH})})
			if got := what(t, s, network, question("w.", "A")); got != want {
				t.Errorf("over %s: got %q, want %q", network, got, want)
			}
		})
	}
}

// spoof-before takes any one action, another spoof too: each sends one thing more before.
func TestSpoofsInSpoofs(t *testing.T) {
	const answer = "NOERROR | w. A 192.0.2.1\n"
	for _, tt := range []struct{ text, want string }{
		{"spoof-before 1s rcode REFUSED", "0s REFUSED\n1s " + answer},
		{"spoof-before 1s drop", "1s " + answer},
		{"spoof-before 1s delay 3s", "1s " + answer + "3s " + answer},
		{"spoof-before 1s spoof-before 2s wrong-id", "0s id 60824 " + answer + "1s " + answer + "2s " + answer},
		{"spoof-before 1s wrong-id, spoof-before 2s rcode REFUSED",
			"0s id 60824 REFUSED\n1s REFUSED\n2s id 60824 " + answer + "3s " + answer},
	} {
		for _, network := range []string{"udp", "tcp"} {
			synctest.Test(t, func(t *testing.T) {
				s := New(t, forgeZone)
				faults, err := ParseFaults("faults", "any -> "+tt.text)
				if err != nil {
					t.Fatal(err)
				}
				s.Inject(faults...)
				if got := what(t, s, network, question("w.", "A")); got != tt.want {
					t.Errorf("%s over %s:\n got %q\nwant %q", tt.text, network, got, tt.want)
				}
			})
		}
	}
}

// An answer over the limit of a message cannot be sent; one right at it can.
func TestOversizeIsTheLimitOfAMessage(t *testing.T) {
	s := parse(t, fmt.Sprintf("w TXT %s", strings.Repeat(`"`+strings.Repeat("x", 250)+`" `, 250)))
	s.Inject(Fault{Do: Oversize(1 << 20)})
	wire, _ := question("w.", "TXT").Pack()
	out, _ := s.respond(overTCP, wire)
	if n := len(out[0].frame()); n != 2+dns.MaxMsgSize {
		t.Errorf("%d octets", n)
	}
}
