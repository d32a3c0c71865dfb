package fakedns

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

var (
	overUDP = path{"udp", netip.MustParseAddrPort("127.0.0.1:49152"), netip.MustParseAddrPort("192.0.2.53:53")}
	overTCP = path{"tcp", overUDP.client, overUDP.server}
)

func parse(t testing.TB, text string) *Server {
	t.Helper()
	s, err := Parse(Zone{File: "zone", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func question(name string, qtype string) *dns.Msg {
	q := new(dns.Msg).SetQuestion(name, dns.StringToType[qtype])
	q.Id = 4711
	return q
}

// ask returns the one answer to q.
func ask(t testing.TB, s *Server, p path, q *dns.Msg) *dns.Msg {
	t.Helper()
	wire, err := q.Pack()
	if err != nil {
		t.Fatal(err)
	}
	out, ok := s.respond(p, wire)
	if !ok || len(out) != 1 || out[0].Err != nil {
		t.Fatalf("%v gets %v, %v", q.Question, out, ok)
	}
	m := new(dns.Msg)
	if err := m.Unpack(out[0].Data); err != nil {
		t.Fatal(err)
	}
	return m
}

// show prints RCODE, " | owner type data" for each answer, and " / owner type ttl" for each record of AUTHORITY.
func show(m *dns.Msg) string {
	var b strings.Builder
	b.WriteString(dns.RcodeToString[m.Rcode])
	for _, rr := range m.Answer {
		f := strings.SplitN(rr.String(), "\t", 5)
		fmt.Fprintf(&b, " | %s %s %s", f[0], f[3], f[4])
	}
	for _, rr := range m.Ns {
		fmt.Fprintf(&b, " / %s %s %d", rr.Header().Name, dns.Type(rr.Header().Rrtype), rr.Header().Ttl)
	}
	return b.String()
}

type asked struct{ name, qtype, want string }

func testAnswers(t *testing.T, zone string, tests []asked) {
	t.Helper()
	s := parse(t, zone)
	for _, tt := range tests {
		for _, p := range []path{overUDP, overTCP} {
			if got := show(ask(t, s, p, question(tt.name, tt.qtype))); got != tt.want {
				t.Errorf("%s %s over %s:\n got %s\nwant %s", tt.name, tt.qtype, p.network, got, tt.want)
			}
		}
	}
}

func TestAnswers(t *testing.T) {
	testAnswers(t, `
		$TTL 600
		$ORIGIN example.org.
		@     SOA   ns admin 1 3600 600 86400 60
		      NS    ns
		      MX    10 mail
		www   A     192.0.2.2
		      A     192.0.2.1
		      AAAA  2001:db8::1
		      A     192.0.2.3
		a.b.c TXT   "deep"
		Mixed A     192.0.2.9
		\119  A     192.0.2.8
		a\.b  A     192.0.2.7
		$ORIGIN sub.example.org.
		@     30 SOA ns admin 1 3600 600 86400 900
		x     A     192.0.2.4
	`, []asked{
		// Exact matches, in the order of the text.
		{"www.example.org.", "A", "NOERROR | www.example.org. A 192.0.2.2 | www.example.org. A 192.0.2.1 | www.example.org. A 192.0.2.3"},
		{"www.example.org.", "AAAA", "NOERROR | www.example.org. AAAA 2001:db8::1"},
		{"example.org.", "MX", "NOERROR | example.org. MX 10 mail.example.org."},
		{"example.org.", "SOA", "NOERROR | example.org. SOA ns.example.org. admin.example.org. 1 3600 600 86400 60"},
		{"www.example.org.", "ANY", "NOERROR | www.example.org. A 192.0.2.2 | www.example.org. A 192.0.2.1 | www.example.org. AAAA 2001:db8::1 | www.example.org. A 192.0.2.3"},

		// Case is ignored, and the answer spelled as the question (RFC 4343 §4.1).
		{"WwW.eXample.ORG.", "AAAA", "NOERROR | WwW.eXample.ORG. AAAA 2001:db8::1"},
		{"mixed.example.org.", "A", "NOERROR | mixed.example.org. A 192.0.2.9"},
		// What was answered so is as it was for the next: here, and in AUTHORITY below.
		{"EXAMPLE.ORG.", "SOA", "NOERROR | EXAMPLE.ORG. SOA ns.example.org. admin.example.org. 1 3600 600 86400 60"},

		// One name, however it is escaped; a dot in a label is no border.
		{"w.example.org.", "A", "NOERROR | w.example.org. A 192.0.2.8"},
		{`\087.example.org.`, "A", "NOERROR | W.example.org. A 192.0.2.8"},
		{`a\.b.example.org.`, "A", `NOERROR | a\.b.example.org. A 192.0.2.7`},
		{"a.b.example.org.", "A", "NXDOMAIN / example.org. SOA 60"},

		// NODATA and NXDOMAIN with the SOA of the closest zone, its TTL no more than MINIMUM (RFC 2308 §3).
		{"www.example.org.", "MX", "NOERROR / example.org. SOA 60"},
		{"nosuch.example.org.", "A", "NXDOMAIN / example.org. SOA 60"},
		{"x.sub.example.org.", "AAAA", "NOERROR / sub.example.org. SOA 30"},
		{"sub.example.org.", "NS", "NOERROR / sub.example.org. SOA 30"},
		{"nosuch.x.sub.example.org.", "A", "NXDOMAIN / sub.example.org. SOA 30"},

		// Empty non-terminals exist (RFC 8020 §2, RFC 4592 §2.2.2).
		{"b.c.example.org.", "A", "NOERROR / example.org. SOA 60"},
		{"c.example.org.", "TXT", "NOERROR / example.org. SOA 60"},
		{"x.c.example.org.", "TXT", "NXDOMAIN / example.org. SOA 60"},
		{"org.", "A", "NOERROR / . SOA 300"},

		// Outside every zone of the text.
		{".", "SOA", "NOERROR | . SOA . . 1 3600 600 86400 300"},
		{".", "A", "NOERROR / . SOA 300"},
		{"example.com.", "A", "NXDOMAIN / . SOA 300"},
	})
}

func TestNoZoneAtAll(t *testing.T) {
	s, err := Parse()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := show(ask(t, s, overUDP, question("a.b.", "A"))), "NXDOMAIN / . SOA 300"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The zone and the questions of RFC 4592 §2.2.1; the SRV records and the SOA are left open there.
func TestWildcardsRFC4592(t *testing.T) {
	testAnswers(t, `
		$ORIGIN example.
		$TTL 3600
		example.                 SOA   ns.example.com. admin 1 3600 600 86400 60
		example.                 NS    ns.example.com.
		example.                 NS    ns.example.net.
		*.example.               TXT   "this is a wildcard"
		*.example.               MX    10 host1.example.
		sub.*.example.           TXT   "this is not a wildcard"
		host1.example.           A     192.0.2.1
		_ssh._tcp.host1.example. SRV   0 0 22 host1.example.
		_ssh._tcp.host2.example. SRV   0 0 22 host1.example.
		subdel.example.          NS    ns.example.com.
		subdel.example.          NS    ns.example.net.
	`, []asked{
		{"host3.example.", "MX", "NOERROR | host3.example. MX 10 host1.example."},
		{"host3.example.", "A", "NOERROR / example. SOA 60"},
		{"foo.bar.example.", "TXT", `NOERROR | foo.bar.example. TXT "this is a wildcard"`},

		{"host1.example.", "MX", "NOERROR / example. SOA 60"},
		{"sub.*.example.", "MX", "NOERROR / example. SOA 60"},
		{"_telnet._tcp.host1.example.", "SRV", "NXDOMAIN / example. SOA 60"},
		{"host.subdel.example.", "A", "NOERROR / subdel.example. NS 3600 / subdel.example. NS 3600"},
		{"ghost.*.example.", "MX", "NXDOMAIN / example. SOA 60"},

		// §2.2.1: asked for by its own name a wildcard is a name as any other.
		{"*.example.", "MX", "NOERROR | *.example. MX 10 host1.example."},
		// The asterisk is special as a whole label only.
		{"*x.example.", "MX", "NOERROR | *x.example. MX 10 host1.example."},
		{"Host3.Example.", "ANY", `NOERROR | Host3.Example. TXT "this is a wildcard" | Host3.Example. MX 10 host1.example.`},
	})
}

func TestWildcards(t *testing.T) {
	testAnswers(t, `
		$ORIGIN hellfly.net.
		@            SOA   ns admin 1 3600 600 86400 60
		*            A     67.215.65.132
		www          CNAME hellfly.net.
		@            A     50.56.79.68
		x.deep       A     192.0.2.1
		*.alias      CNAME nosuch.deep
		alias        TXT   "closest encloser of its own"
		in.*.empty   A     192.0.2.2
		$ORIGIN sub.hellfly.net.
		@            SOA   ns admin 1 3600 600 86400 30
	`, []asked{
		{"homer.hellfly.net.", "A", "NOERROR | homer.hellfly.net. A 67.215.65.132"},
		{"a.b.c.hellfly.net.", "A", "NOERROR | a.b.c.hellfly.net. A 67.215.65.132"},
		{"www.hellfly.net.", "A", "NOERROR | www.hellfly.net. CNAME hellfly.net. | hellfly.net. A 50.56.79.68"},
		{"deep.hellfly.net.", "A", "NOERROR / hellfly.net. SOA 60"},
		{"y.deep.hellfly.net.", "A", "NXDOMAIN / hellfly.net. SOA 60"},

		// A CNAME may be synthesised too, and is followed from there.
		{"any.alias.hellfly.net.", "A", "NXDOMAIN | any.alias.hellfly.net. CNAME nosuch.deep.hellfly.net. / hellfly.net. SOA 60"},
		{"any.alias.hellfly.net.", "CNAME", "NOERROR | any.alias.hellfly.net. CNAME nosuch.deep.hellfly.net."},

		// A wildcard that owns nothing itself still covers: no data rather than no name (RFC 4592 §4.9).
		{"any.empty.hellfly.net.", "A", "NOERROR / hellfly.net. SOA 60"},
		{"in.any.empty.hellfly.net.", "A", "NOERROR / hellfly.net. SOA 60"},

		// Not over the border of a zone.
		{"any.sub.hellfly.net.", "A", "NXDOMAIN / sub.hellfly.net. SOA 30"},
	})
}

func TestWildcardOfRoot(t *testing.T) {
	testAnswers(t, "* A 192.0.2.1\norg TXT x", []asked{
		{"com.", "A", "NOERROR | com. A 192.0.2.1"},
		{"a.b.", "A", "NOERROR | a.b. A 192.0.2.1"},
		{"a.org.", "A", "NXDOMAIN / . SOA 300"},
	})
}

func TestChains(t *testing.T) {
	testAnswers(t, `
		$ORIGIN example.org.
		@        SOA   ns admin 1 3600 600 86400 60
		www      CNAME Web.example.NET.
		dangling CNAME nosuch.example.net.
		nodata   CNAME six.example.net.
		out      CNAME www.example.com.
		l0       CNAME l1
		l1       CNAME l2
		l2       CNAME l0
		self     CNAME self
		$ORIGIN example.net.
		@        SOA   ns admin 1 3600 600 86400 30
		web      CNAME host.Example.net.
		host     A     192.0.2.1
		six      AAAA  2001:db8::6
	`, []asked{
		// Links in order; the owner of each is spelled as what led to it.
		{"WWW.example.org.", "A", "NOERROR | WWW.example.org. CNAME Web.example.NET. | Web.example.NET. CNAME host.Example.net. | host.Example.net. A 192.0.2.1"},
		// Asked for the CNAME itself, or for everything, the chain is not followed (RFC 1034 §3.6.2).
		{"www.example.org.", "CNAME", "NOERROR | www.example.org. CNAME Web.example.NET."},
		{"www.example.org.", "ANY", "NOERROR | www.example.org. CNAME Web.example.NET."},
		// The end of the chain gives RCODE and SOA (RFC 2308 §2.1, RFC 6604 §3).
		{"dangling.example.org.", "A", "NXDOMAIN | dangling.example.org. CNAME nosuch.example.net. / example.net. SOA 30"},
		{"nodata.example.org.", "A", "NOERROR | nodata.example.org. CNAME six.example.net. / example.net. SOA 30"},
		{"out.example.org.", "A", "NXDOMAIN | out.example.org. CNAME www.example.com. / . SOA 300"},
		// Loops.
		{"l0.example.org.", "A", "SERVFAIL"},
		{"self.example.org.", "A", "SERVFAIL"},
		{"self.example.org.", "CNAME", "NOERROR | self.example.org. CNAME self.example.org."},
	})
}

func TestLongestChain(t *testing.T) {
	var zone strings.Builder
	for i := range MaxLinks + 1 {
		fmt.Fprintf(&zone, "n%d CNAME n%d\n", i, i+1)
	}
	fmt.Fprintf(&zone, "n%d A 192.0.2.1\n", MaxLinks+1)
	s := parse(t, zone.String())
	m := ask(t, s, overTCP, question("n1.", "A"))
	if m.Rcode != dns.RcodeSuccess || len(m.Answer) != MaxLinks+1 {
		t.Errorf("%d links: %s", MaxLinks, show(m))
	}
	if m := ask(t, s, overTCP, question("n0.", "A")); show(m) != "SERVFAIL" {
		t.Errorf("%d links: %s", MaxLinks+1, show(m))
	}
}

func TestHeader(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	for _, rd := range []bool{false, true} {
		q := question("WwW.", "A")
		q.RecursionDesired, q.CheckingDisabled, q.AuthenticatedData = rd, rd, rd
		m := ask(t, s, overUDP, q)
		want := dns.MsgHdr{Id: 4711, Response: true, RecursionDesired: rd, RecursionAvailable: rd, CheckingDisabled: rd}
		if m.MsgHdr != want || len(m.Question) != 1 || m.Question[0] != q.Question[0] || len(m.Extra) != 0 {
			t.Errorf("got %v, want header %v", m, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	opt := func(q *dns.Msg, version uint8) {
		q.SetEdns0(1232, false)
		q.Extra[len(q.Extra)-1].(*dns.OPT).SetVersion(version)
	}
	for _, tt := range []struct {
		what string
		edit func(q *dns.Msg)
		want int
	}{
		{"no question", func(q *dns.Msg) { q.Question = nil }, dns.RcodeFormatError},
		{"two questions", func(q *dns.Msg) { q.Question = append(q.Question, q.Question[0]) }, dns.RcodeFormatError},
		{"two OPT records", func(q *dns.Msg) { opt(q, 0); opt(q, 0) }, dns.RcodeFormatError},
		{"EDNS version 1", func(q *dns.Msg) { opt(q, 1) }, dns.RcodeBadVers},
		{"opcode NOTIFY", func(q *dns.Msg) { q.Opcode = dns.OpcodeNotify }, dns.RcodeNotImplemented},
		{"opcode UPDATE", func(q *dns.Msg) { q.Opcode = dns.OpcodeUpdate }, dns.RcodeNotImplemented},
		{"class CH", func(q *dns.Msg) { q.Question[0].Qclass = dns.ClassCHAOS }, dns.RcodeRefused},
		{"class ANY", func(q *dns.Msg) { q.Question[0].Qclass = dns.ClassANY }, dns.RcodeRefused},
		{"AXFR", func(q *dns.Msg) { q.Question[0].Qtype = dns.TypeAXFR }, dns.RcodeRefused},
		{"IXFR", func(q *dns.Msg) { q.Question[0].Qtype = dns.TypeIXFR }, dns.RcodeRefused},
	} {
		q := question("www.", "A")
		tt.edit(q)
		m := ask(t, s, overTCP, q)
		if m.Rcode != tt.want || len(m.Answer)+len(m.Ns) != 0 || m.Id != q.Id || m.Opcode != q.Opcode || len(m.Question) > 1 {
			t.Errorf("%s: want %s, got %v", tt.what, dns.RcodeToString[tt.want], m)
		}
	}
}

func TestWhatIsNoQueryGetsNoAnswer(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	response, _ := new(dns.Msg).SetReply(question("www.", "A")).Pack()
	query, _ := question("www.", "A").Pack()
	for _, wire := range [][]byte{nil, {1, 2, 3}, query[:len(query)-1], response} {
		if out, ok := s.respond(overUDP, wire); ok || out != nil {
			t.Errorf("% x got %v, %v", wire, out, ok)
		}
	}
}

// OPT is in the answer if and only if it is in the query (RFC 6891 §6.1.1), with DO as asked (RFC 3225 §3).
func TestEDNS(t *testing.T) {
	s := parse(t, "www A 192.0.2.1")
	for _, name := range []string{"www.", "nosuch."} {
		for _, do := range []bool{false, true} {
			q := question(name, "A").SetEdns0(4096, do)
			q.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: "0123456789abcdef"}}
			opt := ask(t, s, overUDP, q).IsEdns0()
			if opt == nil || opt.Version() != 0 || opt.UDPSize() != ednsSize || opt.Do() != do || len(opt.Option) != 0 {
				t.Errorf("%s with DO %v: %v", name, do, opt)
			}
		}
		if m := ask(t, s, overUDP, question(name, "A")); m.IsEdns0() != nil {
			t.Errorf("%s: OPT not asked for: %v", name, m)
		}
	}
}

func TestTruncation(t *testing.T) {
	var zone strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&zone, "big A 10.0.%d.%d\nhuge TXT \"%0250d\"\n", i/256, i%256, i)
	}
	s := parse(t, zone.String())
	for _, tt := range []struct {
		path    path
		name    string
		qtype   string
		size    uint16 // 0: no EDNS
		answers int
		limit   int
	}{
		// Header 12, question 9, then 16 octets an A record; with EDNS 11 for the OPT record.
		{overUDP, "big.", "A", 0, (512 - 21) / 16, 512},
		{overUDP, "big.", "A", 1, (512 - 21 - 11) / 16, 512},
		{overUDP, "big.", "A", 1232, (1232 - 21 - 11) / 16, 1232},
		{overUDP, "big.", "A", 65535, 4000, 65535},
		{overTCP, "big.", "A", 0, 4000, 65535},
		{overTCP, "big.", "A", 512, 4000, 65535},
		// Over TCP only where no message is long enough.
		{overTCP, "huge.", "TXT", 0, (65535 - 22) / 263, 65535},
	} {
		q := question(tt.name, tt.qtype)
		if tt.size > 0 {
			q.SetEdns0(tt.size, false)
		}
		m := ask(t, s, tt.path, q)
		m.Compress = true
		if len(m.Answer) != tt.answers || m.Truncated != (tt.answers < 4000) || m.Len() > tt.limit {
			t.Errorf("%s over %s at %d: %d answers, TC %v, %d octets; want %d answers",
				tt.name, tt.path.network, tt.size, len(m.Answer), m.Truncated, m.Len(), tt.answers)
		}
	}
}
