package resolver_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// astray is what comes of an answer that has data, and none that counts: it may not be taken, and is no reason to say that
// there is no such name or no such address. The next server may know better; without one the failure is temporary.
const astray = "EAI_AGAIN"

// hostileOwners are answers with data of others. Only what is of class IN and owned by the name asked for, or reached from it,
// counts (RFC 1034 §5.3.3, RFC 2181 §5.4.1); nothing in AUTHORITY and ADDITIONAL does.
var hostileOwners = []hostile{
	{name: "of another name", do: says("evil.test. ADDR FORGED"), want: astray, sends: failing},
	{name: "of the domain", do: says("example.org. ADDR FORGED"), want: astray, sends: failing},
	{name: "of a name below", do: says("www.desk-1 ADDR FORGED"), want: astray, sends: failing},
	{name: "of the wildcard", do: says("*.example.org. ADDR FORGED"), want: astray, sends: failing},
	{name: "of the root", do: says(". ADDR FORGED"), want: astray, sends: failing},
	{name: "of a name with a dot in a label", do: says(`desk-1\.example.org. ADDR FORGED`), want: astray, sends: failing},
	{name: "of a name with a NUL", do: says(`desk-1\000.example.org. ADDR FORGED`), want: astray, sends: failing},
	{name: "of a name with a control octet for the hyphen", do: says(`desk\0131.example.org. ADDR FORGED`), want: astray, sends: failing},
	{name: "of a name with the Kelvin sign", do: says(`des\226\132\170-1.example.org. ADDR FORGED`), want: astray, sends: failing},
	{name: "of another name, as if authoritative", do: saying(func(m *dns.Msg) { m.Authoritative = true }, "evil.test. ADDR FORGED"), want: astray, sends: failing},
	{name: "of class CH", do: says("@ CH ADDR FORGED"), want: astray, sends: failing},
	{name: "of class HS", do: says("@ HS ADDR FORGED"), want: astray, sends: failing},
	{name: "of class ANY", do: classed(dns.ClassANY), want: astray, sends: failing},
	{name: "of class IN with the top bit", do: classed(0x8001), want: astray, sends: failing},
	{name: "of another name, and a SOA", do: says("evil.test. ADDR FORGED", "AUTHORITY example.org. SOA ns hostmaster 1 1 1 1 1"),
		want: "EAI_AGAIN or EAI_NODATA", sends: failing},

	{name: "beside the right one", do: says("evil.test. ADDR FORGED", "@ ADDR right", "www.desk-1 ADDR FORGED"), want: "right"},
	{name: "of class CH, beside the right one", do: says("@ CH ADDR FORGED", "@ ADDR right"), want: "right"},
	{name: "in AUTHORITY, beside the right one", do: says("@ ADDR right", "AUTHORITY @ ADDR FORGED"), want: "right"},
	{name: "in ADDITIONAL, beside the right one", do: says("@ ADDR right", "ADDITIONAL @ ADDR FORGED"), want: "right"},
	{name: "in AUTHORITY alone", do: says("AUTHORITY @ ADDR FORGED"), want: "EAI_AGAIN or EAI_NODATA", sends: failing},
	{name: "in ADDITIONAL alone", do: says("ADDITIONAL @ ADDR FORGED"), want: "EAI_AGAIN or EAI_NODATA", sends: failing},
	{name: "in ADDITIONAL, with a SOA", do: says("AUTHORITY example.org. SOA ns hostmaster 1 1 1 1 1", "ADDITIONAL @ ADDR FORGED"), want: "EAI_NODATA"},
	{name: "a server's, beside its NS", do: says("AUTHORITY example.org. NS desk-1", "ADDITIONAL @ ADDR FORGED"), want: "EAI_AGAIN", sends: failing},
	{name: "a CNAME in AUTHORITY", do: says("@ ADDR right", "AUTHORITY @ CNAME evil", "ADDITIONAL evil ADDR FORGED"), want: "right"},
	{name: "a name server, beside the right one", do: says("@ ADDR right", "AUTHORITY @ NS evil.test.", "ADDITIONAL evil.test. ADDR FORGED"), want: "right"},
	{name: "the right one twice", do: says("@ ADDR right", "@ ADDR right"), want: "right"},
	{name: "two right ones", do: says("@ ADDR right", "@ ADDR other"), want: "other right"},
	{name: "of the other family, beside the right one", do: ofOther("@ ADDR right"), want: "right"},
	{name: "of the other family alone", do: ofOther(), want: "EAI_AGAIN or EAI_NODATA", sends: failing},
	{name: "a signature alone", do: says("@ RRSIG A 8 3 60 20300101000000 20200101000000 1 example.org. AA=="), want: "EAI_AGAIN or EAI_NODATA", sends: failing},
}

// classed sends a forged address of a class that has no name.
func classed(class uint16) fakedns.Action {
	return forged(func(m *dns.Msg) { m.Answer[0].Header().Class = class })
}

// ofOther sends records, and a forged address of the family not asked for.
func ofOther(records ...string) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		qtype := otherFamily(q.Type)
		return says(append(records, "@ "+dns.Type(qtype).String()+" "+hostileAddr(qtype, "FORGED"))...)(q, out)
	}
}

// leadsNowhere is what comes of a chain that has no end: the next server may be asked.
const leadsNowhere = "right or EAI_AGAIN"

// eitherTarget is what comes of two CNAMEs of one name, which there may not be: any of what they lead to, or a failure.
const eitherTarget = "right or other or other right or EAI_AGAIN"

// hostileChains are answers with CNAMEs, which may stand in any order (RFC 1034 §3.6.2, §4.3.2; RFC 2181 §10.1).
func hostileChains() []hostile {
	all := []hostile{
		{name: "a link", do: says("@ CNAME a", "a ADDR right"), want: "right"},
		{name: "a link, behind the address", do: says("a ADDR right", "@ CNAME a"), want: "right"},
		{name: "a link out of the domain", do: says("@ CNAME a.test.", "a.test. ADDR right"), want: "right"},
		{name: "a link in other cases", do: says("DESK-1.Example.ORG. CNAME A.Test.", "a.TEST. ADDR right"), want: "right"},
		{name: "a link twice", do: says("@ CNAME a", "@ CNAME a", "a ADDR right"), want: "right"},
		{name: "a link, and data of others", do: says("@ CNAME a", "b ADDR FORGED", "a ADDR right", "c CNAME b"), want: "right"},
		{name: "a link to a name without data", do: says("@ CNAME a"), want: "EAI_NODATA"},
		{name: "a link to a name without data, with a SOA", do: says("@ CNAME a", "AUTHORITY example.org. SOA ns hostmaster 1 1 1 1 1"), want: "EAI_NODATA"},
		{name: "a link to a name that does not exist", do: saying(func(m *dns.Msg) { m.Rcode = dns.RcodeNameError }, "@ CNAME a"), want: "EAI_NONAME"},
		{name: "a link to the root", do: says("@ CNAME .", ". ADDR right"), want: "right"},
		{name: "a link to another name than that of the data", do: says("@ CNAME a", "b ADDR FORGED"), want: astray, sends: failing},
		{name: "a link to a name whose data are in ADDITIONAL", do: says("@ CNAME a", "ADDITIONAL a ADDR FORGED"), want: "EAI_AGAIN or EAI_NODATA", sends: failing},
		{name: "a link of class CH", do: says("@ CH CNAME a", "a ADDR FORGED"), want: astray, sends: failing},
		{name: "a link of class CH in the middle", do: says("@ CNAME a", "a CH CNAME b", "b ADDR FORGED"), want: astray, sends: failing},
		{name: "a link of another name", do: says("evil.test. CNAME a", "a ADDR FORGED"), want: astray, sends: failing},
		{name: "the other way round", do: says("a CNAME desk-1", "a ADDR FORGED"), want: astray, sends: failing},

		{name: "to itself", do: says("@ CNAME desk-1"), want: "EAI_AGAIN", second: leadsNowhere, sends: failing},
		{name: "to itself, and an address", do: says("@ CNAME desk-1", "@ ADDR right"), want: leadsNowhere, second: leadsNowhere, sends: failing},
		{name: "to itself in capitals", do: says("@ CNAME DESK-1"), want: "EAI_AGAIN", second: leadsNowhere, sends: failing},
		{name: "a loop of two", do: says("@ CNAME a", "a CNAME desk-1"), want: "EAI_AGAIN", second: leadsNowhere, sends: failing},
		{name: "a loop of two behind a link, and data of others", do: says("@ CNAME a", "a CNAME b", "b CNAME a", "c ADDR FORGED"),
			want: "EAI_AGAIN", second: leadsNowhere, sends: failing},
		{name: "a loop, NXDOMAIN", do: saying(func(m *dns.Msg) { m.Rcode = dns.RcodeNameError }, "@ CNAME a", "a CNAME desk-1"),
			want: "EAI_NONAME or EAI_AGAIN", second: "EAI_NONAME or right or EAI_AGAIN", sends: failing},

		{name: "a link beside an address", do: says("@ CNAME a", "@ ADDR right"), want: "right"},
		{name: "a link beside an address, behind it", do: says("@ ADDR right", "@ CNAME a"), want: "right"},
		{name: "a link beside an address, both with data", do: says("@ CNAME a", "@ ADDR right", "a ADDR other"), want: "other or right or other right"},
		{name: "two targets, both with data", do: says("@ CNAME a", "@ CNAME b", "a ADDR right", "b ADDR other"), want: eitherTarget, second: eitherTarget, sends: failing},
		{name: "two targets, the first with data", do: says("@ CNAME a", "@ CNAME b", "a ADDR right"), want: leadsNowhere, second: leadsNowhere, sends: failing},
		{name: "two targets, the second with data", do: says("@ CNAME a", "@ CNAME b", "b ADDR right"), want: leadsNowhere, second: leadsNowhere, sends: failing},

		{name: "NXDOMAIN, and an address", do: saying(func(m *dns.Msg) { m.Rcode = dns.RcodeNameError }, "@ ADDR FORGED"), want: "EAI_NONAME"},
		{name: "NXDOMAIN, a link and an address", do: saying(func(m *dns.Msg) { m.Rcode = dns.RcodeNameError }, "@ CNAME a", "a ADDR FORGED"), want: "EAI_NONAME"},
	}
	for _, n := range []int{2, 15, 16} {
		all = append(all,
			hostile{name: fmt.Sprintf("%d links", n), do: fitting(says(links(n, "right")...)), want: "right", sends: 2},
			hostile{name: fmt.Sprintf("%d links, backwards", n), do: fitting(says(backwards(links(n, "right"))...)), want: "right", sends: 2},
			hostile{name: fmt.Sprintf("%d links, the address in the middle", n), do: fitting(says(turned(links(n, "right"))...)), want: "right", sends: 2})
	}
	for _, n := range []int{17, 40, 1000} {
		all = append(all,
			hostile{name: fmt.Sprintf("%d links", n), do: fitting(says(links(n, "FORGED")...)), want: "EAI_AGAIN", second: leadsNowhere, sends: overBoth},
			hostile{name: fmt.Sprintf("%d links, backwards", n), do: fitting(says(backwards(links(n, "FORGED"))...)), want: "EAI_AGAIN", second: leadsNowhere, sends: overBoth})
	}
	return all
}

// links are a chain of n of them from the name asked for, and an address at its end.
func links(n int, word string) []string {
	records := []string{"@ CNAME l1"}
	for i := 1; i < n; i++ {
		records = append(records, fmt.Sprintf("l%d CNAME l%d", i, i+1))
	}
	return append(records, fmt.Sprintf("l%d ADDR %s", n, word))
}

func backwards(records []string) []string {
	slices.Reverse(records)
	return records
}

// turned puts the second half of the records before the first.
func turned(records []string) []string {
	half := len(records) / 2
	return slices.Concat(records[half:], records[:half])
}

// long is a label of 60 octets.
var long = strings.Repeat("x", 60)

// hostileDNAMEs are answers with DNAMEs, which redirect what is below their owner (RFC 6672): with the CNAME that the server
// makes of one, and without it.
var hostileDNAMEs = []hostile{
	{name: "and its CNAME", do: says("example.org. DNAME example.net.", "@ CNAME desk-1.example.net.", "desk-1.example.net. ADDR right"), want: "right"},
	{name: "and its CNAME, backwards", do: says("desk-1.example.net. ADDR right", "@ CNAME desk-1.example.net.", "example.org. DNAME example.net."), want: "right"},
	{name: "and no CNAME", do: says("example.org. DNAME example.net.", "desk-1.example.net. ADDR right"), want: "right"},
	{name: "and no CNAME, behind the address", do: says("desk-1.example.net. ADDR right", "example.org. DNAME example.net."), want: "right"},
	{name: "in other cases", do: says("EXAMPLE.org. DNAME example.NET.", "DESK-1.Example.net. ADDR right"), want: "right"},
	{name: "of the top domain", do: says("org. DNAME net.", "desk-1.example.net. ADDR right"), want: "right"},
	{name: "of the root", do: says(". DNAME test.", "desk-1.example.org.test. ADDR right"), want: "right or EAI_AGAIN", sends: failing},
	{name: "to the root", do: says("example.org. DNAME .", "desk-1. ADDR right"), want: "right"},
	{name: "behind a CNAME", do: says("@ CNAME a.example.net.", "example.net. DNAME test.", "a.test. ADDR right"), want: "right"},
	{name: "and its CNAME, to a name without data", do: says("example.org. DNAME example.net.", "@ CNAME desk-1.example.net."), want: "EAI_NODATA"},
	{name: "of the name itself", do: says("@ DNAME example.net.", "example.net. ADDR FORGED"), want: astray, sends: failing},
	{name: "of the name itself, and a name below the target", do: says("@ DNAME example.net.", "desk-1.example.net. ADDR FORGED"), want: astray, sends: failing},
	{name: "of another name", do: says("evil.test. DNAME example.net.", "desk-1.example.net. ADDR FORGED"), want: astray, sends: failing},
	{name: "of half a label", do: says("1.example.org. DNAME example.net.", "desk-.example.net. ADDR FORGED"), want: astray, sends: failing},
	{name: "of class CH", do: says("example.org. CH DNAME example.net.", "desk-1.example.net. ADDR FORGED"), want: astray, sends: failing},
	{name: "to below itself", do: says("example.org. DNAME a.example.org."), want: "EAI_AGAIN", second: leadsNowhere, sends: failing},
	{name: "to itself", do: says("example.org. DNAME example.org."), want: "EAI_AGAIN", second: leadsNowhere, sends: failing},
	{name: "a loop of two", do: says("example.org. DNAME example.net.", "example.net. DNAME example.org."), want: "EAI_AGAIN", second: leadsNowhere, sends: failing},
	{name: "to a name that is too long", want: "EAI_AGAIN or EAI_FAIL", second: "right or EAI_AGAIN or EAI_FAIL", sends: failing,
		do: saying(func(m *dns.Msg) { m.Rcode = dns.RcodeYXDomain }, "example.org. DNAME "+strings.Repeat(long+".", 4))},
	{name: "to a name that is too long, NOERROR", want: "EAI_AGAIN or EAI_FAIL", second: "right or EAI_AGAIN or EAI_FAIL", sends: failing,
		do: says("example.org. DNAME " + strings.Repeat(long+"xx.", 4))},
}
