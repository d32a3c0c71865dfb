// Package faultword splits the lines of faults that package fakedns reads.
package faultword

import (
	"fmt"
	"strconv"
	"strings"
)

// A Word is one of a line.
type Word struct {
	Text   string
	Quoted bool // it stands in double quotes
}

// Comma is what stands between actions.
var Comma = Word{Text: ","}

// Split splits a line at blanks and commas. A backslash takes what follows it into the word, itself too, as in names (RFC
// 1035 §5.1); within double quotes stands a string of Go.
func Split(line string) ([]Word, error) {
	var words []Word
	for {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			return words, nil
		}
		w, n, err := cut(line)
		if err != nil {
			return nil, err
		}
		words, line = append(words, w), line[n:]
	}
}

// cut returns the first word of line, which does not begin with a blank, and how long its text is there.
func cut(line string) (Word, int, error) {
	switch line[0] {
	case ',':
		return Comma, 1, nil
	case '"':
		return cutQuoted(line)
	}
	n := Len(line)
	return Word{Text: line[:n]}, n, nil
}

func cutQuoted(line string) (Word, int, error) {
	quoted, err := strconv.QuotedPrefix(line)
	if err != nil {
		return Word{}, 0, fmt.Errorf("no string of Go in double quotes: %.40q", line)
	}
	if Len(line[len(quoted):]) != 0 {
		return Word{}, 0, fmt.Errorf("no blank stands behind the quotes: %.40q", line)
	}
	text, err := strconv.Unquote(quoted)
	return Word{text, true}, len(quoted), err
}

// Len is how long the word at the beginning of line is that stands in no quotes.
func Len(line string) int {
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

// Join returns a line that Split splits into the words.
func Join(words []Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && w != Comma {
			b.WriteByte(' ')
		}
		if w.Quoted {
			b.WriteString(strconv.Quote(w.Text))
		} else {
			b.WriteString(w.Text)
		}
	}
	return b.String()
}

// Master returns the words as those of a master file: what is in quotes is a <character-string> in quotes (RFC 1035 §5.1).
func Master(words []Word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.master()
	}
	return strings.Join(texts, " ")
}

func (w Word) master() string {
	if !w.Quoted {
		return w.Text
	}
	b := []byte{'"'}
	for i := range len(w.Text) {
		switch c := w.Text[i]; {
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
