package resolver

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"netdb.example/resolver/dnsclient"
)

// idn is UTS 46, non-transitional, with the Bidi rule of RFC 5893, and is for a single label: so does libidn2 for glibc, which
// asks for the code points of IDNA2008 besides. These leave out most symbols; here, as in browsers, ♥ and 😀 have A-labels. What
// DNS forbids in a label that is all of ASCII (STD 3) is not its business.
var idn = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.BidiRule())

// maxIDN is more than any name can be long that fits the 255 bytes of the DNS: the work on it is not linear.
const maxIDN = 1024

var (
	errNotUTF8    = errors.New("not UTF-8")
	errLongIDN    = errors.New("too long for a domain name")
	errNoHostname = errors.New("a label that cannot be in a host name")
)

// encodeIDN returns the name to look up: with AI_IDN the A-labels of a node that is not ASCII, else the node itself.
func encodeIDN(q *request) (string, error) {
	if q.Flags&AI_IDN == 0 || isASCII(q.node) {
		return q.node, nil
	}
	name, err := toASCII(q.node)
	switch {
	case err != nil:
		return "", &cause{EAI_IDN_ENCODE, err}
	case name == "": // all of it was letters that do not count, such as U+00AD: that is not NULL
		return "", EAI_NONAME
	}
	return name, nil
}

// fullStops are what separates labels (UTS 46 §2.3).
var fullStops = strings.NewReplacer("\u3002", ".", "\uff0e", ".", "\uff61", ".")

func toASCII(name string) (string, error) {
	switch {
	case len(name) > maxIDN:
		return "", errLongIDN
	case !utf8.ValidString(name):
		return "", errNotUTF8
	}
	labels := strings.Split(fullStops.Replace(name), ".")
	for i, label := range labels {
		var err error
		if labels[i], err = labelToASCII(label); err != nil {
			return "", err
		}
	}
	return strings.Join(labels, "."), nil
}

// labelToASCII encodes one label. What says that it is an A-label has to be one, and what becomes one has to be of a host name: a
// blank in it can only be a mistake. A label of ASCII may hold anything but a backslash.
func labelToASCII(label string) (string, error) {
	ascii, err := idn.ToASCII(label)
	switch {
	case err != nil:
		return "", err
	case isALabel(label) && !strings.EqualFold(ascii, label), isALabel(ascii) && !dnsclient.IsHostname(ascii), strings.Contains(ascii, `\`):
		return "", errNoHostname
	}
	return ascii, nil
}

const acePrefix = "xn--"

// isALabel reports whether label says that it is one (RFC 5890 §2.3.2.1).
func isALabel(label string) bool {
	return len(label) >= len(acePrefix) && strings.EqualFold(label[:len(acePrefix)], acePrefix)
}

// decodeIDN returns name with its A-labels decoded; the letters of ASCII in them keep their case, and the other labels stay as they
// are. Where an A-label cannot be decoded, or its text has another A-label or none, all of name stays as it is. libidn2 does not look
// at the latter: it returns control characters, and what looks like another name.
func decodeIDN(name string) string {
	if len(name) > maxIDN || !utf8.ValidString(name) {
		return name
	}
	labels := strings.Split(name, ".")
	for i, label := range labels {
		if !isALabel(label) {
			continue
		}
		decoded, err := idna.Punycode.ToUnicode(acePrefix + label[len(acePrefix):])
		if err != nil {
			return name
		}
		if again, err := labelToASCII(decoded); err != nil || !strings.EqualFold(again, label) {
			return name
		}
		labels[i] = decoded
	}
	return strings.Join(labels, ".")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
