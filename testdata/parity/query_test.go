package parity

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// Each step is counted by itself, so that a machine that is slow at each of them is not slower by a second in the end.
func TestTheTimesOfQueriesAreStepsOfWholeSeconds(t *testing.T) {
	var log []fakedns.Query
	for _, ms := range []int{700, 1900, 3100, 4300} {
		m := new(dns.Msg)
		m.SetQuestion("x.test.", dns.TypeA)
		log = append(log, fakedns.Query{At: time.Duration(ms) * time.Millisecond, Network: "udp", Server: netip.MustParseAddrPort("127.0.0.1:53"),
			Name: "x.test.", Type: dns.TypeA, Msg: m})
	}
	want := []string{"0s udp 127.0.0.1 x.test. A", "1s udp 127.0.0.1 x.test. A", "2s udp 127.0.0.1 x.test. A", "3s udp 127.0.0.1 x.test. A"}
	if got := queryLines(log); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestQueriesOfOneMomentAreInTheOrderOfTheirServers(t *testing.T) {
	got := inPairs([]string{"0s udp 127.0.0.1 x. AAAA", "0s udp 127.0.0.1 x. A", "0s udp 127.0.0.2 x. A", "0s tcp 127.0.0.1 x. AAAA", "1s udp 127.0.0.1 x. A"})
	want := []string{"0s udp 127.0.0.1 x. A", "0s udp 127.0.0.1 x. AAAA", "0s tcp 127.0.0.1 x. AAAA", "0s udp 127.0.0.2 x. A", "1s udp 127.0.0.1 x. A"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
