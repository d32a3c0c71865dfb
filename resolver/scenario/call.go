package scenario

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// A Call is a line of the file calls: a call that somebody makes on the machine.
type Call struct {
	At     time.Duration // when, counted from the start of the scenario
	Cancel time.Duration // how long after that the caller gives up; 0 is never
	Args   []string      // what stands behind the name of the command: the call, its flags and arguments
}

// Calls returns the calls of a scenario, in the order in which they are written; none if it says nothing of them. An error is
// "calls:LINE: what". What the words of a call mean is not looked at.
func Calls(fsys fs.FS) ([]Call, error) {
	var calls []Call
	err := eachLine(fsys, "calls", func(line string) error {
		c, err := parseCall(line)
		calls = append(calls, c)
		return err
	})
	return calls, err
}

// parseCall reads [@START] [cancel=DURATION] CALL [ARG...].
func parseCall(line string) (c Call, err error) {
	rest, err := cutDuration(line, "@", &c.At)
	if err != nil {
		return c, err
	}
	if rest, err = cutDuration(rest, "cancel=", &c.Cancel); err != nil {
		return c, err
	}
	if rest == "" {
		return c, fmt.Errorf("%q: the call is missing", line)
	}
	c.Args, err = splitWords(rest)
	return c, err
}

// cutDuration takes the first word off line, and sets d by it, if it begins with prefix.
func cutDuration(line, prefix string, d *time.Duration) (rest string, err error) {
	if !strings.HasPrefix(line, prefix) {
		return line, nil
	}
	end := strings.IndexAny(line+" ", " \t")
	*d, err = parseDuration(line[len(prefix):end])
	return strings.TrimLeft(line[end:], " \t"), err
}

func parseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a duration, as 1.5s or 20ms", text)
	}
	if d > maxTime {
		return 0, fmt.Errorf("%q is longer than %v", text, maxTime)
	}
	return d, nil
}

// splitWords splits a line, which is not empty, at blanks; a word may be a string of Go in double quotes.
func splitWords(line string) (words []string, err error) {
	for line = strings.TrimLeft(line, " \t"); line != ""; line = strings.TrimLeft(line, " \t") {
		if line[0] != '"' {
			end := strings.IndexAny(line+" ", " \t")
			words, line = append(words, line[:end]), line[end:]
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			return nil, fmt.Errorf("%.40q: a quote is not closed", line)
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		words, line = append(words, word), line[len(quoted):]
	}
	return words, nil
}

// String returns the line that c is read from.
func (c Call) String() string {
	var words []string
	if c.At != 0 {
		words = append(words, "@"+c.At.String())
	}
	if c.Cancel != 0 {
		words = append(words, "cancel="+c.Cancel.String())
	}
	for i, arg := range c.Args {
		words = append(words, callWord(arg, i == 0))
	}
	return strings.Join(words, " ")
}

// callWord is a word as splitWords reads it. The first one must not look like a comment, a start or a cancel.
func callWord(word string, first bool) string {
	plain := word != "" && word[0] != '"' && strconv.Quote(word) == `"`+word+`"` && !strings.Contains(word, " ")
	if first && (strings.HasPrefix(word, "#") || strings.HasPrefix(word, "@") || strings.HasPrefix(word, "cancel=")) {
		plain = false
	}
	if plain {
		return word
	}
	return strconv.Quote(word)
}
