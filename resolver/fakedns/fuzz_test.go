package fakedns

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
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
		old   DNAME w
		long  DNAME old.`+strings.Repeat("long.", 40)+`example.org.
		cut   NS    ns.cut
		ns.cut A    192.0.2.3
		big   TXT   "`+string(bytes.Repeat([]byte("x"), 250))+`"
		big   TXT   "`+string(bytes.Repeat([]byte("y"), 250))+`"
		big   TXT   "`+string(bytes.Repeat([]byte("z"), 250))+`"
	`)
	for _, q := range []*dns.Msg{
		question("www.example.org.", "A"),
		question("BIG.example.org.", "TXT"),                                           // does not fit
		question("big.example.org.", "TXT").SetEdns0(4096, true),                      // fits
		question("a.b.w.example.org.", "ANY").SetEdns0(0, false),                      // a synthesised CNAME, a size below the least
		question("www.OLD.example.org.", "A"),                                         // a synthesised CNAME to another
		question(strings.Repeat("x.", 20)+"long.example.org.", "A"),                   // too long behind its DNAME
		question("www.cut.example.org.", "A").SetEdns0(512, false),                    // a referral
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

// Whatever is sent back, a trace is printable ASCII on one line.
func FuzzTrace(f *testing.F) {
	for _, rr := range []string{
		". CNAME a\\010b.", `. TXT "\027"`, `. NAPTR 1 2 "\010" "" "" .`, `. TYPE65280 \# 1 00`, `. HINFO "\000" b`,
		". LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m", `. SVCB 1 . key9="\009"`, ". APL 1:192.0.2.0/24",
	} {
		m := new(dns.Msg).SetReply(question("www.", "A"))
		record, err := dns.NewRR(rr)
		if err != nil {
			f.Fatal(err)
		}
		m.Answer = []dns.RR{record}
		wire, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wire)
	}
	q := question("www.", "A")
	f.Fuzz(func(t *testing.T, wire []byte) {
		text := Packet{Data: wire}.text(q)
		for i := range len(text) {
			if text[i] < ' ' || text[i] > '~' {
				t.Fatalf("% x: %q", wire, text)
			}
		}
	})
}

// Whatever the text, it is a server or an error with its place; what a server has it answers with, unless it is hidden.
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
		"old DNAME new\nwww.old A 192.0.2.1\nwww.new A 192.0.2.1",
		"@ SOA . . 1 2 3 4 5\norg NS ns.org\norg DS 1 8 2 00\nns.org A 192.0.2.1\nx.org SOA . . 1 2 3 4 5\ny.x.org A 192.0.2.1",
		"@ SOA . . 1 2 3 4 5\norg NS \\# 0\nold DNAME \\# 0\nwww.old A 192.0.2.1\n*.w NS ns\n*.w DNAME org",
		"n NAPTR 100 50 \"s\" \"http\" \"\" _http._tcp.example.com.",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(Zone{File: "zone", Text: text})
		if err != nil {
			return
		}
		names := s.epochs[netip.Addr{}][0].tree
		for key, n := range names {
			for _, rr := range n.rrs[:min(3, len(n.rrs))] {
				m := ask(t, s, overTCP, new(dns.Msg).SetQuestion(key, rr.Header().Rrtype))
				same := func(a dns.RR) bool { return dns.IsDuplicate(a, rr) }
				answered := m.Rcode == dns.RcodeSuccess && slices.ContainsFunc(m.Answer, same)
				if answered == hidden(names, key, rr) && !m.Truncated {
					t.Errorf("%v, hidden %v: %v", rr, !answered, m)
				}
			}
		}
	})
}

// madeUp is the SOA of the root where no text has one.
const madeUp = ".\t300\tIN\tSOA\t. . 1 3600 600 86400 300"

// hidden goes down from the root to rr, which key owns. A DNAME hides what is below it, in a zone NS records what is at and below
// them, but each zone begins anew. DS is of the zone above.
func hidden(names tree, key string, rr dns.RR) (is bool) {
	inZone := false
	for _, name := range fromRoot(key) {
		n := names[name]
		isDS := name == key && rr.Header().Rrtype == dns.TypeDS
		switch {
		case n.soa != nil && n.soa.String() != madeUp:
			is, inZone = is && isDS && inZone, true
		case slices.ContainsFunc(n.rrs, isNS) && inZone && !isDS:
			is = true
		}
		is = is || n.dname != nil && name != key
	}
	return is
}

func fromRoot(key string) []string {
	names := []string{key}
	for key != "." {
		key = parent(key)
		names = append(names, key)
	}
	slices.Reverse(names)
	return names
}
