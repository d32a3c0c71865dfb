package dnsclient

import (
	"netdb.example/resolver/resolvconf"
)

// A Search asks for the names that a Config has for one, until one is found, and comes to that answer or else to the one that says
// what went wrong:
//
//   - the answer for the name itself, if that was asked for first because of its dots;
//   - else the last failure to get an answer;
//   - else that of a name of the list without data;
//   - else the last.
//
// NXDOMAIN, NODATA and SERVFAIL let the list go on; another failure ends it, but the name itself is still asked for. Where no
// server listens at all, or the context has ended, that is the end. So does glibc's __res_context_search, which however
// lets NODATA and a last NXDOMAIN outweigh such failures: a name is then said not to exist that a later try may find. It also
// ends the list at a domain with which the name makes none, as "a..b" or a long one; here that is NXDOMAIN.
//
//	s := dnsclient.NewSearch(conf, name)
//	for candidate, ok := s.Next(); ok; candidate, ok = s.Next() {
//		s.Note(l.Ask(candidate, dns.TypeA))
//	}
//	answer := s.Answer()
type Search struct {
	names   resolvconf.Candidates
	said    *Answer // what it comes to so far; nil before the first was noted
	weight  weight  // of said
	isLast  bool    // said was noted last
	isAsIs  bool    // the last of Next is name itself
	asIs    bool    // name itself has been asked for
	stopped bool    // the list has ended
}

// A weight tells which of two answers a search comes to: the heavier; of equals the later.
type weight uint8

const (
	notFound weight = iota
	noData
	noAnswer
	itself // for the name itself, asked for first
	lastWord
)

// NewSearch begins a search for name.
func NewSearch(conf *resolvconf.Config, name string) *Search {
	return &Search{names: conf.Candidates(name)}
}

// Next returns the next name to ask for, which is absolute, with or without the dot of the root; ok is false where the search has ended. It
// copies the answer that was noted last, which the next question may alter.
func (s *Search) Next() (candidate string, ok bool) {
	for s.weight != lastWord {
		if candidate, ok = s.names.Next(); !ok {
			break
		}
		s.isAsIs = s.names.IsName(candidate)
		if !s.stopped || s.isAsIs && !s.asIs {
			s.keep()
			return candidate, true
		}
	}
	return "", false
}

func (s *Search) keep() {
	if s.isLast {
		kept := *s.said
		s.said, s.isLast = &kept, false
	}
}

// Note notes the answer for the last name of Next.
func (s *Search) Note(a *Answer) {
	first := s.said == nil && s.names.AsIsFirst()
	w, stops := weigh(a.Outcome)
	if first {
		w, stops = max(w, itself), false
	}
	if s.isLast = w >= s.weight; s.isLast {
		s.said, s.weight = a, w
	}
	s.stopped = s.stopped || stops
	s.asIs = s.asIs || s.isAsIs
}

// weigh tells what an answer weighs, and whether it ends the list.
func weigh(outcome Outcome) (w weight, stops bool) {
	switch outcome {
	case Found, Unreachable, Canceled:
		return lastWord, true
	case NoData:
		return noData, false
	case ServFail:
		return noAnswer, false
	case Refused, NoAnswer, Unusable:
		return noAnswer, true
	}
	return notFound, false
}

// Answer returns what the search has come to. It may be the last answer that was noted, and holds for as long as that does.
func (s *Search) Answer() *Answer {
	if s.said == nil {
		return noNames
	}
	return s.said
}

// Config is what the search goes by.
func (s *Search) Config() *resolvconf.Config { return s.names.Config() }

// noNames is for a search without a name to ask for.
var noNames = &Answer{Outcome: NXDomain, Err: errBadName}

// Merge is what A and AAAA, asked at the same time, come to together: the addresses of both, or one failure for the pair.
// It does not depend on which came first. One family that is found outweighs any failure of the other; else a name that
// does not exist for one type does not for the other (RFC 8020); else a temporary failure outweighs the lack of data, since
// the other family may have some. glibc reports NODATA there, which is an untruth. Addresses have with them what the servers said of
// either family, A first, and as Err what the other family failed of, if there is no answer for it. What is returned is one of
// both, which may be altered.
func Merge(a, aaaa *Answer) *Answer {
	extended := JoinExtended(a.Extended, aaaa.Extended)
	switch {
	case a.Outcome == Found && aaaa.Outcome == Found:
		a.Addrs = append(a.Addrs, aaaa.Addrs...)
		a.TTL = min(a.TTL, aaaa.TTL)
		a.AuthenticatedData = a.AuthenticatedData && aaaa.AuthenticatedData
		a.Extended = extended
		return a
	case a.Outcome == Found:
		return a.half(aaaa, extended)
	case aaaa.Outcome == Found:
		return aaaa.half(a, extended)
	}
	for _, outcome := range []Outcome{Canceled, NXDomain, ServFail, Refused, NoAnswer, Unreachable, Unusable, NoData} {
		for _, x := range []*Answer{a, aaaa} {
			if x.Outcome == outcome {
				return x
			}
		}
	}
	return a
}

// half is a, which was found, where other was not.
func (a *Answer) half(other *Answer, extended []ExtendedError) *Answer {
	if other.Outcome != NXDomain && other.Outcome != NoData {
		a.Err = other.Err
	}
	a.Extended = extended
	return a
}

// MergeStrict is Merge for those who would rather have an error than half an answer: a temporary failure of either family
// is that of both.
func MergeStrict(a, aaaa *Answer) *Answer {
	for _, x := range []*Answer{a, aaaa} {
		switch x.Outcome {
		case ServFail, Refused, NoAnswer, Unreachable, Canceled:
			return x
		}
	}
	return Merge(a, aaaa)
}
