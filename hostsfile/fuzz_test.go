package hostsfile

import (
	"iter"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"netdb.example/inet"
)

// parseSlowly reads hosts(5) by its plain definition, with another parser of addresses: what All must return.
func parseSlowly(text string) (all []Entry) {
	for i, line := range strings.Split(text, "\n") {
		if end := strings.IndexAny(line, "#\x00"); end >= 0 {
			line = line[:end]
		}
		fields := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\v\f\r", r) })
		if len(fields) < 2 {
			continue
		}
		a, err := netip.ParseAddr(fields[0])
		if err != nil || a.Zone() != "" {
			continue
		}
		all = append(all, Entry{a, fields[1], fields[2:], i + 1})
	}
	return all
}

// lookUpSlowly goes through all entries.
func lookUpSlowly(all []Entry, af inet.Family, name string) (found []Entry) {
	for _, e := range all {
		a, ok := as(af, e.Addr)
		names := append([]string{e.Name}, e.Aliases...)
		same := func(n string) bool { return lowerASCII(n) == lowerASCII(name) }
		if ok && slices.ContainsFunc(names, same) {
			e.Addr = a
			found = append(found, e)
		}
	}
	return found
}

// lowerASCII is strings.ToLower for ASCII alone.
func lowerASCII(s string) string {
	b := []byte(s)
	for i := range b {
		if at := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZ", b[i]); at >= 0 {
			b[i] = "abcdefghijklmnopqrstuvwxyz"[at]
		}
	}
	return string(b)
}

func lookUpAddrSlowly(all []Entry, a netip.Addr) (found []Entry) {
	af := inet.AF_INET6
	if a.Is4() {
		af = inet.AF_INET
	}
	for _, e := range all {
		if answer, ok := as(af, e.Addr); ok && answer == a && a != netip.IPv6Unspecified() {
			e.Addr = a
			found = append(found, e)
		}
	}
	return found
}

func same(a, b []Entry) bool { return slices.EqualFunc(a, b, equal) }

func contains(seq iter.Seq[Entry], want Entry) bool {
	for e := range seq {
		if equal(e, want) {
			return true
		}
	}
	return false
}

func equal(a, b Entry) bool {
	return a.Addr == b.Addr && a.Name == b.Name && a.Line == b.Line && slices.Equal(a.Aliases, b.Aliases)
}

// FuzzParse: a file is what its plain definition says; lookups are those of a walk through all lines; a line is found again
// by each of its names and by its address; every other line that has a field is told by a warning.
func FuzzParse(f *testing.F) {
	f.Add("127.0.0.1 localhost\n::1 localhost ip6-localhost\n", "localhost", "127.0.0.1")        // the usual
	f.Add("::ffff:192.0.2.1 a#b\n192.0.2.1\vA\r\n192.0.2.1 b a a", "A", "192.0.2.1")             // mapped, blanks, no newline
	f.Add("\ufeff192.0.2.1 a\n:: a\n1.2.3 b\nfe80::1%lo a\n192.0.2.1\n", "a", "::")              // what is ignored
	f.Add("192.0.2.1 a\x00b\n\x00\n192.0.2.2 \u212a k K\n", "k", "192.0.2.2")                    // NUL, folding
	f.Add(strings.Repeat("192.0.2.1 a b c d\n", 40), "C", "::ffff:192.0.2.1")                    // many of one
	f.Add("192.0.2.1 "+strings.Repeat("long", 30)+"\n", strings.Repeat("LONG", 30), "192.0.2.1") // beyond the small buffer
	f.Fuzz(func(t *testing.T, text, name, address string) {
		file, err := Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		all, slow := slices.Collect(file.All()), parseSlowly(text)
		if !same(all, slow) {
			t.Fatalf("%q\n has %+v\nwant %+v", text, all, slow)
		}
		for _, af := range []inet.Family{inet.AF_UNSPEC, inet.AF_INET, inet.AF_INET6} {
			if got, want := slices.Collect(file.Lookup(af, name)), lookUpSlowly(all, af, name); !same(got, want) {
				t.Errorf("%q: Lookup(%v, %q)\n gives %+v\n want %+v", text, af, name, got, want)
			}
		}
		if a, err := netip.ParseAddr(address); err == nil && a.Zone() == "" {
			if got, want := slices.Collect(file.LookupAddr(a)), lookUpAddrSlowly(all, a); !same(got, want) {
				t.Errorf("%q: LookupAddr(%v)\n gives %+v\n want %+v", text, a, got, want)
			}
		}
		for _, e := range all[:min(len(all), 20)] {
			for _, n := range append([]string{e.Name}, e.Aliases...) {
				if !contains(file.Lookup(inet.AF_UNSPEC, n), e) {
					t.Errorf("%q: line %d is not found by %q", text, e.Line, n)
				}
			}
			if e.Addr != netip.IPv6Unspecified() && !contains(file.LookupAddr(e.Addr), e) {
				t.Errorf("%q: line %d is not found by %v", text, e.Line, e.Addr)
			}
		}
		for _, w := range file.Warnings() {
			if slices.ContainsFunc(all, func(e Entry) bool { return e.Line == w.Line }) {
				t.Errorf("%q: line %d has an effect, and a warning: %s", text, w.Line, w.Msg)
			}
		}
	})
}

// FuzzParseHostConf: the last line that sets multi wins, and nothing else does.
func FuzzParseHostConf(f *testing.F) {
	f.Add("order hosts,bind\nmulti on\n")
	f.Add("MULTI\tOFF # comment\nmulti on")
	f.Add("multi onward\nmulti\x00on\n")
	f.Fuzz(func(t *testing.T, text string) {
		conf, err := ParseHostConf(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for setting, want := range map[string]bool{"\nmulti on\n": true, "\nmulti off\n": false} {
			if c, _ := ParseHostConf(strings.NewReader(text + setting)); c.Multi != want {
				t.Errorf("%q: multi %v", text+setting, c.Multi)
			}
		}
		if c, _ := ParseHostConf(strings.NewReader(text + "\n# multi on\nunknown on\n")); c.Multi != conf.Multi {
			t.Errorf("%q: a comment changes multi", text)
		}
	})
}
