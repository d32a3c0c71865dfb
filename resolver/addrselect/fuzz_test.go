package addrselect

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// FuzzParse: a policy prints as the gai.conf that gives it, and every table covers every address.
func FuzzParse(f *testing.F) {
	f.Add("precedence ::ffff:0:0/96 100\nlabel ::1/128\nscopev4 10.0.0.0/8 5\n") // one line of each kind
	f.Add("scopev4 ::ffff:10.0.0.0/104 5\n label 2001:db8::/32 9 # comment")     // mapped form, no final newline
	f.Add("precedence 2001:db8:: 5\nscopev4 0.0.0.0/0 2\nlabel ::/0 0\n")        // no length; lines that cover all
	f.Add("label ::1/129 5\nlabel x/1 5\nlabel ::/0 x\nreload yes\n")            // what is ignored
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Parse(strings.NewReader(p.String()))
		if again.String() != p.String() {
			t.Errorf("%q gives\n%swhich gives\n%s", text, p, again)
		}
		if len(again.Warnings()) > 0 {
			t.Errorf("%q gives\n%swhich warns %v", text, p, again.Warnings())
		}
		for _, table := range []table{p.labels, p.precedences} {
			if last := table[len(table)-1]; last.bits != 0 {
				t.Errorf("%q leaves addresses uncovered: %v", text, table)
			}
		}
		if last := p.scopes[len(p.scopes)-1]; last.bits != mappedBits {
			t.Errorf("%q leaves addresses uncovered: %v", text, p.scopes)
		}
	})
}

// destinations makes some of data: 10 bytes each, which choose from few prefixes so that the rules have ties to break.
func destinations(data []byte) []Destination {
	var all []Destination
	for len(data) >= 10 {
		d := Destination{Addr: address(data[0:4]), Reachable: data[8]&1 == 0}
		d.Source = Source{Addr: address(data[4:8]), Bits: int(data[9]) % 65, Deprecated: data[8]&2 != 0, Home: data[8]&4 != 0, Native: data[8]&8 != 0}
		all = append(all, d)
		data = data[10:]
	}
	return all
}

var prefixes = []string{"2001:db8::", "fe80::", "fc00::", "2002::", "2001::", "ff02::", "fec0::", "::", "::ffff:0:0"}

func address(data []byte) netip.Addr {
	if data[0]%2 == 0 {
		return netip.AddrFrom4([4]byte{data[1] & 0x81, data[1], data[2], data[3]})
	}
	b := netip.MustParseAddr(prefixes[int(data[1])%len(prefixes)]).As16()
	b[5], b[15] = b[5]|data[2], data[3]
	return netip.AddrFrom16(b)
}

// compareSlowly is rfc3484_sort of glibc's getaddrinfo.c, bit by bit, without rule 10: an independent statement of the
// rules to hold compare against.
func compareSlowly(a, b Destination) int {
	score := func(d Destination) []int {
		if !d.Reachable {
			return []int{1, 0, 0, 0, 0, -slowValue(glibc.precedences, d.Addr), 0, slowScope(d.Addr)}
		}
		return []int{0,
			toInt(slowScope(d.Addr) != slowScope(d.Source.Addr)),
			toInt(d.Source.Deprecated),
			toInt(!d.Source.Home),
			toInt(slowValue(glibc.labels, d.Addr) != slowValue(glibc.labels, d.Source.Addr)),
			-slowValue(glibc.precedences, d.Addr),
			toInt(!d.Source.Native),
			slowScope(d.Addr)}
	}
	if order := slices.Compare(score(a), score(b)); order != 0 || !a.Reachable || a.Addr.Is4() != b.Addr.Is4() {
		return order
	}
	return slowPrefix(b) - slowPrefix(a)
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func slowValue(t table, a netip.Addr) int {
	for _, r := range t {
		prefix, _ := netip.MustParseAddr(r.prefix.String()).Prefix(r.bits)
		if prefix.Contains(netip.AddrFrom16(a.As16())) {
			return r.value
		}
	}
	panic("no row")
}

func slowScope(a netip.Addr) int {
	switch {
	case a.Is4() && (a.IsLoopback() || a.IsLinkLocalUnicast()):
		return 2
	case a.Is4() || a.Is4In6():
		return 14
	case a.IsMulticast():
		return int(a.As16()[1] & 15)
	case a.IsLoopback() || a.IsLinkLocalUnicast():
		return 2
	case netip.MustParsePrefix("fec0::/10").Contains(a):
		return 5
	}
	return 14
}

func slowPrefix(d Destination) int {
	if d.Addr.Is4() != d.Source.Addr.Is4() {
		return 0
	}
	n := 0
	for bits := 1; bits <= d.Addr.BitLen(); bits++ {
		if prefix, _ := d.Source.Addr.Prefix(bits); prefix.Contains(d.Addr) {
			n = bits
		}
	}
	subnet := d.Source.Bits
	if subnet == 0 {
		subnet = 32
	}
	if d.Addr.Is4() && n < subnet {
		return 0
	}
	return n
}

func sign(n int) int { return min(1, max(-1, n)) }

// sameKind reports whether source and destination are of one family, as those that connect(2) gives are.
func sameKind(d Destination) bool { return d.Addr.Is4() == d.Source.Addr.Is4() }

// FuzzSort: the result is a permutation; where the rules are an order (no IPv4 levelled with IPv6, see Sort) it is the one
// stable sorting by them, and sorting again changes nothing.
func FuzzSort(f *testing.F) {
	f.Add([]byte("0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	f.Add([]byte(strings.Repeat("\x00\x00\x02\x01\x00\x00\x02\x0a\x00\x18", 3)))                                                              // equal ones
	f.Add([]byte("\x01\x00\x00\x01\x01\x00\x00\x0a\x00\x40\x00\x00\x02\x01\x00\x00\x02\x0a\x00\x18"))                                         // both families
	f.Add([]byte("\x01\x08\x00\x01\x01\x08\x00\x0a\x00\x40\x00\x00\x02\x01\x00\x00\x02\x0a\x00\x18\x00\x00\x02\x05\x01\x00\x00\x00\x01\x00")) // mapped: level with IPv4
	f.Fuzz(func(t *testing.T, data []byte) {
		all := slices.DeleteFunc(destinations(data), func(d Destination) bool { return !sameKind(d) })
		all = all[:min(len(all), 12)]
		ordered := !slices.ContainsFunc(all, func(d Destination) bool { return d.Addr.Is4In6() })
		dst := make([]netip.Addr, len(all))
		for i, d := range all {
			dst[i] = d.Addr
		}
		next := 0
		source := func(netip.Addr) (Source, bool) {
			next++
			return all[next-1].Source, all[next-1].Reachable
		}
		given := slices.Clone(dst)
		Glibc().Sort(dst, source)
		if !slices.Equal(sorted(given), sorted(dst)) {
			t.Fatalf("%v is no permutation of %v", dst, given)
		}
		for _, a := range all {
			for _, b := range all {
				if order, _ := Glibc().Compare(a, b); sign(order) != sign(compareSlowly(a, b)) {
					t.Fatalf("Compare(%v, %v) = %d, slowly %d", a, b, order, compareSlowly(a, b))
				}
			}
		}
		if !ordered {
			return
		}
		slices.SortStableFunc(all, compareSlowly)
		want := make([]netip.Addr, len(all))
		for i, d := range all {
			want[i] = d.Addr
		}
		if !slices.Equal(dst, want) {
			t.Errorf("Sort(%v)\n gives %v\n want %v", given, dst, want)
		}
		next = 0
		Glibc().Sort(dst, source)
		if !slices.Equal(dst, want) {
			t.Errorf("sorting %v again gives %v", want, dst)
		}
	})
}

func sorted(addrs []netip.Addr) []netip.Addr {
	return slices.SortedFunc(slices.Values(addrs), netip.Addr.Compare)
}
