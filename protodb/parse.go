package protodb

import (
	"bytes"
	"io"
	"math"
	"strconv"
	"strings"
)

const (
	maxText     = 64 << 20 // bytes read of a file
	maxWarnings = 1000
	maxQuote    = 80
)

// A Warning is a line that was skipped, or read in a way its author may not expect.
type Warning struct {
	Line int    // from 1; 0 is the file as a whole
	Text string // the line's first 80 bytes as they are in the file: escape them to print them
	Msg  string // what is wrong with it
}

// Messages of a [Warning]. The lines of the last are kept.
const (
	msgTooLong   = "file longer than 64 MiB: the lines beyond are ignored"
	msgNoNumber  = "no number after the name: line ignored"
	msgBadNumber = "protocol is not a decimal number of 32 bits: line ignored"
	msgBigNumber = "protocol above 2147483647: taken as negative"
)

// Parse reads a protocols(5) file. It returns r's error, and no DB with it, but none for
// what r holds: a line that makes no sense is skipped, as glibc skips it, and kept in
// [DB.Warnings]. A number of 32 bits that does not fit C's int wraps, as in glibc, with a
// warning too.
//
// Parse takes time and memory linear in the size of the file, of which it reads the lines in
// the first 64 MiB.
func Parse(r io.Reader) (*DB, error) {
	text, all, err := read(r)
	if err != nil {
		return nil, err
	}
	p := parser{names: make(map[string]int), numbers: make(map[int]int)}
	if !all {
		p.warn(0, "", msgTooLong)
	}
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		if msg := p.line(line); msg != "" {
			p.warn(n, line, msg)
		}
	}
	return p.db(), nil
}

// read returns the text of r, or, if all is false, the whole lines in its first maxText bytes.
func read(r io.Reader) (text string, all bool, err error) {
	b, err := io.ReadAll(io.LimitReader(r, maxText+1))
	if all = len(b) <= maxText; !all {
		b = b[:bytes.LastIndexByte(b[:maxText], '\n')+1]
	}
	return string(b), all, err
}

type parser struct {
	entries  []Protoent
	names    map[string]int
	numbers  map[int]int
	warnings []Warning
}

// line adds the entry in s. It returns what is wrong, or "".
func (p *parser) line(s string) (msg string) {
	if i := strings.IndexAny(s, "#\x00"); i >= 0 {
		s = s[:i]
	}
	words := strings.FieldsFunc(s, blank)
	switch len(words) {
	case 0:
		return ""
	case 1:
		return msgNoNumber
	}
	number, ok := strtoul(words[1])
	if !ok {
		return msgBadNumber
	}
	p.add(Protoent{words[0], aliases(words[2:]), int(int32(number))})
	if number > math.MaxInt32 {
		return msgBigNumber
	}
	return ""
}

// add appends e, and files it under what no earlier entry has.
func (p *parser) add(e Protoent) {
	i := len(p.entries)
	p.entries = append(p.entries, e)
	setFirst(p.numbers, e.Number, i)
	setFirst(p.names, e.Name, i)
	for _, alias := range e.Aliases {
		setFirst(p.names, alias, i)
	}
}

func setFirst[K comparable](m map[K]int, key K, i int) {
	if _, ok := m[key]; !ok {
		m[key] = i
	}
}

func (p *parser) db() *DB {
	return &DB{
		entries:  p.entries,
		byName:   func(name string) (int, bool) { i, ok := p.names[name]; return i, ok },
		byNumber: func(number int) (int, bool) { i, ok := p.numbers[number]; return i, ok },
		warnings: p.warnings,
	}
}

// warn keeps a warning of line n, unless there are many already.
func (p *parser) warn(n int, line, msg string) {
	if len(p.warnings) < maxWarnings {
		p.warnings = append(p.warnings, Warning{n, line[:min(len(line), maxQuote)], msg})
	}
}

// aliases returns words without spare capacity, nil if there are none.
func aliases(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	return words[:len(words):len(words)]
}

// blank is isspace(3) of the C locale, less the newline.
func blank(c rune) bool {
	return c == ' ' || '\t' <= c && c <= '\r' && c != '\n'
}

// strtoul reads all of s as strtoul(3) with base 10 does: a sign and digits. A negative
// number wraps in 64 bits, as in C; what is then beyond 32 bits is none, as in glibc. So
// "-0" is a number and "-1" is not.
func strtoul(s string) (uint32, bool) {
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	v, err := strconv.ParseUint(s, 10, 64)
	if negative {
		v = -v
	}
	return uint32(v), err == nil && v <= math.MaxUint32
}
