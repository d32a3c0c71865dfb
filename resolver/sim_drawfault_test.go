package resolver_test

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// Data of these networks is in no zone and no file. What a client can tell to be forged has the former, and must never be
// believed; what it cannot tell, an answer with the right id to the right question from the right server, has the latter.
var (
	simForged  = []netip.Prefix{netip.MustParsePrefix("203.0.113.64/26"), netip.MustParsePrefix("2001:db8:dead::/48")}
	simForged4 = "203.0.113.66"
	simForged6 = "2001:db8:dead::66"
	simSpoofed = "203.0.113.200"
)

// simForgedDomain is the end of names that are forged in the same way.
const simForgedDomain = "forged.test."

// faults draws none, a few or many.
func (d *drawing) faults() {
	n := []int{0, 1, 2, 3, 4, 8}[d.IntN(6)]
	d.large, d.drip, d.reorder = d.chance(40), d.chance(20), true
	var lines []string
	for range n {
		switch n := d.IntN(100); {
		case n < 8:
			lines = append(lines, d.dialFault())
		case n < 30:
			lines = append(lines, d.forgery())
		case n < 45: // a server that is of no use
			lines = append(lines, d.pick(d.servers...)+" -> "+d.pick("drop", "refuse", "rcode SERVFAIL", "rcode REFUSED", "rcode FORMERR"))
		default:
			lines = append(lines, d.fault())
		}
	}
	d.add("faults", lines...)
}

// dialFault has no time that a try may end at too.
func (d *drawing) dialFault() string {
	match := "dial"
	if d.chance(50) {
		match += " " + d.pick("udp", "tcp")
	}
	if d.chance(50) {
		match += " " + d.pick(d.servers...)
	}
	if d.single && d.chance(50) {
		match += fmt.Sprintf(" #%d", 1+d.IntN(3))
	}
	return match + " -> " + d.pick("drop", "refuse", "unreachable", fmt.Sprintf("delay %v", d.duration(0, 6*time.Second)),
		"drop, error 0s "+d.pick(simErrors...))
}

var simErrors = []string{"ECONNREFUSED", "ECONNRESET", "ENETUNREACH", "ETIMEDOUT", "EMFILE", "EAGAIN", "EOF", "EACCES"}

// fault draws one that meets queries. Which is the n-th of several must not hang on which of A and AAAA comes first.
func (d *drawing) fault() string {
	var words []string
	add := func(percent int, from ...string) bool {
		if !d.chance(percent) {
			return false
		}
		words = append(words, d.pick(from...))
		return true
	}
	add(35, "udp", "udp", "tcp")
	add(45, d.servers...)
	anyName := simZone[d.IntN(len(simZone))].name
	add(35, simZone[d.IntN(6)].name, anyName, "nosuch.example.org.", "101.2.0.192.in-addr.arpa.")
	typed := add(40, "A", "A", "AAAA", "PTR")
	isOne := (typed || d.single) && d.chance(50)
	if isOne {
		words = append(words, fmt.Sprintf("#%d", 1+d.IntN(4)))
	}
	if words == nil {
		words = append(words, "any")
	}
	actions := []string{d.action(isOne)}
	for d.chance(25) {
		actions = append(actions, d.action(isOne))
	}
	return strings.Join(words, " ") + " -> " + strings.Join(actions, ", ")
}

// simActions are the actions of fakedns.ParseFaults.
var simActions = []string{"drop", "delay", "duplicate", "reorder", "truncate", "rcode", "wrong-id", "wrong-question", "wrong-owner", "answer",
	"garbage", "oversize", "slow-drip", "close-mid", "reset", "refuse", "unreachable", "spoof-before", "send", "send-raw", "error", "lossy"}

// action draws one, for a single query or for many.
func (d *drawing) action(isOne bool) string {
	word := d.pick(simActions...)
	for !d.allows(word, isOne) {
		word = d.pick(simActions...)
	}
	if d.chance(10) {
		word = "delay" // oftener than the others
	}
	switch word {
	case "reorder":
		d.reorder = false
	case "delay":
		return word + " " + d.delay()
	case "rcode":
		return word + " " + d.pick("NXDOMAIN", "NXDOMAIN", "SERVFAIL", "SERVFAIL", "REFUSED", "NOTIMP", "FORMERR", "NOERROR",
			"YXDOMAIN", "16", "11")
	case "wrong-question", "wrong-owner":
		return word + " " + d.pick("other.example.org.", "x."+simForgedDomain)
	case "answer":
		return word + " A " + simSpoofed
	case "garbage":
		return strings.TrimSpace(word + " " + d.octets(40))
	case "oversize":
		return fmt.Sprintf("%s %d", word, []int{600, 4000, 60000}[d.IntN(3)])
	case "slow-drip":
		return fmt.Sprintf("%s %d %v", word, 1+d.IntN(400), d.duration(0, 60*time.Millisecond))
	case "close-mid":
		return fmt.Sprintf("%s %d", word, d.IntN(200))
	case "spoof-before":
		return word + " " + d.delay() + " " + d.pick("wrong-id", "wrong-question x."+simForgedDomain, "wrong-owner x."+simForgedDomain,
			"garbage 00", "rcode SERVFAIL", "rcode NXDOMAIN", "answer A "+simSpoofed, "truncate", "drop")
	case "send", "send-raw":
		return word + " " + d.delay() + " " + d.octets(30)
	case "error":
		return word + " " + d.delay() + " " + d.pick(simErrors...)
	case "lossy":
		corrupt := d.IntN(30)
		if d.large {
			corrupt = 0
		}
		odds := fmt.Sprintf("loss=%d%% duplicate=%d%% reorder=%d%% corrupt=%d%%", d.IntN(60), d.IntN(30), d.IntN(30), corrupt)
		latency, jitter := d.duration(0, 200*time.Millisecond), d.duration(0, 200*time.Millisecond)
		return fmt.Sprintf("%s %s latency=%v jitter=%v seed=%d", word, odds, latency, jitter, d.IntN(1000))
	}
	return word
}

// allows reports whether an action of that name goes with the others of the scenario.
func (d *drawing) allows(word string, isOne bool) bool {
	switch word {
	case "reorder":
		return d.reorder && isOne
	case "oversize":
		return d.large
	case "slow-drip":
		return d.drip
	case "duplicate", "spoof-before", "send", "send-raw":
		return !d.drip
	}
	return true
}

// delay is short, or long, or just as long as a server may be waited for.
func (d *drawing) delay() string {
	switch d.IntN(6) {
	case 0:
		return "0s"
	case 1:
		return d.pick("1s", "2s", "5s", "5s")
	case 2:
		return d.duration(time.Second, 12*time.Second).String()
	}
	return d.duration(0, 300*time.Millisecond).String()
}

func (d *drawing) octets(n int) string {
	data := make([]byte, 1+d.IntN(n))
	for i := range data {
		data[i] = byte(d.Uint32())
	}
	return hex.EncodeToString(data)
}

// forgery is a message with false data that comes before the answer, and from which a careful client can tell that it is none.
func (d *drawing) forgery() string {
	name := "www.example.org."
	if d.asked != nil {
		name = d.pick(d.asked...)
	}
	qtype := d.pick("A", "A", "AAAA")
	delay := d.duration(time.Millisecond, 300*time.Millisecond)
	match := name + " " + qtype
	if d.drip {
		match += " udp"
	}
	return fmt.Sprintf("%s -> delay %v, send 0s %s", match, delay, hex.EncodeToString(d.forge(name, qtype)))
}

func (d *drawing) forge(name, qtype string) []byte {
	data := qtype + " " + map[string]string{"A": simForged4, "AAAA": simForged6}[qtype]
	m := new(dns.Msg).SetQuestion(name, dns.StringToType[qtype])
	m.Id, m.Response, m.RecursionAvailable = 0, true, true
	m.Answer = []dns.RR{simRR(name + " " + data)}
	kind := d.IntN(14)
	switch kind {
	case 0:
		m.Id = 1 + uint16(d.IntN(0xFFFE)) // wrong-id does not put it right
	case 1:
		m.Question[0].Name = "x." + name
	case 2:
		m.Question[0].Qtype = dns.TypeTXT
	case 3:
		m.Question[0].Qclass = dns.ClassCHAOS
	case 4:
		m.Response = false
	case 5:
		m.Opcode = dns.OpcodeNotify
	case 6:
		m.Question = nil
	case 7:
		m.Question = append(m.Question, m.Question[0])
	case 8:
		m.Truncated = true
	case 9:
		m.Answer = []dns.RR{simRR("x." + simForgedDomain + " " + data)}
	case 10:
		m.Answer[0].Header().Class = dns.ClassCHAOS
	case 11:
		m.Answer = []dns.RR{simRR("x." + simForgedDomain + " CNAME " + name), simRR("x." + simForgedDomain + " " + data)}
	}
	wire, err := m.Pack()
	if err != nil {
		panic(err)
	}
	switch n := dns.Len(m.Answer[0]) - len(name) - 1 - 10; kind {
	case 12:
		wire[7] = 2 // it promises another record
	case 13:
		wire = wire[:len(wire)-n]
		wire[len(wire)-1] = 0 // the record is without data
	}
	return wire
}

func simRR(text string) dns.RR {
	rr, err := dns.NewRR(text)
	if err != nil {
		panic(err)
	}
	return rr
}
