package fakedns

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netdb.example/resolver/internal/faultword"
)

// ParseFaults reads faults as text, one a line:
//
//	udp 192.0.2.53:53 www.example.org. A #2 -> delay 2s, duplicate
//	any -> lossy loss=30% jitter=10ms seed=7
//
// Before the arrow stand the fields of a [Match], as they stand in a line of the log, in any order: dial; udp or tcp; an
// address, a port behind a colon, or both; a name with its final dot; a type; #N for Nth; or any, which is every query and adds
// nothing to the others. Behind it stand the actions with commas between them, each a word and what it takes:
//
//	drop                     [Drop]
//	delay D                  [Delay], as 1.5s or 20ms
//	duplicate                [Duplicate]
//	reorder                  [Reorder]
//	truncate                 [Truncate]
//	rcode NAME               [Rcode], by its name or number
//	wrong-id                 [WrongID]
//	wrong-question NAME      [WrongQuestion]
//	wrong-owner NAME         [WrongOwner]
//	answer TYPE RDATA        [Answer]
//	garbage [HEX]            [Garbage]
//	oversize N               [Oversize]
//	slow-drip N D            [SlowDrip]
//	close-mid N              [CloseMid]
//	reset, refuse            [Reset], [Refuse]
//	unreachable              [Unreachable]
//	spoof-before D ACTION    [SpoofBefore]
//	send D HEX               [Send] of a message
//	send-raw D HEX           [Send] of octets that over TCP have no length before them
//	error D NAME             [Send] of an error: ECONNREFUSED and the like, or EOF; after drop, the only thing to come
//	lossy KEY=VALUE...       [Lossy]: loss, duplicate, reorder and corrupt in percent, latency, jitter, seed
//
// Of the queries of one instant, as of A and AAAA in one lookup, nobody can tell which is #1: a type belongs to #N.
//
// Blanks and commas end a word, unless a backslash is before them. A word may stand in double quotes, in which it is a string
// of Go. Blank lines count for nothing, nor do those that begin with #: a #N never comes first. An error is "file:line: what".
func ParseFaults(file, text string) ([]Fault, error) {
	var faults []Fault
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimLeft(strings.TrimRight(line, "\r\n"), " \t")
		if line == "" || line[0] == '#' {
			continue
		}
		f, err := parseFault(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		faults = append(faults, f)
	}
	return faults, nil
}

func parseFault(line string) (f Fault, err error) {
	words, err := faultword.Split(line)
	if err != nil {
		return f, err
	}
	arrow := slices.Index(words, faultword.Word{Text: "->"})
	if arrow < 0 {
		return f, errors.New(`no "->" stands by itself between match and actions`)
	}
	if f.Match, err = parseMatch(words[:arrow]); err != nil {
		return f, err
	}
	f.Do, err = parseActions(words[arrow+1:])
	return f, err
}

// number reads a decimal from low to high.
func number(text string, low, high int) (int, error) {
	n, err := strconv.ParseUint(text, 10, strconv.IntSize-1)
	if err != nil || int(n) < low || int(n) > high {
		return 0, fmt.Errorf("%q is not a number from %d to %d", text, low, high)
	}
	return int(n), nil
}
