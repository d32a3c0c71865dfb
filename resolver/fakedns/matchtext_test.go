package fakedns

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/miekg/dns"
)

// A Match that a query can agree with has a text, and the text means the same Match, its name as the log would have it.
func TestMatchReadsBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		m := randomMatch(random)
		checkReadsBack(t, m)
	}
	for qtype := range 1 << 16 {
		checkReadsBack(t, Match{Type: uint16(qtype)})
	}
	for c := range 256 {
		checkReadsBack(t, Match{Name: string([]byte{byte(c)}) + "x."})
		checkReadsBack(t, Match{Name: "x" + string([]byte{byte(c)}) + "y."})
	}
}

func checkReadsBack(t *testing.T, m Match) {
	t.Helper()
	faults, err := ParseFaults("faults", m.String()+" -> drop")
	if plain, ok := plainName(m.Name); ok && m.Name != "" {
		m.Name = plain
	} else if !ok {
		return // no query has that name
	}
	if err != nil {
		t.Fatalf("%#v: %v", m, err)
	}
	if len(faults) != 1 || faults[0].Match != m {
		t.Fatalf("%s:\n got %#v\nwant %#v", m, faults, m)
	}
}

// randomMatch has each field in half of the cases, and in it what is usual as well as what is odd.
func randomMatch(random *rand.Rand) Match {
	var m Match
	half := func() bool { return random.IntN(2) == 0 }
	if half() {
		m.Network = []string{"udp", "tcp"}[random.IntN(2)]
	}
	if half() {
		m.Server = randomServer(random)
	}
	if half() {
		m.Nth = 1 + random.IntN(1<<random.IntN(63))
	}
	if half() {
		m.Dial = true
		return m
	}
	if half() {
		m.Name = randomName(random)
	}
	if half() {
		m.Type = uint16(random.IntN(1 << 16))
	}
	return m
}

func randomServer(random *rand.Rand) netip.AddrPort {
	addrs := []netip.Addr{
		{},
		netip.MustParseAddr("192.0.2.53"),
		netip.MustParseAddr("::ffff:192.0.2.53"),
		netip.MustParseAddr("2001:db8::53"),
		netip.MustParseAddr("fe80::1").WithZone("eth0"),
		netip.MustParseAddr("fe80::1").WithZone(randomText(random)),
	}
	ports := []uint16{0, 53, uint16(random.IntN(1 << 16))}
	return netip.AddrPortFrom(addrs[random.IntN(len(addrs))], ports[random.IntN(len(ports))])
}

func randomName(random *rand.Rand) string {
	name := randomText(random)
	for range random.IntN(3) {
		name += "." + randomText(random)
	}
	if random.IntN(2) == 0 {
		name += "."
	}
	return name
}

// randomText is one to four octets, of those more often that mean something in a text.
func randomText(random *rand.Rand) string {
	const marks = `,,##"\\ ->:%[].;()@'=` + "\t\r\n\x00\x1b\x7f\xffabcAZ09"
	text := make([]byte, 1+random.IntN(4))
	for i := range text {
		text[i] = marks[random.IntN(len(marks))]
	}
	return string(text)
}

// One name, however it is spelled in the Match.
func TestMatchKnowsANameHoweverItIsEscaped(t *testing.T) {
	q := &Query{Server: overUDP.server, Network: "udp", Name: `a\ b.www.`, Type: dns.TypeA, Msg: new(dns.Msg)}
	for name, want := range map[string]bool{
		`a\ b.www.`:         true,
		`A\ B.WWW`:          true,
		"a b.www":           true,
		`a\032b.www.`:       true,
		`\097\032\098.\www`: true,
		`a.b.www.`:          false,
		`a\b.www.`:          false,
		"a b..www":          false, // no name at all
	} {
		if got := (Match{Name: name}).agrees(q); got != want {
			t.Errorf("%s matches: %v", name, got)
		}
	}
}

// A port without an address is that port of any.
func TestMatchOfAPort(t *testing.T) {
	m := Match{Server: netip.AddrPortFrom(netip.Addr{}, 853)}
	for server, want := range map[string]bool{"192.0.2.53:853": true, "[::1]:853": true, "192.0.2.53:53": false} {
		q := &Query{Server: netip.MustParseAddrPort(server), Network: "tcp", Msg: new(dns.Msg)}
		if got := m.agrees(q); got != want {
			t.Errorf("%v matches %s: %v", m, server, got)
		}
	}
}

// The line of a query in the log, which has no class but IN, is a match of it.
func TestLogLineIsAMatch(t *testing.T) {
	for _, name := range []string{".", "www.", `a\,b.`, `\#1.`, `\.\"\\.`, `\000\255.`, "any."} {
		s := parse(t, "")
		ask(t, s, overTCP, question(name, "AAAA"))
		q := s.Queries()[0]
		faults, err := ParseFaults("log", q.String()+" -> drop")
		if err != nil || !faults[0].agrees(&q) {
			t.Errorf("%v: %v, %v", q, faults, err)
		}
	}
}
