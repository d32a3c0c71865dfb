package resolver_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A simKind is what a question may come to.
type simKind int

const (
	simFound       simKind = iota
	simNXDomain            // no such name
	simNoData              // no such records
	simOddName             // a PTR to what is no host name
	simServFail            // the search goes on, the next server is asked
	simNoAnswer            // the search ends, the next server is asked: silence, REFUSED, a referral
	simUnreachable         // nobody listens
	simUnusable            // FORMERR and the like
	simCanceled
	simBroken     // the files of the machine do not say where to look
	simMalformed  // or cannot be read as they stand
	simAddrFamily // an address of another family
)

// A simAnswer is one thing that a lookup may learn.
type simAnswer struct {
	kind  simKind
	names []string // the host names of a chain; the last is the canonical one. For PTR, the one that counts
	addrs []netip.Addr
}

func (a simAnswer) isBad() bool { return a.kind >= simServFail && a.kind <= simUnusable }

// simAnswers are all the things that a lookup may learn, by their text.
type simAnswers map[string]simAnswer

func (all simAnswers) add(answers ...simAnswer) {
	for _, a := range answers {
		all[fmt.Sprint(a)] = a
	}
}

func (all simAnswers) addKinds(kinds ...simKind) {
	for _, kind := range kinds {
		all.add(simAnswer{kind: kind})
	}
}

func (all simAnswers) have(kind simKind) bool {
	for _, a := range all {
		if a.kind == kind {
			return true
		}
	}
	return false
}

// A simQuestion is put to servers.
type simQuestion struct{ name, qtype string }

type simRecord struct{ rrtype, data string }

// A simTree is what one server has at one time, by lower-case names; a name that only has names below it has no records.
type simTree map[string][]simRecord

type simTreeKey struct {
	server string
	from   time.Duration
}

// tree is what a server has at a time. A server with files of its own has only those, from the first version on.
func (w *simWorld) tree(server string, at time.Duration) simTree {
	key := simTreeKey{server, at}
	if t, ok := w.trees[key]; ok {
		return t
	}
	file := simZoneFile(server)
	if w.files[file] == nil {
		file = simZoneFile("")
	}
	t := simTree{".": nil}
	for line := range strings.Lines(w.at(file, at).text) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		owner := strings.ToLower(words[0])
		t[owner] = append(t[owner], simRecord{words[1], words[2]})
		for above := parentOf(owner); t[above] == nil && above != "."; above = parentOf(above) {
			t[above] = []simRecord{}
		}
	}
	w.trees[key] = t
	return t
}

func parentOf(name string) string {
	if _, rest, _ := strings.Cut(name, "."); rest != "" {
		return rest
	}
	return "."
}

func (t simTree) has(name, rrtype string) bool {
	return slices.ContainsFunc(t[name], func(rr simRecord) bool { return rr.rrtype == rrtype })
}

// refers reports whether a name is at or below a delegation.
func (t simTree) refers(name string) bool {
	for ; name != "."; name = parentOf(name) {
		if !t.has(name, "NS") || t.has(name, "SOA") {
			continue
		}
		for above := parentOf(name); ; above = parentOf(above) {
			if t.has(above, "SOA") {
				return true
			}
			if above == "." {
				break
			}
		}
	}
	return false
}

// redirect is what a DNAME above a name makes of it.
func (t simTree) redirect(name string) (next string, ok bool) {
	for above := parentOf(name); above != "."; above = parentOf(above) {
		for _, rr := range t[strings.ToLower(above)] {
			if rr.rrtype == "DNAME" {
				return strings.TrimSuffix(name, above) + rr.data, true
			}
		}
	}
	return "", false
}

// find returns what a name has, or the wildcard right below the closest name above it that exists.
func (t simTree) find(name string) (rrs []simRecord, ok bool) {
	if rrs, ok = t[name]; ok {
		return rrs, ok
	}
	for !ok {
		name = parentOf(name)
		_, ok = t[name]
	}
	rrs, ok = t["*."+name]
	return rrs, ok
}

// answer is what a server says that has no more than t.
func (t simTree) answer(q simQuestion) (a simAnswer) {
	name := q.name
	for range 17 {
		if host := strings.TrimSuffix(name, "."); !strings.ContainsAny(host, `\ `) {
			a.names = append(a.names, host)
		}
		if t.refers(strings.ToLower(name)) {
			return simAnswer{kind: simNoAnswer}
		}
		if next, ok := t.redirect(name); ok {
			name = next
			continue
		}
		rrs, ok := t.find(strings.ToLower(name))
		if !ok {
			return simAnswer{kind: simNXDomain}
		}
		next := ""
		for _, rr := range rrs {
			switch {
			case rr.rrtype == q.qtype && q.qtype == "PTR":
				return pointerTo(rr.data)
			case rr.rrtype == q.qtype:
				a.addrs = append(a.addrs, netip.MustParseAddr(rr.data))
			case rr.rrtype == "CNAME":
				next = rr.data
			}
		}
		switch {
		case a.addrs != nil:
			return a
		case next == "":
			return simAnswer{kind: simNoData}
		}
		name = next
	}
	return simAnswer{kind: simServFail}
}

func pointerTo(target string) simAnswer {
	if strings.Contains(target, `\`) {
		return simAnswer{kind: simOddName}
	}
	return simAnswer{names: []string{strings.TrimSuffix(target, ".")}}
}

// epochs are the times in a span at which the zones may have become others, and its start.
func (w *simWorld) epochs(s simSpan) []time.Duration {
	times := []time.Duration{s.start}
	for path, versions := range w.files {
		for _, v := range versions {
			if strings.HasPrefix(path, "zone") && s.start < v.from && v.from <= s.end && !slices.Contains(times, v.from) {
				times = append(times, v.from)
			}
		}
	}
	return times
}

// serve is what one server may say in the course of a call, and what may become of that.
func (w *simWorld) serve(server string, q simQuestion, useVC bool, s simSpan) simAnswers {
	all := simAnswers{}
	for _, at := range w.epochs(s) {
		all.add(w.tree(server, at).answer(q))
	}
	var late time.Duration
	for _, f := range w.faults {
		if f.mayMeet(server, q, useVC) {
			for _, action := range f.actions {
				late += action.do(all, q)
			}
		}
	}
	if 2*late > 900*time.Millisecond { // over UDP and then over TCP, in the time of one try
		all.addKinds(simNoAnswer)
	}
	return all
}
