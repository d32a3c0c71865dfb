package fakedns

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// ParseFaults reads faults as text, one a line:
//
//	udp 192.0.2.53:53 www.example.org. A #2 -> delay 2s, duplicate
//	any -> lossy loss=30% jitter=10ms seed=7
//
// Before the arrow stand the fields of a [Match], as they stand in a line of the log, in any order: dial; udp or tcp; an
// address, with or without a port; a name with its final dot; a type; #N for Nth; or any where there is none of these. Behind
// it stand the actions with commas between them, each a word and what it takes:
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
//	error D NAME             [Send] of an error: ECONNREFUSED and the like, or EOF
//	lossy KEY=VALUE...       [Lossy]: loss, duplicate, reorder and corrupt in percent, latency, jitter, seed
//
// A word may stand in double quotes, in which it is a string of Go. Blank lines count for nothing, nor do those that begin
// with #. An error is "file:line: what".
func ParseFaults(file, text string) ([]Fault, error) {
	var faults []Fault
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
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
	words, err := splitWords(line)
	if err != nil {
		return f, err
	}
	arrow := slices.Index(words, word{text: "->"})
	if arrow < 0 {
		return f, errors.New("not MATCH -> ACTION, ...: there is no ->")
	}
	if f.Match, err = parseMatch(words[:arrow]); err != nil {
		return f, err
	}
	f.Do, err = parseActions(words[arrow+1:])
	return f, err
}

// parseMatch reads the words before the arrow, each of which shows by its form what it is.
func parseMatch(words []word) (m Match, err error) {
	if len(words) == 0 {
		return m, errors.New("nothing is before the ->; any is for every query")
	}
	var seen []string
	for _, w := range words {
		field, err := m.set(w)
		if err != nil {
			return m, err
		}
		if slices.Contains(seen, field) {
			return m, fmt.Errorf("%q: a second %s", w.text, field)
		}
		seen = append(seen, field)
	}
	if m.Dial && (m.Name != "" || m.Type != 0) {
		return m, errors.New("a dial has neither a name nor a type")
	}
	return m, nil
}

// set takes one word and returns which field it is of.
func (m *Match) set(w word) (field string, err error) {
	nth, isNth := strings.CutPrefix(w.text, "#")
	server, isServer := parseServer(w.text)
	qtype, isType := parseType(w.text)
	switch {
	case w == word{text: "any"}:
		return "any", nil
	case w == word{text: "dial"}:
		m.Dial = true
		return "dial", nil
	case w.text == "udp" || w.text == "tcp":
		m.Network = w.text
		return "network", nil
	case isNth:
		m.Nth, err = number(nth, 1, 1<<31-1)
		return "number", err
	case isServer:
		m.Server = server
		return "server", nil
	case strings.HasSuffix(w.text, "."):
		m.Name, err = parseName(w.text)
		return "name", err
	case isType:
		m.Type = qtype
		return "type", nil
	}
	return "", fmt.Errorf("%q is no network, address, #N, type, or name with its final dot", w.text)
}

// parseServer reads an address with or without a port.
func parseServer(text string) (netip.AddrPort, bool) {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.AddrPortFrom(a, 0), true
	}
	a, err := netip.ParseAddrPort(text)
	return a, err == nil
}

// parseType reads A, AAAA and so on, and TYPE1234 (RFC 3597 §5), in any case.
func parseType(text string) (uint16, bool) {
	text = strings.ToUpper(text)
	if t, ok := dns.StringToType[text]; ok {
		return t, t != 0
	}
	digits, ok := strings.CutPrefix(text, "TYPE")
	n, err := strconv.ParseUint(digits, 10, 16)
	return uint16(n), ok && err == nil && n != 0
}

func parseName(text string) (string, error) {
	if _, ok := dns.IsDomainName(text); !ok {
		return "", fmt.Errorf("%q is not a domain name", text)
	}
	return dns.Fqdn(text), nil
}

// number reads a decimal from low to high.
func number(text string, low, high int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("%q is not a number from %d to %d", text, low, high)
	}
	return n, nil
}
