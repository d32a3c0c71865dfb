package resolver_test

import (
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// byName is what the sources of nsswitch.conf may come to.
func (w *simWorld) byName(name, family string, s simSpan) simAnswers {
	return w.walk(s, isSimLocal(name), w.localVerdicts(name, simLocal(name, family), s), map[string]func() simAnswers{
		"files":      func() simAnswers { return w.hostsByName(name, family, s) },
		"dns":        func() simAnswers { return w.byDNS(name, family, s) },
		"myhostname": func() simAnswers { return w.ownByName(name, family) },
	})
}

// byMappedName is what they may come to if each gives IPv6, and IPv4 mapped to it where it has none, or in any case.
func (w *simWorld) byMappedName(name string, both bool, s simSpan) simAnswers {
	local := simLocal(name, "6")
	if both {
		local.addrs = append(local.addrs, netip.MustParseAddr("::ffff:127.0.0.1"))
	}
	return w.walk(s, isSimLocal(name), w.localVerdicts(name, local, s), map[string]func() simAnswers{
		"files": func() simAnswers {
			return simMapped(w.hostsByName(name, "6", s), w.hostsByName(name, "4", s), both)
		},
		"dns": func() simAnswers { return simMapped(w.byDNS(name, "6", s), w.byDNS(name, "4", s), both) },
		"myhostname": func() simAnswers {
			return simMapped(w.ownByName(name, "6"), w.ownByName(name, "4"), both)
		},
	})
}

func isSimLocal(name string) bool {
	top := strings.Split("."+strings.ToLower(strings.TrimSuffix(name, ".")), ".")
	return top[len(top)-1] == "localhost"
}

// simLocal is the answer for localhost.
func simLocal(name, family string) simAnswer {
	local := simAnswer{names: []string{strings.TrimSuffix(name, ".")}}
	if strings.Contains(family, "6") {
		local.addrs = append(local.addrs, netip.IPv6Loopback())
	}
	if strings.Contains(family, "4") {
		local.addrs = append(local.addrs, netip.MustParseAddr("127.0.0.1"))
	}
	return local
}

// A simFallback is what stands in for a walk without success.
type simFallback struct {
	answer simAnswer
	inVain []simAnswer // what it may be where files was asked and has nothing of the family
}

// localVerdicts are the answer for localhost, or that hosts(5) has the name in the other family.
func (w *simWorld) localVerdicts(name string, local simAnswer, s simSpan) simFallback {
	var inVain []simAnswer
	for _, snap := range w.inForce("etc/hosts", s) {
		if snap.there && hostsAnswer(parseHosts(snap.text), name, "46", true).kind == simFound {
			inVain = append(inVain, simAnswer{kind: simNoData})
		} else {
			inVain = append(inVain, local)
		}
	}
	return simFallback{local, inVain}
}

// simMapped is what one source may come to for both families.
func simMapped(six, four simAnswers, both bool) simAnswers {
	all, rest, mapped := simAnswers{}, simAnswers{}, simAnswers{}
	for _, a := range six {
		if a.kind == simFound && !both || a.kind == simCanceled {
			all.add(a)
		} else {
			rest.add(a)
		}
	}
	for _, a := range four {
		addrs := make([]netip.Addr, 0, len(a.addrs))
		for _, addr := range a.addrs {
			addrs = append(addrs, netip.AddrFrom16(addr.As16()))
		}
		mapped.add(simAnswer{a.kind, a.names, addrs})
	}
	for _, a := range mergeAll(rest, mapped) {
		all.add(a)
	}
	return all
}

// byAddr is what they may say of an address.
func (w *simWorld) byAddr(addr netip.Addr, s simSpan) simAnswers {
	addr = addr.WithZone("")
	isLocal := addr == netip.IPv6Loopback() || addr.String() == "127.0.0.1"
	local := simAnswer{names: []string{"localhost"}, addrs: []netip.Addr{addr}}
	return w.walk(s, isLocal, simFallback{local, []simAnswer{local}}, map[string]func() simAnswers{
		"files":      func() simAnswers { return w.hostsByAddr(addr, s) },
		"dns":        func() simAnswers { return w.pointers(addr, s) },
		"myhostname": func() simAnswers { return w.ownByAddr(addr) },
	})
}

// pointers are what the PTR record of an address may be. Its owner is an alias.
func (w *simWorld) pointers(addr netip.Addr, s simSpan) simAnswers {
	all := simAnswers{}
	addr = addr.Unmap()
	if addr.String() == "::c000:266" { // ::192.0.2.102 is taken for the address in it
		addr = netip.MustParseAddr("192.0.2.102")
	}
	if addr == netip.IPv6Loopback() || addr.String() == "127.0.0.1" {
		all.addKinds(simNXDomain)
		return all
	}
	reverse, err := dns.ReverseAddr(addr.String())
	if err != nil {
		panic(err)
	}
	for _, conf := range w.confs(s) {
		for _, a := range w.ask(conf, simQuestion{reverse, "PTR"}, s) {
			if a.kind == simFound {
				a.names, a.addrs = []string{strings.TrimSuffix(reverse, "."), a.names[0]}, []netip.Addr{addr}
			}
			all.add(a)
		}
	}
	return all
}

// A simWalk is one that may go several ways.
type simWalk struct {
	sources  []string // services and actions, as they stand in nsswitch.conf
	answers  map[string]func() simAnswers
	all      simAnswers
	fallback *simFallback
}

func (w *simWorld) walk(s simSpan, isLocal bool, fallback simFallback, answers map[string]func() simAnswers) simAnswers {
	all := simAnswers{}
	for _, snap := range w.inForce("etc/nsswitch.conf", s) {
		walk := simWalk{[]string{"files", "dns"}, answers, all, nil}
		if isLocal {
			walk.fallback = &fallback
		}
		if snap.bad {
			walk.end(simAnswer{kind: simMalformed}, false)
			continue
		}
		for line := range strings.Lines(snap.text) {
			if words := strings.Fields(line); words[0] == "hosts:" {
				walk.sources = words[1:]
			}
		}
		walk.from(0, nil, false)
	}
	return all
}

// from asks the sources from index i on. last is what those before have come to, nil if none has run; inVain whether files was one.
func (w *simWalk) from(i int, last *simAnswer, inVain bool) {
	action := ""
	if i+1 < len(w.sources) && w.sources[i+1][0] == '[' {
		action = w.sources[i+1]
	}
	next := i + 1
	if action != "" {
		next++
	}
	ask, ok := w.answers[w.sources[i]]
	if !ok || last != nil && last.kind == simCanceled {
		w.goOn(action, "UNAVAIL", next, last, inVain)
		return
	}
	for _, a := range ask() {
		if a.kind == simBroken { // a file that is missing is an empty one, where nothing else is known
			w.goOn(action, "UNAVAIL", next, lost(last), inVain)
			continue
		}
		after := &a
		if last != nil && last.isFailure() && !a.isFailure() && a.kind != simFound {
			after = last
		}
		w.goOn(action, statusOf(a), next, after, inVain || w.sources[i] == "files" && a.kind == simNXDomain)
	}
}

// lost is what the sources have come to, without a success that one of them passed over. A source that is not installed leaves it.
func lost(last *simAnswer) *simAnswer {
	if last == nil || last.kind == simFound {
		return &simAnswer{kind: simNXDomain}
	}
	return last
}

func (a simAnswer) isFailure() bool {
	return a.kind != simFound && a.kind != simNXDomain && a.kind != simNoData
}

func statusOf(a simAnswer) string {
	switch a.kind {
	case simFound:
		return "SUCCESS"
	case simNXDomain, simNoData, simUnusable, simOddName:
		return "NOTFOUND"
	}
	return "UNAVAIL"
}

// goOn ends the walk, or asks the next source: by default a success ends it and all else does not.
func (w *simWalk) goOn(action, status string, next int, last *simAnswer, inVain bool) {
	what := map[bool]string{true: "return", false: "continue"}[status == "SUCCESS"]
	condition, then, ok := strings.Cut(strings.Trim(action, "[]"), "=")
	if negated, isNot := strings.CutPrefix(condition, "!"); ok && (isNot && negated != status || condition == status) {
		what = then
	}
	switch {
	case what == "merge" && next < len(w.sources):
		w.end(simAnswer{kind: simNXDomain}, inVain)
	case what == "return", what == "merge", next == len(w.sources):
		w.end(verdict(last), inVain)
	default:
		w.from(next, last, inVain)
	}
}

// verdict is what the walk comes to.
func verdict(last *simAnswer) simAnswer {
	if last == nil {
		return simAnswer{kind: simBroken}
	}
	return *last
}

func (w *simWalk) end(a simAnswer, inVain bool) {
	switch {
	case a.kind == simFound || w.fallback == nil:
		w.all.add(a)
	case inVain:
		w.all.add(w.fallback.inVain...)
	default:
		w.all.add(w.fallback.answer)
	}
}
