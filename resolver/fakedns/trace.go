package fakedns

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/rcode"
)

// longData is how many octets are written out of what has no form of its own.
const longData = 64

// Trace returns everything that was asked and what went back, one query a line: the golden text of a whole run. In virtual time
// it is the same in every run: it has no message ids and no ports of clients, and the lines of one instant are in the order of
// their text, whichever query came first. A [Match] with Nth and without Type can break that: of A and AAAA, which one lookup asks for
// at once, it meets now the one and now the other.
//
//	0s udp 192.0.2.53:53 www.example.org. A #1 -> nothing
//	5s udp 192.0.2.53:53 www.example.org. A #2 -> NOERROR www.example.org. 300 A 192.0.2.1; +20ms ECONNREFUSED
//
// Before the arrow stand At, [Query.String] and Nth; what is no query has no Nth. Behind it stand the Replies, in their order:
//
//	+20ms            After, unless it is 0
//	behind           Behind
//	ECONNREFUSED     Err, by the name ErrorName has for it; nothing else follows
//	close            Close
//	raw (37 octets)  Raw
//	(37 octets)      no message, or not the whole of one
//	id               the id is not that of the query; so too opcode and question, if this is spelled differently
//	query            not marked as a response
//	AA TC AD         those flags
//	no RA            that flag is not there, though the query has RD
//	NOERROR          the RCODE
//	www. 300 A ...   the records of ANSWER, with commas between them
//	authority ...    those of AUTHORITY
//	additional ...   those of ADDITIONAL, without OPT
//
// All of it is printable ASCII. Of a type that is not known, data longer than 64 octets is given as its length.
func (s *Server) Trace() string {
	var b strings.Builder
	for _, l := range traceLines(s.Queries()) {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// A traceLine is a line of a trace, and by what it is sorted.
type traceLine struct {
	at    time.Duration
	query string
	nth   int
	text  string
}

func traceLines(queries []Query) []traceLine {
	lines := make([]traceLine, len(queries))
	for i, q := range queries {
		l := traceLine{at: q.At, query: q.String()}
		l.text = q.At.String() + " " + l.query
		if q.Msg != nil {
			l.nth = q.Nth
			l.text += fmt.Sprintf(" #%d", q.Nth)
		}
		l.text += " -> " + repliesText(q)
		lines[i] = l
	}
	slices.SortFunc(lines, func(a, b traceLine) int {
		return cmp.Or(
			cmp.Compare(a.at, b.at), cmp.Compare(a.query, b.query), cmp.Compare(a.nth, b.nth), cmp.Compare(a.text, b.text))
	})
	return lines
}

func repliesText(q Query) string {
	if len(q.Replies) == 0 {
		return "nothing"
	}
	texts := make([]string, len(q.Replies))
	for i, p := range q.Replies {
		texts[i] = p.text(q.Msg)
	}
	return strings.Join(texts, "; ")
}

// text returns p, as an answer to q, for a trace.
func (p Packet) text(q *dns.Msg) string {
	var w marks
	w.add(p.After > 0, "+"+p.After.String())
	w.add(p.Behind, "behind")
	if p.Err != nil {
		return w.text(ErrorName(p.Err))
	}
	w.add(p.Close, "close")
	w.add(p.Raw, "raw")
	m, ok := p.message()
	if !ok {
		return w.text(fmt.Sprintf("(%d octets)", len(p.Data)))
	}
	w.add(m.Id != q.Id, "id")
	w.add(m.Opcode != q.Opcode, "opcode")
	w.add(!slices.Equal(m.Question, q.Question[:min(1, len(q.Question))]), "question")
	w.add(!m.Response, "query")
	w.add(m.Authoritative, "AA")
	w.add(m.Truncated, "TC")
	w.add(m.AuthenticatedData, "AD")
	w.add(q.RecursionDesired && !m.RecursionAvailable, "no RA")
	return w.text(contentText(m))
}

// marks are words before others.
type marks []string

func (w *marks) add(set bool, word string) {
	if set {
		*w = append(*w, word)
	}
}

func (w marks) text(rest string) string { return strings.Join(append(w, rest), " ") }

// message returns the DNS message that p is. One that has not all the records its header counts, which package dns does not
// mind, is none.
func (p Packet) message() (*dns.Msg, bool) {
	m := new(dns.Msg)
	if p.Raw || m.Unpack(p.Data) != nil {
		return nil, false
	}
	for i, n := range []int{len(m.Question), len(m.Answer), len(m.Ns), len(m.Extra)} {
		if int(binary.BigEndian.Uint16(p.Data[4+2*i:])) != n {
			return nil, false
		}
	}
	return m, true
}

// contentText returns the RCODE and the records of m.
func contentText(m *dns.Msg) string {
	text := RcodeName(m.Rcode)
	for _, section := range []struct {
		name string
		rrs  []dns.RR
	}{
		{"", m.Answer}, {" authority", m.Ns}, {" additional", withoutOPT(m.Extra)},
	} {
		var records []string
		for _, rr := range section.rrs {
			records = append(records, RecordText(rr))
		}
		if len(records) > 0 {
			text += section.name + " " + strings.Join(records, ", ")
		}
	}
	return text
}

// RcodeName returns the name of an RCODE as [Server.Trace] has it and [ParseFaults] reads it: BADVERS for 16, RCODE3841 for one
// without a name.
func RcodeName(n int) string { return rcode.Text(n) }

// RecordText returns rr as [Server.Trace] has it, in master file form and on one line of printable ASCII, whatever is in it:
// "www.example.org. 300 A 192.0.2.1". The class is there unless it is IN.
func RecordText(rr dns.RR) string {
	h := rr.Header()
	fields := []string{dns.Name(h.Name).String(), fmt.Sprint(h.Ttl), dns.Class(h.Class).String(), dns.Type(h.Rrtype).String(), dataText(rr)}
	if h.Class == dns.ClassINET {
		fields = append(fields[:2], fields[3:]...)
	}
	return printable(strings.Join(fields, " "))
}

// dataText returns the data of rr, in the form of RFC 3597 §5 if its type has none, or there is none.
func dataText(rr dns.RR) string {
	h := rr.Header()
	if text, ok := strings.CutPrefix(rr.String(), h.String()); ok && text != "" {
		return text
	}
	var raw dns.RFC3597
	if n := h.Rdlength; raw.ToRFC3597(rr) != nil || n > longData {
		return fmt.Sprintf("(%d octets)", n)
	}
	return strings.TrimSpace(fmt.Sprintf(`\# %d %s`, raw.Hdr.Rdlength, raw.Rdata))
}

// printable returns text with what is not printable ASCII escaped as in names (RFC 1035 §5.1).
func printable(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			fmt.Fprintf(&b, `\%03d`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
