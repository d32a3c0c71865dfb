package capture

import (
	"fmt"
	"slices"
	"strings"
)

// name maps a name in presentation form (RFC 1035 §5.1), with or without its final dot. Dots stay where they are.
func (r *redactor) name(text string) string {
	labels := splitLabels(text)
	from := labels[:len(labels)-r.reverseLabels(labels)]
	for i := range from {
		from[i] = r.label(from[i])
	}
	return strings.Join(labels, ".")
}

// splitLabels splits a name at its dots, but for those behind a backslash.
func splitLabels(text string) []string {
	var labels []string
	start := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '.':
			labels = append(labels, text[start:i])
			start = i + 1
		}
	}
	return append(labels, text[start:])
}

// label maps one label in presentation form, and keeps its spelling: to hosts(5) a name is a text.
func (r *redactor) label(text string) string {
	octets, spelled := unescape(text)
	mapped := r.mapLabel(octets)
	var b strings.Builder
	for i := range len(mapped) {
		switch c := mapped[i]; {
		case c == octets[i]:
			b.WriteString(spelled[i])
		case len(spelled[i]) == len(`\ddd`):
			fmt.Fprintf(&b, `\%03d`, c)
		case len(spelled[i]) == len(`\x`):
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unescape returns the octets that a text in presentation form stands for, and how each is spelled.
func unescape(text string) (octets string, spelled []string) {
	var b strings.Builder
	for len(text) > 0 {
		c, n := text[0], 1
		switch {
		case c == '\\' && len(text) > 3 && strings.Trim(text[1:4], digits) == "":
			c, n = (text[1]-'0')*100+(text[2]-'0')*10+text[3]-'0', 4
		case c == '\\' && len(text) > 1:
			c, n = text[1], 2
		}
		b.WriteByte(c)
		spelled = append(spelled, text[:n])
		text = text[n:]
	}
	return b.String(), spelled
}

// mapLabel maps the octets of a label.
func (r *redactor) mapLabel(octets string) string {
	return inLowerCase(octets, func(lower string) string {
		mapped, ok := r.labels[lower]
		if !ok {
			mapped = r.newLabel(lower)
			r.labels[lower] = mapped
		}
		return mapped
	})
}

// A labelKind is what a label stays.
type labelKind struct {
	kept   bool // for good
	number bool // 0x7f: letters, but to inet_aton(3) they may be digits
	idn    bool // xn--, or what that becomes
}

func kindOf(label string) labelKind {
	hex, isHex := strings.CutPrefix(label, "0x")
	return labelKind{
		kept:   isKept(label),
		number: isHex && hex != "" && strings.Trim(hex, digits+hexLetters) == "",
		idn:    idnPrefixes[label[:min(len(label), idnPrefix)]] != "",
	}
}

// idnPrefixes change places: no label that is mapped begins as one of IDNA does (RFC 5890 §2.3.2.1), but what nobody has.
var idnPrefixes = map[string]string{"xn--": "nx--", "nx--": "xn--"}

const idnPrefix = len("xn--")

func (r *redactor) newLabel(lower string) string {
	switch kind := kindOf(lower); {
	case kind.kept:
		return lower
	case kind.number:
		return r.permute("number", lower, numberAlphabets(lower))
	case kind.idn:
		lower = idnPrefixes[lower[:idnPrefix]] + lower[idnPrefix:]
		return walk(r, "idn", lower, idnAlphabets, kindOf)
	}
	return walk(r, "label", lower, alphabetsOf, kindOf)
}

// numberAlphabets keep 0x7f as many significant digits as it has, by which inet_aton(3) finds it too large.
func numberAlphabets(number string) []string {
	alphabets := make([]string, len(number))
	significant := false
	for i := len("0x"); i < len(number); i++ {
		c := number[i]
		switch {
		case c > '9':
			alphabets[i] = hexLetters
		case significant:
			alphabets[i] = digits
		case c > '0':
			alphabets[i] = notZero
		}
		significant = significant || c != '0'
	}
	return alphabets
}

func idnAlphabets(label string) []string {
	alphabets := alphabetsOf(label)
	clear(alphabets[:idnPrefix])
	return alphabets
}

// keptLabels stay as they are, see Redact.
var keptLabels = []string{
	"localhost", "invalid", "onion", "alt", "arpa", "in-addr", "ip6",
	"com", "net", "org", "edu", "gov", "mil", "int", "info", "example", "test", "local", "localdomain", "home",
	"localhost4", "localhost6", "localdomain4", "localdomain6", "loopback", "broadcasthost", "ip6-localhost", "ip6-loopback",
	"ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters", "ip6-allhosts",
	"_acme-challenge", "_dmarc", "_dns-sd", "_domainkey", "_msdcs", "_services", "_sites", "_tls",
}

func isKept(label string) bool {
	service, isService := strings.CutPrefix(label, "_")
	return isService && isRegistered(service) || slices.Contains(keptLabels, label)
}
