package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"netdb.example/resolver"
)

// simInvariants are what must hold of every run, whatever its scenario.
var simInvariants = []struct {
	name  string
	broke func(w *simWorld, run *simRun) string // says what is wrong, "" if it holds
}{
	{"every call ends", everyCallEnds},
	{"nothing forged is believed", nothingForged},
	{"every answer is one that somebody could give", func(w *simWorld, run *simRun) string { return unexpected(w, run, isAnswer) }},
	{"not found is said only by an authority", func(w *simWorld, run *simRun) string { return unexpected(w, run, isNotFound) }},
	{"no call fails without a cause", func(w *simWorld, run *simRun) string { return unexpected(w, run, isFailure) }},
	{"a call takes no longer than resolv.conf says", callsAreInTime},
	{"a canceled call ends at once, and says so", canceledCallsEnd},
	{"a call sends no more than resolv.conf says", callsSendNoMore},
	{"only what the call needs is asked, of servers in force", onlyWhatIsNeededIsAsked},
	{"A and AAAA never share a socket", noSharedSockets},
	{"a file is looked at once a second at most", filesAreLookedAtSeldom},
	{"nothing is left over", nothingIsLeft},
}

func everyCallEnds(_ *simWorld, run *simRun) string {
	for _, c := range run.calls {
		if !c.ended {
			return fmt.Sprintf("%v", c)
		}
	}
	return ""
}

func nothingForged(_ *simWorld, run *simRun) string {
	for _, c := range run.calls {
		for _, word := range strings.FieldsFunc(c.result.raw, func(r rune) bool { return strings.ContainsRune(" []{}", r) }) {
			addr, err := netip.ParseAddr(word)
			if ap, apErr := netip.ParseAddrPort(word); apErr == nil {
				addr, err = ap.Addr(), nil
			}
			isForged := err == nil && slices.ContainsFunc(simForged, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
			if isForged || strings.HasSuffix(word+".", simForgedDomain) {
				return fmt.Sprintf("%v", c)
			}
		}
	}
	return ""
}

// unexpected is a call whose outcome is of a kind, and none that is expected.
func unexpected(w *simWorld, run *simRun, of func(outcome string) bool) string {
	for _, c := range run.calls {
		if got := c.outcome(); of(got) && !w.expected(c)[got] {
			expected := strings.Join(slices.Sorted(maps.Keys(w.expected(c))), "\n          or ")
			return fmt.Sprintf("%v\ngot:      %s\nexpected: %s", c, got, expected)
		}
	}
	return ""
}

func (w *simWorld) expected(c *simCall) simTexts {
	if w.expecting[c.index] == nil {
		w.expecting[c.index] = w.expect(c)
	}
	return w.expecting[c.index]
}

func isAnswer(outcome string) bool { return !strings.HasPrefix(outcome, "EAI_") }

func isNotFound(outcome string) bool { return outcome == "EAI_NONAME" || outcome == "EAI_NODATA" }

func isFailure(outcome string) bool { return !isAnswer(outcome) && !isNotFound(outcome) }

// lookups is how many searches and questions a call makes one after the other at most.
func (c *simCall) lookups() int {
	switch words := c.words(); {
	case c.Args[0] == "getfqdn", words.has("v4mapped"), words.has("nofqdn"):
		return 2
	case strings.HasPrefix(c.Args[0], "getserv"):
		return 0
	}
	return 1
}

// most is the greatest number of something that a configuration which is in force for a call allows.
func (w *simWorld) most(c *simCall, of func(conf simConf) int) int {
	most := 0
	for _, conf := range w.confs(simSpan{c.start, c.end, false}) {
		most = max(most, of(conf))
	}
	return most
}

// node is the name that a call asks for the addresses of, "" if it asks for none.
func (w *simWorld) node(c *simCall) string {
	words := c.words()
	switch name := words.arg(0); {
	case c.Args[0] == "gethostbyaddr", c.Args[0] == "getnameinfo" && !words.has("nofqdn"):
		return ""
	case c.Args[0] == "getnameinfo", name == "":
		return w.hostname
	case words.has("idn"):
		return simIDN(name)
	default:
		return name
	}
}

// candidates are the names to ask for in place of the node, one after the other.
func (w *simWorld) candidates(c *simCall, conf simConf) (names []string) {
	node := w.node(c)
	if isNever(node) {
		return nil
	}
	return slices.DeleteFunc(conf.names(node), isNever)
}

func callsAreInTime(w *simWorld, run *simRun) string {
	for _, c := range run.calls {
		limit := w.most(c, func(conf simConf) int {
			return 2 * c.lookups() * max(1, len(w.candidates(c, conf))) * conf.attempts * int(conf.round())
		})
		if len(w.faults) == 0 {
			limit = 0 // nothing holds it up
		}
		if took := c.end - c.start; took > time.Duration(limit) {
			return fmt.Sprintf("%v\ntook %v, more than %v", c, took, time.Duration(limit))
		}
	}
	return ""
}

// canceledCallsEnd holds that a call which ends as its caller gives up says so, if it has nothing else to say: one family may have
// been found.
func canceledCallsEnd(_ *simWorld, run *simRun) string {
	for _, c := range run.calls {
		switch late := c.end - c.start - c.Cancel; {
		case c.Cancel == 0 || late < 0:
		case late > 0:
			return fmt.Sprintf("%v: %v late", c, late)
		case c.err != nil && !(errors.Is(c.err, resolver.EAI_CANCELED) && errors.Is(c.err, context.Canceled)):
			return fmt.Sprintf("%v: does not say so", c)
		}
	}
	return ""
}

// callsSendNoMore counts messages: each server is asked so often for a question, over UDP and then over TCP, each time that it is
// on the search list.
func callsSendNoMore(w *simWorld, run *simRun) string {
	type question struct {
		call        int
		name, qtype string
	}
	total, each := map[int]int{}, map[question]int{}
	for _, s := range run.sent {
		total[s.call]++
		each[question{s.call, strings.ToLower(s.name), s.qtype}]++
	}
	for q, n := range each {
		c := run.calls[q.call]
		limit := w.most(c, func(conf simConf) int {
			limit := 2 * 2 * conf.attempts * len(conf.servers) * max(1, occurrences(w.candidates(c, conf), q.name))
			if conf.flags["no-aaaa"] { // A is asked for in place of AAAA too
				limit *= c.lookups()
			}
			return limit
		})
		if n > limit {
			return fmt.Sprintf("%v\n%s %s was asked %d times, more than %d", c, q.name, q.qtype, n, limit)
		}
	}
	for call, n := range total {
		c := run.calls[call]
		limit := w.most(c, func(conf simConf) int {
			return 2 * 2 * 2 * conf.attempts * len(conf.servers) * c.lookups() * max(1, len(w.candidates(c, conf)))
		})
		if n > limit {
			return fmt.Sprintf("%v\nsent %d messages, more than %d", c, n, limit)
		}
	}
	return ""
}

func occurrences(names []string, name string) (n int) {
	for _, other := range names {
		if strings.EqualFold(other, name) {
			n++
		}
	}
	return n
}

func onlyWhatIsNeededIsAsked(w *simWorld, run *simRun) string {
	for _, s := range run.sent {
		c := run.calls[s.call]
		isInForce := false
		for _, conf := range w.confs(simSpan{c.start, c.end, false}) {
			isReverse := strings.HasSuffix(s.name, ".arpa.") && s.qtype == "PTR"
			isWanted := s.qtype == "A" || s.qtype == "AAAA" && !conf.flags["no-aaaa"]
			isCandidate := isWanted && slices.Contains(w.candidates(c, conf), s.name)
			isOverTCP := s.network == "tcp" || !conf.flags["use-vc"]
			isInForce = isInForce || slices.Contains(conf.servers, s.server) && (isReverse || isCandidate) && isOverTCP
		}
		if !isInForce {
			return fmt.Sprintf("%v\nasked %s over %s for %s %s", c, s.server, s.network, s.name, s.qtype)
		}
	}
	return ""
}

func noSharedSockets(_ *simWorld, run *simRun) string {
	used := map[int]simSend{}
	for _, s := range run.sent {
		if before, ok := used[s.conn]; ok && (before.name != s.name || before.qtype != s.qtype) { // the same again may
			return fmt.Sprintf("%v\nsent %s %s and %s %s", run.calls[s.call], before.name, before.qtype, s.name, s.qtype)
		}
		used[s.conn] = s
	}
	return ""
}

func filesAreLookedAtSeldom(w *simWorld, _ *simRun) string {
	for path := range w.looks {
		keptFor, last := false, simSnapshot{at: -simCheck}
		for _, snap := range w.snapshots(path) {
			if !last.bad && (keptFor || snap.at-last.at < simCheck) {
				return fmt.Sprintf("%s is opened at %v and again at %v", path, last.at, snap.at)
			}
			last = snap
			keptFor = path == "etc/resolv.conf" && snap.there && w.parseConf(snap.text).flags["no-reload"]
		}
	}
	return ""
}

func nothingIsLeft(_ *simWorld, run *simRun) string {
	switch {
	case run.stuck != "":
		return run.stuck
	case run.open > 0:
		return fmt.Sprintf("%d connections are open", run.open)
	}
	return ""
}
