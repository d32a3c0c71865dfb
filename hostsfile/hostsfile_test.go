package hostsfile

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"netdb.example/inet"
)

func parse(t *testing.T, text string) *File {
	t.Helper()
	f, err := Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// lineNumbers are those of entries, as "1 3".
func lineNumbers(seq func(func(Entry) bool)) string {
	var lines []string
	for e := range seq {
		lines = append(lines, fmt.Sprint(e.Line))
	}
	return strings.Join(lines, " ")
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func TestEntryIsTheLine(t *testing.T) {
	f := parse(t, "\n# comment\n  192.0.2.1 Name alias alias # comment\n::FFFF:192.0.2.2\tother\n")
	got := fmt.Sprintf("%+v", slices.Collect(f.All()))
	want := "[{Addr:192.0.2.1 Name:Name Aliases:[alias alias] Line:3} {Addr:::ffff:192.0.2.2 Name:other Aliases:[] Line:4}]"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

const linesOfAll = `127.0.0.1 a
::1 a b
::ffff:192.0.2.1 a c
2001:db8::1 a d
192.0.2.1 A e
:: a f
127.0.0.1 B
`

func TestLookupByFamily(t *testing.T) {
	f := parse(t, linesOfAll)
	for _, c := range []struct {
		af    inet.Family
		name  string
		lines string
	}{
		{inet.AF_UNSPEC, "a", "1 2 3 4 5 6"},
		{inet.AF_INET, "a", "1 2 3 5"},
		{inet.AF_INET6, "a", "2 3 4 6"},
		{inet.AF_INET, "b", "2 7"},
		{inet.AF_INET6, "b", "2"},
		{inet.AF_INET, "d", ""},
		{inet.AF_INET, "f", ""},
		{inet.AF_UNIX, "a", ""},
		{99, "a", ""},
		{inet.AF_UNSPEC, "", ""},
		{inet.AF_UNSPEC, "a b", ""},
		{inet.AF_UNSPEC, "::1", ""}, // an address is no name
		{inet.AF_UNSPEC, "a.", ""},
	} {
		if got := lineNumbers(f.Lookup(c.af, c.name)); got != c.lines {
			t.Errorf("Lookup(%v, %q): lines %q, want %q", c.af, c.name, got, c.lines)
		}
	}
}

func TestLoopbackAndMappedLinesAnswerForIPv4(t *testing.T) {
	f := parse(t, linesOfAll)
	var got []string
	for e := range f.Lookup(inet.AF_INET, "a") {
		got = append(got, e.Addr.String())
	}
	if want := "[127.0.0.1 127.0.0.1 192.0.2.1 192.0.2.1]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestLookupAddr(t *testing.T) {
	f := parse(t, linesOfAll)
	for a, lines := range map[string]string{
		"127.0.0.1":          "1 2 7",
		"::1":                "2",
		"::1%eth0":           "2", // gethostbyaddr(3) is given no zone
		"192.0.2.1":          "3 5",
		"::ffff:192.0.2.1":   "3",
		"::ffff:127.0.0.1":   "",
		"2001:db8::1":        "4",
		"2001:DB8:0:0:0::1":  "4",
		"::":                 "", // the line is there
		"0.0.0.0":            "",
		"2001:db8::2":        "",
		"192.0.2.2":          "",
		"::ffff:2001:db8":    "",
		"2001:db8::1%ignore": "4",
	} {
		if got := lineNumbers(f.LookupAddr(addr(a))); got != lines {
			t.Errorf("LookupAddr(%s): lines %q, want %q", a, got, lines)
		}
		for e := range f.LookupAddr(addr(a)) {
			if e.Addr != addr(a).WithZone("") {
				t.Errorf("LookupAddr(%s): an entry of %s", a, e.Addr)
			}
		}
	}
	if got := lineNumbers(f.LookupAddr(netip.Addr{})); got != "" {
		t.Errorf("LookupAddr of no address: lines %q", got)
	}
}

func TestMatchIgnoresTheCaseOfASCIIAlone(t *testing.T) {
	f := parse(t, "192.0.2.1 LocalHost [ CAF\u00c9 @ \u212aelvin\n")
	for name, found := range map[string]bool{
		"LOCALHOST": true, "localhost": true, "[": true, "{": false, "@": true, "`": false,
		"caf\u00c9": true, "caf\u00e9": false, "\u212aELVIN": true, "kelvin": false,
	} {
		if got := lineNumbers(f.Lookup(inet.AF_INET, name)); (got == "1") != found {
			t.Errorf("Lookup(%q): lines %q", name, got)
		}
	}
}

func TestLineIsReturnedOnceForAName(t *testing.T) {
	f := parse(t, "192.0.2.1 a A a b\n192.0.2.2 a\n")
	if got := lineNumbers(f.Lookup(inet.AF_INET, "a")); got != "1 2" {
		t.Errorf("lines %q, want 1 2", got)
	}
}

func TestWarnings(t *testing.T) {
	const zone = "an address with a zone, as glibc does not read it"
	for _, c := range []struct {
		text string
		want []Warning
	}{
		{"# comment\n\n \t\r\n192.0.2.1 a\n", nil},
		{"\x00 whatever\n", nil},
		{"a\n1 b\n", []Warning{{1, "a", "no address"}, {2, "1 b", "no address"}}},
		{"0x7f.1 a # b", []Warning{{1, "0x7f.1 a # b", "no address"}}},
		{"1:2 a\n", []Warning{{1, "1:2 a", "no address"}}},
		{"\n192.0.2.1 # a\n", []Warning{{2, "192.0.2.1 # a", "an address without a name"}}},
		{"fe80::1%lo a\n", []Warning{{1, "fe80::1%lo a", zone}}},
		{"\ufeff192.0.2.1 a\n", []Warning{{1, "\ufeff192.0.2.1 a", "the line begins with a byte order mark: no address"}}},
		{"\ufeff# a\n", []Warning{{1, "\ufeff# a", "the line begins with a byte order mark: no address"}}},
		{strings.Repeat("x", 100) + "\n", []Warning{{1, strings.Repeat("x", 80), "no address"}}},
	} {
		if got := parse(t, c.text).Warnings(); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q warns\n%v, want\n%v", c.text, got, c.want)
		}
	}
	if n := len(parse(t, strings.Repeat("x\n", 1100)).Warnings()); n != 1000 {
		t.Errorf("%d warnings, want 1000", n)
	}
}

// To gethostbyaddr(3) of glibc it is a host with the name "".
func TestAddressWithoutName(t *testing.T) {
	f := parse(t, "192.0.2.1\n192.0.2.1 #a\n192.0.2.1 b\n")
	if got := lineNumbers(f.LookupAddr(addr("192.0.2.1"))); got != "3" {
		t.Errorf("lines %q, want 3", got)
	}
}

func TestNilAndZeroAreEmpty(t *testing.T) {
	for _, f := range []*File{nil, {}, parse(t, "")} {
		n := count(f.All()) + count(f.Lookup(inet.AF_UNSPEC, "a")) + count(f.LookupAddr(addr("::1"))) + len(f.Warnings())
		if n != 0 {
			t.Errorf("%d things in an empty file", n)
		}
	}
}

func TestIterationMayEnd(t *testing.T) {
	f := parse(t, "192.0.2.1 a\n192.0.2.1 a\n")
	for _, seq := range []func(func(Entry) bool){f.All(), f.Lookup(inet.AF_INET, "a"), f.LookupAddr(addr("192.0.2.1"))} {
		n := 0
		for range seq {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%d rounds of a loop that ends at once", n)
		}
	}
}

func TestParseReturnsTheErrorOfTheReader(t *testing.T) {
	broken := errors.New("broken")
	if f, err := Parse(iotest.ErrReader(broken)); f != nil || err != broken {
		t.Errorf("Parse = %v, %v", f, err)
	}
	if c, err := ParseHostConf(iotest.ErrReader(broken)); c.Multi || err != broken {
		t.Errorf("ParseHostConf = %v, %v", c, err)
	}
}

// The last line of a file of the largest size is found; one byte more is refused.
func TestMaxSize(t *testing.T) {
	last := "\n192.0.2.1 last"
	text := strings.Repeat("#", MaxSize-len(last)) + last
	if got := lineNumbers(parse(t, text).Lookup(inet.AF_INET, "last")); got != "2" {
		t.Errorf("lines %q, want 2", got)
	}
	if f, err := Parse(strings.NewReader(text + " ")); f != nil || err != errTooLarge {
		t.Errorf("Parse = %v, %v", f, err)
	}
}

// lenReader is a reader that has a wrong idea of what is left.
type lenReader struct {
	io.Reader
	len int
}

func (r lenReader) Len() int { return r.len }

func TestSizeOfTheReaderIsAHintOnly(t *testing.T) {
	for _, r := range []io.Reader{
		iotest.OneByteReader(strings.NewReader(linesOfAll)),
		lenReader{strings.NewReader(linesOfAll), -1},
		lenReader{strings.NewReader(linesOfAll), 3},
		lenReader{strings.NewReader(linesOfAll), 1000},
	} {
		if f, err := Parse(r); err != nil || count(f.All()) != 7 {
			t.Errorf("%d lines, %v", count(f.All()), err)
		}
	}
}

func TestHugeGroupsAreLinear(t *testing.T) {
	const n = 100_000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "10.%d.%d.%d one\n", i>>16, i>>8&255, i&255)
	}
	b.WriteString("192.0.2.1 name")
	for i := range n {
		fmt.Fprintf(&b, " alias-%d", i)
	}
	b.WriteString(" twin" + strings.Repeat(" twin", n))
	f := parse(t, b.String())
	next := 0
	for e := range f.Lookup(inet.AF_INET, "one") {
		if next++; e.Line != next {
			t.Fatalf("line %d after %d others", e.Line, next-1)
		}
	}
	if next != n {
		t.Errorf("%d lines of one name, want %d", next, n)
	}
	for _, name := range []string{"alias-99999", "twin"} {
		entries := slices.Collect(f.Lookup(inet.AF_INET, name))
		if len(entries) != 1 || len(entries[0].Aliases) != 2*n+1 || entries[0].Line != n+1 {
			t.Errorf("%s: %d entries", name, len(entries))
		}
	}
	for i := range 1000 {
		if count(f.linesOf(fmt.Sprintf("miss-%d", i))) != 0 {
			t.Fatalf("miss-%d found", i)
		}
	}
}

func containers(lines int) string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "10.%d.%d.%d\thost-%07d.svc.example.internal host-%07d\n", i>>16, i>>8&255, i&255, i, i)
	}
	return b.String()
}

func TestIndexIsSmall(t *testing.T) {
	text := containers(5_000)
	f := parse(t, text)
	var words int
	for _, array := range [][]uint32{f.names.starts, f.names.items, f.addrs.starts, f.addrs.items, f.newlines} {
		words += cap(array)
	}
	if limit := len(text) * 6 / 10; 4*words > limit {
		t.Errorf("an index of %d bytes for a file of %d, want %d at most", 4*words, len(text), limit)
	}
	for b := range len(f.names.starts) - 2 {
		if n := f.names.starts[b+1] - f.names.starts[b]; n > 50 {
			t.Fatalf("%d of %d names in one bucket, want 50 at most", n, len(f.names.items))
		}
	}
}

func TestAllocations(t *testing.T) {
	text := containers(1_000)
	if n := testing.AllocsPerRun(3, func() { parse(t, text) }); n > 30 {
		t.Errorf("%v allocations to parse 1000 lines, want 30 at most", n)
	}
	f := parse(t, text)
	if n := testing.AllocsPerRun(100, func() {
		for range f.Lookup(inet.AF_INET, "no-such-host.example.internal") {
			t.Error("found")
		}
		for range f.LookupAddr(netip.AddrFrom4([4]byte{192, 0, 2, 1})) {
			t.Error("found")
		}
	}); n != 0 {
		t.Errorf("%v allocations for what is not there", n)
	}
	upper := strings.ToUpper(text)
	if n := testing.AllocsPerRun(3, func() { parse(t, upper) }); n > 30 {
		t.Errorf("%v allocations to parse 1000 lines in upper case, want 30 at most", n)
	}
}

func TestHostConfWarnings(t *testing.T) {
	const neither = "neither on nor off: the line is ignored"
	for _, c := range []struct {
		text string
		want []Warning
	}{
		{"order hosts,bind\nmulti on\ntrim a:b\nreorder maybe\nnospoof on\nspoofalert off\nspoof warn\n", nil},
		{"order,bind\nMulti off#\n", nil},
		{"multi,on\n", []Warning{{1, "multi,on", neither}}},
		{"multi yes\n", []Warning{{1, "multi yes", neither}}},
		{"\nmulti", []Warning{{2, "multi", neither}}},
		{"multi onward\n", []Warning{{1, "multi onward", "more than on or off: the rest is ignored"}}},
		{"multiple on\n", []Warning{{1, "multiple on", "unknown keyword"}}},
	} {
		conf, err := ParseHostConf(strings.NewReader(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := conf.Warnings(); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q warns\n%v, want\n%v", c.text, got, c.want)
		}
	}
	conf, _ := ParseHostConf(strings.NewReader(strings.Repeat(strings.Repeat("x", 100)+"\n", 1100)))
	if w := conf.Warnings(); len(w) != 1000 || len(w[0].Text) != 80 {
		t.Errorf("%d warnings, a text of %d bytes; want 1000 and 80", len(w), len(w[0].Text))
	}
}
