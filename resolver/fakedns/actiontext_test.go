package fakedns

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// list prints packets, one a line: when, what, and the flags.
func list(out []Packet) string {
	var b strings.Builder
	for _, p := range out {
		fmt.Fprintf(&b, "%v % x", p.After, p.Data)
		if p.Err != nil {
			fmt.Fprintf(&b, "error %v", p.Err)
		}
		fmt.Fprintf(&b, " %s\n", flags(p))
	}
	return b.String()
}

func flags(p Packet) string {
	var set []string
	if p.Raw {
		set = append(set, "raw")
	}
	if p.Close {
		set = append(set, "close")
	}
	if p.Behind {
		set = append(set, "behind")
	}
	return strings.Join(set, " ")
}

// effects prints what an action makes of an answer over UDP and over TCP, and of a dial.
func effects(t *testing.T, do Action) string {
	t.Helper()
	s := parse(t, "w A 192.0.2.1")
	wire, _ := question("w.", "A").SetEdns0(1232, false).Pack()
	var b strings.Builder
	for _, p := range []path{overUDP, overTCP} {
		out, _ := s.respond(p, wire)
		b.WriteString(p.network + "\n" + list(do(s.Queries()[0], out)))
		q := Query{Server: p.server, Client: p.client, Network: p.network}
		b.WriteString("dial " + p.network + "\n" + list(do(q, []Packet{{}})))
	}
	return b.String()
}

func mustAnswer(text string) Action {
	do, err := Answer(text)
	if err != nil {
		panic(err)
	}
	return do
}

// Every action that has a text, and what it is in Go.
func TestActionText(t *testing.T) {
	forged, _ := new(dns.Msg).SetQuestion("w.", dns.TypeA).Pack()
	forged[0], forged[1] = 0, 0
	written := map[string]bool{}
	for _, tt := range []struct {
		text string
		want Action
	}{
		{"drop", Drop},
		{"duplicate", Duplicate},
		{"reorder", Reorder},
		{"truncate", Truncate},
		{"wrong-id", WrongID},
		{"reset", Reset},
		{"refuse", Refuse},
		{"unreachable", Unreachable},
		{"delay 1.5s", Delay(1500 * time.Millisecond)},
		{"delay 0", Delay(0)},
		{"delay 24h", Delay(24 * time.Hour)},
		{"rcode SERVFAIL", Rcode(dns.RcodeServerFailure)},
		{"rcode servfail", Rcode(dns.RcodeServerFailure)},
		{"rcode BADCOOKIE", Rcode(dns.RcodeBadCookie)},
		{"rcode 4095", Rcode(4095)},
		{"wrong-question evil.test", WrongQuestion("evil.test.")},
		{`wrong-question "evil test."`, WrongQuestion(`evil\032test.`)},
		{"wrong-owner evil.test.", WrongOwner("evil.test.")},
		{`wrong-owner a\,b\ `, WrongOwner(`a\,b\032.`)}, // the blank at the end too
		{"answer A 192.0.2.66", mustAnswer("A 192.0.2.66")},
		{"answer mx 10 mail.test.", mustAnswer("MX 10 mail.test.")},
		{`answer TXT a "b c" d\ e`, mustAnswer(`TXT "a" "b c" "d e"`)},
		{`answer TXT "\"\\\n,\u00fc"`, mustAnswer(`TXT "\"\\\010,\195\188"`)},
		{`answer TYPE65280 \# 2 abcd`, mustAnswer(`TYPE65280 \# 2 abcd`)},
		{"garbage", Garbage(nil)},
		{"garbage 00fF", Garbage([]byte{0, 255})},
		{"oversize 4096", Oversize(4096)},
		{"close-mid 0", CloseMid(0)},
		{"close-mid 20", CloseMid(20)},
		{"slow-drip 7 20ms", SlowDrip(7, 20*time.Millisecond)},
		{"spoof-before 20ms wrong-id", SpoofBefore(WrongID, 20*time.Millisecond)},
		{"spoof-before 1s rcode REFUSED", SpoofBefore(Rcode(dns.RcodeRefused), time.Second)},
		{"spoof-before 1s spoof-before 2s drop", SpoofBefore(SpoofBefore(Drop, 2*time.Second), time.Second)},
		{fmt.Sprintf("send 1s %x", forged), Send(Packet{After: time.Second, Data: forged})},
		{fmt.Sprintf("send-raw 1s %x", forged), Send(Packet{After: time.Second, Data: forged, Raw: true})},
		{`send 0s ""`, Send(Packet{Data: []byte{}})},
		{"error 2s EOF", Send(Packet{After: 2 * time.Second, Err: io.EOF})},
		{"error 0s ENETUNREACH", Send(Packet{Err: syscall.ENETUNREACH})},
		{"lossy loss=12.5% seed=1", Lossy(Network{Loss: 0.125, Seed: 1})},
		{"lossy duplicate=100%", Lossy(Network{Duplicate: 1})},
		{"lossy reorder=100% seed=18446744073709551615", Lossy(Network{Reorder: 1, Seed: 1<<64 - 1})},
		{"lossy corrupt=100% duplicate=0%", Lossy(Network{Corrupt: 1})},
		{"lossy latency=30ms jitter=10ms", Lossy(Network{Latency: 30 * time.Millisecond, Jitter: 10 * time.Millisecond})},

		// Several: each on what the one before has left. Any word may be quoted.
		{"delay 1s, duplicate", both(Delay(time.Second), Duplicate)},
		{"duplicate,delay 1s,drop", Drop},
		{"drop, error 1s ECONNREFUSED", both(Drop, Send(Packet{After: time.Second, Err: syscall.ECONNREFUSED}))},
		{"spoof-before 1s wrong-id, duplicate", both(SpoofBefore(WrongID, time.Second), Duplicate)},
		{`"delay" "1s"`, Delay(time.Second)},
	} {
		faults, err := ParseFaults("faults", "any -> "+tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if got, want := effects(t, faults[0].Do), effects(t, tt.want); got != want {
			t.Errorf("%s:\ngot:\n%swant:\n%s", tt.text, got, want)
		}
		written[strings.Trim(strings.Fields(tt.text)[0], `"`)] = true
	}
	for name := range actionForms {
		if !written[name] {
			t.Errorf("%s is not tested", name)
		}
	}
}

func both(first, then Action) Action {
	return func(q Query, out []Packet) []Packet { return then(q, first(q, out)) }
}

// Every error that has a name is read back by it; the others are input and output errors.
func TestErrorName(t *testing.T) {
	for _, name := range errorNames() {
		err, ok := errorNamed(name)
		wrapped := fmt.Errorf("read: %w", err)
		if got := ErrorName(wrapped); !ok || got != name {
			t.Errorf("%s is read as %v, whose name is %s", name, err, got)
		}
	}
	for _, err := range []error{io.ErrUnexpectedEOF, syscall.ENOENT, dns.ErrId, nil} {
		if got := ErrorName(err); got != "EIO" {
			t.Errorf("the name of %v is %s", err, got)
		}
	}
	if names := errorNames(); len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Errorf("a name is there twice: %v", names)
	}
}

// What faults in text do to a client, from the dial on.
func TestFaultTextAtWork(t *testing.T) {
	s := parse(t, "w A 192.0.2.1")
	faults, err := ParseFaults("faults", `
		dial 192.0.2.54 -> refuse
		dial 192.0.2.55 -> drop, error 0s EACCES
		dial 192.0.2.56 -> drop, error 0s EOF
	`)
	if err != nil {
		t.Fatal(err)
	}
	s.Inject(faults...)
	for server, want := range map[string]string{
		"192.0.2.53": "<nil>",
		"192.0.2.54": "connection refused",
		"192.0.2.55": "permission denied",
		"192.0.2.56": "EOF",
	} {
		to := netip.AddrPortFrom(netip.MustParseAddr(server), 53)
		_, err := s.Dial(t.Context(), "udp", to.String())
		if got := fmt.Sprint(bare(err)); got != want {
			t.Errorf("dialling %s: %s; want %s", server, got, want)
		}
	}
}
