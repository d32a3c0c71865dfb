package muslmodel

import (
	"bytes"
	"errors"
	"io/fs"
	"iter"
	"strings"
)

// lines are those of a file as fgets(3) reads them into a buffer of size octets: a longer line comes in several pieces, a NUL
// ends what is seen of one. A newline that is there stays.
func lines(data []byte, size int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(data) > 0 {
			n := min(len(data), size-1)
			if i := bytes.IndexByte(data[:n], '\n'); i >= 0 {
				n = i + 1
			}
			text, _, _ := strings.Cut(string(data[:n]), "\x00")
			if data = data[n:]; !yield(text) {
				return
			}
		}
	}
}

// file is the content of a file below /etc; one that is missing has none.
func (m *machine) file(name string) ([]byte, bool) {
	data, err := fs.ReadFile(m.fsys, "etc/"+name)
	return data, !errors.Is(err, fs.ErrNotExist)
}

// uncomment cuts a comment off, wherever it begins.
func uncomment(line string) string {
	if text, _, ok := strings.Cut(line, "#"); ok {
		return text + "\n"
	}
	return line
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// cutWord parts s at its first white space, which stays with the rest.
func cutWord(s string) (word, rest string) {
	n := 0
	for n < len(s) && !isSpace(s[n]) {
		n++
	}
	return s[:n], s[n:]
}

func trimSpace(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	return s
}

// number is strtoul(3) to base 10: what the number is, and what stands behind it. Without one, rest is s.
func number(s string) (n uint64, rest string) {
	digits := trimSpace(s)
	negative := strings.HasPrefix(digits, "-")
	if negative || strings.HasPrefix(digits, "+") {
		digits = digits[1:]
	}
	if digits == "" || !isDigit(digits[0]) {
		return 0, s
	}
	for ; digits != "" && isDigit(digits[0]); digits = digits[1:] {
		if n > (1<<64-1-9)/10 {
			n = 1<<64 - 1
		} else {
			n = n*10 + uint64(digits[0]-'0')
		}
	}
	if negative && n != 1<<64-1 {
		n = -n
	}
	return n, digits
}

// hasWord reports whether a word stands in a line, with white space around it. from says at which octet to begin; the line's
// beginning counts as white space only if atStart is true.
func hasWord(line, word string, atStart bool) bool {
	for from := 0; ; from++ {
		i := strings.Index(line[min(from, len(line)):], word)
		if i < 0 {
			return false
		}
		from += i
		before := from == 0 && atStart || from > 0 && isSpace(line[from-1])
		end := from + len(word)
		behind := end < len(line) && isSpace(line[end]) || end == len(line) && atStart
		if before && behind {
			return true
		}
	}
}
