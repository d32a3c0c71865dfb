// Package zonetext reads the texts of zones that package fakedns serves: master files (RFC 1035 §5), which may be indented.
package zonetext

import (
	"strings"

	"github.com/miekg/dns"
)

// defaultTTL is the TTL of records for which neither they nor a $TTL say one, in seconds.
const defaultTTL = 300

// A Parser is a dns.ZoneParser that knows where it is.
type Parser struct {
	*dns.ZoneParser
	in *lineReader
}

// New returns a Parser of a text. The origin is the root; if the first line that is not blank is indented, its indentation
// is taken off every line that has it.
func New(text string) *Parser {
	// A type that ends the text would be taken for a record without data (RFC 2136); the comment makes sure none does.
	in := &lineReader{Reader: strings.NewReader(outdent(text) + "\n;\n")}
	zp := dns.NewZoneParser(in, ".", "")
	zp.SetDefaultTTL(defaultTTL)
	return &Parser{zp, in}
}

// Line returns the number of the line at whose end the last record stands, from 1.
func (p *Parser) Line() int { return p.in.lines }

// outdent takes the indentation of the first line that is not blank off every line that has it.
func outdent(text string) string {
	first := strings.TrimLeft(text, "\r\n")
	for {
		line, rest, more := strings.Cut(first, "\n")
		if strings.TrimSpace(line) != "" || !more {
			break
		}
		first = rest
	}
	indent := first[:len(first)-len(strings.TrimLeft(first, " \t"))]
	if indent == "" {
		return text
	}
	return strings.ReplaceAll(strings.TrimPrefix(text, indent), "\n"+indent, "\n")
}

// A lineReader counts the lines that have been read to their end.
type lineReader struct {
	*strings.Reader
	lines int
}

func (r *lineReader) ReadByte() (byte, error) {
	c, err := r.Reader.ReadByte()
	if c == '\n' {
		r.lines++
	}
	return c, err
}
