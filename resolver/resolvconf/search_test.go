package resolvconf

import (
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		quirk, conf, name string
		want              string
	}{
		{"no dot: searched first", "search a b", "x", "x.a. x.b. x."},
		{"enough dots: as it is first, and still searched", "search a b", "x.y", "x.y. x.y.a. x.y.b."},
		{"ndots:2", "search a\noptions ndots:2", "x.y", "x.y.a. x.y."},
		{"ndots:2, enough", "search a\noptions ndots:2", "x.y.z", "x.y.z. x.y.z.a."},
		{"ndots:0: as it is first", "search a\noptions ndots:0", "x", "x. x.a."},
		{"a trailing dot: as it is only", "search a", "x.", "x."},
		{"a trailing dot counts before ndots", "search a\noptions ndots:5", "x.y.", "x.y."},
		{"the root", "search a", ".", "."},
		{"no search list", "", "x", "x."},
		{"search . is the name as it is, once", "search . a", "x", "x. x.a."},
		{"a domain may be rooted", "search a.", "x", "x.a. x."},
		{"a leading dot of a domain is dropped", "search .a", "x", "x.a. x."},
		{"one leading dot only, so that this is no name", "search ..a b", "x", "x..a. x.b. x."},
		{"two dots are a domain with an empty label", "search .. b", "x", "x.. x.b. x."},
		{"no-tld-query: no dot, not as it is", "search a\noptions no-tld-query", "x", "x.a."},
		{"no-tld-query: a name with dots is", "search a\noptions no-tld-query ndots:3", "x.y", "x.y.a. x.y."},
		{"no-tld-query without a search list", "options no-tld-query", "x", "x."},
		{"case is kept", "search A", "X", "X.A. X."},
	} {
		t.Run(tt.quirk, func(t *testing.T) {
			c := mustParse(t, tt.conf, Env{})
			got := slices.Collect(c.Names(tt.name))
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAsIsFirst(t *testing.T) {
	for _, tt := range []struct {
		conf, name string
		want       bool
	}{
		{"search a", "x", false}, {"search a", "x.y", true}, {"search a", "x.", true},
		{"search .", "x", false}, // it is the first of the list
		{"options ndots:2", "x.y", false}, {"options ndots:2", "x.y.", true}, {"options ndots:0", "x", true},
	} {
		if got := mustParse(t, tt.conf, Env{}).AsIsFirst(tt.name); got != tt.want {
			t.Errorf("%s: %s: %v", tt.conf, tt.name, got)
		}
	}
}

func TestNamesStopsWhenTold(t *testing.T) {
	c := mustParse(t, "search a b", Env{})
	for _, name := range []string{"x", "x.y"} {
		n := 0
		for range c.Names(name) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%s: %d names", name, n)
		}
	}
}

func TestNamesDoesNotMindALongList(t *testing.T) {
	c := mustParse(t, "search "+strings.Repeat("d ", 1000), Env{})
	if n := len(slices.Collect(c.Names("x"))); n != 1001 {
		t.Errorf("%d names", n)
	}
}
