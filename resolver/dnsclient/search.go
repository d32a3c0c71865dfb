package dnsclient

import (
	"strings"

	"netdb.example/resolver/resolvconf"
)

// Search asks for the names that conf has for name, until one is found, and returns that answer or else the one that says
// what went wrong:
//
//   - the answer for name itself, if that was asked for first because of its dots;
//   - else the last failure to get an answer;
//   - else that of a name of the list without data;
//   - else the last.
//
// NXDOMAIN, NODATA and SERVFAIL let the list go on; another failure ends it, but name itself is still asked for. Where no
// server listens at all, or the context has ended, that is the end. So does glibc's __res_context_search, which however
// lets NODATA and a last NXDOMAIN outweigh such failures: a name is then said not to exist that a later try may find. It also
// ends the list at a domain with which name makes none, as "a..b" or a long one; here that is NXDOMAIN.
func Search(conf *resolvconf.Config, name string, ask func(name string) Answer) Answer {
	var s search
	for candidate := range conf.Names(name) {
		asIs := strings.TrimSuffix(candidate, ".") == strings.TrimSuffix(name, ".")
		if s.stopped && (!asIs || s.asIs) {
			continue
		}
		a := ask(candidate)
		if a.Outcome == Found || a.Outcome == Unreachable || a.Outcome == Canceled {
			return a
		}
		failed := a
		s.note(&failed, s.last == nil && conf.AsIsFirst(name))
		s.asIs = s.asIs || asIs
	}
	return s.verdict()
}

// search is what has been learnt from names that were not found.
type search struct {
	first, failed, noData, last *Answer
	asIs                        bool // name itself has been asked for
	stopped                     bool // the list has ended
}

func (s *search) note(a *Answer, first bool) {
	if first {
		s.first = a
	}
	s.last = a
	switch a.Outcome {
	case NoData:
		s.noData = a
	case ServFail:
		s.failed = a
	case Refused, NoAnswer, Unusable:
		s.failed = a
		s.stopped = !first
	}
}

func (s *search) verdict() Answer {
	for _, a := range []*Answer{s.first, s.failed, s.noData, s.last} {
		if a != nil {
			return *a
		}
	}
	return Answer{Outcome: NXDomain, Err: errBadName}
}

// Merge is what A and AAAA, asked at the same time, come to together: the addresses of both, or one failure for the pair.
// It does not depend on which came first. One family that is found outweighs any failure of the other; else a name that
// does not exist for one type does not for the other (RFC 8020); else a temporary failure outweighs the lack of data, since
// the other family may have some. glibc reports NODATA there, which is an untruth.
func Merge(a, aaaa Answer) Answer {
	if a.Outcome == Found && aaaa.Outcome == Found {
		a.Addrs = append(a.Addrs, aaaa.Addrs...)
		a.TTL = min(a.TTL, aaaa.TTL)
		a.AuthenticatedData = a.AuthenticatedData && aaaa.AuthenticatedData
		return a
	}
	for _, outcome := range []Outcome{Found, Canceled, NXDomain, ServFail, Refused, NoAnswer, Unreachable, Unusable, NoData} {
		for _, x := range []Answer{a, aaaa} {
			if x.Outcome == outcome {
				return x
			}
		}
	}
	return a
}

// MergeStrict is Merge for those who would rather have an error than half an answer: a temporary failure of either family
// is that of both.
func MergeStrict(a, aaaa Answer) Answer {
	for _, x := range []Answer{a, aaaa} {
		switch x.Outcome {
		case ServFail, Refused, NoAnswer, Unreachable, Canceled:
			return x
		}
	}
	return Merge(a, aaaa)
}
