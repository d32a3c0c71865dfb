package resolvconf

import (
	"slices"
	"strings"
	"testing"
)

// What HostAlias does as glibc is in testdata/hostaliases.golden.

func TestHostAliasesPath(t *testing.T) {
	for value, want := range map[string]string{
		"/etc/host.aliases": "etc/host.aliases", "/home/a user/.aliases": "home/a user/.aliases", "/x": "x",
		"": "", "/": "", "etc/host.aliases": "", "//etc/host.aliases": "", "/etc/../x": "", "/./x": "", "/x/": "", "/\xff": "",
	} {
		if got, ok := HostAliasesPath(value); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", value, got, ok)
		}
	}
}

func TestHostAliasDeparts(t *testing.T) {
	long := strings.Repeat("x", 8200)
	for _, tt := range []struct{ quirk, text, name, want string }{
		{"the end of a long comment is no line", "# " + long[:8189] + "web a.test\n", "web", "web"},
		{"a long word does not end the file", long + "\nweb a.test\n", "web", "a.test"},
		{"a NUL does not end the file", "\x00other\x00 b.test\nweb a.test\n", "web", "a.test"},
		{"any space before a target", "web" + strings.Repeat(" ", 8200) + "a.test\n", "web", "a.test"},
		{"a target is not cut", "web " + long + "\n", "web", long},
		{"a letter that folds to one of ASCII is another", "\u212a a.test\n\u017fos b.test\n", "k", "k"},
		{"the root has no alias", ". a.test\n a.test\n", ".", "."},
	} {
		if got := HostAlias(tt.text, tt.name); got != tt.want {
			t.Errorf("%s: got %q", tt.quirk, got)
		}
	}
}

func TestHostAliasesStopsWhenTold(t *testing.T) {
	n := 0
	for range HostAliases("a b\nc d\n") {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d lines", n)
	}
}

// An alias is looked up by what HostAliases says of each line, and asked for only if it is one that is given.
func FuzzHostAlias(f *testing.F) {
	f.Add("web www.example.test\n# c\nhost web\n", "host") // two steps
	f.Add(" x\n\x00\nweb..\tw.\r\n", "WEB")                // blanks, NUL, dots, case
	f.Add("a b\nb a\n", "a")                               // a loop
	f.Fuzz(func(t *testing.T, text, name string) {
		var targets []string
		for alias, target := range HostAliases(text) {
			if alias == "" || strings.ContainsAny(alias+target, " \t\n\v\f\r\x00") {
				t.Errorf("%q: alias %q of %q", text, target, alias)
			}
			targets = append(targets, target)
		}
		got := HostAlias(text, name)
		if got != name && (strings.Contains(name, ".") || !slices.Contains(targets, got) && !slices.Contains(targets, strings.TrimSuffix(got, "."))) {
			t.Errorf("%q: %q is %q", text, name, got)
		}
	})
}
