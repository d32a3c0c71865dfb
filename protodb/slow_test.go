package protodb_test

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"netdb.example/protodb"
)

// An entry line of protocols(5) as one expression, white space and comment included.
var entryLine = regexp.MustCompile(`(?s)^[ \t\v\f\r]*` +
	`([^ \t\v\f\r#\x00]+)[ \t\v\f\r]+` +
	`([+-]?[0-9]+)` +
	`([ \t\v\f\r][^#\x00]*)?` +
	`(?:[#\x00].*)?$`)

// slowParse reads protocols(5) by regular expression and big numbers.
func slowParse(text string) []protodb.Protoent {
	var entries []protodb.Protoent
	for line := range strings.SplitSeq(text, "\n") {
		m := entryLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		number, _ := new(big.Int).SetString(m[2], 10)
		two64 := new(big.Int).Lsh(big.NewInt(1), 64)
		if number.CmpAbs(two64) >= 0 {
			continue
		}
		number.Mod(number, two64)
		if number.BitLen() > 32 {
			continue
		}
		aliases := strings.FieldsFunc(m[3], func(r rune) bool { return strings.ContainsRune(" \t\v\f\r", r) })
		if len(aliases) == 0 {
			aliases = nil
		}
		entries = append(entries, protodb.Protoent{Name: m[1], Aliases: aliases, Number: int(int32(number.Uint64()))})
	}
	return entries
}

// slowByName looks at every entry, as getprotobyname(3) does.
func slowByName(entries []protodb.Protoent, name string) (protodb.Protoent, bool) {
	for _, p := range entries {
		if p.Name == name || slices.Contains(p.Aliases, name) {
			return p, true
		}
	}
	return protodb.Protoent{}, false
}

// slowByNumber looks at every entry, as getprotobynumber(3) does.
func slowByNumber(entries []protodb.Protoent, number int) (protodb.Protoent, bool) {
	for _, p := range entries {
		if p.Number == number {
			return p, true
		}
	}
	return protodb.Protoent{}, false
}
