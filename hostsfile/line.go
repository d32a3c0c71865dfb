package hostsfile

import (
	"iter"
	"net/netip"
	"strings"

	"netdb.example/inet"
)

// The grammar of hosts(5): ADDRESS NAME [ALIAS...], fields with white space between them. A '#' begins a comment, also
// within a word; a NUL ends a line, as it ends a string in C. Nothing is quoted, and no line is too long.

// A class says what a byte does to a field.
type class uint8

const (
	word  class = iota // belongs to it
	blank              // separates it: isspace(3)
	end                // ends it, and all fields of the line
)

var classes = [256]class{
	' ': blank, '\t': blank, '\v': blank, '\f': blank, '\r': blank,
	'\n': end, '#': end, 0: end,
}

// nextField returns where the first field at or after pos begins and ends. On a line without one, it is empty.
func nextField(text string, pos int) (from, to int) {
	from = skipBlanks(text, pos)
	return from, fieldEnd(text, from)
}

func skipBlanks(text string, pos int) int {
	for pos < len(text) && classes[text[pos]] == blank {
		pos++
	}
	return pos
}

func fieldEnd(text string, pos int) int {
	for pos < len(text) && classes[text[pos]] == word {
		pos++
	}
	return pos
}

// nextLine returns where the line after that of pos begins.
func nextLine(text string, pos int) int {
	if i := strings.IndexByte(text[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(text)
}

// A line is one that has a field at least.
type line struct {
	start int        // where it begins in the text
	names int        // where the first of its names begins
	addr  netip.Addr // its address
	msg   string     // why it has no effect; "": it has
}

// parseLine reads the line that begins at start.
func parseLine(text string, start int) (l line, ok bool) {
	from, to := nextField(text, start)
	if from == to {
		return line{}, false
	}
	addr, msg := parseAddr(text[from:to])
	names := skipBlanks(text, to)
	if msg == "" && (names == len(text) || classes[text[names]] == end) {
		msg = "an address without a name"
	}
	return line{start, names, addr, msg}, true
}

// byteOrderMark is U+FEFF, which some editors put before UTF-8. It makes the address of the first line none.
const byteOrderMark = "\ufeff"

// parseAddr reads an address as inet_pton(3) does.
func parseAddr(field string) (a netip.Addr, msg string) {
	if strings.IndexByte(field, ':') < 0 {
		if b, err := inet.Pton4(field); err == nil {
			return netip.AddrFrom4(b), ""
		}
	} else if b, err := inet.Pton6(field); err == nil {
		return netip.AddrFrom16(b), ""
	}
	switch {
	case strings.HasPrefix(field, byteOrderMark):
		return a, "the line begins with a byte order mark: no address"
	case strings.IndexByte(field, '%') >= 0:
		return a, "an address with a zone, as glibc does not read it"
	}
	return a, "no address"
}

// lines returns all lines that have a field, with their numbers.
func (f *File) lines() iter.Seq2[int, line] {
	return func(yield func(int, line) bool) {
		number := 0
		for pos := 0; pos < len(f.text); pos = nextLine(f.text, pos) {
			number++
			if l, ok := parseLine(f.text, pos); ok && !yield(number, l) {
				return
			}
		}
	}
}

// entry makes a line an Entry, with the address that answers for it.
func (f *File) entry(number int, l line, addr netip.Addr) Entry {
	to := fieldEnd(f.text, l.names)
	e := Entry{Addr: addr, Name: f.text[l.names:to], Line: number}
	var space [8]string // most lines need one allocation, of the right size
	aliases := space[:0]
	for from, to := nextField(f.text, to); from < to; from, to = nextField(f.text, to) {
		aliases = append(aliases, f.text[from:to])
	}
	e.Aliases = append(e.Aliases, aliases...)
	return e
}

// The number of a line is the number of newlines before it: those before its block are counted once, the others when it is
// asked for.
const blockBits = 8

func (f *File) countNewlines() {
	f.newlines = make([]uint32, len(f.text)>>blockBits+1)
	for i := 1; i < len(f.newlines); i++ {
		block := f.text[(i-1)<<blockBits : i<<blockBits]
		f.newlines[i] = f.newlines[i-1] + uint32(strings.Count(block, "\n"))
	}
}

func (f *File) lineNumber(pos int) int {
	i := pos >> blockBits
	return int(f.newlines[i]) + strings.Count(f.text[i<<blockBits:pos], "\n") + 1
}
