package parity

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// An Answer is what a request came to: a line for each result, or one with the name of the error.
type Answer []string

// IsError reports whether a is the name of an error.
func (a Answer) IsError() bool {
	return len(a) == 1 && (strings.HasPrefix(a[0], "EAI_") || strings.ToUpper(a[0]) == a[0] && !strings.Contains(a[0], " "))
}

const (
	notFound = "NOT_FOUND"              // a service or a protocol
	noErrno  = "? NULL without h_errno" // what ask.c says of a gethostbyname(3) that failed without an error
	killed   = "? killed by "           // what ask.c says of a call that did not return, with the number of the signal: 14 if it never would have
)

func addrinfoLine(a resolver.Addrinfo, scope uint32) string {
	addr := a.Addr.Addr().WithZone("").String()
	if scope != 0 {
		addr += "%" + strconv.FormatUint(uint64(scope), 10)
	}
	line := fmt.Sprintf("%s %s %s %s %d", a.Family, a.Socktype, a.Protocol, addr, a.Addr.Port())
	if a.Canonname != "" {
		line += " " + word(a.Canonname)
	}
	return line
}

// word is s as one word of a line.
func word(s string) string { return scenario.Call{Args: []string{"", s}}.String()[3:] }

func words(list []string) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(" " + word(s))
	}
	return b.String()
}

func hostentLine(h *resolver.Hostent) string {
	line := word(h.Name) + " " + h.Addrtype.String()
	for _, a := range h.Addrs {
		line += " " + a.String()
	}
	if len(h.Aliases) > 0 {
		line += " aliases" + words(h.Aliases)
	}
	return line
}

func entryLine(name string, number int, proto string, aliases []string) string {
	line := word(name) + " " + strconv.Itoa(number)
	if proto != "" {
		line += "/" + proto
	}
	if len(aliases) > 0 {
		line += " aliases" + words(aliases)
	}
	return line
}

// Read makes an answer of what ask.c printed for q, but its dot.
func (q Request) Read(lines []string) (Answer, error) {
	if len(lines) == 1 && strings.HasPrefix(lines[0], killed) {
		return Answer{"KILLED_" + lines[0][len(killed):]}, nil
	}
	if len(lines) == 1 && lines[0] == noErrno {
		return Answer{"NULL"}, nil
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "!\t") {
		return nil, fmt.Errorf("%s: the C program says %q", q.Text, lines)
	}
	code, err := strconv.Atoi(lines[0][2:])
	if err != nil {
		return nil, err
	}
	rows := make([][]string, len(lines)-1)
	for i, line := range lines[1:] {
		rows[i] = strings.Split(line, "\t")[1:]
	}
	if code != 0 {
		return Answer{q.errorName(code)}, nil
	}
	return q.results(rows)
}

// errorName is the error that the number says.
func (q Request) errorName(code int) string {
	switch {
	case q.Call == "getaddrinfo" || q.Call == "getnameinfo":
		return resolver.EAI(code).String()
	case strings.HasPrefix(q.Call, "gethost"):
		return resolver.Herrno(code).String()
	}
	return notFound
}

func (q Request) results(rows [][]string) (a Answer, err error) {
	defer func() {
		if recover() != nil { // a row too few, or one that is too short
			err = fmt.Errorf("%s: the C program says %q", q.Text, rows)
		}
	}()
	switch {
	case q.Call == "getaddrinfo":
		for _, row := range rows {
			a = append(a, addrinfoOf(row))
		}
	case q.Call == "getnameinfo":
		a = Answer{word(unhex(rows[0][0])) + " " + word(unhex(rows[0][1]))}
	case strings.HasPrefix(q.Call, "gethost"):
		h := &resolver.Hostent{Name: unhex(rows[0][0]), Addrtype: inet.Family(atoi(rows[0][1])), Aliases: unhexAll(rows[1])}
		for _, text := range rows[2] {
			h.Addrs = append(h.Addrs, addrOf(text))
		}
		a = Answer{hostentLine(h)}
	default:
		a = Answer{entryLine(unhex(rows[0][0]), atoi(rows[0][1]), unhex(rows[0][2]), unhexAll(rows[1]))}
	}
	return a, nil
}

func addrinfoOf(row []string) string {
	a := resolver.Addrinfo{Family: inet.Family(atoi(row[0])), Socktype: resolver.Socktype(atoi(row[1])),
		Protocol: resolver.Protocol(atoi(row[2])), Canonname: unhex(row[6])}
	a.Addr = netip.AddrPortFrom(addrOf(row[3]), uint16(atoi(row[5])))
	return addrinfoLine(a, uint32(atoi(row[4])))
}

// unhex is the text of a word of ask.c; NULL is empty.
func unhex(word string) string {
	if word == "-" || word == "=" {
		return ""
	}
	b, err := hex.DecodeString(word)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func unhexAll(row []string) []string {
	var all []string
	for _, word := range row {
		all = append(all, unhex(word))
	}
	return all
}

func addrOf(word string) netip.Addr {
	a, ok := netip.AddrFromSlice([]byte(unhex(word)))
	if !ok {
		panic(word)
	}
	return a
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}
