package parity

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"netdb.example/resolver/fakedns"
)

// An Exchange is what a request came to, and the queries that were made for it.
type Exchange struct {
	Request string // Request.Text
	Answer  Answer
	Queries []string
	By      string // in a file of differences: the names of the departures that the difference is by, or defect
}

// same reports whether two exchanges come to the same.
func (x Exchange) same(y Exchange) bool {
	return slices.Equal(x.Answer, y.Answer) && slices.Equal(x.Queries, y.Queries)
}

// sameButOPT reports so of two whose queries may differ in the OPT records that glibc and netdb put into them: the departure edns.
func (x Exchange) sameButOPT(y Exchange) bool {
	alike := func(a, b string) bool { return withoutOPT.Replace(a) == withoutOPT.Replace(b) }
	return slices.Equal(x.Answer, y.Answer) && slices.EqualFunc(x.Queries, y.Queries, alike)
}

var withoutOPT = strings.NewReplacer(fmt.Sprintf(ednsMark, glibcEDNS), "", fmt.Sprintf(ednsMark, netdbEDNS), "")

// NewExchange returns what q came to on a machine, with the queries that dns has seen at the servers where somebody listens.
func NewExchange(fsys fs.FS, q Request, answer Answer, dns *fakedns.Server) (Exchange, error) {
	log := dns.Queries()
	closed, err := closedServers(fsys)
	log = slices.DeleteFunc(log, func(q fakedns.Query) bool { return slices.Contains(closed, q.Server) })
	return Exchange{Request: q.Text, Answer: answer, Queries: queryLines(log)}, err
}

// The marks of the lines of a golden file under that of a request.
const (
	answerMark = "\t= "
	queryMark  = "\t? "
	byMark     = "\t! "
)

// String is the exchange as it stands in a golden file:
//
//	getaddrinfo www 80 --family inet
//		? 0s udp 127.0.0.1 www.example.org. A
//		= AF_INET SOCK_STREAM IPPROTO_TCP 192.0.2.1 80
func (x Exchange) String() string {
	var b strings.Builder
	b.WriteString(x.Request + "\n")
	if x.By != "" {
		b.WriteString(byMark + x.By + "\n")
	}
	for _, q := range x.Queries {
		b.WriteString(queryMark + q + "\n")
	}
	for _, a := range x.Answer {
		b.WriteString(answerMark + a + "\n")
	}
	return b.String()
}

// ReadGolden reads what Exchange.String prints, one after the other.
func ReadGolden(r io.Reader) ([]Exchange, error) {
	var all []Exchange
	for in := bufio.NewScanner(r); in.Scan(); {
		line := in.Text()
		answer, isAnswer := strings.CutPrefix(line, answerMark)
		query, isQuery := strings.CutPrefix(line, queryMark)
		by, isBy := strings.CutPrefix(line, byMark)
		switch {
		case !strings.HasPrefix(line, "\t"):
			all = append(all, Exchange{Request: line})
		case len(all) > 0 && isAnswer:
			x := &all[len(all)-1]
			x.Answer = append(x.Answer, answer)
		case len(all) > 0 && isBy:
			all[len(all)-1].By = by
		case len(all) > 0 && isQuery:
			x := &all[len(all)-1]
			x.Queries = append(x.Queries, query)
		default:
			return nil, fmt.Errorf("%q is no line of a golden file", line)
		}
	}
	return all, nil
}
