package fakedns

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/zonetext"
)

// A Zone is a text in master file form (RFC 1035 §5), and the name of the file it is from, for error messages.
//
// The origin is the root until a $ORIGIN, the TTL is 300 seconds until a $TTL (RFC 2308 §4) or a record gives one. A text may
// hold several zones, each with its SOA, or none: names that no SOA is above belong to a root zone with a made-up one. Records
// are served as written, in the order written, doubles too. NS records without a SOA of their own, but with one above them, make
// a delegation, and a DNAME redirects: what they hide (see the package) is not looked at otherwise.
//
// If the first line that is not blank is indented, so is the text: its indentation is taken off every line that has it.
//
// Errors are, beside bad syntax: classes other than IN, types that are no data (OPT and 128 to 255), a CNAME with other data
// (RFC 2181 §10.1, RFC 6672 §2.4), a second SOA or DNAME at one name, $INCLUDE, and $GENERATE, which is BIND's.
type Zone struct {
	File, Text string

	// Server, if valid, is the only address that has this text. The server at an address of which a Zone says so has
	// those texts alone, not the ones without a Server.
	Server netip.Addr
	// From is when this text begins to count, counted from [Parse] or [Server.Replace], in place of the one that has the
	// same File and Server and an earlier From.
	From time.Duration
}

// A tree holds the nodes of the domain name space that exist, by canonical name: those that own records and all above them,
// which may be empty (RFC 4592 §2.2.2). The root always does, and always has a SOA.
type tree map[string]*node

// A node is what one name owns, in the order of the text.
type node struct {
	rrs   []dns.RR
	soa   *dns.SOA
	cname *dns.CNAME
	dname *dns.DNAME
	data  bool // has records that no CNAME may be beside
	child bool // has NS or SOA records, and a zone above it that the text has a SOA of
}

const rootSOA = ". 300 IN SOA . . 1 3600 600 86400 300"

// grow returns the tree of all the texts.
func grow(zones []Zone) (tree, error) {
	t := tree{}
	for _, z := range zones {
		if err := t.read(z); err != nil {
			return nil, err
		}
	}
	t.delegate()
	if n := t.at("."); n.soa == nil {
		soa, err := dns.NewRR(rootSOA)
		if err != nil {
			return nil, err
		}
		return t, t.add(soa)
	}
	return t, nil
}

func (t tree) read(z Zone) error {
	if strings.HasPrefix(z.Text, "\ufeff") {
		return fmt.Errorf("%s:1: a byte order mark is no part of a master file", z.File)
	}
	if line, ok := generates(z.Text); ok {
		return fmt.Errorf("%s:%d: $GENERATE directive not allowed", z.File, line)
	}
	zp := zonetext.New(z.Text)
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		if err := t.add(rr); err != nil {
			return fmt.Errorf("%s:%d: %w", z.File, zp.Line(), err)
		}
	}
	return syntaxError(z.File, zp.Err())
}

// generates finds the first line with a $GENERATE, whose work and size no input length bounds.
func generates(text string) (line int, ok bool) {
	for s := range strings.Lines(text) {
		line++
		if f := strings.Fields(s); len(f) > 0 && strings.EqualFold(f[0], "$GENERATE") {
			return line, true
		}
	}
	return 0, false
}

// syntaxError turns the parser's `dns: bad A A: "x" at line: 3:7` into `file:3: bad A A: "x"`.
func syntaxError(file string, err error) error {
	if err == nil {
		return nil
	}
	what := strings.TrimPrefix(err.Error(), "dns: ")
	const at = " at line: "
	i := strings.LastIndex(what, at)
	if i < 0 {
		return fmt.Errorf("%s: %s", file, what)
	}
	line, _, _ := strings.Cut(what[i+len(at):], ":")
	return fmt.Errorf("%s:%s: %s", file, line, what[:i])
}

// add enters rr in the form it has after a journey over the wire: names and strings spelled in one way only, and no record
// that has no wire form.
func (t tree) add(rr dns.RR) error {
	h := rr.Header()
	if h.Name == "" {
		return errors.New("no owner name yet")
	}
	if h.Class != dns.ClassINET {
		return fmt.Errorf("%s: class %s is not served", h.Name, dns.Class(h.Class))
	}
	if h.Rrtype == dns.TypeOPT || 128 <= h.Rrtype && h.Rrtype <= 255 {
		return fmt.Errorf("%s: %s is not a type of data", h.Name, dns.Type(h.Rrtype))
	}
	wire := make([]byte, dns.Len(rr)+1)
	end, err := dns.PackRR(rr, wire, 0, nil, false)
	if err != nil {
		return fmt.Errorf("%s %s: %w", h.Name, dns.Type(h.Rrtype), err)
	}
	rr, _, err = dns.UnpackRR(wire[:end], 0)
	if err != nil {
		return fmt.Errorf("%s %s: %w", h.Name, dns.Type(h.Rrtype), err)
	}
	return t.at(dns.CanonicalName(rr.Header().Name)).add(rr)
}

// at returns the node of a canonical name, and makes it, and those above it, if there is none.
func (t tree) at(key string) *node {
	n := t[key]
	if n == nil {
		n = new(node)
		t[key] = n
	}
	for key != "." {
		key = parent(key)
		if t[key] != nil {
			break
		}
		t[key] = new(node)
	}
	return n
}

func (n *node) add(rr dns.RR) error {
	name := rr.Header().Name
	switch rr := rr.(type) {
	case *dns.CNAME:
		if n.cname != nil {
			return fmt.Errorf("%s: second CNAME", name)
		}
		n.cname = rr
	case *dns.SOA:
		if n.soa != nil {
			return fmt.Errorf("%s: second SOA", name)
		}
		n.soa, n.data = rr, true
	case *dns.DNAME:
		if n.dname != nil {
			return fmt.Errorf("%s: second DNAME", name)
		}
		n.dname, n.data = rr, true
	case *dns.RRSIG, *dns.NSEC: // these may be beside a CNAME (RFC 4035 §2.5)
	default:
		n.data = true
	}
	if n.cname != nil && n.data {
		return fmt.Errorf("%s: CNAME and other data", name)
	}
	n.rrs = append(n.rrs, rr)
	return nil
}

// parent returns the name without its first label, the root for the last label.
func parent(name string) string {
	i, end := dns.NextLabel(name, 0)
	if end {
		return "."
	}
	return name[i:]
}
