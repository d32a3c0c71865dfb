package fakedns

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

// askOver writes one query over a connection of its own.
func askOver(t *testing.T, s *Server, network, address string, q *dns.Msg) {
	t.Helper()
	c, err := s.Dial(t.Context(), network, address)
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
	c.Write(wire)
}

func TestTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := parse(t, `
			$ORIGIN example.org.
			@        SOA ns admin 1 3600 600 86400 60
			www      A     192.0.2.1
			         A     192.0.2.2
			alias    CNAME www
			sub      NS    ns.sub
			ns.sub   A     192.0.2.3
		`)
		s.Inject(
			Fault{Match: Match{Name: "lost."}, Do: Drop},
			Fault{Match: Match{Name: "www.example.org.", Nth: 2}, Do: SpoofBefore(Rcode(dns.RcodeNameError), 25*time.Millisecond)},
			Fault{Match: Match{Name: "dead."}, Do: SpoofBefore(Truncate, time.Second)},
			Fault{Match: Match{Name: "dead."}, Do: Send(Packet{After: 2 * time.Second, Err: syscall.ECONNREFUSED})},
			Fault{Match: Match{Name: "cut."}, Do: CloseMid(3)},
			Fault{Match: Match{Name: "late."}, Do: Reorder},
		)
		const server = "192.0.2.53:53"
		askOver(t, s, "udp", server, question("WWW.example.org.", "A"))
		askOver(t, s, "udp", server, question("lost.", "A"))
		time.Sleep(1500 * time.Millisecond)
		askOver(t, s, "udp", server, question("www.example.org.", "A"))
		askOver(t, s, "udp", server, question("alias.example.org.", "AAAA"))
		askOver(t, s, "udp", server, question("x.sub.example.org.", "A").SetEdns0(1232, false))
		askOver(t, s, "tcp", "[2001:db8::53]:53", question("cut.", "A"))
		time.Sleep(time.Minute)
		askOver(t, s, "udp", server, question("dead.", "A"))
		askOver(t, s, "udp", server, question("late.", "A"))
		c, _ := s.Dial(t.Context(), "udp", server)
		c.Write([]byte("abc"))
		time.Sleep(time.Minute)
		const want = `0s udp 192.0.2.53:53 WWW.example.org. A #1 -> NOERROR WWW.example.org. 300 A 192.0.2.1, WWW.example.org. 300 A 192.0.2.2
0s udp 192.0.2.53:53 lost. A #1 -> nothing
1.5s tcp [2001:db8::53]:53 cut. A #1 -> close raw (3 octets)
1.5s udp 192.0.2.53:53 alias.example.org. AAAA #1 -> NOERROR alias.example.org. 300 CNAME www.example.org. authority example.org. 60 SOA ns.example.org. admin.example.org. 1 3600 600 86400 60
1.5s udp 192.0.2.53:53 www.example.org. A #2 -> NXDOMAIN; +25ms NOERROR www.example.org. 300 A 192.0.2.1, www.example.org. 300 A 192.0.2.2
1.5s udp 192.0.2.53:53 x.sub.example.org. A #1 -> no RA NOERROR authority sub.example.org. 300 NS ns.sub.example.org. additional ns.sub.example.org. 300 A 192.0.2.3
1m1.5s udp 192.0.2.53:53 dead. A #1 -> TC NXDOMAIN; +1s NXDOMAIN authority . 300 SOA . . 1 3600 600 86400 300; +2s ECONNREFUSED
1m1.5s udp 192.0.2.53:53 late. A #1 -> behind NXDOMAIN authority . 300 SOA . . 1 3600 600 86400 300
1m1.5s udp 192.0.2.53:53 no query (3 octets) -> nothing
`
		if got := s.Trace(); got != want {
			t.Errorf("got:\n%swant:\n%s", got, want)
		}
	})
}

// Whichever goroutine comes first, and whatever ids and ports there are, the trace is the same.
func TestTraceIsStable(t *testing.T) {
	var first string
	for run := range 20 {
		synctest.Test(t, func(t *testing.T) {
			s := parse(t, "* A 192.0.2.1")
			s.Inject(Fault{Do: Lossy(Network{Loss: 0.5, Duplicate: 0.5, Corrupt: 0.5, Jitter: time.Second, Seed: 1})})
			for i := range 30 {
				go func() {
					q := question("n"+strings.Repeat("x", (i+run)%10)+".", []string{"A", "AAAA", "TXT"}[i/10])
					q.Id = dns.Id()
					askOver(t, s, "udp", "192.0.2.53:53", q)
				}()
			}
			synctest.Wait()
			if first == "" {
				first = s.Trace()
			}
			if got := s.Trace(); got != first || strings.Count(got, "\n") != 30 {
				t.Errorf("run %d:\n%s\nfirst:\n%s", run, got, first)
			}
		})
	}
}

// The tenth of several equal queries comes behind the ninth.
func TestTraceOfEqualQueries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := parse(t, "www A 192.0.2.1")
		for range 11 {
			askOver(t, s, "udp", "192.0.2.53:53", question("www.", "A"))
		}
		lines := strings.Split(s.Trace(), "\n")
		for i, nth := range []string{"#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9", "#10", "#11"} {
			if !strings.Contains(lines[i], " A "+nth+" -> NOERROR") {
				t.Errorf("line %d: %s", i, lines[i])
			}
		}
	})
}

func TestPacketText(t *testing.T) {
	q := question("www.", "A")
	data := func(edit func(m *dns.Msg)) []byte {
		m := new(dns.Msg).SetReply(q)
		m.RecursionAvailable = true
		edit(m)
		wire, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return wire
	}
	plain := data(func(m *dns.Msg) {})
	record := data(func(m *dns.Msg) {
		m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: "www.", Rrtype: dns.TypeA, Class: dns.ClassINET}}}
	})
	for _, tt := range []struct {
		p    Packet
		want string
	}{
		{Packet{Data: plain}, "NOERROR"},
		{Packet{Data: plain, After: -time.Second}, "NOERROR"},
		{Packet{Data: plain, After: 1500 * time.Microsecond, Behind: true, Close: true}, "+1.5ms behind close NOERROR"},
		{Packet{Data: plain, Raw: true}, "raw (21 octets)"},
		{Packet{Raw: true, Close: true}, "close raw (0 octets)"},

		{Packet{Err: io.EOF}, "EOF"},
		{Packet{Err: &wrapped{syscall.ECONNRESET}, Data: plain, Raw: true, Close: true}, "ECONNRESET"},
		{Packet{Err: errors.New("\x1b[31m"), After: time.Hour}, "+1h0m0s EIO"},

		{Packet{}, "(0 octets)"},
		{Packet{Data: plain[:11]}, "(11 octets)"},
		{Packet{Data: plain[:20]}, "(20 octets)"},
		{Packet{Data: plain[:12]}, "(12 octets)"},       // a whole header, which counts a question
		{Packet{Data: record[:21]}, "(21 octets)"},      // cut between question and record
		{Packet{Data: record}, `NOERROR www. 0 A \# 0`}, // a record without data

		{Packet{Data: data(func(m *dns.Msg) { m.Id++ })}, "id NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Opcode = dns.OpcodeNotify })}, "opcode NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Question[0].Name = "WWW." })}, "question NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Question[0].Qtype++ })}, "question NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Question[0].Qclass++ })}, "question NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Question = nil })}, "question NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) })}, "question NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Response = false })}, "query NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.Authoritative, m.Truncated, m.AuthenticatedData = true, true, true })}, "AA TC AD NOERROR"},
		{Packet{Data: data(func(m *dns.Msg) { m.RecursionAvailable = false })}, "no RA NOERROR"},

		{Packet{Data: data(func(m *dns.Msg) { m.Rcode = dns.RcodeRefused })}, "REFUSED"},
		{Packet{Data: data(func(m *dns.Msg) { m.Rcode = 15 })}, "RCODE15"},
		{Packet{Data: data(func(m *dns.Msg) { m.SetEdns0(1232, false).Rcode = dns.RcodeBadVers })}, "BADVERS"},
		{Packet{Data: data(func(m *dns.Msg) { m.SetEdns0(1232, false).Rcode = 4095 })}, "RCODE4095"},
	} {
		if got := tt.p.text(q); got != tt.want {
			t.Errorf("%+v:\n got %s\nwant %s", tt.p, got, tt.want)
		}
	}
}

type wrapped struct{ error }

func (w *wrapped) Unwrap() error { return w.error }

// The first question of several is what the answer is to have.
func TestPacketTextWithoutOneQuestion(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	for _, edit := range []func(q *dns.Msg){
		func(q *dns.Msg) { q.Question = nil },
		func(q *dns.Msg) { q.Question = append(q.Question, dns.Question{Name: "x.", Qtype: 1, Qclass: 1}) },
	} {
		q := question("www.", "A")
		edit(q)
		if got, want := reply(t, s, overTCP, q), "FORMERR"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Nothing that comes from the network can end a line or reach a terminal.
func TestRecordText(t *testing.T) {
	for _, tt := range []struct {
		rr   dns.RR
		want string
	}{
		{newRR(t, "www.example.org. 60 A 192.0.2.1"), "www.example.org. 60 A 192.0.2.1"},
		{newRR(t, "www. 60 CH A 192.0.2.1"), "www. 60 CH A 192.0.2.1"},
		{newRR(t, "www. 60 CLASS999 A 192.0.2.1"), "www. 60 CLASS999 A 192.0.2.1"},
		{newRR(t, `\027[31m\010\255\;\ . 60 CNAME \010\..`), `\027[31m\010\255\;\ . 60 CNAME \010\..`},
		{newRR(t, `t. 60 TXT "a \"b\" \009\010\027" "; c"`), `t. 60 TXT "a \"b\" \009\010\027" "; c"`},
		{newRR(t, `n. 60 NAPTR 1 2 "\010" "" "" .`), `n. 60 NAPTR 1 2 "\010" "" "" .`},
		{newRR(t, `c. 60 CAA 0 issue "\027"`), `c. 60 CAA 0 issue "\027"`},
		{newRR(t, `s. 60 SVCB 1 . alpn=h2 key99="\010"`), `s. 60 SVCB 1 . alpn="h2" key99="\010"`},
		{&dns.NULL{Hdr: header("z.", dns.TypeNULL), Data: "\x1b\n"}, `z. 60 NULL \# 2 1b0a`},
		{&dns.ANY{Hdr: header("z.", dns.TypeANY)}, `z. 60 ANY \# 0`},
		{newRR(t, `u. 60 TYPE65280 \# 2 0a1b`), `u. 60 TYPE65280 \# 2 0a1b`},
		{newRR(t, `u. 60 TYPE65280 \# 64 `+strings.Repeat("00", 64)), `u. 60 TYPE65280 \# 64 ` + strings.Repeat("00", 64)},
		{newRR(t, `u. 60 TYPE65280 \# 65 `+strings.Repeat("00", 65)), `u. 60 TYPE65280 (65 octets)`},
		{newRR(t, `u. 60 TXT "`+strings.Repeat("x", 200)+`"`), `u. 60 TXT "` + strings.Repeat("x", 200) + `"`},
	} {
		if got := RecordText(overWire(t, tt.rr)); got != tt.want {
			t.Errorf("got  %q\nwant %q", got, tt.want)
		}
	}
}

func header(name string, rrtype uint16) dns.RR_Header {
	return dns.RR_Header{Name: name, Rrtype: rrtype, Class: dns.ClassINET, Ttl: 60}
}

func newRR(t *testing.T, text string) dns.RR {
	t.Helper()
	rr, err := dns.NewRR(text)
	if err != nil {
		t.Fatal(err)
	}
	return rr
}

// overWire returns rr as it is in a message.
func overWire(t *testing.T, rr dns.RR) dns.RR {
	t.Helper()
	wire := bytes.Repeat([]byte{0xFF}, 1024)
	end, err := dns.PackRR(rr, wire, 0, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	rr, _, err = dns.UnpackRR(wire[:end], 0)
	if err != nil {
		t.Fatal(err)
	}
	return rr
}

// Not even what package dns leaves as it is.
func TestRecordTextOfRawOctets(t *testing.T) {
	got := RecordText(&dns.CAA{Hdr: header("c.", dns.TypeCAA), Tag: "\x1b[31m\n\xff"})
	if want := `c. 60 CAA 0 \027[31m\010\255 ""`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// An answer that Oversize has blown up does not blow up the trace.
func TestTraceOfOversize(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	s.Inject(Fault{Do: Oversize(60000)})
	if got, want := reply(t, s, overUDP, question("www.", "A")), "NOERROR www. 300 A 192.0.2.1 additional . 0 TYPE65280 (59952 octets)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
