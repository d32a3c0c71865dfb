package fakedns

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// reply returns the whole answer to q, as a trace has it.
func reply(t testing.TB, s *Server, p path, q *dns.Msg) string {
	t.Helper()
	wire, err := q.Pack()
	if err != nil {
		t.Fatal(err)
	}
	out, _ := s.respond(p, wire)
	if len(out) != 1 {
		t.Fatalf("%v gets %v", q.Question, out)
	}
	return out[0].text(q)
}

func testReplies(t *testing.T, zone string, tests []asked) {
	t.Helper()
	s := parse(t, zone)
	for _, tt := range tests {
		for _, p := range []path{overUDP, overTCP} {
			if got := reply(t, s, p, question(tt.name, tt.qtype).SetEdns0(4096, false)); got != tt.want {
				t.Errorf("%s %s over %s:\n got %s\nwant %s", tt.name, tt.qtype, p.network, got, tt.want)
			}
		}
	}
}

const (
	orgSOA   = "org. 60 SOA ns.org. admin.org. 1 3600 600 86400 60"
	childRef = "authority child.org. 300 NS ns.child.org. additional ns.child.org. 300 A 192.0.2.10"
)

// RFC 1034 §4.3.2 step 3b.
func TestReferrals(t *testing.T) {
	testReplies(t, `
		$ORIGIN org.
		@             SOA   ns admin 1 3600 600 86400 60
		@             NS    ns
		ns            A     192.0.2.53
		child         NS    ns.child
		child         A     192.0.2.99
		ns.child      A     192.0.2.10
		www.child     A     192.0.2.11
		*.child       A     192.0.2.12
		sub.child     NS    ns.sub.child
		ns.sub.child  A     192.0.2.13
		old.child     DNAME child
		loaded.child  SOA   ns admin 1 3600 600 86400 20
		loaded.child  A     192.0.2.14
		signed        NS    ns
		signed        DS    1 8 2 0000000000000000000000000000000000000000000000000000000000000000
		a.b.c         NS    ns
		Mixed         NS    NS
		*.wild        A     192.0.2.15
		cut.wild      NS    ns
		both          NS    ns
		both          DNAME child
		tocut         CNAME www.child
		atcut         CNAME child
		intocut       DNAME child
	`, []asked{
		// At the cut and below it, whatever is there and whatever is asked for.
		{"child.org.", "A", "no RA NOERROR " + childRef},
		{"child.org.", "NS", "no RA NOERROR " + childRef},
		{"child.org.", "SOA", "no RA NOERROR " + childRef},
		{"child.org.", "ANY", "no RA NOERROR " + childRef},
		{"www.child.org.", "A", "no RA NOERROR " + childRef},
		{"www.child.org.", "DS", "no RA NOERROR " + childRef},
		{"nosuch.child.org.", "A", "no RA NOERROR " + childRef},
		{"ns.child.org.", "A", "no RA NOERROR " + childRef},
		{"WWW.Child.ORG.", "A", "no RA NOERROR " + childRef},
		// The topmost cut counts, and a DNAME below it does not.
		{"sub.child.org.", "NS", "no RA NOERROR " + childRef},
		{"x.sub.child.org.", "A", "no RA NOERROR " + childRef},
		{"sub.child.org.", "DS", "no RA NOERROR " + childRef},
		{"x.old.child.org.", "A", "no RA NOERROR " + childRef},
		// Nor does one at it.
		{"x.both.org.", "A", "no RA NOERROR authority both.org. 300 NS ns.org. additional ns.org. 300 A 192.0.2.53"},
		{"both.org.", "DNAME", "no RA NOERROR authority both.org. 300 NS ns.org. additional ns.org. 300 A 192.0.2.53"},

		// DS is the parent's (RFC 4035 §3.1.4.1).
		{"signed.org.", "DS", "NOERROR signed.org. 300 DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000"},
		{"child.org.", "DS", "NOERROR authority " + orgSOA},

		// A zone of its own answers, all but its DS.
		{"loaded.child.org.", "A", "NOERROR loaded.child.org. 300 A 192.0.2.14"},
		{"x.loaded.child.org.", "A", "NXDOMAIN authority loaded.child.org. 20 SOA ns.org. admin.org. 1 3600 600 86400 20"},
		{"loaded.child.org.", "DS", "no RA NOERROR " + childRef},

		// The zone itself is as it was: its own NS, names above a cut, wildcards beside one.
		{"org.", "NS", "NOERROR org. 300 NS ns.org."},
		{"ns.org.", "A", "NOERROR ns.org. 300 A 192.0.2.53"},
		{"b.c.org.", "A", "NOERROR authority " + orgSOA},
		{"x.b.c.org.", "A", "NXDOMAIN authority " + orgSOA},
		{"x.wild.org.", "A", "NOERROR x.wild.org. 300 A 192.0.2.15"},
		{"x.cut.wild.org.", "A", "no RA NOERROR authority cut.wild.org. 300 NS ns.org. additional ns.org. 300 A 192.0.2.53"},
		// The records are spelled as written.
		{"MIXED.org.", "A", "no RA NOERROR authority Mixed.org. 300 NS NS.org. additional ns.org. 300 A 192.0.2.53"},

		// At the end of a chain.
		{"tocut.org.", "A", "no RA NOERROR tocut.org. 300 CNAME www.child.org. " + childRef},
		{"tocut.org.", "CNAME", "NOERROR tocut.org. 300 CNAME www.child.org."},
		{"atcut.org.", "A", "no RA NOERROR atcut.org. 300 CNAME child.org. " + childRef},
		{"atcut.org.", "DS", "NOERROR atcut.org. 300 CNAME child.org. authority " + orgSOA},
		{"x.intocut.org.", "A", "no RA NOERROR intocut.org. 300 DNAME child.org., x.intocut.org. 300 CNAME x.child.org. " + childRef},
	})
}

// NS records where no SOA is above them are records as others: a text without zones is served as written.
func TestNoReferralOutsideOfZones(t *testing.T) {
	testReplies(t, `
		child     NS  ns.child
		ns.child  A   192.0.2.10
		$ORIGIN org.
		@         SOA ns admin 1 3600 600 86400 60
		@         NS  ns
	`, []asked{
		{"child.", "NS", "NOERROR child. 300 NS ns.child."},
		{"ns.child.", "A", "NOERROR ns.child. 300 A 192.0.2.10"},
		{"x.child.", "A", "NXDOMAIN authority . 300 SOA . . 1 3600 600 86400 300"},
		{"org.", "NS", "NOERROR org. 300 NS ns.org."},
		// There is no parent to have a DS.
		{"org.", "DS", "NOERROR authority " + orgSOA},
	})
}

// A SOA of the root that is written makes a zone of it; and a parent and its child may be loaded both, in any order.
func TestReferralFromRoot(t *testing.T) {
	testReplies(t, `
		$ORIGIN org.
		@    SOA ns admin 1 3600 600 86400 60
		www  A   192.0.2.1
		$ORIGIN .
		@    SOA . . 1 3600 600 86400 9
		org  NS  ns.org
		com  NS  ns.org
	`, []asked{
		{"www.org.", "A", "NOERROR www.org. 300 A 192.0.2.1"},
		{"org.", "DS", "NOERROR authority . 9 SOA . . 1 3600 600 86400 9"},
		{"www.com.", "A", "no RA NOERROR authority com. 300 NS ns.org."},
		{".", "DS", "NOERROR authority . 9 SOA . . 1 3600 600 86400 9"},
	})
}

// RFC 9471: first the addresses of servers in the domain itself; then others that are known, in whatever zone. Each server has
// them once, A before AAAA.
func TestGlue(t *testing.T) {
	testReplies(t, `
		$ORIGIN org.
		@        SOA   ns admin 1 3600 600 86400 60
		child    NS    ns.com.
		child    NS    ns.sib
		child    NS    alias
		child    NS    ns.elsewhere.
		child    NS    ns1.child
		child    NS    ns2.child
		child    NS    NS1.child
		sib      NS    ns.sib
		ns.sib   A     192.0.2.20
		alias    CNAME ns.com.
		ns1.child TXT  "no address"
		ns1.child AAAA 2001:db8::2
		ns1.child A    192.0.2.2
		ns1.child AAAA 2001:db8::1
		ns2.child A    192.0.2.1
		$ORIGIN com.
		@        SOA   ns admin 1 3600 600 86400 60
		ns       A     192.0.2.30
		*.wild   A     192.0.2.31
	`, []asked{
		{"www.child.org.", "A", "no RA NOERROR authority child.org. 300 NS ns.com., child.org. 300 NS ns.sib.org., " +
			"child.org. 300 NS alias.org., child.org. 300 NS ns.elsewhere., " +
			"child.org. 300 NS ns1.child.org., child.org. 300 NS ns2.child.org., child.org. 300 NS NS1.child.org. " +
			"additional ns1.child.org. 300 A 192.0.2.2, ns1.child.org. 300 AAAA 2001:db8::2, ns1.child.org. 300 AAAA 2001:db8::1, " +
			"ns2.child.org. 300 A 192.0.2.1, ns.com. 300 A 192.0.2.30, ns.sib.org. 300 A 192.0.2.20"},
	})
}

// OPT is in a referral as in any answer, and AA is not.
func TestReferralHeader(t *testing.T) {
	s := parse(t, "@ SOA . . 1 2 3 4 5\norg NS ns.org\nns.org A 192.0.2.1")
	for _, rd := range []bool{false, true} {
		q := question("www.org.", "A").SetEdns0(1232, true)
		q.RecursionDesired = rd
		m := ask(t, s, overUDP, q)
		if want := (dns.MsgHdr{Id: 4711, Response: true, RecursionDesired: rd}); m.MsgHdr != want {
			t.Errorf("got %v, want %v", m.MsgHdr, want)
		}
		if opt := m.IsEdns0(); opt == nil || !opt.Do() || len(m.Extra) != 2 {
			t.Errorf("got %v", m)
		}
	}
}

// The servers at two addresses, one of which refers to the other.
func TestReferralToAnotherServer(t *testing.T) {
	parent, child := netip.MustParseAddrPort("192.0.2.1:53"), netip.MustParseAddrPort("192.0.2.2:53")
	s, err := Parse(
		Zone{File: "org", Server: parent.Addr(), Text: "$ORIGIN org.\n@ SOA ns a 1 2 3 4 5\nchild NS ns.child\nns.child A 192.0.2.2"},
		Zone{File: "child", Server: child.Addr(), Text: "$ORIGIN child.org.\n@ SOA ns a 1 2 3 4 5\nwww A 192.0.2.9"},
	)
	if err != nil {
		t.Fatal(err)
	}
	for server, want := range map[netip.AddrPort]string{
		parent: "no RA NOERROR authority child.org. 300 NS ns.child.org. additional ns.child.org. 300 A 192.0.2.2",
		child:  "NOERROR www.child.org. 300 A 192.0.2.9",
	} {
		if got := reply(t, s, path{"udp", overUDP.client, server}, question("www.child.org.", "A")); got != want {
			t.Errorf("%v:\n got %s\nwant %s", server, got, want)
		}
	}
}

// A referral that is too long loses addresses, the last ones first. It is marked TC if servers, or addresses of those in the
// domain, are among what is lost (RFC 9471 §3.1); otherwise no RRset is lost in part (§3.2, RFC 2181 §9).
func TestTruncatedReferrals(t *testing.T) {
	const servers = 8
	zone := "@ SOA . . 1 2 3 4 5\n"
	for i := range servers {
		zone += fmt.Sprintf("in NS ns%d.in\nmix NS ns%[1]d.mix\nmix NS ns%[1]d.out\nout NS ns%[1]d.out\nfar NS ns%[1]d.out\n", i)
		for _, domain := range []string{"in", "mix", "out"} {
			zone += fmt.Sprintf("ns%d.%s A 192.0.2.1\n AAAA 2001:db8::1\n AAAA 2001:db8::2\n", i, domain)
		}
	}
	s := parse(t, zone)
	for _, tt := range []struct {
		name             string
		inside, ns, glue int // how many records there are
	}{
		{"in.", 3 * servers, servers, 3 * servers},
		{"far.", 0, servers, 3 * servers},
		{"mix.", 3 * servers, 2 * servers, 6 * servers},
	} {
		q := question("www."+tt.name, "A")
		whole := ask(t, s, overTCP, q)
		if len(whole.Ns) != tt.ns || len(whole.Extra) != tt.glue || whole.Truncated {
			t.Fatalf("%s: %v", tt.name, whole)
		}
		for size := uint16(512); size < 1600; size++ {
			m := ask(t, s, overUDP, question("www."+tt.name, "A").SetEdns0(size, false))
			checkReferral(t, fmt.Sprintf("%s at %d", tt.name, size), m, whole, tt.inside)
			if m.Compress = true; m.Len() > int(size) {
				t.Errorf("%s at %d: %d octets", tt.name, size, m.Len())
			}
		}
	}
}

// checkReferral checks that m is the beginning of whole, of whose addresses the first ones are of servers in the domain.
func checkReferral(t *testing.T, what string, m, whole *dns.Msg, inside int) {
	t.Helper()
	glue := withoutOPT(m.Extra)
	for i, rr := range glue {
		if !dns.IsDuplicate(rr, whole.Extra[i]) {
			t.Fatalf("%s: %v out of order", what, rr)
		}
	}
	if want := len(m.Ns) < len(whole.Ns) || len(glue) < inside; m.Truncated != want {
		t.Errorf("%s: TC %v with %d servers, %d addresses", what, m.Truncated, len(m.Ns), len(glue))
	}
	if m.Truncated || len(glue) == 0 || len(glue) == len(whole.Extra) {
		return
	}
	last, next := glue[len(glue)-1].Header(), whole.Extra[len(glue)].Header()
	if last.Name == next.Name && last.Rrtype == next.Rrtype {
		t.Errorf("%s: only a part of %s %s", what, last.Name, dns.Type(last.Rrtype))
	}
}

// Where all servers fit but no address does, neither is there a part of one nor TC.
func TestReferralThatFitsWithoutGlue(t *testing.T) {
	zone := "@ SOA . . 1 2 3 4 5\n"
	for i := range 13 {
		zone += fmt.Sprintf("far NS %s.d%d\n%[1]s.d%d AAAA 2001:db8::1\n", strings.Repeat("x", 19), i)
	}
	m := ask(t, parse(t, zone), overUDP, question("www.far.", "A"))
	m.Compress = true
	if m.Truncated || len(m.Ns) != 13 || len(m.Extra) != 0 || m.Len() > 512 || m.Len()+28 < 512 {
		t.Errorf("%d octets: %v", m.Len(), m)
	}
}
