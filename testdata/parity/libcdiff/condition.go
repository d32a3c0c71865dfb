package libcdiff

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/testdata/parity"
	"netdb.example/testdata/parity/muslmodel"
)

// is reports whether the request calls one of the functions, which are named by how they begin.
func (c *Case) is(calls ...string) bool {
	return slices.ContainsFunc(calls, func(call string) bool { return strings.HasPrefix(c.Request.Call, call) })
}

// bothOK reports whether neither library returns an error.
func (c *Case) bothOK() bool { return !c.Glibc.Answer.IsError() && !c.Musl.Answer.IsError() }

// family is the one that is asked for.
func (c *Case) family() inet.Family {
	switch {
	case c.is("getaddrinfo"):
		return c.hints().Family
	case c.Request.Call == "gethostbyname2" && c.arg(1) == "inet6":
		return inet.AF_INET6
	}
	return inet.AF_INET
}

// name is the canonical name of an answer.
func (c *Case) name(x parity.Exchange) string {
	if c.is("getaddrinfo") {
		return parseAddrinfo(x.Answer).canons[0]
	}
	return parseHostent(x.Answer).name
}

// rcode is that of an answer, -1 without one.
func rcode(a []byte) int {
	if len(a) < 4 {
		return -1
	}
	return int(a[3] & 15)
}

func (c *Case) anyTry(is func(muslmodel.Try) bool) bool {
	return slices.ContainsFunc(c.trace().Tried, is)
}

// someTry reports whether is holds for an answer to some question of musl's.
func (c *Case) someTry(is func([]byte) bool) bool {
	return c.anyTry(func(t muslmodel.Try) bool { return slices.ContainsFunc(t.Answers, is) })
}

// lastTry reports whether is holds for all answers to the last name.
func (c *Case) lastTry(is func([]byte) bool) bool {
	n := len(c.trace().Tried)
	return n > 0 && !slices.ContainsFunc(c.trace().Tried[n-1].Answers, func(a []byte) bool { return !is(a) })
}

// failedTry reports whether musl had no answer for a name that a server was asked for.
func (c *Case) failedTry() bool {
	names := distinct(parseQueries(c.Musl.Queries), query.nameOf)
	return c.anyTry(func(t muslmodel.Try) bool {
		return slices.Contains(names, presentation(t.Name)) && slices.ContainsFunc(t.Answers, func(a []byte) bool { return rcode(a) < 0 })
	})
}

// mixed reports whether is holds for the answer to one of A and AAAA only.
func (c *Case) mixed(is func([]byte) bool) bool {
	return c.anyTry(func(t muslmodel.Try) bool { return len(t.Answers) == 2 && is(t.Answers[0]) != is(t.Answers[1]) })
}

// unanswered reports whether a query of musl's had no answer, or one that musl does not take.
func (c *Case) unanswered() bool {
	return c.someTry(func(a []byte) bool { return a == nil }) || c.trace().Refused
}

func (c *Case) glibcNames() []string { return distinct(parseQueries(c.Glibc.Queries), query.nameOf) }

// prefixOfGlibc reports whether glibc asked for the names that musl asked for, in that order, and for more.
func (c *Case) prefixOfGlibc() bool {
	glibc, musl := c.glibcNames(), distinct(parseQueries(c.Musl.Queries), query.nameOf)
	return len(glibc) > len(musl) && slices.Equal(glibc[:len(musl)], musl)
}

// onlyAsIs reports whether musl asked for no other name than that of the request.
func (c *Case) onlyAsIs() bool {
	return len(c.trace().Tried) == 1 && c.trace().Tried[0].Name == c.arg(0)
}

// onlyOf reports whether glibc asked for no other names than one, as it is and with domains behind it.
func (c *Case) onlyOf(name string) bool {
	name = strings.TrimSuffix(presentation(name), ".")
	return !slices.ContainsFunc(c.glibcNames(), func(s string) bool { return !strings.HasPrefix(s, name) })
}

// askedMore reports whether glibc asked for a name that musl did not ask for.
func (c *Case) askedMore() bool {
	musl := distinct(parseQueries(c.Musl.Queries), query.nameOf)
	return slices.ContainsFunc(c.glibcNames(), func(s string) bool { return !slices.Contains(musl, s) })
}

// repeated reports whether a server was asked the same thing twice.
func repeated(lines []string) bool {
	list := parseQueries(lines)
	return len(distinct(list, func(q query) string { return q.network + q.server + q.name + q.qtype })) < len(list)
}

// isHostName reports whether glibc takes a name for that of a host: res_hnok.
func isHostName(s string) bool {
	return !strings.HasPrefix(s, "-") && !strings.ContainsFunc(s, func(r rune) bool {
		return r >= 0x80 || r != '.' && r != '-' && r != '_' && !('0' <= r && r <= '9') && !('a' <= r|0x20 && r|0x20 <= 'z')
	})
}

// proper reports whether an answer is what a server may say to a question: that question, records whose owners are the name or
// what a CNAME before them leads to, of the type that was asked for, and as many as its header says.
func proper(name string, qtype uint16, a []byte) bool {
	var m dns.Msg
	if m.Unpack(a) != nil || len(m.Question) != 1 || m.Question[0].Qclass != dns.ClassINET || m.Question[0].Qtype != qtype ||
		!strings.EqualFold(presentation(name), m.Question[0].Name) {
		return false
	}
	for i, n := range []int{len(m.Answer), len(m.Ns), len(m.Extra)} {
		if int(binary.BigEndian.Uint16(a[6+2*i:])) != n {
			return false
		}
	}
	return properChain(m.Answer, m.Question[0].Name, qtype)
}

func properChain(answer []dns.RR, owner string, qtype uint16) bool {
	for i, rr := range answer {
		cname, isCNAME := rr.(*dns.CNAME)
		switch h := rr.Header(); {
		case h.Class != dns.ClassINET:
			return false
		case !strings.EqualFold(h.Name, owner):
			return h.Rrtype == dns.TypeDNAME
		case isCNAME && i > 0 && answer[i-1].Header().Rrtype == qtype:
			return false
		case isCNAME:
			owner = cname.Target
		case h.Rrtype != qtype:
			return false
		}
	}
	return true
}

// presentation is a name of any octets in the form of package dns.
func presentation(name string) string {
	var wire []byte
	for label := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
		wire = append(append(wire, byte(len(label))), label...)
	}
	text, _, _ := dns.UnpackDomainName(append(wire, 0), 0)
	return text
}

func hasDNAME(a []byte) bool {
	var m dns.Msg
	return m.Unpack(a) == nil && slices.ContainsFunc(m.Answer, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeDNAME })
}

// mapLines keeps the lines for which keep holds; there is one line at least.
func mapLines(s string, keep func(string) bool) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if keep(line) {
			b.WriteString(line)
		}
	}
	if b.Len() == 0 {
		return "\n"
	}
	return b.String()
}
