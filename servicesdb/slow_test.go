package servicesdb_test

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"netdb.example/servicesdb"
)

// An entry line of services(5) as one expression, white space and comment included.
var entryLine = regexp.MustCompile(`(?s)^[ \t\v\f\r]*` +
	`([^ \t\v\f\r#\x00]+)[ \t\v\f\r]+` +
	`([+-]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*))` +
	`(?:/+([^ \t\v\f\r#\x00]*)([ \t\v\f\r][^#\x00]*)?)?` +
	`(?:[#\x00].*)?$`)

// slowParse reads services(5) by regular expression and big numbers.
func slowParse(text string) []servicesdb.Servent {
	var entries []servicesdb.Servent
	for line := range strings.SplitSeq(text, "\n") {
		m := entryLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		port, _ := new(big.Int).SetString(m[2], 0)
		two64 := new(big.Int).Lsh(big.NewInt(1), 64)
		if port.CmpAbs(two64) >= 0 {
			continue
		}
		port.Mod(port, two64)
		if port.BitLen() > 32 {
			continue
		}
		aliases := strings.FieldsFunc(m[4], func(r rune) bool { return strings.ContainsRune(" \t\v\f\r", r) })
		if len(aliases) == 0 {
			aliases = nil
		}
		entries = append(entries, servicesdb.Servent{Name: m[1], Aliases: aliases, Port: uint16(port.Uint64()), Proto: m[3]})
	}
	return entries
}

// slowByName looks at every entry, as getservbyname(3) does.
func slowByName(entries []servicesdb.Servent, name, proto string) (servicesdb.Servent, bool) {
	for _, s := range entries {
		if (s.Name == name || slices.Contains(s.Aliases, name)) && (proto == "" || s.Proto == proto) {
			return s, true
		}
	}
	return servicesdb.Servent{}, false
}

// slowByPort looks at every entry, as getservbyport(3) does.
func slowByPort(entries []servicesdb.Servent, port uint16, proto string) (servicesdb.Servent, bool) {
	for _, s := range entries {
		if s.Port == port && (proto == "" || s.Proto == proto) {
			return s, true
		}
	}
	return servicesdb.Servent{}, false
}
