package parity

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"netdb.example/resolver"
)

var uts46 = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// encoded is the name that getaddrinfo looks up.
func (m *model) encoded() string {
	name := m.q.arg(0)
	if m.q.Hints == nil || m.q.Hints.Flags&resolver.AI_IDN == 0 {
		return name
	}
	for i := range len(name) {
		if name[i] >= 0x80 {
			text, _ := uts46.ToASCII(name)
			return text
		}
	}
	return name
}

// isIDNA2008 reports whether the A-labels of a name hold letters, marks and digits only (RFC 5892).
func isIDNA2008(name string) bool {
	text, err := uts46.ToUnicode(name)
	for _, r := range text {
		if r >= 0x80 && !unicode.In(r, unicode.L, unicode.Mn, unicode.Mc, unicode.Nd) {
			return false
		}
	}
	return err == nil
}

// decoded is name with its A-labels decoded, whatever is in them, as by libidn2; or name, if one cannot be.
func decoded(name string) string {
	const prefix = "xn--"
	labels := strings.Split(name, ".")
	for i, label := range labels {
		if len(label) < len(prefix) || !strings.EqualFold(label[:len(prefix)], prefix) {
			continue
		}
		text, err := idna.Punycode.ToUnicode(prefix + label[len(prefix):])
		if err != nil {
			return name
		}
		labels[i] = text
	}
	return strings.Join(labels, ".")
}
