package parity

import (
	"fmt"
	"io/fs"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// A Request is one call of a function of <netdb.h>.
type Request struct {
	Text string // the line of the file calls that it is from, with one of each choice
	Call string // "getaddrinfo"
	Args []string

	Hints   *resolver.Hints // of getaddrinfo; nil is NULL
	NIFlags resolver.NIFlags
}

// Requests returns what the file calls of a scenario asks: the calls of the command netdb with their arguments, but that a
// word may give choices in braces, of which every combination is a request: "getaddrinfo {www|ftp} {80|-}" is four. "-" is
// NULL. gethostbyname_ex is C's gethostbyname, gethostbyname2 takes a family, and hints may be NULL:
//
//	getaddrinfo NODE SERVICE [--hints null] [--family F] [--socktype T] [--proto P] [--flags F,...]
//	getnameinfo ADDRESS PORT [--flags F,...]
//	gethostbyname_ex NAME           gethostbyaddr ADDRESS
//	gethostbyname2 NAME FAMILY
//	getservbyname NAME [PROTO]      getprotobyname NAME
//	getservbyport PORT [PROTO]      getprotobynumber NUMBER
func Requests(fsys fs.FS) ([]Request, error) {
	calls, err := scenario.Calls(fsys)
	if err != nil {
		return nil, err
	}
	var all []Request
	for _, c := range calls {
		for _, words := range choices(c.Args) {
			q, err := newRequest(words)
			if err != nil {
				return nil, fmt.Errorf("calls: %s: %w", c, err)
			}
			all = append(all, q)
		}
	}
	return all, nil
}

// choices are all combinations of what the words may be, the last word's changing first.
func choices(words []string) [][]string {
	all := [][]string{nil}
	for _, word := range words {
		var longer [][]string
		for _, before := range all {
			for _, choice := range wordChoices(word) {
				longer = append(longer, append(before[:len(before):len(before)], choice))
			}
		}
		all = longer
	}
	return all
}

// wordChoices are what a word may be: "a{b|c}{|d}" is ab, abd, ac, acd.
func wordChoices(word string) []string {
	before, rest, ok := strings.Cut(word, "{")
	list, after, closed := strings.Cut(rest, "}")
	if !ok || !closed {
		return []string{word}
	}
	var all []string
	for choice := range strings.SplitSeq(list, "|") {
		for _, end := range wordChoices(after) {
			all = append(all, before+choice+end)
		}
	}
	return all
}

func newRequest(words []string) (q Request, err error) {
	q = Request{Text: scenario.Call{Args: words}.String(), Call: words[0]}
	options := map[string]string{}
	for i := 1; i < len(words); i++ {
		name, isOption := strings.CutPrefix(words[i], "--")
		switch {
		case !isOption:
			q.Args = append(q.Args, words[i])
		case i+1 == len(words):
			return q, fmt.Errorf("%s without a value", words[i])
		default:
			i++
			options[name] = words[i]
		}
	}
	if len(q.Args) < leastArgs[q.Call] {
		return q, fmt.Errorf("%d arguments", len(q.Args))
	}
	switch q.Call {
	case "getaddrinfo":
		q.Hints, err = parseHints(options)
		q.Args = append(q.Args, null, null)[:2]
	case "getnameinfo":
		q.NIFlags, err = parseFlags[resolver.NIFlags](options["flags"], "NI_")
	}
	return q, err
}

// leastArgs is how many arguments a call has at least. C has no error for one that is missing.
var leastArgs = map[string]int{"getaddrinfo": 1, "getnameinfo": 2, "gethostbyname_ex": 1, "gethostbyname2": 2, "gethostbyaddr": 1,
	"getservbyname": 1, "getservbyport": 1, "getprotobyname": 1, "getprotobynumber": 1}

func parseHints(options map[string]string) (*resolver.Hints, error) {
	if options["hints"] == "null" {
		return nil, nil
	}
	family, err := parseConstant[inet.Family](options["family"], "AF_")
	if err != nil {
		return nil, err
	}
	socktype, err := parseConstant[resolver.Socktype](options["socktype"], "SOCK_")
	if err != nil {
		return nil, err
	}
	protocol, err := parseConstant[resolver.Protocol](options["proto"], "IPPROTO_")
	if err != nil {
		return nil, err
	}
	flags, err := parseFlags[resolver.Flags](options["flags"], "AI_")
	return &resolver.Hints{Flags: flags, Family: family, Socktype: socktype, Protocol: protocol}, err
}

// parseConstant reads a number or the C name of one, without its prefix and in any case; "" is 0.
func parseConstant[T interface {
	~int
	fmt.Stringer
}](text, prefix string) (T, error) {
	if text == "" {
		return 0, nil
	}
	if n, err := strconv.ParseInt(text, 0, 32); err == nil {
		return T(n), nil
	}
	for n := range T(256) {
		if n.String() == prefix+strings.ToUpper(text) {
			return n, nil
		}
	}
	return 0, fmt.Errorf("no constant %q", text)
}

// parseFlags reads constants that are one bit each, with commas between them.
func parseFlags[T interface {
	~int
	fmt.Stringer
}](text, prefix string) (flags T, err error) {
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseInt(word, 0, 32)
		for bit := T(1); err != nil && bit < 1<<12; bit <<= 1 {
			if bit.String() == prefix+strings.ToUpper(word) {
				n, err = int64(bit), nil
			}
		}
		if err != nil && word != "" {
			return 0, fmt.Errorf("no flag %q", word)
		}
		flags |= T(n)
	}
	return flags, nil
}

// Wire is the request as ask.c reads it.
func (q Request) Wire() (string, error) {
	switch arg := q.arg; q.Call {
	case "getaddrinfo":
		hints := ""
		if h := q.Hints; h != nil {
			hints = fmt.Sprintf("\t%d\t%d\t%d\t%d", h.Family, h.Socktype, h.Protocol, h.Flags)
		}
		return "gai\t" + hexWord(arg(0)) + "\t" + hexWord(arg(1)) + hints, nil
	case "getnameinfo":
		addr, err := netip.ParseAddr(arg(0))
		scope := addr.Zone()
		return fmt.Sprintf("gni\t%x\t0%s\t%s\t%d", addr.AsSlice(), scope, arg(1), q.NIFlags), err
	case "gethostbyname_ex":
		return "hbn\t" + hexWord(arg(0)) + "\t0", nil
	case "gethostbyname2":
		family, err := parseConstant[inet.Family](arg(1), "AF_")
		return fmt.Sprintf("hbn\t%s\t%d", hexWord(arg(0)), family), err
	case "gethostbyaddr":
		addr, err := netip.ParseAddr(arg(0))
		return fmt.Sprintf("hba\t%x", addr.AsSlice()), err
	case "getservbyname":
		return "sbn\t" + hexWord(arg(0)) + "\t" + hexWord(arg(1)), nil
	case "getservbyport":
		return "sbp\t" + arg(0) + "\t" + hexWord(arg(1)), nil
	case "getprotobyname":
		return "pbn\t" + hexWord(arg(0)), nil
	case "getprotobynumber":
		return "pbv\t" + arg(0), nil
	}
	return "", fmt.Errorf("no call %q", q.Call)
}

// arg is the i-th argument, NULL where there is none.
func (q Request) arg(i int) string {
	if i < len(q.Args) {
		return q.Args[i]
	}
	return null
}

const null = "-"

func hexWord(s string) string {
	switch s {
	case null:
		return "-"
	case "":
		return "="
	}
	return fmt.Sprintf("%x", s)
}
