package fakedns

import (
	"fmt"
	"strconv"
	"strings"
)

// A word of a line of faults.
type word struct {
	text   string
	quoted bool
}

// comma is what stands between actions.
var comma = word{text: ","}

// splitWords splits a line at blanks and commas. A backslash takes what follows it into the word, itself too, as in names (RFC
// 1035 §5.1); within double quotes stands a string of Go.
func splitWords(line string) ([]word, error) {
	var words []word
	for {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			return words, nil
		}
		w, n, err := cutWord(line)
		if err != nil {
			return nil, err
		}
		words, line = append(words, w), line[n:]
	}
}

// cutWord returns the first word of line, which does not begin with a blank, and how long its text is there.
func cutWord(line string) (word, int, error) {
	switch line[0] {
	case ',':
		return comma, 1, nil
	case '"':
		return cutQuoted(line)
	}
	n := wordLen(line)
	return word{text: line[:n]}, n, nil
}

func cutQuoted(line string) (word, int, error) {
	quoted, err := strconv.QuotedPrefix(line)
	if err != nil {
		return word{}, 0, fmt.Errorf("no string of Go in double quotes: %.40q", line)
	}
	if wordLen(line[len(quoted):]) != 0 {
		return word{}, 0, fmt.Errorf("no blank stands behind the quotes: %.40q", line)
	}
	text, err := strconv.Unquote(quoted)
	return word{text, true}, len(quoted), err
}

// wordLen is how long the word at the beginning of line is.
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
