package fakedns

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/faultword"
)

// String returns the fields that are not zero as [ParseFaults] reads them: "udp 192.0.2.53:53 www.example.org. A #2". What no
// query can match, such as a negative Nth, it cannot read.
func (m Match) String() string {
	var fields []string
	add := func(set bool, field string) {
		if set {
			fields = append(fields, field)
		}
	}
	add(m.Dial, "dial")
	add(m.Network != "", m.Network)
	add(m.Server != netip.AddrPort{}, serverText(m.Server))
	add(m.Name != "", nameText(m.Name))
	add(m.Type != 0, dns.Type(m.Type).String())
	if len(fields) == 0 {
		fields = append(fields, "any")
	}
	add(m.Nth != 0, "#"+strconv.Itoa(m.Nth))
	return strings.Join(fields, " ")
}

// parseMatch reads the words before the arrow, each of which shows by its form what it is.
func parseMatch(words []faultword.Word) (m Match, err error) {
	if len(words) == 0 {
		return m, errors.New(`nothing stands before "->"; every query is "any"`)
	}
	var seen []string
	for _, w := range words {
		field, err := m.set(w.Text)
		if err != nil {
			return m, err
		}
		if slices.Contains(seen, field) {
			return m, fmt.Errorf("%q is a second %s", w.Text, field)
		}
		seen = append(seen, field)
	}
	if m.Dial && (m.Name != "" || m.Type != 0) {
		return m, errors.New("a dial has neither a name nor a type")
	}
	return m, nil
}

// set takes one word and returns which field it is of.
func (m *Match) set(text string) (field string, err error) {
	nth, isNth := strings.CutPrefix(text, "#")
	server, isServer := parseServer(text)
	qtype, isType := parseType(text)
	switch {
	case text == "any":
		return "any", nil
	case text == "dial":
		m.Dial = true
		return "dial", nil
	case text == "udp" || text == "tcp":
		m.Network = text
		return "network", nil
	case isNth:
		if m.Nth, err = number(nth, 1, math.MaxInt); err != nil {
			err = fmt.Errorf("%q is not #1, #2 and so on", text)
		}
		return "number", err
	case isServer:
		m.Server = server
		return "address", nil
	case dns.IsFqdn(text):
		m.Name, err = parseName(text)
		return "name", err
	case isType:
		m.Type = qtype
		return "type", nil
	}
	return "", fmt.Errorf("%q is no network, address, #N, type, or name with its final dot", text)
}

// parseServer reads an address, with or without a port, or a port behind a colon.
func parseServer(text string) (netip.AddrPort, bool) {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.AddrPortFrom(a, 0), true
	}
	if port, ok := strings.CutPrefix(text, ":"); ok {
		n, err := number(port, 1, math.MaxUint16)
		return netip.AddrPortFrom(netip.Addr{}, uint16(n)), err == nil
	}
	a, err := netip.ParseAddrPort(text)
	return a, err == nil
}

// serverText is what parseServer reads, as one word of a line. Only a zone (RFC 4007 §11) can make quotes necessary.
func serverText(server netip.AddrPort) string {
	text := server.String()
	switch {
	case !server.Addr().IsValid():
		text = ":" + strconv.Itoa(int(server.Port()))
	case server.Port() == 0:
		text = server.Addr().String()
	}
	quoted := strconv.Quote(text)
	if len(quoted) == len(text)+len(`""`) && faultword.Len(text) == len(text) {
		return text
	}
	return quoted
}

// parseType reads A, AAAA and so on, and TYPE1234 (RFC 3597 §5), in any case.
func parseType(text string) (uint16, bool) {
	if t, ok := dns.StringToType[text]; ok {
		return t, t != 0
	}
	text = strings.ToUpper(text)
	if t, ok := dns.StringToType[text]; ok {
		return t, true
	}
	digits, ok := strings.CutPrefix(text, "TYPE")
	n, err := strconv.ParseUint(digits, 10, 16)
	return uint16(n), ok && err == nil && n != 0
}

// parseName reads a name with or without its final dot. It returns it as the log has it.
func parseName(text string) (string, error) {
	name, ok := plainName(text)
	if !ok || text == "" {
		return "", fmt.Errorf("%q is not a domain name", text)
	}
	return name, nil
}

// plainName returns name with its final dot, and escaped in the one way in which names from messages are. If it is no domain
// name, it reports false.
func plainName(name string) (string, bool) {
	name = dns.Fqdn(name)
	wire := make([]byte, 256)
	n, err := dns.PackDomainName(name, wire, 0, nil, false)
	if err != nil {
		return name, false
	}
	plain, _, err := dns.UnpackDomainName(wire[:n], 0)
	if err != nil {
		return name, false
	}
	return plain, true
}

// nameMarks are escaped in a name that is to be one word of a line, and no address with a zone.
var nameMarks = strings.NewReplacer(",", `\,`, "%", `\%`)

// nameText is a name as a word that parseName reads and that is nothing else.
func nameText(name string) string {
	name, _ = plainName(name)
	if name[0] == '#' {
		name = `\` + name
	}
	return nameMarks.Replace(name)
}

// sameName reports whether the name of a match is that of a query.
func sameName(name, asked string) bool {
	name, _ = plainName(name)
	return dns.CanonicalName(name) == dns.CanonicalName(asked)
}
