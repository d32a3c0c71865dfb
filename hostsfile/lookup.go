package hostsfile

import (
	"hash/maphash"
	"iter"
	"net/netip"
	"strings"

	"netdb.example/inet"
)

// as returns the address under which a line with the address a answers for the family af; false where it does not. The
// lines of IPv6 answer for AF_INET in two cases: ::1 is 127.0.0.1, and ::ffff:a.b.c.d is a.b.c.d.
func as(af inet.Family, a netip.Addr) (answer netip.Addr, ok bool) {
	switch {
	case af == inet.AF_UNSPEC:
		return a, true
	case af == inet.AF_INET6:
		return a, a.Is6()
	case af != inet.AF_INET:
		return netip.Addr{}, false
	case a == netip.IPv6Loopback():
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), true
	}
	a = a.Unmap()
	return a, a.Is4()
}

// Lookup returns the lines that have name, canonical or alias, and answer for the family: AF_INET, AF_INET6 or AF_UNSPEC,
// none for any other. Upper and lower case of ASCII are the same; a final dot is part of the name.
//
// For AF_UNSPEC the addresses are as in the file. For AF_INET a line of ::1 has 127.0.0.1, and one of ::ffff:a.b.c.d has
// a.b.c.d. All lines are returned, in order: whoever has no "multi on" in host.conf(5) takes the first.
func (f *File) Lookup(af inet.Family, name string) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		if f.isEmpty() {
			return
		}
		for start := range f.linesOf(name) {
			l, _ := parseLine(f.text, start)
			if addr, ok := as(af, l.addr); ok && !yield(f.entry(f.lineNumber(start), l, addr)) {
				return
			}
		}
	}
}

// LookupAddr returns the lines that answer for an address, in order, with it as theirs; gethostbyaddr(3) takes the first.
// An IPv4 address is that of the lines which have it for AF_INET: 127.0.0.1 is on those of ::1 too. The zone of an IPv6
// address does not count. No line answers for ::, which stands for no host.
func (f *File) LookupAddr(a netip.Addr) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		a, af := a.WithZone(""), inet.AF_INET6
		if a.Is4() {
			af = inet.AF_INET
		}
		if f.isEmpty() || a == netip.IPv6Unspecified() {
			return
		}
		for start := range f.addrs.offsets(f.hashAddr(a)) {
			l, _ := parseLine(f.text, start)
			if addr, ok := as(af, l.addr); ok && addr == a && !yield(f.entry(f.lineNumber(start), l, a)) {
				return
			}
		}
	}
}

// linesOf returns where the lines begin that have name, in order, each once.
func (f *File) linesOf(name string) iter.Seq[int] {
	return func(yield func(int) bool) {
		next := 0 // where the line after the last one begins
		for pos := range f.names.offsets(f.hashName(name)) {
			if pos < next || !equalFold(f.text[pos:fieldEnd(f.text, pos)], name) {
				continue
			}
			next = nextLine(f.text, pos)
			if !yield(strings.LastIndexByte(f.text[:pos], '\n') + 1) {
				return
			}
		}
	}
}

// hashName returns the same for names that are equal but for the case of ASCII letters. The seed is drawn at random, so
// that a file cannot be made whose names all have one hash.
func (f *File) hashName(name string) uint64 {
	if !hasUpper(name) {
		return maphash.String(f.seed, name)
	}
	var space [64]byte // for most names without allocating
	lower := append(space[:0], name...)
	for i, c := range lower {
		lower[i] = toLower(c)
	}
	return maphash.Bytes(f.seed, lower)
}

func hasUpper(name string) bool {
	for i := range len(name) {
		if isUpper(name[i]) {
			return true
		}
	}
	return false
}

// hashAddr returns the same for addresses that one line may answer for.
func (f *File) hashAddr(a netip.Addr) uint64 {
	if a4, ok := as(inet.AF_INET, a); ok {
		a = a4
	}
	b := a.As16()
	return maphash.Bytes(f.seed, b[:])
}

func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && toLower(a[i]) != toLower(b[i]) {
			return false
		}
	}
	return true
}

func isUpper(c byte) bool { return c-'A' < 26 }

func toLower(c byte) byte {
	if isUpper(c) {
		c += 'a' - 'A'
	}
	return c
}
