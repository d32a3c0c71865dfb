package capture

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/tools/txtar"

	"netdb.example/resolver/scenario"
)

// calls redacts the file calls.
func (r *redactor) calls(text string) (string, error) {
	fsys, err := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: "calls", Data: []byte(text)}}})
	if err != nil {
		return "", err
	}
	calls, err := scenario.Calls(fsys)
	if err != nil {
		return "", err
	}
	next := 0
	return lineByLine(setting(func(r *redactor, _ string) string {
		c := calls[next]
		next++
		c.Args = r.call(c.Args)
		return c.String()
	}))(r, text)
}

// An argument maps the i-th argument of a call.
type argument func(r *redactor, i int, text string) string

// arguments are those of the calls that the command netdb has.
var arguments = map[string]argument{
	"getaddrinfo":      hostThenWord,
	"getnameinfo":      hostThenWord,
	"gethostname":      words,
	"gethostbyname":    hosts,
	"gethostbyname_ex": hostents,
	"gethostbyaddr":    hosts,
	"getfqdn":          hosts,
	"getservbyname":    words,
	"getservbyport":    words,
	"getprotobyname":   words,
	"getprotobynumber": words,
	"inet_aton":        atons,
	"inet_ntoa":        packed,
	"inet_pton":        familyThen(hosts),
	"inet_ntop":        familyThen(packed),
}

func hosts(r *redactor, _ int, text string) string { return r.host(text) }
func words(r *redactor, _ int, text string) string { return r.word(text) }

func hostThenWord(r *redactor, i int, text string) string {
	if i == 0 {
		return r.host(text)
	}
	return r.word(text)
}

// hostents are hosts, but that what inet_aton(3) reads as hexadecimal is a name, as in gethostbyname(3).
func hostents(r *redactor, _ int, text string) string {
	if strings.Contains(text, ":") || strings.Trim(text, digits+".") == "" {
		return r.host(text)
	}
	return r.name(text)
}

// atons are addresses as inet_aton(3) reads them: what follows white space does not count, and goes.
func atons(r *redactor, _ int, text string) string {
	if end := strings.IndexAny(text, "\t\n\v\f\r "); end >= 0 {
		return r.host(text[:end]) + text[end:end+1]
	}
	return r.host(text)
}

// packed are addresses in hexadecimal digits.
func packed(r *redactor, _ int, text string) string {
	octets, err := hex.DecodeString(text)
	addr, ok := netip.AddrFromSlice(octets)
	if err != nil || !ok {
		return replaced(text, "0", func(c byte) bool { return alphabetOf(c|0x20) != "" })
	}
	return hex.EncodeToString(r.addr(addr).AsSlice())
}

func familyThen(rest argument) argument {
	return func(r *redactor, i int, text string) string {
		if i == 0 {
			return r.optionValue(text)
		}
		return rest(r, i, text)
	}
}

// call redacts a call: its name, its flags and arguments.
func (r *redactor) call(args []string) []string {
	redact, ok := arguments[args[0]]
	out := []string{args[0]}
	if !ok {
		redact, out[0] = hosts, r.word(args[0])
	}
	withIDN := hasIDN(args)
	n, isValue, flagsEnded := 0, false, false
	for _, arg := range args[1:] {
		name, value, assigned := strings.Cut(arg, "=")
		isFlag := len(arg) > 1 && arg[0] == '-' && !flagsEnded
		switch {
		case isValue:
			out, isValue = append(out, r.optionValue(arg)), false
		case isFlag && arg == "--":
			out, flagsEnded = append(out, arg), true
		case isFlag && assigned:
			out = append(out, r.optionName(name)+"="+r.optionValue(value))
		case isFlag:
			out, isValue = append(out, r.optionName(arg)), slices.Contains(callOptions, arg)
		default:
			out = append(out, redact(r, n, toASCII(arg, withIDN)))
			n++
		}
	}
	return out
}

// callOptions are the flags of calls, each of which has a value.
var callOptions = []string{"--family", "--socktype", "--proto", "--flags"}

// constants are values of these, without their prefixes.
var constants = []string{"inet", "inet6", "unix", "unspec", "stream", "dgram", "raw", "rdm", "seqpacket", "dccp", "packet",
	"passive", "canonname", "numerichost", "numericserv", "v4mapped", "all", "addrconfig", "idn", "canonidn", "nofqdn", "namereqd"}

func (r *redactor) optionName(text string) string {
	if slices.Contains(callOptions, text) || text == "--json" {
		return text
	}
	return r.word(text)
}

// optionValue redacts constants by name or number, with commas or bars between them: what is none of them may be a secret.
func (r *redactor) optionValue(text string) string {
	if end := strings.IndexAny(text, ",|"); end >= 0 {
		return r.optionValue(text[:end]) + text[end:end+1] + r.optionValue(text[end+1:])
	}
	for _, prefix := range []string{"AF_", "SOCK_", "IPPROTO_", "AI_", "NI_"} {
		if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			return text[:len(prefix)] + r.optionValue(text[len(prefix):])
		}
	}
	if _, err := strconv.ParseUint(text, 0, 31); err == nil || slices.Contains(constants, strings.ToLower(text)) {
		return text
	}
	return r.word(text)
}

// hasIDN reports whether a call has the flag idn.
func hasIDN(args []string) bool {
	for _, arg := range args {
		for flag := range strings.FieldsFuncSeq(arg, func(c rune) bool { return strings.ContainsRune("=,|", c) }) {
			if strings.EqualFold(flag, "idn") || strings.EqualFold(flag, "AI_IDN") {
				return true
			}
		}
	}
	return false
}

// lookupIDN is as getaddrinfo encodes names, which it does not try on longer ones than maxIDN.
var lookupIDN = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

const maxIDN = 1024

// toASCII encodes what getaddrinfo would encode: the labels of IDNA are mapped to such as cannot be decoded.
func toASCII(text string, withIDN bool) string {
	isASCII := strings.IndexFunc(text, func(c rune) bool { return c >= minHighOctet }) < 0
	if !withIDN || isASCII || len(text) > maxIDN {
		return text
	}
	if ascii, err := lookupIDN.ToASCII(text); err == nil {
		return ascii
	}
	return text
}
