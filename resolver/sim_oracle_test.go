package resolver_test

import (
	"slices"
	"strings"
)

// What lookups may come to, given all that each server may say. It is too much rather than too little: any version that was
// in force, any server that may be reached, whichever of two answers comes first.

// ask is what a question may come to, put to the servers of a configuration.
func (w *simWorld) ask(conf simConf, q simQuestion, s simSpan) simAnswers {
	all := simAnswers{}
	if s.canceled {
		all.addKinds(simCanceled)
	}
	if conf.attempts == 0 {
		all.addKinds(simNoAnswer)
		return all
	}
	for first := range conf.servers {
		if first == 0 || conf.flags["rotate"] {
			w.askInOrder(all, slices.Concat(conf.servers[first:], conf.servers[:first]), conf, q, s)
		}
	}
	return all
}

// askInOrder asks each server if all before it may fail.
func (w *simWorld) askInOrder(all simAnswers, servers []string, conf simConf, q simQuestion, s simSpan) {
	failures := make([]simAnswers, 0, len(servers))
	for _, server := range servers {
		failed := simAnswers{}
		for _, a := range w.serve(server, q, conf.flags["use-vc"], s) {
			if a.isBad() {
				failed.add(a)
			} else {
				all.add(a)
			}
		}
		if len(failed) == 0 {
			return
		}
		failures = append(failures, failed)
	}
	for kind := simServFail; kind <= simUnusable; kind++ {
		n := 0
		for _, failed := range failures {
			if failed.have(kind) {
				n++
			}
		}
		isOfAll := kind == simUnreachable || kind == simUnusable
		switch {
		case n == len(failures), n > 0 && !isOfAll:
			all.addKinds(kind)
		case n > 0: // some of one kind and others of another
			all.addKinds(simNoAnswer)
		}
	}
}

// isNever reports whether no server is asked for a name (RFC 6761, RFC 7686, RFC 9476), or it is none.
func isNever(name string) bool {
	labels := strings.Split(strings.ToLower(strings.TrimSuffix(name, ".")), ".")
	return slices.Contains(labels, "") || slices.Contains([]string{"localhost", "invalid", "onion", "alt"}, labels[len(labels)-1])
}

// byDNS is what the search for a name may come to. family is "4", "6" or "46".
func (w *simWorld) byDNS(name, family string, s simSpan) simAnswers {
	all := simAnswers{}
	if isNever(name) || strings.ContainsAny(name, " ü") {
		all.addKinds(simNXDomain)
		return all
	}
	for _, conf := range w.confs(s) {
		search := simSearch{name: name, names: conf.names(name), hasDots: conf.hasDots(name), all: all, ask: func(candidate string) simAnswers {
			return w.askAddrs(conf, candidate, family, s)
		}}
		search.from(0, simVerdict{})
	}
	return all
}

func (w *simWorld) askAddrs(conf simConf, name, family string, s simSpan) simAnswers {
	var of []simAnswers
	for i, qtype := range []string{"A", "AAAA"} {
		answers := simAnswers{}
		switch {
		case !strings.Contains(family, "46"[i:i+1]):
			continue
		case qtype == "AAAA" && conf.flags["no-aaaa"] && family == "46":
			answers.addKinds(simNoData)
		case isNever(name):
			answers.addKinds(simNXDomain)
		case qtype == "AAAA" && conf.flags["no-aaaa"]:
			for _, a := range w.ask(conf, simQuestion{name, "A"}, s) {
				if a.kind == simFound {
					a = simAnswer{kind: simNoData}
				}
				answers.add(a)
			}
		default:
			answers = w.ask(conf, simQuestion{name, qtype}, s)
		}
		of = append(of, answers)
	}
	if len(of) == 1 {
		return of[0]
	}
	return mergeAll(of[0], of[1])
}

func mergeAll(a, b simAnswers) simAnswers {
	all := simAnswers{}
	for _, x := range a {
		for _, y := range b {
			all.add(merge(x, y))
		}
	}
	return all
}

// merge is what two families come to together.
func merge(a, b simAnswer) simAnswer {
	if a.kind == simFound && b.kind == simFound {
		a.addrs = slices.Concat(a.addrs, b.addrs)
		return a
	}
	for _, kind := range []simKind{simFound, simCanceled, simNXDomain, simServFail, simNoAnswer, simUnreachable, simUnusable, simOddName} {
		for _, x := range []simAnswer{a, b} {
			if x.kind == kind || x.kind == simBroken && kind == simNoAnswer {
				return x
			}
		}
	}
	return a
}

// A simSearch is a search list of which each name may come to several things.
type simSearch struct {
	name    string
	names   []string
	hasDots bool // so many that the first of names is name
	ask     func(candidate string) simAnswers
	all     simAnswers
}

// A simVerdict is what a search has come to so far.
type simVerdict struct {
	first, failed, noData, last *simAnswer
	stopped, asIs               bool
}

// from tries the names from index i on.
func (s *simSearch) from(i int, v simVerdict) {
	for ; i < len(s.names); i++ {
		asIs := strings.TrimSuffix(s.names[i], ".") == strings.TrimSuffix(s.name, ".")
		if v.stopped && (!asIs || v.asIs) {
			continue
		}
		v.asIs = v.asIs || asIs
		for _, a := range s.ask(s.names[i]) {
			switch a.kind {
			case simFound, simUnreachable, simCanceled:
				s.all.add(a)
			default:
				s.from(i+1, v.note(a, s.hasDots && v.last == nil))
			}
		}
		return
	}
	for _, a := range []*simAnswer{v.first, v.failed, v.noData, v.last} {
		if a != nil {
			s.all.add(*a)
			return
		}
	}
	s.all.addKinds(simNXDomain)
}

func (v simVerdict) note(a simAnswer, first bool) simVerdict {
	v.last = &a
	if first {
		v.first = &a
	}
	switch a.kind {
	case simNoData:
		v.noData = &a
	case simServFail:
		v.failed = &a
	case simNoAnswer, simUnusable:
		v.failed, v.stopped = &a, !first
	}
	return v
}
