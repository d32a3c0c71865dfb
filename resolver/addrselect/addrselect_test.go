package addrselect

import (
	"net/netip"
	"slices"
	"testing"
)

// via makes a destination of its address and its source address; "" is none.
func via(dst, src string) Destination {
	d := Destination{Addr: netip.MustParseAddr(dst)}
	if src != "" {
		d.Source.Addr, d.Reachable = netip.MustParseAddr(src), true
	}
	return d
}

func deprecated(d Destination) Destination { d.Source.Deprecated = true; return d }

func home(d Destination) Destination { d.Source.Home = true; return d }

func native(d Destination) Destination { d.Source.Native = true; return d }

func withBits(bits int, d Destination) Destination { d.Source.Bits = bits; return d }

// sortAll sorts what both say, in this order and in the reverse one.
func sortAll(p *Policy, dst ...Destination) (forward, backward []netip.Addr) {
	source := func(addr netip.Addr) (Source, bool) {
		i := slices.IndexFunc(dst, func(d Destination) bool { return d.Addr == addr })
		return dst[i].Source, dst[i].Reachable
	}
	for _, d := range dst {
		forward = append(forward, d.Addr)
	}
	backward = slices.Clone(forward)
	slices.Reverse(backward)
	p.Sort(forward, source)
	p.Sort(backward, source)
	return forward, backward
}

// RFC 6724 section 10.2; the rule is the one that it names.
func TestExamplesOfRFC6724(t *testing.T) {
	for _, c := range []struct {
		better, worse Destination
		rule          Rule
	}{
		{via("2001:db8:1::1", "2001:db8:1::2"), via("198.51.100.121", "169.254.13.78"), 2},
		{via("198.51.100.121", "198.51.100.117"), via("2001:db8:1::1", "fe80::1"), 2},
		{via("2001:db8:1::1", "2001:db8:1::2"), via("10.1.2.3", "10.1.2.4"), 6},
		{via("fe80::1", "fe80::2"), via("2001:db8:1::1", "2001:db8:1::2"), 8},
		{via("2001:db8:1::1", "2001:db8:1::2"), deprecated(via("fe80::1", "fe80::2")), 3},
		{home(via("2001:db8:1::1", "2001:db8:3::1")), via("fe80::1", "fe80::2"), 4},
		{via("2001:db8:1::1", "2001:db8:1::2"), via("2001:db8:3ffe::1", "2001:db8:3f44::2"), 9},
		{via("2002:c633:6401::1", "2002:c633:6401::2"), via("2001:db8:1::1", "2002:c633:6401::2"), 5},
		{via("2001:db8:1::1", "2001:db8:1::2"), via("2002:c633:6401::1", "2002:c633:6401::2"), 6},
	} {
		want := []netip.Addr{c.better.Addr, c.worse.Addr}
		for name, p := range map[string]*Policy{"RFC 6724": RFC6724(), "glibc": nil} {
			forward, backward := sortAll(p, c.better, c.worse)
			if !slices.Equal(forward, want) || !slices.Equal(backward, want) {
				t.Errorf("%s: %v, backward %v; want %v", name, forward, backward, want)
			}
			if order, rule := p.Compare(c.better, c.worse); order >= 0 || rule != c.rule {
				t.Errorf("%s: Compare(%v, %v) = %d by rule %d, want rule %d", name, want[0], want[1], order, rule, c.rule)
			}
			if order, rule := p.Compare(c.worse, c.better); order <= 0 || rule != c.rule {
				t.Errorf("%s: Compare(%v, %v) = %d by rule %d, want rule %d", name, want[1], want[0], order, rule, c.rule)
			}
		}
	}
}

// Rules 4 and 7 come where RFC 6724 has them: between deprecated addresses and labels, and between precedence and scope. The
// orders are those of glibc 2.36, seen with addresses of the flag IFA_F_HOMEADDRESS and interfaces of the types ARPHRD_SIT,
// ARPHRD_TUNNEL and ARPHRD_TUNNEL6.
func TestHomeAddressesAndTunnels(t *testing.T) {
	for _, c := range []struct {
		name          string
		better, worse Destination
		rule          Rule
	}{
		{"home", home(via("2001:db8:8::9", "2001:db8:8::10")), via("2001:db8:9::9", "2001:db8:9::1"), 4},
		{"home, not deprecated first", via("2001:db8:9::9", "2001:db8:9::1"), home(deprecated(via("2001:db8:8::9", "2001:db8:8::10"))), 3},
		{"home before labels", home(via("2002:c000:201::1", "2001:db8::10")), via("2001:db8:9::9", "2001:db8:9::1"), 4},
		{"native", native(via("203.0.113.9", "192.0.2.10")), via("198.51.100.9", "10.0.0.1"), 7},
		{"native IPv6", native(via("2001:db8:8::9", "2001:db8::10")), via("2001:db8:9::9", "2001:db8:9::1"), 7},
		{"native, higher precedence first", via("2001:db8:9::9", "2001:db8:9::1"), native(via("192.0.2.9", "192.0.2.10")), 6},
		{"native before a smaller scope", native(via("2001:db8:9::9", "2001:db8:9::1")), via("fe80::9", "fe80::1"), 7},
		{"native before the own subnet", native(via("203.0.113.9", "192.0.2.10")), withBits(24, via("10.0.0.9", "10.0.0.1")), 7},
	} {
		for name, p := range map[string]*Policy{"RFC 6724": RFC6724(), "glibc": nil} {
			if order, rule := p.Compare(c.better, c.worse); order >= 0 || rule != c.rule {
				t.Errorf("%s: %s: %d by rule %d, want -1 by %d", c.name, name, order, rule, c.rule)
			}
			if order, rule := p.Compare(c.worse, c.better); order <= 0 || rule != c.rule {
				t.Errorf("%s: %s, the other way: %d by rule %d, want 1 by %d", c.name, name, order, rule, c.rule)
			}
		}
	}
	none := Destination{Addr: netip.MustParseAddr("192.0.2.1"), Source: Source{Home: true, Native: true}}
	if order, rule := Glibc().Compare(none, via("192.0.2.2", "")); order != 0 || rule != 10 {
		t.Errorf("what is not reachable, whatever its source: %d by rule %d, want 0 by 10", order, rule)
	}
}

// Where the tables and the two forms of rule 9 differ: each pair is in order under one policy, by the rule given.
func TestGlibcIsNotRFC6724(t *testing.T) {
	for _, c := range []struct {
		name         string
		a, b         Destination
		glibc        int
		glibcRule    Rule
		standard     int
		standardRule Rule
	}{
		{"unique local before IPv4",
			via("fd00:2::1", "fd00:1::1"), via("192.0.2.1", "192.0.2.2"), -1, 6, 1, 6},
		{"Teredo is like any other IPv6",
			via("2001::1", "2001::2"), via("2002:c000:201::1", "2002:c000:202::1"), -1, 6, 1, 6},
		{"site-local like any other IPv6",
			via("fec0::1", "fec0::2"), via("2001:db8::1", "2001:db8::2"), -1, 8, 1, 6},
		{"6bone has a label of its own in RFC 6724",
			via("3ffe::1", "2001:db8::2"), via("2001::1", "2001::2"), 1, 9, 1, 5},
		{"rule 9 beyond the subnet of IPv4",
			withBits(24, via("192.0.3.1", "192.0.2.2")), withBits(24, via("198.51.100.1", "192.0.2.2")), 0, 10, -1, 9},
		{"rule 9 within the subnet of IPv4",
			withBits(24, via("192.0.2.3", "192.0.2.2")), withBits(24, via("192.0.2.200", "192.0.2.2")), -1, 9, 0, 10},
		{"rule 9 within the subnet of IPv6",
			withBits(64, via("2001:db8::3", "2001:db8::2")), withBits(64, via("2001:db8::f:1", "2001:db8::2")), -1, 9, 0, 10},
		{"an unknown prefix length of IPv4",
			via("192.0.2.3", "192.0.2.2"), via("192.0.2.200", "192.0.2.2"), 0, 10, -1, 9},
		{"an unknown prefix length of IPv4: the source itself",
			via("192.0.2.2", "192.0.2.2"), via("192.0.2.3", "192.0.2.2"), -1, 9, -1, 9},
	} {
		if order, rule := Glibc().Compare(c.a, c.b); order != c.glibc || rule != c.glibcRule {
			t.Errorf("%s: glibc: %d by rule %d, want %d by %d", c.name, order, rule, c.glibc, c.glibcRule)
		}
		if order, rule := RFC6724().Compare(c.a, c.b); order != c.standard || rule != c.standardRule {
			t.Errorf("%s: RFC 6724: %d by rule %d, want %d by %d", c.name, order, rule, c.standard, c.standardRule)
		}
	}
}

func TestWithoutSourcesRules6And8Decide(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		order int
		rule  Rule
	}{
		{"::1", "2001:db8::1", -1, 6},
		{"fe80::1", "2001:db8::1", -1, 8},
		{"127.0.0.1", "192.0.2.1", -1, 8},
		{"192.0.2.1", "10.0.0.1", 0, 10}, // private addresses are global, RFC 6724 section 3.2
		{"ff02::1", "ff05::1", -1, 8},
		{"ff0e::1", "2001:db8::1", 0, 10},
		{"::ffff:127.0.0.1", "::ffff:192.0.2.1", 0, 10}, // IPv6 to the rules, and global
	} {
		order, rule := Glibc().Compare(via(c.a, ""), via(c.b, ""))
		if order != c.order || rule != c.rule {
			t.Errorf("Compare(%s, %s) = %d by rule %d, want %d by %d", c.a, c.b, order, rule, c.order, c.rule)
		}
	}
	if order, rule := Glibc().Compare(via("ff02::1", ""), via("192.0.2.1", "192.0.2.2")); order != 1 || rule != 1 {
		t.Errorf("without and with a source: %d by rule %d, want 1 by rule 1", order, rule)
	}
}

func TestZonesDoNotCount(t *testing.T) {
	with, without := via("fe80::1%eth0", "fe80::2%eth0"), via("fe80::1", "fe80::2")
	if order, rule := Glibc().Compare(with, without); order != 0 || rule != 10 {
		t.Errorf("%d by rule %d", order, rule)
	}
}

func TestInvalidAddressesAreHarmless(t *testing.T) {
	var none Destination
	some := via("2001:db8::1", "2001:db8::2")
	odd := Destination{netip.MustParseAddr("192.0.2.1"), Source{Addr: netip.MustParseAddr("2001:db8::2"), Bits: -1}, true}
	for _, a := range []Destination{none, some, odd, {Reachable: true}} {
		for _, b := range []Destination{none, some, odd, {Reachable: true}} {
			ab, _ := RFC6724().Compare(a, b)
			ba, _ := RFC6724().Compare(b, a)
			if ab != -ba {
				t.Errorf("Compare(%v, %v) = %d, but %d the other way", a, b, ab, ba)
			}
		}
	}
}

// IPv4 and IPv6 of the same precedence: rule 9 makes a circle. glibc.golden has its orders (gai-level-cycle).
func TestLevelPrecedencesAreNoOrder(t *testing.T) {
	level := &Policy{labels: glibc.labels, precedences: table{{words{}, 0, 40}}, scopes: scopes4}
	a := withBits(24, via("192.0.2.200", "192.0.2.10"))
	b := withBits(64, via("2001:db8::1", "2001:db8::10"))
	c := withBits(24, via("192.0.2.11", "192.0.2.10"))
	for _, pair := range []struct {
		first, second Destination
		want          int
	}{{a, b, 0}, {b, c, 0}, {c, a, -1}} {
		if order, _ := level.Compare(pair.first, pair.second); order != pair.want {
			t.Errorf("Compare(%v, %v) = %d, want %d", pair.first.Addr, pair.second.Addr, order, pair.want)
		}
	}
}

func TestNilAndZeroAreGlibc(t *testing.T) {
	var zero Policy
	var none *Policy
	for _, p := range []*Policy{none, &zero} {
		if p.String() != Glibc().String() {
			t.Errorf("got\n%swant\n%s", p, Glibc())
		}
		if p.Warnings() != nil {
			t.Errorf("warnings: %v", p.Warnings())
		}
	}
}

func TestSourceIsAskedOncePerDestination(t *testing.T) {
	for _, text := range []string{"", "192.0.2.1"} {
		Glibc().Sort(addrs(text), func(dst netip.Addr) (Source, bool) {
			t.Errorf("asked for the source of %v, the only one", dst)
			return Source{}, false
		})
	}
	dst := addrs("192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::1")
	var asked []netip.Addr
	want := slices.Clone(dst)
	Glibc().Sort(dst, func(dst netip.Addr) (Source, bool) {
		asked = append(asked, dst)
		return Source{}, false
	})
	if !slices.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
}

func noSource(netip.Addr) (Source, bool) { return Source{}, false }

func TestSortOf16DoesNotAllocate(t *testing.T) {
	dst := make([]netip.Addr, 16)
	if n := testing.AllocsPerRun(100, func() {
		for i := range dst {
			dst[i] = netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
			if i%2 == 1 {
				dst[i] = netip.AddrFrom16([16]byte{0x20, 0x01, byte(i)})
			}
		}
		Glibc().Sort(dst, noSource)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestRuleNamesItself(t *testing.T) {
	for rule, want := range map[Rule]string{1: "avoid unusable destinations", 10: "leave the order unchanged", 0: "", 11: "", -1: ""} {
		if got := rule.String(); got != want {
			t.Errorf("Rule(%d).String() = %q, want %q", int(rule), got, want)
		}
	}
}

func BenchmarkSort(b *testing.B) {
	unsorted := addrs("192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::2")
	dst := slices.Clone(unsorted)
	b.ReportAllocs()
	for b.Loop() {
		copy(dst, unsorted)
		Glibc().Sort(dst, noSource)
	}
}
