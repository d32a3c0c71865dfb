package libcdiff

import (
	"slices"
	"strings"

	"netdb.example/testdata/parity"
)

// A Facet is a way in which two exchanges can differ; several are several bits.
type Facet uint

const (
	Outcome   Facet = 1 << iota // an error on one side, or another one
	Addrs                       // which addresses
	Order                       // the same addresses in another order
	Endpoints                   // socket types, protocols and ports
	CanonAll                    // which results have a canonical name
	Name                        // the canonical name, or the one name of an answer
	Aliases                     // the other names
	Entry                       // the number or the protocol of a service or a protocol
	Names                       // for which names the servers were asked
	Types                       // for which types
	Repeats                     // which servers, when and how often
	Network                     // over UDP or TCP
	Bits                        // AD and EDNS

	// Only goes with facets that are explained only where the outcome is one of those that the cause may have.
	Only

	Found   = Outcome | Addrs | Order | Endpoints | Name | Entry // what is found, without what it is called beside
	Answer  = Found | CanonAll | Aliases                         // all of an answer
	Queries = Names | Types | Repeats | Network | Bits
)

// facets are those in which two exchanges of one request differ.
func facets(call string, a, b parity.Exchange) Facet {
	return answerFacets(call, a.Answer, b.Answer) | queryFacets(a.Queries, b.Queries)
}

func differ(f Facet, is bool) Facet {
	if is {
		return f
	}
	return 0
}

func answerFacets(call string, a, b parity.Answer) Facet {
	switch {
	case slices.Equal(a, b):
		return 0
	case a.IsError() || b.IsError():
		return Outcome
	case call == "getaddrinfo":
		x, y := parseAddrinfo(a), parseAddrinfo(b)
		return addrFacets(x.addrs, y.addrs) | differ(Endpoints, !slices.Equal(x.endpoints, y.endpoints)) |
			differ(Name, x.canons[0] != "" && x.canons[0] != y.canons[0]) |
			differ(CanonAll, x.canonPattern() != y.canonPattern())
	case strings.HasPrefix(call, "gethost"):
		x, y := parseHostent(a), parseHostent(b)
		return addrFacets(x.addrs, y.addrs) | differ(Name, x.name != y.name) | differ(Aliases, !slices.Equal(x.aliases, y.aliases))
	case call == "getnameinfo":
		x, y := words(a[0]), words(b[0])
		return differ(Name, x[0] != y[0]) | differ(Entry, x[1] != y[1])
	}
	x, y := parseHostent(a), parseHostent(b)
	return differ(Name, x.name != y.name) | differ(Entry, !slices.Equal(x.addrs, y.addrs)) | differ(Aliases, !slices.Equal(x.aliases, y.aliases))
}

func addrFacets(a, b []string) Facet {
	switch {
	case slices.Equal(a, b):
		return 0
	case slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))):
		return Order
	}
	return Addrs
}

// An addrinfo is an answer of getaddrinfo.
type addrinfo struct{ addrs, endpoints, canons []string }

func parseAddrinfo(a parity.Answer) (x addrinfo) {
	for _, line := range a {
		w := append(words(line), "")
		addr, endpoint := w[0]+" "+w[3], w[1]+" "+w[2]+" "+w[4]
		if n := len(x.addrs); n == 0 || x.addrs[n-1] != addr || endpoint == x.endpoints[0] {
			x.addrs = append(x.addrs, addr)
		}
		if len(x.addrs) == 1 {
			x.endpoints = append(x.endpoints, endpoint)
		}
		x.canons = append(x.canons, w[5])
	}
	return x
}

// canonPattern says which results have a canonical name: "all", "first" or "none".
func (x addrinfo) canonPattern() string {
	switch n := len(slices.DeleteFunc(slices.Clone(x.canons), func(s string) bool { return s == "" })); {
	case n == 0:
		return "none"
	case n == len(x.canons):
		return "all"
	}
	return "first"
}

// A hostent is an answer of gethostbyname and the like: of services and protocols the number is an address.
type hostent struct {
	name           string
	addrs, aliases []string
}

func parseHostent(a parity.Answer) (h hostent) {
	w := words(a[0])
	h.name, h.addrs = w[0], w[1:]
	if i := slices.Index(w, "aliases"); i > 0 {
		h.addrs, h.aliases = w[1:i], w[i+1:]
	}
	return h
}

// words parts a line at its blanks, but not within double quotes.
func words(line string) (list []string) {
	quoted, start := false, 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case ' ':
			if !quoted {
				list = append(list, line[start:i])
				start = i + 1
			}
		}
	}
	return append(list, line[start:])
}

// A query is a line of a golden file.
type query struct{ at, network, server, name, qtype, bits string }

func parseQueries(lines []string) (list []query) {
	for _, line := range lines {
		w := strings.SplitN(line, " ", 6)
		q := query{at: w[0], network: w[1], server: w[2], name: w[3], qtype: w[4]}
		if len(w) > 5 {
			q.bits = w[5]
		}
		list = append(list, q)
	}
	return list
}

func queryFacets(a, b []string) Facet {
	if slices.Equal(a, b) {
		return 0
	}
	x, y := parseQueries(a), parseQueries(b)
	f := differ(Names, !slices.Equal(distinct(x, query.nameOf), distinct(y, query.nameOf)))
	x, y = common(x, y), common(y, x)
	f |= differ(Network, !sameSet(x, y, func(q query) string { return q.network })) |
		differ(Bits, !sameSet(x, y, func(q query) string { return q.bits })) |
		differ(Types, !sameSet(x, y, func(q query) string { return q.name + q.qtype }))
	shape := func(q query) string { return q.at + q.server + q.name + q.qtype }
	if f&(Network|Types) == 0 {
		f |= differ(Repeats, !slices.Equal(all(x, shape), all(y, shape)))
	}
	return f
}

func (q query) nameOf() string { return q.name }

func all(list []query, of func(query) string) (texts []string) {
	for _, q := range list {
		texts = append(texts, of(q))
	}
	return texts
}

// distinct are the texts without those that were there before.
func distinct(list []query, of func(query) string) (texts []string) {
	for _, q := range list {
		if s := of(q); !slices.Contains(texts, s) {
			texts = append(texts, s)
		}
	}
	return texts
}

func sameSet(a, b []query, of func(query) string) bool {
	x, y := distinct(a, of), distinct(b, of)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// common are the queries of a for names that b has too.
func common(a, b []query) []query {
	names := distinct(b, query.nameOf)
	return slices.DeleteFunc(slices.Clone(a), func(q query) bool { return !slices.Contains(names, q.name) })
}

var facetNames = []string{"outcome", "addresses", "order", "endpoints", "canonical names", "name", "aliases", "entry", "names asked", "types asked", "repeats",
	"network", "bits"}

// String is the names of the facets, with commas between them.
func (f Facet) String() string {
	var list []string
	for i, name := range facetNames {
		if f&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, ", ")
}
