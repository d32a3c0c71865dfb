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
		switch {
		case line == "":
			return words, nil
		case line[0] == ',':
			words, line = append(words, comma), line[1:]
		case line[0] == '"':
			quoted, err := strconv.QuotedPrefix(line)
			if err != nil {
				return nil, fmt.Errorf("%.40q: a quote is not closed", line)
			}
			text, err := strconv.Unquote(quoted)
			if err != nil {
				return nil, fmt.Errorf("%.40q is not a string of Go", quoted)
			}
			words, line = append(words, word{text, true}), line[len(quoted):]
		default:
			n := wordLen(line)
			words, line = append(words, word{text: line[:n]}), line[n:]
		}
	}
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
