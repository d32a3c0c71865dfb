package servicesdb

import (
	"bytes"
	"io"
	"math"
	"strconv"
	"strings"

	"netdb.example/servicesdb/internal/table"
)

const (
	maxText     = 64 << 20 // bytes read of a file; far from what a table.Line can address
	maxWarnings = 1000
	maxQuote    = 80
)

// A Warning is a line that was skipped, or read in a way its author may not expect.
type Warning struct {
	Line int    // from 1; 0 is the file as a whole
	Text string // the line's first 80 bytes as they are in the file: escape them to print them
	Msg  string // what is wrong with it
}

// Messages of a [Warning]. The lines of the last two are kept.
const (
	msgTooLong = "file longer than 64 MiB: the lines beyond are ignored"
	msgNoPort  = "no port after the name: line ignored"
	msgNoSlash = "no / directly after the port: line ignored"
	msgBadPort = "port is not a number of 32 bits: line ignored"
	msgProtos  = "more than 65536 protocols: line ignored"
	msgBigPort = "port above 65535: cut to 16 bits"
	msgNoProto = "no protocol: found only where any protocol will do"
)

// Parse reads a services(5) file. It returns r's error, and no DB with it, but none for what
// r holds: a line that makes no sense is skipped, as glibc skips it, and kept in
// [DB.Warnings]. A port above 65535 is cut to 16 bits, as by glibc, with a warning too.
//
// Parse takes time and memory linear in the size of the file, of which it reads the lines in
// the first 64 MiB, and 65536 different protocols at most.
func Parse(r io.Reader) (*DB, error) {
	text, all, err := read(r)
	if err != nil {
		return nil, err
	}
	var p parser
	if !all {
		p.warn(0, "", msgTooLong)
	}
	for at, n := 0, 1; at < len(text); n++ {
		line, _, _ := strings.Cut(text[at:], "\n")
		if msg := p.line(at, line); msg != "" {
			p.warn(n, line, msg)
		}
		at += len(line) + 1
	}
	return &DB{p.table.Build(text), p.warnings}, nil
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
	table    table.Builder
	warnings []Warning
}

// line adds the entry in s, which begins at text[at]. It returns what is wrong, or "".
func (p *parser) line(at int, s string) (msg string) {
	if i := strings.IndexAny(s, "#\x00"); i >= 0 {
		s = s[:i]
	}
	entry := trim(s)
	at += len(s) - len(entry)
	name, rest := field(entry)
	switch {
	case name == "":
		return ""
	case rest == "":
		return msgNoPort
	}
	// As INT_FIELD in glibc's files-parse.c: a number, then slashes or the end of the line.
	number, rest, _ := strings.Cut(rest, "/")
	proto, rest := field(strings.TrimLeft(rest, "/"))
	port, ok := strtoul(number)
	if !ok {
		return complaint(number)
	}
	if !p.table.Add(at, at+len(name), uint16(port), proto) {
		return msgProtos
	}
	for rest != "" {
		name, rest = field(rest)
		p.table.Alias(name)
	}
	switch {
	case port > math.MaxUint16:
		return msgBigPort
	case proto == "":
		return msgNoProto
	}
	return ""
}

// complaint says why number is no port.
func complaint(number string) string {
	port, _ := field(number)
	if _, ok := strtoul(port); ok {
		return msgNoSlash
	}
	return msgBadPort
}

// warn keeps a warning of line n, unless there are many already.
func (p *parser) warn(n int, line, msg string) {
	if len(p.warnings) < maxWarnings {
		p.warnings = append(p.warnings, Warning{n, line[:min(len(line), maxQuote)], msg})
	}
}

// field splits s at its first blanks, which belong to neither part.
func field(s string) (word, rest string) {
	i := 0
	for i < len(s) && !blank(s[i]) {
		i++
	}
	return s[:i], trim(s[i:])
}

// trim returns s without leading blanks.
func trim(s string) string {
	for s != "" && blank(s[0]) {
		s = s[1:]
	}
	return s
}

// blank is isspace(3) of the C locale, less the newline.
func blank(c byte) bool {
	return c == ' ' || '\t' <= c && c <= '\r' && c != '\n'
}

// strtoul reads all of s as strtoul(3) with base 0 does: a sign, then 0x and hexadecimal, 0
// and octal, or decimal digits. A negative number wraps in 64 bits, as in C; what is then
// beyond 32 bits is none, as in glibc. So "-0" is a number and "-1" is not.
func strtoul(s string) (uint32, bool) {
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		base, s = 16, s[2:]
	case strings.HasPrefix(s, "0"):
		base = 8
	}
	v, err := strconv.ParseUint(s, base, 64)
	if negative {
		v = -v
	}
	return uint32(v), err == nil && v <= math.MaxUint32
}
