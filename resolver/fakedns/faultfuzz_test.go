package fakedns

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// Whatever the text, it is faults or one error with its line. What is accepted reads back from what it prints. Its actions take
// any packets, change none of those they are given, do the same each time, and travel no way back in time.
func FuzzFaults(f *testing.F) {
	for _, text := range []string{
		"udp 192.0.2.53:53 www.example.org. A #2 -> delay 2s, duplicate",
		"any -> lossy loss=30% duplicate=10% reorder=10% corrupt=50% latency=30ms jitter=10ms seed=7",
		"# comment\r\n\r\n\tdial tcp [2001:db8::53]:53 -> drop, error 1s ECONNREFUSED\r\n",
		`"fe80::1%eth 0" a\,b\032. TYPE65280 -> answer TXT "a \"b\"" c\ d`,
		":853 -> spoof-before 20ms spoof-before 1s wrong-id, reorder",
		"tcp -> slow-drip 3 1ms, close-mid 20",
		"any -> wrong-question a. , wrong-owner b., oversize 4096, truncate",
		"any -> garbage 00ff, send 1s 00001234, reset",
		"any -> rcode 4095, refuse, unreachable",
		`\#1. -> garbage`,
		`fe80::1\%a. -> drop`,
		"any ->",
		`any -> "`,
		`any -> drop\`,
	} {
		f.Add(text, []byte("\x00\x01\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00\x01w\x00\x00\x01\x00\x01"))
	}
	f.Fuzz(func(t *testing.T, text string, message []byte) {
		faults, err := ParseFaults("faults", text)
		if err != nil {
			if faults != nil || !strings.HasPrefix(err.Error(), "faults:") || strings.ContainsFunc(err.Error(), unprintable) {
				t.Errorf("%q: %v, %q", text, faults, err)
			}
			return
		}
		for _, f := range faults {
			again, err := ParseFaults("faults", f.String()+" -> drop")
			if err != nil || len(again) != 1 || again[0].Match != f.Match {
				t.Errorf("%q prints as %q, and that is %v, %v", text, f, again, err)
			}
			if multiplies(text) {
				continue
			}
			for _, network := range []string{"udp", "tcp"} {
				applyTwice(t, f.Do, network, message)
			}
		}
	})
}

// unprintable is what a terminal must not be sent.
func unprintable(r rune) bool { return !strconv.IsPrint(r) }

// multiplies reports whether a text could make very many packets of one.
func multiplies(text string) bool {
	return strings.Count(text, "duplicate")+strings.Count(text, "spoof-before")+strings.Count(text, "slow-drip") > 6
}

// applyTwice lets an action meet what a query, and a dial, may get.
func applyTwice(t *testing.T, do Action, network string, message []byte) {
	msg := new(dns.Msg).SetQuestion("w.", dns.TypeA)
	wire, _ := msg.Pack()
	query := Query{Server: overUDP.server, Network: network, Name: "w.", Type: dns.TypeA, Msg: msg, Nth: 1, Wire: wire}
	dial := Query{Server: overUDP.server, Network: network}
	for _, q := range []Query{query, dial} {
		in := []Packet{{Data: message}, {After: time.Second, Data: message[:len(message)/2], Raw: true}, {}}
		before := list(in) + string(wire)
		first, second := list(do(q, in)), do(q, in)
		if list(second) != first {
			t.Errorf("first\n%sthen\n%s", first, list(second))
		}
		if after := list(in) + string(wire); after != before || !bytes.Equal(q.Wire, wire[:len(q.Wire)]) {
			t.Errorf("%s became\n%s", before, after)
		}
		if slices.ContainsFunc(second, func(p Packet) bool { return p.After < 0 }) {
			t.Errorf("back in time:\n%s", list(second))
		}
	}
}
