package addrselect

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// A Warning is a line of a file that has no effect.
type Warning struct {
	Line int    // counted from 1
	Text string // the line as it was given, at most 80 bytes of it
	Msg  string // why
}

// Warnings lists what [Parse] ignored, in the order of the file, at most 1000 of them.
func (p *Policy) Warnings() []Warning {
	if p == nil {
		return nil
	}
	return p.warnings
}

const (
	maxWarnings = 1000
	maxShown    = 80
)

func (p *Policy) warn(line int, text, msg string) {
	if len(p.warnings) < maxWarnings {
		p.warnings = append(p.warnings, Warning{line, text[:min(len(text), maxShown)], msg})
	}
}

// Parse reads a gai.conf(5) as glibc 2.36 does. One line of a kind that is valid (label, precedence, scopev4) replaces the
// whole default table of that kind; what the new one does not cover has the label 1, the precedence 40 or the scope 14.
// Any other line is ignored, with a warning. "reload" has no meaning here: when to read again is the caller's choice.
// The error is the reader's.
func Parse(r io.Reader) (*Policy, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	p := new(Policy)
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSuffix(line, "\n")
		if msg := p.parseLine(line); msg != "" {
			p.warn(n, line, msg)
		}
	}
	p.labels = p.labels.or(glibc.labels, row{bits: 0, value: defaultLabel})
	p.precedences = p.precedences.or(glibc.precedences, row{bits: 0, value: defaultPrecedence})
	p.scopes = p.scopes.or(glibc.scopes, row{words{0, mapped}, mappedBits, defaultScope})
	return p, nil
}

// or completes the rows of a file: none at all are the default table, some get the rest below them where they leave one,
// and are put in order. Of two rows for one prefix the first counts.
func (t table) or(defaults table, rest row) table {
	if t == nil {
		return defaults
	}
	if !slices.ContainsFunc(t, func(r row) bool { return r.bits == rest.bits }) {
		t = append(t, rest)
	}
	slices.SortStableFunc(t, func(a, b row) int { return b.bits - a.bits })
	return t
}

// parseLine takes one line, and says why if it has no effect. A comment may begin anywhere; what follows the value is
// ignored.
func (p *Policy) parseLine(line string) (msg string) {
	if end := strings.IndexAny(line, "#\x00"); end >= 0 {
		line = line[:end]
	}
	fields := strings.FieldsFunc(line, isBlank)
	if len(fields) == 0 {
		return ""
	}
	fields = append(fields, "", "")
	keyword, prefix, value := fields[0], fields[1], fields[2]
	switch keyword {
	case "label":
		return p.labels.add(parsePrefix, prefix, value)
	case "precedence":
		return p.precedences.add(parsePrefix, prefix, value)
	case "scopev4":
		return p.scopes.add(parsePrefix4, prefix, value)
	case "reload":
		return ""
	}
	return "unknown keyword"
}

// add appends a row. A missing value is 0, as in glibc.
func (t *table) add(parse func(string) (words, int, string), prefix, value string) (msg string) {
	w, bits, msg := parse(prefix)
	if msg != "" {
		return msg
	}
	v, ok := parseNumber(value, 1<<31-1)
	if !ok {
		return "the value is not a number from 0 to 2147483647"
	}
	*t = append(*t, row{w, bits, v})
	return ""
}

const (
	errNoAddress = "not an IPv6 address"
	errNoLength  = "no prefix length: glibc ignores the line"
	errLength    = "bad prefix length"

	// getaddrinfo.c looks at where strtoul(3) stopped reading the length, which it has not called then.
	errNoLength4 = "no prefix length: glibc dies of the line, or reads it by chance"
)

// parsePrefix reads ADDRESS/LENGTH, where the address is one of inet_pton(3) for AF_INET6.
func parsePrefix(s string) (prefix words, bits int, msg string) {
	text, length, found := strings.Cut(s, "/")
	addr, err := netip.ParseAddr(text)
	if err != nil || !addr.Is6() || addr.Zone() != "" {
		return words{}, 0, errNoAddress
	}
	return lengthOf(addr, length, found, 128)
}

// parsePrefix4 reads the same for IPv4: a.b.c.d/0 to 32, or ::ffff:a.b.c.d/96 to 128.
func parsePrefix4(s string) (prefix words, bits int, msg string) {
	text, length, found := strings.Cut(s, "/")
	addr, err := netip.ParseAddr(text)
	switch {
	case err != nil || addr.Zone() != "" || addr.Is6() && !addr.Is4In6():
		return words{}, 0, "not an IPv4 address"
	case !found:
		return words{}, 0, errNoLength4
	case addr.Is4():
		prefix, bits, msg = lengthOf(addr, length, found, 32)
		return prefix, bits + mappedBits, msg
	}
	prefix, bits, msg = lengthOf(addr, length, found, 128)
	if msg == "" && bits < mappedBits {
		return words{}, 0, errLength
	}
	return prefix, bits, msg
}

func lengthOf(addr netip.Addr, length string, found bool, limit int) (prefix words, bits int, msg string) {
	if !found {
		return words{}, 0, errNoLength
	}
	bits, ok := parseNumber(length, limit)
	if !ok {
		return words{}, 0, errLength
	}
	return wordsOf(addr), bits, ""
}

// parseNumber is strtoul(3) where it takes the whole of s: an empty one is 0, a plus sign may precede the digits.
func parseNumber(s string, limit int) (n int, ok bool) {
	if s == "" {
		return 0, true
	}
	u, err := strconv.ParseUint(strings.TrimPrefix(s, "+"), 10, 31)
	return int(u), err == nil && int(u) <= limit
}

// isBlank is isspace(3).
func isBlank(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' }

// String prints the policy as the gai.conf(5) that gives it. The rule 9 of [RFC6724] is not something that such a file can
// say.
func (p *Policy) String() string {
	p = p.orGlibc()
	var b strings.Builder
	for _, kind := range []struct {
		keyword string
		rows    table
	}{{"label", p.labels}, {"precedence", p.precedences}, {"scopev4", p.scopes}} {
		for _, r := range kind.rows {
			fmt.Fprintf(&b, "%s %s/%d %d\n", kind.keyword, r.prefix, r.bits, r.value)
		}
	}
	return b.String()
}

// String is the IPv6 address.
func (w words) String() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], w.hi)
	binary.BigEndian.PutUint64(b[8:], w.lo)
	return netip.AddrFrom16(b).String()
}
