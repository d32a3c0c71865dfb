package fakedns

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"github.com/miekg/dns"
)

// Whatever arrives, every answer is a response with the id and the first question of the query, no longer than was asked for, and
// the same over a stream however it is cut in pieces.
func FuzzQuery(f *testing.F) {
	s := parse(f, `
		$ORIGIN example.org.
		@     SOA   ns admin 1 3600 600 86400 60
		www   A     192.0.2.1
		*.w   CNAME www
		loop  CNAME loop
		big   TXT   "`+string(bytes.Repeat([]byte("x"), 250))+`"
		big   TXT   "`+string(bytes.Repeat([]byte("y"), 250))+`"
		big   TXT   "`+string(bytes.Repeat([]byte("z"), 250))+`"
	`)
	for _, q := range []*dns.Msg{
		question("www.example.org.", "A"),
		question("BIG.example.org.", "TXT"),                                           // does not fit
		question("big.example.org.", "TXT").SetEdns0(4096, true),                      // fits
		question("a.b.w.example.org.", "ANY").SetEdns0(0, false),                      // a synthesised CNAME, a size below the least
		question(`\000\\\..example.org.`, "AAAA"),                                     // octets that are escaped in text
		question("loop.example.org.", "A"),                                            //
		new(dns.Msg).SetAxfr("example.org."),                                          // refused
		new(dns.Msg).SetNotify("example.org."),                                        // answered with NOTIMP
		new(dns.Msg).SetReply(question("www.example.org.", "A")),                      // no query
		{Question: make([]dns.Question, 256)},                                         // more questions than fit in the answer
		{MsgHdr: dns.MsgHdr{Id: 1}},                                                   // no question
		question("www.example.org.", "A").SetEdns0(1232, false).SetEdns0(1232, false), // two OPT records
	} {
		wire, err := q.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wire, uint8(1))
		f.Add(wire[:len(wire)-1], uint8(255))
	}
	f.Fuzz(func(t *testing.T, wire []byte, piece uint8) {
		for _, p := range []path{overUDP, overTCP} {
			out, ok := s.respond(p, wire)
			if !ok {
				continue
			}
			checkAnswer(t, wire, p, out)
		}
		if len(wire) <= dns.MaxMsgSize {
			framed := append(binary.BigEndian.AppendUint16(nil, uint16(len(wire))), wire...)
			framed = append(framed, framed...)
			if whole, cut := readStream(s, framed, len(framed)), readStream(s, framed, int(piece)+1); !bytes.Equal(whole, cut) {
				t.Errorf("in pieces of %d: % x\nwhole: % x", int(piece)+1, cut, whole)
			}
		}
	})
}

func checkAnswer(t *testing.T, wire []byte, p path, out []Packet) {
	t.Helper()
	var q, m dns.Msg
	if err := q.Unpack(wire); err != nil {
		t.Fatalf("answer to what is no message: %v", out)
	}
	if len(out) != 1 || out[0].Err != nil {
		t.Fatalf("%v gets %v", &q, out)
	}
	if err := m.Unpack(out[0].Data); err != nil {
		t.Fatalf("%v gets % x: %v", &q, out[0].Data, err)
	}
	if !m.Response || m.Id != q.Id || !slices.Equal(m.Question, q.Question[:min(1, len(q.Question))]) {
		t.Errorf("%v gets %v", &q, &m)
	}
	limit := sizeLimit(Query{Network: p.network, Msg: &q})
	if len(out[0].Data) > limit {
		t.Errorf("%d octets where %d fit: %v", len(out[0].Data), limit, &m)
	}
}

// readStream writes b over TCP in pieces and returns all that comes back.
func readStream(s *Server, b []byte, piece int) []byte {
	c := s.open("tcp", overTCP)
	defer c.Close()
	for p := range slices.Chunk(b, piece) {
		c.Write(p)
	}
	c.gate.closeWrite()
	var got bytes.Buffer
	got.ReadFrom(c)
	return got.Bytes()
}

// Whatever the text, it is a server or an error with its place; what a server has it answers with.
func FuzzZone(f *testing.F) {
	for _, text := range []string{
		"",
		"www A 192.0.2.1",
		"\n\t$ORIGIN example.org.\n\t$TTL 1h\n\t@ SOA ns admin (\n\t 1 2 ; serial\n\t 3 4 5 )\n",
		"*.a 60 IN CNAME b\n  RRSIG CNAME 8 1 300 20300101000000 20200101000000 1 . AAAA",
		`a\.b\065 TXT "quoted; (text)" plain\"` + "\r\n",
		`x TYPE65280 \# 3 abcdef`,
		"$INCLUDE /etc/passwd",
		"$GENERATE 0-65535 a$ A 192.0.2.1",
		"s SVCB 1 . alpn=h2,h3 port=443 ipv4hint=192.0.2.1",
		"l LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
		"n NAPTR 100 50 \"s\" \"http\" \"\" _http._tcp.example.com.",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(Zone{File: "zone", Text: text})
		if err != nil {
			return
		}
		for key, n := range s.epochs[0].trees[netip.Addr{}] {
			for _, rr := range n.rrs[:min(3, len(n.rrs))] {
				q := new(dns.Msg).SetQuestion(key, rr.Header().Rrtype)
				m := ask(t, s, overTCP, q)
				if m.Rcode != dns.RcodeSuccess || len(m.Answer) == 0 && !m.Truncated {
					t.Errorf("%v is not in the answer: %v", rr, m)
				}
			}
		}
	})
}
