package resolver

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// idn is UTS 46, non-transitional, as libidn2 has it for glibc: what DNS forbids beyond that (STD 3) is not its business.
var idn = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// maxIDN is more than any name can be long that fits the 255 bytes of the DNS: the work on it is not linear.
const maxIDN = 1024

var (
	errNotUTF8 = errors.New("not UTF-8")
	errLongIDN = errors.New("too long for a domain name")
)

// encodeIDN returns the name to look up: with AI_IDN the A-labels of a node that is not ASCII, else the node itself.
func encodeIDN(q request) (string, error) {
	if q.Flags&AI_IDN == 0 || isASCII(q.node) {
		return q.node, nil
	}
	switch {
	case len(q.node) > maxIDN:
		return "", &cause{EAI_IDN_ENCODE, errLongIDN}
	case !utf8.ValidString(q.node):
		return "", &cause{EAI_IDN_ENCODE, errNotUTF8}
	}
	name, err := idn.ToASCII(q.node)
	switch {
	case err != nil:
		return "", &cause{EAI_IDN_ENCODE, err}
	case name == "": // all of it was letters that do not count, such as U+00AD: that is not NULL
		return "", EAI_NONAME
	}
	return name, nil
}

// decodeIDN returns name with its A-labels decoded; one that has none, or that cannot be decoded, stays as it is.
func decodeIDN(name string) string {
	if len(name) > maxIDN || !strings.Contains(strings.ToLower(name), "xn--") {
		return name
	}
	decoded, err := idn.ToUnicode(name)
	if err != nil {
		return name
	}
	return decoded
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
