package resolver_test

import (
	"fmt"
	"syscall"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

const soa = "AUTHORITY example.org. SOA ns hostmaster 1 3600 600 86400 300"

// coded sends an RCODE with records.
func coded(rcode int, records ...string) fakedns.Action {
	return saying(func(m *dns.Msg) { m.Rcode = rcode }, records...)
}

// hostileRcodes are whole replies that are no answers, over UDP and over TCP, with nothing in them, with a forged address and
// with a SOA, which says nothing then; and those that are answers, whoever else might say something else.
func hostileRcodes() []hostile {
	var all []hostile
	for _, r := range []struct {
		rcode int
		want  string
	}{
		{dns.RcodeServerFailure, "EAI_AGAIN"},
		{dns.RcodeRefused, "EAI_AGAIN"},
		{dns.RcodeNotImplemented, "EAI_AGAIN"},
		{dns.RcodeFormatError, "EAI_FAIL"},
		{dns.RcodeYXDomain, "EAI_FAIL or EAI_AGAIN"},
		{dns.RcodeYXRrset, "EAI_FAIL or EAI_AGAIN"},
		{dns.RcodeNXRrset, "EAI_FAIL or EAI_AGAIN"},
		{dns.RcodeNotAuth, "EAI_FAIL or EAI_AGAIN"},
		{dns.RcodeNotZone, "EAI_FAIL or EAI_AGAIN"},
		{11, "EAI_FAIL or EAI_AGAIN"},
		{15, "EAI_FAIL or EAI_AGAIN"},
	} {
		name := fmt.Sprintf("RCODE %d", r.rcode)
		all = append(all,
			hostile{name: name, do: coded(r.rcode), want: r.want, sends: failing},
			hostile{name: name + " and an address", do: coded(r.rcode, "@ ADDR FORGED"), want: r.want, sends: failing},
			hostile{name: name + " and a SOA", do: coded(r.rcode, soa), want: r.want, sends: failing},
			hostile{name: name + ", once", do: once(coded(r.rcode)), want: "right", sends: 2},
			hostile{name: name + " over TCP", do: overTCP(coded(r.rcode)), want: r.want, sends: overBoth, tcp: true},
			hostile{name: name + " over TCP only", do: coded(r.rcode), conf: useVC, want: r.want, sends: failing, tcp: true})
	}
	return append(all,
		hostile{name: "NXDOMAIN", do: coded(dns.RcodeNameError, soa), want: "EAI_NONAME"},
		hostile{name: "NXDOMAIN without a SOA", do: coded(dns.RcodeNameError), want: "EAI_NONAME"},
		hostile{name: "NXDOMAIN without a SOA, RA not set", do: saying(func(m *dns.Msg) { m.RecursionAvailable, m.Rcode = false, dns.RcodeNameError }), want: "EAI_NONAME"},
		hostile{name: "NXDOMAIN over TCP", do: overTCP(coded(dns.RcodeNameError, soa)), want: "EAI_NONAME", sends: 2, tcp: true},
		hostile{name: "NODATA", do: says(soa), want: "EAI_NODATA"},
		hostile{name: "NODATA, RA not set", do: saying(func(m *dns.Msg) { m.RecursionAvailable = false }, soa), want: "EAI_NODATA"},
		hostile{name: "NODATA without a SOA, of a server that recurses", do: says(), want: "EAI_NODATA"},
		hostile{name: "NODATA without a SOA, of an authority", do: saying(func(m *dns.Msg) { m.RecursionAvailable, m.Authoritative = false, true }), want: "EAI_NODATA"},
		hostile{name: "NODATA over TCP", do: overTCP(says(soa)), want: "EAI_NODATA", sends: 2, tcp: true})
}

// lame takes from a reply that its server recurses.
func lame(records ...string) fakedns.Action {
	return saying(func(m *dns.Msg) { m.RecursionAvailable = false }, records...)
}

// bareOf takes OPT from a reply.
func bareOf(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		packets := do(q, out)
		m := new(dns.Msg)
		if len(packets) != 1 || m.Unpack(packets[0].Data) != nil {
			return packets
		}
		m.Extra = nil
		return fakedns.Handler(func(*dns.Msg) *dns.Msg { return m })(q, out)
	}
}

func rootServers() (records []string) {
	for letter := 'a'; letter <= 'm'; letter++ {
		records = append(records, fmt.Sprintf("AUTHORITY . NS %c.root-servers.net.", letter))
	}
	return records
}

// hostileReferrals are empty replies of servers that have not looked: a stub cannot follow them, and they say nothing of the name
// (RFC 1034 §4.3.1). All have OPT but where it says otherwise.
var hostileReferrals = []hostile{
	{name: "to servers", do: lame("AUTHORITY example.org. NS ns.example.org."), want: "EAI_AGAIN", sends: failing},
	{name: "to servers, without OPT", do: bareOf(lame("AUTHORITY example.org. NS ns.example.org.")), want: "EAI_AGAIN", sends: failing},
	{name: "to servers, with their addresses", do: lame("AUTHORITY example.org. NS ns.example.org.", "ADDITIONAL ns ADDR FORGED"), want: "EAI_AGAIN", sends: failing},
	{name: "to servers, RA set", do: says("AUTHORITY example.org. NS ns.example.org."), want: "EAI_AGAIN", sends: failing},
	{name: "to servers, RA set, with their addresses, without OPT", do: bareOf(says("AUTHORITY example.org. NS ns", "ADDITIONAL ns ADDR FORGED")), want: "EAI_AGAIN", sends: failing},
	{name: "to 13 servers of the root", do: lame(rootServers()...), want: "EAI_AGAIN", sends: failing},
	{name: "to the name itself", do: lame("AUTHORITY @ NS desk-1", "ADDITIONAL @ ADDR FORGED"), want: "EAI_AGAIN", sends: failing},
	{name: "to another domain", do: lame("AUTHORITY evil.test. NS ns.evil.test."), want: "EAI_AGAIN", sends: failing},
	{name: "with a DS", do: lame("AUTHORITY example.org. NS ns", "AUTHORITY example.org. DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000"), want: "EAI_AGAIN", sends: failing},
	{name: "to nobody", do: lame(), want: "EAI_AGAIN", sends: failing},
	{name: "to nobody, without OPT", do: bareOf(lame()), want: "EAI_AGAIN", sends: failing},
	{name: "our query with QR set", do: sends(func(q fakedns.Query) []byte { b := append([]byte(nil), q.Wire...); b[2] |= 0x80; return b }), want: "EAI_AGAIN", sends: failing},
	{name: "behind a link", do: lame("@ CNAME a.example.net.", "AUTHORITY example.net. NS ns.example.net."), want: "EAI_AGAIN", sends: failing},
	{name: "behind a link, RA set", do: says("@ CNAME a.example.net.", "AUTHORITY example.net. NS ns.example.net."), want: "EAI_AGAIN", sends: failing},
	{name: "behind a link, to nobody", do: lame("@ CNAME a.example.net."), want: "EAI_AGAIN", sends: failing},
	{name: "over TCP", do: overTCP(lame("AUTHORITY example.org. NS ns.example.org.")), want: "EAI_AGAIN", sends: overBoth, tcp: true},
	{name: "over TCP only", do: lame("AUTHORITY example.org. NS ns.example.org."), conf: useVC, want: "EAI_AGAIN", sends: failing, tcp: true},
	{name: "over TCP only, RA set", do: says("AUTHORITY example.org. NS ns.example.org."), conf: useVC, want: "EAI_AGAIN", sends: failing, tcp: true},
	{name: "over TCP only, to nobody", do: lame(), conf: useVC, want: "EAI_AGAIN", sends: failing, tcp: true},
	{name: "once", do: once(lame("AUTHORITY example.org. NS ns.example.org.")), want: "right", sends: 2},
	{name: "from an authority, with a SOA", do: saying(func(m *dns.Msg) { m.Authoritative = true }, soa, "AUTHORITY example.org. NS ns"), want: "EAI_NODATA"},
	{name: "NXDOMAIN with servers and a SOA", do: coded(dns.RcodeNameError, soa, "AUTHORITY example.org. NS ns"), want: "EAI_NONAME"},
}

// hostileSilence is what the network does by itself.
var hostileSilence = []hostile{
	{name: "silence", do: fakedns.Drop, want: "EAI_AGAIN", waits: true, sends: failing},
	{name: "silence over TCP only", do: fakedns.Drop, conf: useVC, want: "EAI_AGAIN", waits: true, sends: failing, tcp: true},
	{name: "the first answer lost", do: once(fakedns.Drop), want: "right", waits: true, sends: 2},
	{name: "the first answer lost, over TCP", do: overTCP(once(fakedns.Drop)), want: "right", waits: true, sends: 4, tcp: true},
	{name: "an answer just in time", do: fakedns.Delay(4 * time.Second), want: "right", within: 4 * time.Second, sends: failing, memory: true},
	{name: "answers that are all too late", do: fakedns.Delay(6 * time.Second), want: "right or EAI_AGAIN", waits: true, sends: failing, memory: true},
	{name: "one behind another", do: fakedns.Reorder, want: "right", within: time.Second, memory: true},
	{name: "nobody listens", do: fakedns.Refuse, want: "EAI_AGAIN", sends: failing, memory: true},
	{name: "nobody listens, once", do: once(fakedns.Refuse), want: "right", sends: 2, memory: true},
	{name: "refused while waiting", do: before(fakedns.Refuse), want: "right or EAI_AGAIN", within: spoofDelay, sends: failing, memory: true},
	{name: "refused while waiting, once", do: once(before(fakedns.Refuse)), want: "right", within: spoofDelay, sends: 2, memory: true},
	{name: "refused behind junk, once", do: once(behind2(fakedns.WrongID, fakedns.Refuse)), want: "right", within: spoofDelay, sends: 2, memory: true},
	{name: "no way there", do: fakedns.Unreachable, want: "EAI_AGAIN", sends: failing, memory: true},
	{name: "no network", do: fakedns.Fail(syscall.ENETUNREACH), want: "EAI_AGAIN", sends: failing, memory: true},
	{name: "not permitted", do: fakedns.Fail(syscall.EPERM), want: "EAI_AGAIN", sends: failing, memory: true},
	{name: "no buffers", do: fakedns.Fail(syscall.ENOBUFS), want: "EAI_AGAIN", sends: failing, memory: true},
	{name: "an error of input and output", do: fakedns.Fail(syscall.EIO), want: "EAI_AGAIN", sends: failing, memory: true},
}

// behind2 sends what one makes of the right answer, and what the other makes of it.
func behind2(one, other fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		return append(one(q, out), other(q, out)...)
	}
}
