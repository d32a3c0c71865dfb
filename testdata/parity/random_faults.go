package parity

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// faults are rare, and those for which a server is waited for are over UDP, since glibc would wait for ever over TCP, and for
// one name.
func (d *drawing) faults() {
	var lines []string
	if d.chance(12) {
		lines = append(lines, d.pick(d.servers...)+" -> rcode "+d.pick("SERVFAIL", "SERVFAIL", "REFUSED", "NOTIMP", "FORMERR", "NXDOMAIN"))
	}
	for d.chance(45) {
		lines = append(lines, d.quick())
	}
	if d.chance(12) {
		lines = append(lines, "udp "+d.truncated()+" -> truncate")
	}
	if d.patient && d.asked != nil && d.chance(15) {
		lines = append(lines, "udp "+d.pick(d.asked...)+d.pick("", " A", " AAAA")+" -> "+d.pick("drop", "wrong-id", "wrong-question x.test."))
	}
	if n := len(d.servers); n > 1 && d.chance(15) || n == 1 && d.chance(2) {
		lines = append(lines, serverPort(d.pick(d.servers...))+" -> refuse") // behind what might keep that from being heard
	}
	if lines != nil {
		d.add("faults", lines...)
	}
}

// truncated is of queries of which no other is under way when the answer comes: where A is cut, glibc may ask over TCP before a
// server has seen its AAAA.
func (d *drawing) truncated() string {
	if d.asked == nil || d.chance(40) {
		return d.pick("AAAA", "PTR", "PTR")
	}
	return d.pick(d.asked...) + " AAAA"
}

// serverPort is a server as the live machine knows one at which nobody listens.
func serverPort(addr string) string {
	return netip.AddrPortFrom(netip.MustParseAddr(addr), 53).String()
}

// match is of some queries: for a name that is asked for, or for one that no search finds, or of a type.
func (d *drawing) match() string {
	name := d.pick(append(d.asked[:len(d.asked):len(d.asked)], "nosuch.example.org.")...)
	switch d.IntN(8) {
	case 0:
		return d.pick("A", "AAAA", "PTR") + d.mostly("", 50, " "+d.pick(d.servers...))
	case 1:
		name = "nosuch." + d.pick(randomDomains...) + "."
	case 2, 3:
		name = d.pick("www", "db", "printer", "alias", "localhost") + "." + d.pick(randomDomains...) + "."
	}
	return name + d.mostly("", 40, " A", " AAAA") + d.mostly("", 20, fmt.Sprintf(" %s", d.pick(d.servers...)))
}

// quick is a fault that keeps nobody waiting. Where an answer is late, it is that to A or to AAAA, and one much later than the other: glibc
// goes by what comes first. A datagram that is too short comes for AAAA, since glibc goes on at once, and at A the server may not
// have seen the AAAA yet.
func (d *drawing) quick() string {
	words, action := strings.Fields(d.match()), d.pick(quickActions...)
	late, isLate := strings.CutPrefix(action, "spoof-before 2ms ")
	if at := slices.IndexFunc(words, isType); isLate && at < 0 {
		words = slices.Insert(words, 1, "A")
	}
	if at := slices.Index(words, "A"); at >= 0 && late == "garbage 00" {
		words[at] = "AAAA"
	}
	if isLate && slices.Contains(words, "AAAA") {
		action = "spoof-before 40ms " + late
	}
	return strings.Join(words, " ") + " -> " + action
}

func isType(word string) bool { return word == "A" || word == "AAAA" || word == "PTR" }

// quickActions keep nobody waiting.
var quickActions = []string{
	"rcode SERVFAIL", "rcode SERVFAIL", "rcode SERVFAIL", "rcode REFUSED", "rcode REFUSED", "rcode NOTIMP", "rcode FORMERR", "rcode FORMERR",
	"rcode NXDOMAIN", "rcode NXDOMAIN", "rcode NOERROR", "rcode YXDOMAIN", "duplicate", "duplicate",
	"spoof-before 2ms wrong-id", "spoof-before 2ms wrong-question x.example.org.", "spoof-before 2ms garbage 00", "wrong-owner x.example.org.",
	"spoof-before 2ms garbage 000102030405060708090a0b0c0d0e0f",
}
