package mockdns_test

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns/mockdns"
)

// ask sends a question, as "example.org. A", to the sockets of srv and returns the answer as message does.
func ask(t *testing.T, srv *mockdns.Server, question string) string {
	t.Helper()
	name, rrtype, _ := strings.Cut(question, " ")
	return exchange(t, srv, "udp", new(dns.Msg).SetQuestion(name, dns.StringToType[rrtype]))
}

func exchange(t *testing.T, srv *mockdns.Server, network string, q *dns.Msg) string {
	t.Helper()
	m, _, err := (&dns.Client{Net: network}).Exchange(q, srv.LocalAddr().String())
	if err != nil {
		return err.Error()
	}
	return message(m)
}

// message returns m on one line: flags, RCODE, ANSWER and, behind slashes, AUTHORITY.
func message(m *dns.Msg) string {
	var b strings.Builder
	for _, f := range []struct {
		set  bool
		name string
	}{
		{m.Authoritative, "aa"}, {m.AuthenticatedData, "ad"}, {m.RecursionAvailable, "ra"}, {m.Truncated, "tc"},
		{m.IsEdns0() != nil, "edns"},
	} {
		if f.set {
			b.WriteString(f.name + " ")
		}
	}
	b.WriteString(dns.RcodeToString[m.Rcode])
	for _, rr := range m.Answer {
		b.WriteString(" | " + record(rr))
	}
	for _, rr := range m.Ns {
		b.WriteString(" / " + record(rr))
	}
	return b.String()
}

// record leaves out what a SOA says, and says how long the strings of a TXT record are.
func record(rr dns.RR) string {
	switch rr := rr.(type) {
	case *dns.SOA:
		return rr.Hdr.Name + " SOA"
	case *dns.TXT:
		text := rr.Hdr.Name + " TXT"
		for _, s := range rr.Txt {
			text += fmt.Sprintf(" %d", len(s))
		}
		return text
	}
	return strings.Join(strings.Fields(rr.String()), " ")
}

func TestMessages(t *testing.T) {
	tlsa := &dns.TLSA{
		Hdr:   dns.RR_Header{Name: "elsewhere.", Rrtype: dns.TypeTLSA, Class: dns.ClassCHAOS, Ttl: 60},
		Usage: 3, Selector: 1, MatchingType: 1, Certificate: "aaaaaa",
	}
	empty := &dns.NULL{Hdr: dns.RR_Header{Name: "null.example.", Rrtype: dns.TypeNULL, Class: dns.ClassINET}}
	soa := &dns.SOA{Hdr: dns.RR_Header{Name: "null.example.", Rrtype: dns.TypeSOA, Class: dns.ClassINET}, Ns: "x.", Mbox: "x."}
	zones := map[string]mockdns.Zone{
		"a.example.":             {CNAME: "b.Example.", AD: true},
		"b.example.":             {CNAME: "c.example.", AD: true},
		"c.example.":             {A: []string{"192.0.2.1"}, AD: true},
		"unsigned.example.":      {CNAME: "c.example."},
		"dangle.example.":        {CNAME: "nosuch.example.", AD: true},
		"loop1.example.":         {CNAME: "loop2.example.", AD: true},
		"loop2.example.":         {CNAME: "loop1.example."},
		"_25._tcp.mx.example.":   {AD: true, Misc: map[dns.Type][]dns.RR{dns.Type(dns.TypeTLSA): {tlsa}}},
		"tomx.example.":          {CNAME: "_25._tcp.mx.example."},
		"null.example.":          {Misc: map[dns.Type][]dns.RR{dns.Type(dns.TypeTXT): {empty, soa}}},
		"1.2.0.192.example.":     {CNAME: "1.0-25.2.0.192.example."}, // RFC 2317
		"1.0-25.2.0.192.example": {PTR: []string{"c.example."}},
		"boom.example.":          {Err: errBoom, A: []string{"192.0.2.66"}},
		"adboom.example.":        {Err: errBoom, AD: true},
		"hidden.example.":        {Err: errBoom, CNAME: "c.example."},
		"gone.example.":          {Err: errGone},
		"toboom.example.":        {CNAME: "boom.example."},
		"togone.example.":        {CNAME: "gone.example."},
		"*.wild.example.":        {A: []string{"192.0.2.2"}, AD: true},
		"a.b.wild.example.":      {A: []string{"192.0.2.2"}},
		"*.toc.example.":         {CNAME: "c.example.", AD: true},
		"*.boom.example.":        {Err: errBoom},
		"child.parent.example.":  {A: []string{"192.0.2.3"}},
		"Upper.Example.":         {A: []string{"192.0.2.4"}},
		"dotless.example":        {MX: []net.MX{{Host: "mx.example", Pref: 1}}},
		`a\.b\ c.example.`:       {A: []string{"192.0.2.5"}},
		"ü\n.example.":           {A: []string{"192.0.2.6"}},
		"255.example.":           {TXT: []string{strings.Repeat("x", 255)}},
		"256.example.":           {TXT: []string{strings.Repeat("x", 256)}},
	}
	srv := newServer(t, zones, false)
	for _, tt := range []struct{ question, want string }{
		{"c.example. A", "ad ra NOERROR | c.example. 9999 IN A 192.0.2.1"},
		{"C.example. A", "ad ra NOERROR | C.example. 9999 IN A 192.0.2.1"},
		{"c.example. AAAA", "ad ra NOERROR / c.example. SOA"},
		{"c.example. CNAME", "ad ra NOERROR / c.example. SOA"},
		{"c.example. SOA", "ad ra NOERROR | c.example. SOA"},
		{"c.example. ANY", "ad ra NOERROR | c.example. 9999 IN A 192.0.2.1 | c.example. SOA"},
		{"d.example. A", "ra NXDOMAIN / . SOA"},
		{"d.example. SOA", "ra NXDOMAIN / . SOA"},
		{"parent.example. A", "ra NOERROR / . SOA"},
		{"upper.example. A", "ra NOERROR | upper.example. 9999 IN A 192.0.2.4"},
		{"dotless.example. MX", "ra NOERROR | dotless.example. 9999 IN MX 1 mx.example."},
		{`a\.b\032c.example. A`, `ra NOERROR | a\.b\ c.example. 9999 IN A 192.0.2.5`},
		{`\195\188\010.example. A`, `ra NOERROR | \195\188\010.example. 9999 IN A 192.0.2.6`},

		{"a.example. A", "ad ra NOERROR | a.example. 9999 IN CNAME b.Example. | b.Example. 9999 IN CNAME c.example. | " +
			"c.example. 9999 IN A 192.0.2.1"},
		{"a.example. CNAME", "ad ra NOERROR | a.example. 9999 IN CNAME b.Example."},
		{"a.example. ANY", "ad ra NOERROR | a.example. 9999 IN CNAME b.Example."},
		{"b.example. SOA", "ad ra NOERROR | b.example. 9999 IN CNAME c.example. | c.example. SOA"},
		{"unsigned.example. A", "ra NOERROR | unsigned.example. 9999 IN CNAME c.example. | c.example. 9999 IN A 192.0.2.1"},
		{"dangle.example. A", "ad ra NXDOMAIN | dangle.example. 9999 IN CNAME nosuch.example. / . SOA"},
		{"loop1.example. A", "ra SERVFAIL"},
		{"loop1.example. CNAME", "ad ra NOERROR | loop1.example. 9999 IN CNAME loop2.example."},

		{"_25._tcp.mx.example. TLSA", "ad ra NOERROR | _25._tcp.mx.example. 60 IN TLSA 3 1 1 aaaaaa"},
		{"tomx.example. TLSA", "ra NOERROR | tomx.example. 9999 IN CNAME _25._tcp.mx.example. | " +
			"_25._tcp.mx.example. 60 IN TLSA 3 1 1 aaaaaa"},
		{"null.example. NULL", "ra NOERROR | ;null.example. 0 IN NULL"},
		{"null.example. TXT", "ra NOERROR / null.example. SOA"},
		{"1.2.0.192.example. PTR", "ra NOERROR | 1.2.0.192.example. 9999 IN CNAME 1.0-25.2.0.192.example. | " +
			"1.0-25.2.0.192.example. 9999 IN PTR c.example."},

		{"boom.example. A", "ra SERVFAIL"},
		{"boom.example. CNAME", "ra SERVFAIL"},
		{"boom.example. SOA", "ra SERVFAIL"},
		{"adboom.example. PTR", "ad ra SERVFAIL"},
		{"hidden.example. CNAME", "ra SERVFAIL"},
		{"toboom.example. A", "ra SERVFAIL | toboom.example. 9999 IN CNAME boom.example."},
		{"toboom.example. CNAME", "ra NOERROR | toboom.example. 9999 IN CNAME boom.example."},
		{"toboom.example. ANY", "ra NOERROR | toboom.example. 9999 IN CNAME boom.example."},
		{"x.boom.example. A", "ra SERVFAIL"},
		{"gone.example. A", "ra NXDOMAIN / gone.example. SOA"},
		{"gone.example. SOA", "ra NXDOMAIN / gone.example. SOA"},
		{"gone.example. ANY", "ra NXDOMAIN / gone.example. SOA"},
		{"togone.example. A", "ra NXDOMAIN | togone.example. 9999 IN CNAME gone.example. / gone.example. SOA"},

		{"x.wild.example. A", "ad ra NOERROR | x.wild.example. 9999 IN A 192.0.2.2"},
		{"x.wild.example. MX", "ad ra NOERROR / . SOA"},
		{"b.wild.example. A", "ra NOERROR / . SOA"},
		{"x.toc.example. A", "ad ra NOERROR | x.toc.example. 9999 IN CNAME c.example. | c.example. 9999 IN A 192.0.2.1"},

		{"255.example. TXT", "ra NOERROR | 255.example. TXT 255"},
		{"256.example. TXT", "ra NOERROR | 256.example. TXT 255 1"},
	} {
		if got := ask(t, srv, tt.question); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.question, got, tt.want)
		}
	}
}

func TestAuthoritative(t *testing.T) {
	srv := newServer(t, map[string]mockdns.Zone{
		"a.example.":    {A: []string{"192.0.2.1"}},
		"boom.example.": {Err: errBoom},
		"loop.example.": {CNAME: "loop.example."},
	}, true)
	for _, tt := range []struct{ question, want string }{
		{"a.example. A", "aa NOERROR | a.example. 9999 IN A 192.0.2.1"},
		{"a.example. MX", "aa NOERROR / a.example. SOA"},
		{"b.example. A", "aa NXDOMAIN / . SOA"},
		{"boom.example. A", "aa SERVFAIL"},
		{"loop.example. A", "aa SERVFAIL"},
	} {
		if got := ask(t, srv, tt.question); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.question, got, tt.want)
		}
	}
}

// What is not a plain question over UDP.
func TestQueries(t *testing.T) {
	long := strings.Repeat("x", 200)
	srv := newServer(t, map[string]mockdns.Zone{
		"a.example.": {A: []string{"192.0.2.1"}, TXT: []string{long, long, long}},
	}, false)
	const (
		address = " | a.example. 9999 IN A 192.0.2.1"
		text    = " | a.example. TXT 200"
	)
	for _, tt := range []struct {
		what    string
		network string
		rrtype  uint16
		edit    func(q *dns.Msg)
		want    string
	}{
		{"no RD", "udp", dns.TypeA, func(q *dns.Msg) { q.RecursionDesired = false }, "ra NOERROR" + address},
		{"class CH", "udp", dns.TypeA, func(q *dns.Msg) { q.Question[0].Qclass = dns.ClassCHAOS }, "ra REFUSED"},
		{"opcode NOTIFY", "udp", dns.TypeA, func(q *dns.Msg) { q.Opcode = dns.OpcodeNotify }, "ra NOTIMP"},
		{"no question", "tcp", dns.TypeA, func(q *dns.Msg) { q.Question = nil }, "ra FORMERR"},
		{"EDNS", "udp", dns.TypeA, func(q *dns.Msg) { q.SetEdns0(1232, false) }, "ra edns NOERROR" + address},
		{"long, UDP", "udp", dns.TypeTXT, func(q *dns.Msg) {}, "ra tc NOERROR" + text + text},
		{"long, EDNS", "udp", dns.TypeTXT, func(q *dns.Msg) { q.SetEdns0(1232, false) }, "ra edns NOERROR" + text + text + text},
		{"long, TCP", "tcp", dns.TypeTXT, func(q *dns.Msg) {}, "ra NOERROR" + text + text + text},
	} {
		q := new(dns.Msg).SetQuestion("a.example.", tt.rrtype)
		tt.edit(q)
		if got := exchange(t, srv, tt.network, q); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.what, got, tt.want)
		}
	}
}

func TestMessagesSkipCNAME(t *testing.T) {
	srv := newServer(t, map[string]mockdns.Zone{
		"a.example.": {CNAME: "b.example.", A: []string{"192.0.2.1"}},
		"b.example.": {A: []string{"192.0.2.2"}},
	}, false)
	srv.Resolver().SkipCNAME = true
	for _, tt := range []struct{ question, want string }{
		{"a.example. A", "ra NOERROR | a.example. 9999 IN A 192.0.2.1"},
		{"a.example. MX", "ra NOERROR / a.example. SOA"},
		{"a.example. CNAME", "ra NOERROR | a.example. 9999 IN CNAME b.example."},
	} {
		if got := ask(t, srv, tt.question); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.question, got, tt.want)
		}
	}
}
