package resolvconf

import (
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A goldenLine is a line of a golden file, recorded from glibc by testdata/record.sh.
type goldenLine struct {
	text  string // of a file
	given string
	want  []string
}

func readGolden(t *testing.T, file string) []goldenLine {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []goldenLine
	for line := range strings.Lines(string(text)) {
		field := strings.Split(line, "\t")
		text, err := strconv.Unquote(field[0])
		if err != nil {
			t.Fatalf("%s: %v", field[0], err)
		}
		all = append(all, goldenLine{text, field[1], strings.Fields(field[2])})
	}
	return all
}

func TestHostAliasesAreThoseOfGlibc(t *testing.T) {
	lines := readGolden(t, "testdata/hostaliases.golden")
	if len(lines) < 43 {
		t.Errorf("%d lines read from the golden file", len(lines))
	}
	conf := mustParse(t, "search corp.test", Env{})
	for _, g := range lines {
		if got := slices.Collect(conf.Names(HostAlias(g.text, g.given))); !slices.Equal(got, g.want) {
			t.Errorf("%q: %s is searched for as %q, by glibc as %q", g.text, g.given, got, g.want)
		}
	}
}

func TestSortlistIsThatOfGlibc(t *testing.T) {
	lines := readGolden(t, "testdata/sortlist.golden")
	if len(lines) < 40 {
		t.Errorf("%d lines read from the golden file", len(lines))
	}
	for _, g := range lines {
		var addrs []netip.Addr
		for word := range strings.FieldsSeq(g.given) {
			addrs = append(addrs, netip.MustParseAddr(word))
		}
		mustParse(t, g.text, Env{}).SortAddrs(addrs)
		var got []string
		for _, a := range addrs {
			got = append(got, a.String())
		}
		if !slices.Equal(got, g.want) {
			t.Errorf("%q:\n  got %v\nglibc %v", g.text, got, g.want)
		}
	}
}
