package resolvconf

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// How the networks of a file sort is in testdata/sortlist.golden.

func TestSortlistWarnings(t *testing.T) {
	const (
		noNetwork = "not a network as ADDRESS[/MASK]"
		noAddress = "no address is in this network: it has bits that its mask has not"
		gap       = "a mask with ones behind a zero: the network is ignored"
	)
	for word, want := range map[string]string{
		"10.0.0.0": "", "10.0.0.0/255.0.0.0": "", "10.0.0.0/x": "", "10.0.0.0/": "", "10.0.0.0;x": "", "0.0.0.0/0.0.0.0": "",
		"x": noNetwork, "#": noNetwork, "2001:db8::": noNetwork,
		"10.0.0.1": noAddress, "10.0.0.1/255.0.0.0": noAddress, "172.16.5.0": noAddress,
		"10.0.0.0/8": gap, "10.0.0.0/255.0.255.0": gap, "10.0.0.0/0.255.255.255": gap,
		// glibc hangs at these.
		"10.0.0.0\r": noNetwork, "10.0.0.0\v": noNetwork, "\xc3": noNetwork, "/255.0.0.0": noNetwork, "x/255.0.0.0": noNetwork,
	} {
		c := mustParse(t, "sortlist "+word+" 172.16.0.0\n", Env{})
		got := ""
		if w := c.Warnings(); len(w) > 0 {
			got = w[0].Msg
		}
		if got != want {
			t.Errorf("%q: %q", word, got)
		}
		if n := netip.MustParsePrefix("172.16.0.0/16"); slices.Contains(c.Sortlist, n) == strings.Contains(word, ";") {
			t.Errorf("%q: what follows is %v", word, c.Sortlist)
		}
	}
}

// In a Config made by hand a network may be given by any address in it, and IPv6 networks are no more than text.
func TestSortAddrsOfAConfigMadeByHand(t *testing.T) {
	c := &Config{Sortlist: []netip.Prefix{netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("10.1.2.3/8")}}
	addrs := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("10.9.9.9")}
	c.SortAddrs(addrs)
	if addrs[0] != netip.MustParseAddr("10.9.9.9") {
		t.Errorf("got %v", addrs)
	}
	c.SortAddrs(nil)
}
