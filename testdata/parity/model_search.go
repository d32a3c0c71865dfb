package parity

import (
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// A candidate is a name that a search asks for.
type candidate struct {
	name   string
	listed bool // it comes from the search list
}

// candidates are those of res_query.c for a name, in order.
func (s *stub) candidates(name string) (all []candidate) {
	dots := strings.Count(name, ".")
	rooted := strings.HasSuffix(name, ".")
	tried := dots >= s.conf.Ndots || rooted
	if tried {
		all = append(all, candidate{name, false})
	}
	if rooted {
		return all
	}
	for _, domain := range s.conf.Search {
		domain = strings.TrimPrefix(domain, ".")
		if domain == "" {
			tried = true
			all = append(all, candidate{name, true})
		} else {
			all = append(all, candidate{name + "." + domain, true})
		}
	}
	if !tried && (dots > 0 || len(s.conf.Search) == 0 || !s.conf.NoTLDQuery) {
		all = append(all, candidate{name, false})
	}
	return all
}

// search asks for each name until one is found.
func (s *stub) search(name string, qtypes ...uint16) said {
	var first, noData, failed, last *said
	done, tried := false, false
	for i, c := range s.candidates(name) {
		asIs := c.name == name
		if done && (!asIs || tried) {
			continue
		}
		if done { // behind the list, of which the name itself would have been one
			c.listed = false
		}
		tried = tried || asIs
		x := s.query(c.name, qtypes...)
		nobody := x.failure == unreachable
		if s.glibc(searchFailures) {
			nobody = x.refused && c.listed
		}
		if nobody {
			x.herr = resolver.TRY_AGAIN
		}
		if last != nil {
			x.left = last.herr
		}
		if x.found() || x.ends || nobody {
			return x
		}
		if i == 0 && !c.listed {
			first = &x
		}
		last = &x
		switch {
		case x.failure == none && x.herr == resolver.NO_DATA:
			if c.listed || !s.glibc(searchFailures) {
				noData = &x
			}
		case x.failure == none:
		case s.glibc(searchFailures):
			if x.herr == resolver.TRY_AGAIN && s.rcode == dns.RcodeServerFailure {
				if c.listed {
					failed = &x
				}
			} else if c.listed {
				done = true
			}
		case x.failure == servfail:
			failed = &x
		default:
			failed = &x
			done = first != &x
		}
	}
	order := []*said{first, failed, noData, last}
	if s.glibc(searchFailures) {
		order = []*said{first, noData, failed, last}
	}
	for _, x := range order {
		if x != nil {
			verdict := *x
			if s.glibc(searchFailures) { // errno is that of the last query
				verdict.refused, verdict.timedOut, verdict.status = last.refused, last.timedOut, last.status
			}
			return verdict
		}
	}
	return notFoundAs(resolver.HOST_NOT_FOUND, none)
}

// query asks for one name.
func (s *stub) query(name string, qtypes ...uint16) said {
	name = dns.Fqdn(name)
	if dnsclient.CheckSyntax(name) != nil {
		if s.glibc(searchEntries) {
			return notFoundAs(resolver.NO_RECOVERY, unusable)
		}
		return notFoundAs(resolver.HOST_NOT_FOUND, none)
	}
	if s.isKept(name) {
		return notFoundAs(resolver.HOST_NOT_FOUND, none)
	}
	s.recall()
	if len(qtypes) == 2 && !s.glibc(familiesApart) {
		both := s.apart(func(s *stub, qtype uint16) said { return s.queryOnce(name, qtype) }, qtypes...)
		return merged(both[0], both[1])
	}
	return s.queryOnce(name, qtypes...)
}

// queryOnce does so for types that are asked for together.
func (s *stub) queryOnce(name string, qtypes ...uint16) said {
	noAAAA := s.conf.NoAAAA && qtypes[0] == dns.TypeAAAA
	if noAAAA {
		qtypes = []uint16{dns.TypeA}
	}
	s.rcode = -1
	x := s.send(name, noAAAA, qtypes...)
	if !x.ok() {
		herr := resolver.TRY_AGAIN
		if x.failure == unusable && !s.glibc(formatError) {
			herr = resolver.NO_RECOVERY
		}
		y := said{status: nsswitch.NotFound, herr: herr, failure: x.failure, refused: x.refused, timedOut: x.timedOut}
		if x.refused || x.timedOut {
			y.status = nsswitch.Unavail
		}
		if noAAAA && !s.heard && s.glibc(noAAAAFailures) {
			y.herr, y.failure = resolver.NO_DATA, none
		}
		if !s.glibc(lastSource) && y.failure == unusable {
			y.status = nsswitch.NotFound
		}
		return y
	}
	var y said
	_, bad := s.verdict(x)
	switch {
	case len(qtypes) == 2, s.aloneOfBoth && qtypes[0] == dns.TypeA && s.glibc(familiesApart):
		y = s.tuples(x)
	case noAAAA && !bad:
		y = notFoundAs(resolver.NO_DATA, none)
	default:
		y = s.hostent(x)
	}
	y.course = x.course
	return y
}

// isKept reports whether netdb keeps a name to itself (RFC 6761, RFC 7686, RFC 9476), and the program is netdb in that.
func (s *stub) isKept(name string) bool {
	labels := dns.SplitDomainName(strings.ToLower(name))
	if len(labels) == 0 {
		return false
	}
	switch labels[len(labels)-1] {
	case "localhost":
		return !s.glibc(localhostHere)
	case "invalid", "onion", "alt":
		return !s.glibc(specialNames)
	}
	return false
}
