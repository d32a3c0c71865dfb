package capture

import (
	"fmt"
	"strconv"
	"strings"
)

// A faultWord is a word of a line of faults, as fakedns.ParseFaults splits it.
type faultWord struct {
	text   string
	quoted bool
}

// comma is what stands between actions.
var comma = faultWord{text: ","}

// splitWords splits a line that fakedns.ParseFaults has read.
func splitWords(line string) []faultWord {
	var words []faultWord
	for line = strings.TrimLeft(line, " \t"); line != ""; line = strings.TrimLeft(line, " \t") {
		quoted, err := strconv.QuotedPrefix(line)
		isQuoted := line[0] == '"' && err == nil
		switch {
		case line[0] == ',':
			words, line = append(words, comma), line[1:]
		case isQuoted:
			text, _ := strconv.Unquote(quoted) // QuotedPrefix has seen to it
			words, line = append(words, faultWord{text, true}), line[len(quoted):]
		default:
			n := wordLen(line)
			words, line = append(words, faultWord{text: line[:n]}), line[n:]
		}
	}
	return words
}

// wordLen is how long the word at the beginning of line is: a backslash takes what follows it into the word.
func wordLen(line string) int {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ', '\t', ',':
			return i
		case '\\':
			i++
		}
	}
	return len(line)
}

// joinWords is the way back.
func joinWords(words []faultWord) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && w != comma {
			b.WriteByte(' ')
		}
		if w.quoted {
			b.WriteString(strconv.Quote(w.text))
		} else {
			b.WriteString(w.text)
		}
	}
	return b.String()
}

// masterForm is the word as one of a master file: one in quotes is a <character-string> in quotes (RFC 1035 §5.1).
func (w faultWord) masterForm() string {
	if !w.quoted {
		return w.text
	}
	b := []byte{'"'}
	for i := range len(w.text) {
		switch c := w.text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c > '~':
			b = fmt.Appendf(b, "\\%03d", c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
