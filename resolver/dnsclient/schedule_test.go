package dnsclient

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"netdb.example/resolver/resolvconf"
)

func servers(n int) []netip.AddrPort {
	var all []netip.AddrPort
	for i := range n {
		all = append(all, netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i + 1)}), 53))
	}
	return all
}

func TestSchedule(t *testing.T) {
	for _, tt := range []struct {
		name                       string
		servers, timeout, attempts int
		want                       string // server@seconds at which it is asked, and when all is over
	}{
		{"one server, defaults", 1, 5, 2, "1@0 1@5 end@10"},
		{"one server, timeout:1 attempts:3", 1, 1, 3, "1@0 1@1 1@2 end@3"},
		{"two servers, defaults", 2, 5, 2, "1@0 2@5 1@10 2@15 end@20"},
		{"three servers, timeout:3 attempts:3", 3, 3, 3, "1@0 2@3 3@5 1@9 2@12 3@14 1@18 2@21 3@23 end@27"},
		{"three servers, defaults: 5, 3 and 6 s", 3, 5, 1, "1@0 2@5 3@8 end@14"},
		{"a second at least", 3, 1, 1, "1@0 2@1 3@2 end@3"},
		{"zero values mean the defaults", 1, 0, 0, "1@0 1@5 end@10"},
		{"attempts:0 asks nobody", 1, 5, -1, "end@0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conf := &resolvconf.Config{Servers: servers(tt.servers), Timeout: time.Duration(tt.timeout) * time.Second, Attempts: tt.attempts}
			var got []string
			at := time.Duration(0)
			effective := conf.Effective()
			for n := 0; ; n++ {
				try, ok := tryAt(effective, n)
				if !ok {
					break
				}
				got = append(got, fmt.Sprintf("%d@%.0f", try.server.Addr().As4()[3], at.Seconds()))
				at += try.timeout
			}
			got = append(got, fmt.Sprintf("end@%.0f", at.Seconds()))
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

func TestRotateBeginsAtEachServerInTurnFromARandomOneOn(t *testing.T) {
	conf := &resolvconf.Config{Servers: servers(3), Rotate: true}
	for random := range 6 {
		c := &Client{Rand: func() uint64 { return uint64(random) }}
		for i := range 7 {
			first := ((random | 1) + 1 + i) % 3
			want := []netip.AddrPort{conf.Servers[first], conf.Servers[(first+1)%3], conf.Servers[(first+2)%3]}
			if got := c.Turn(conf).Servers; !slices.Equal(got, want) {
				t.Errorf("random %d, lookup %d: %v, want %v", random, i, got, want)
			}
		}
	}
	if !slices.Equal(conf.Servers, servers(3)) {
		t.Errorf("the configuration itself was turned: %v", conf.Servers)
	}
}

func TestWithoutRotateTheOrderIsThatOfTheFile(t *testing.T) {
	c := &Client{Rand: func() uint64 { return 1 }}
	for range 3 {
		if got := c.Turn(&resolvconf.Config{Servers: servers(3)}).Servers; !slices.Equal(got, servers(3)) {
			t.Errorf("got %v", got)
		}
	}
	if got := c.Turn(&resolvconf.Config{Rotate: true}).Servers; len(got) != 1 {
		t.Errorf("no servers: %v", got)
	}
}
