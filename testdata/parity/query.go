package parity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// ednsMark stands in the line of a query with an OPT record, with the size that it advertises.
const ednsMark = " +edns%d"

// The sizes that glibc and netdb advertise.
const (
	glibcEDNS = 1200
	netdbEDNS = 1232
)

// queryLines are the queries that the servers saw, in order: "1s udp 127.0.0.1 www.example.org. A +ad +edns1200", with the time since the first, of
// which each step is in whole seconds.
func queryLines(log []fakedns.Query) []string {
	var lines []string
	log = slices.DeleteFunc(log, func(q fakedns.Query) bool { return q.Msg == nil }) // a dial
	var at, last time.Duration
	for i, q := range log {
		if i > 0 {
			at += (q.At - last).Round(time.Second)
		}
		last = q.At
		line := fmt.Sprintf("%v %s %s %s %s", at, q.Network, q.Server.Addr(), q.Name, dns.Type(q.Type))
		if q.Msg.AuthenticatedData {
			line += " +ad"
		}
		if !q.Msg.RecursionDesired {
			line += " -rd"
		}
		if opt := q.Msg.IsEdns0(); opt != nil {
			line += fmt.Sprintf(ednsMark, opt.UDPSize())
		}
		lines = append(lines, line)
	}
	return inPairs(lines)
}

// inPairs puts the queries of one second for one name together by server, over UDP and then over TCP, in the order A, AAAA, A, AAAA: both
// are under way at once and either may come first, and what one server sees last may come behind what the next one sees first.
func inPairs(lines []string) []string {
	var all []string
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && question(lines[n]) == question(lines[0]) {
			n++
		}
		for _, some := range byServer(lines[:n]) {
			slices.SortStableFunc(some, func(a, b string) int { return strings.Compare(network(b), network(a)) })
			tcp := slices.IndexFunc(some, func(line string) bool { return network(line) == "tcp" })
			if tcp < 0 {
				tcp = len(some)
			}
			all = append(all, alternately(some[:tcp])...)
			all = append(all, alternately(some[tcp:])...)
		}
		lines = lines[n:]
	}
	return all
}

// question is when a query was made, and for which name.
func question(line string) string {
	words := strings.Fields(line)
	return words[0] + " " + words[3]
}

func network(line string) string { return strings.Fields(line)[1] }

// byServer parts the lines by server, in the order in which these come first.
func byServer(lines []string) (parts [][]string) {
	place := map[string]int{}
	for _, line := range lines {
		server := strings.Fields(line)[2]
		i, ok := place[server]
		if !ok {
			i = len(parts)
			place[server] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], line)
	}
	return parts
}

func alternately(lines []string) []string {
	var all, a, aaaa []string
	for _, line := range lines {
		if strings.Fields(line)[4] == "AAAA" {
			aaaa = append(aaaa, line)
		} else {
			a = append(a, line)
		}
	}
	for len(a) > 0 && len(aaaa) > 0 {
		all = append(all, a[0], aaaa[0])
		a, aaaa = a[1:], aaaa[1:]
	}
	return append(append(all, a...), aaaa...)
}
