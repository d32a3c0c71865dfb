package resolver_test

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// A simFault is a line of faults.
type simFault struct {
	dial                         bool
	network, server, name, qtype string
	actions                      []simAction
}

// A simAction is a word and what it takes.
type simAction []string

func parseSimFault(line string) (f simFault) {
	match, actions, _ := strings.Cut(line, " -> ")
	for _, word := range strings.Fields(match) {
		_, err := netip.ParseAddr(word)
		switch {
		case word == "dial":
			f.dial = true
		case word == "udp" || word == "tcp":
			f.network = word
		case err == nil:
			f.server = word
		case strings.HasSuffix(word, "."):
			f.name = word
		case word != "any" && word[0] != '#':
			f.qtype = word
		}
	}
	for action := range strings.SplitSeq(actions, ", ") {
		f.actions = append(f.actions, strings.Fields(action))
	}
	return f
}

func (f simFault) mayMeet(server string, q simQuestion, useVC bool) bool {
	return (f.network != "udp" || !useVC) && (f.server == "" || f.server == server) &&
		(f.name == "" || strings.EqualFold(f.name, q.name)) && (f.qtype == "" || f.qtype == q.qtype)
}

// do adds what may come of an action, and returns by how much it delays the answer.
func (a simAction) do(all simAnswers, q simQuestion) (late time.Duration) {
	switch a[0] {
	case "duplicate", "truncate", "oversize":
	case "delay":
		late, _ = time.ParseDuration(a[1])
	case "reorder":
		late = time.Second
	case "rcode":
		all.addKinds(simRcodes[a[1]]...)
	case "wrong-owner":
		all.addKinds(simNoAnswer)
	case "answer":
		if all.addKinds(simNoData); a[1] == q.qtype {
			for _, name := range []string{q.name, strings.ToLower(q.name)} { // what is made of a forgery is spelled as that
				all.add(simAnswer{names: []string{strings.TrimSuffix(name, ".")}, addrs: []netip.Addr{netip.MustParseAddr(a[2])}})
			}
		}
	case "refuse":
		all.addKinds(simNoAnswer, simUnreachable)
	case "error":
		if all.addKinds(simNoAnswer); a[2] == "ECONNREFUSED" {
			all.addKinds(simUnreachable)
		}
	case "send":
		if wire, _ := hex.DecodeString(a[2]); isSimAnswer(wire, q) {
			all.addKinds(simNoData, simNoAnswer)
		}
	case "spoof-before":
		late, _ = time.ParseDuration(a[1])
		if what := a[2:]; !slices.Contains([]string{"wrong-id", "wrong-question", "garbage", "drop"}, what[0]) {
			late += what.do(all, q)
		}
	case "lossy":
		late = a.lossy(all)
	default: // drop, wrong-id, garbage and the like, and all that breaks a stream
		all.addKinds(simNoAnswer)
	}
	return late
}

// simRcodes are the kinds of answers by RCODE; what does not fit the header is lost with a query that has no OPT record.
var simRcodes = map[string][]simKind{"NOERROR": {simNoData}, "NXDOMAIN": {simNXDomain}, "SERVFAIL": {simServFail},
	"REFUSED": {simNoAnswer}, "NOTIMP": {simNoAnswer}, "FORMERR": {simUnusable}, "YXDOMAIN": {simUnusable}, "11": {simUnusable},
	"16": {simUnusable, simNoData}}

// isSimAnswer reports whether a message that is sent is an answer to q, truncated over TCP or not. The records of those that are
// drawn do not fit.
func isSimAnswer(wire []byte, q simQuestion) bool {
	m := new(dns.Msg)
	return m.Unpack(wire) == nil && m.Id == 0 && m.Response && m.Opcode == dns.OpcodeQuery && len(m.Question) == 1 &&
		m.Question[0].Qclass == dns.ClassINET && strings.EqualFold(m.Question[0].Name, q.name) &&
		dns.Type(m.Question[0].Qtype).String() == q.qtype
}

func (a simAction) lossy(all simAnswers) (late time.Duration) {
	for _, word := range a[1:] {
		key, value, _ := strings.Cut(word, "=")
		percent, _ := strconv.Atoi(strings.TrimSuffix(value, "%"))
		d, _ := time.ParseDuration(value)
		switch {
		case key == "latency":
			late += d
		case key == "jitter":
			late += max(5*d, d+40*time.Millisecond)
		case (key == "loss" || key == "corrupt") && percent > 0:
			all.addKinds(simNoAnswer)
		}
	}
	return late
}
