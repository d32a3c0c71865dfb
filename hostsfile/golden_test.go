package hostsfile

import (
	"fmt"
	"io"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"

	"netdb.example/inet"
)

func open(t *testing.T, name string) *File {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// readLines calls do with each line of a golden file, cut at sep, and demands so many of them.
func readLines(t *testing.T, name, sep string, atLeast int, do func(query, answer string)) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n < atLeast {
		t.Errorf("%s has %d lines, want %d at least", name, n, atLeast)
	}
	for line := range strings.Lines(string(text)) {
		query, answer, ok := strings.Cut(strings.TrimSuffix(line, "\n"), sep)
		if !ok {
			t.Fatalf("%s: no %q in %s", name, sep, line)
		}
		do(query, answer)
	}
}

// hostent joins lines as gethostbyname2(3) does under "multi on", and prints what testdata/hosts.c prints.
func hostent(entries []Entry) string {
	if len(entries) == 0 {
		return "-"
	}
	name, aliases := entries[0].Name, entries[0].Aliases
	for _, e := range entries[1:] {
		aliases = append(aliases, e.Aliases...)
		if e.Name != name {
			aliases = append(aliases, e.Name)
		}
	}
	return name + " " + fmt.Sprint(aliases) + addrTexts(entries)
}

// names is hostent for getaddrinfo(3), which tells the canonical name alone.
func names(entries []Entry) string {
	if len(entries) == 0 {
		return "-"
	}
	return entries[0].Name + " []" + addrTexts(entries)
}

func addrTexts(entries []Entry) string {
	var b strings.Builder
	for _, e := range entries {
		text := e.Addr.String()
		if a := e.Addr.As16(); e.Addr.Is6() {
			text = inet.Ntop6(a)
		}
		b.WriteString(" " + text)
	}
	return b.String()
}

func collect(seq func(func(Entry) bool)) (all []Entry) {
	for e := range seq {
		all = append(all, e)
	}
	return all
}

func answer(t *testing.T, f *File, family, arg string) string {
	switch family {
	case "AF_INET":
		return hostent(collect(f.Lookup(inet.AF_INET, arg)))
	case "AF_INET6":
		return hostent(collect(f.Lookup(inet.AF_INET6, arg)))
	case "AF_UNSPEC":
		return names(collect(f.Lookup(inet.AF_UNSPEC, arg)))
	case "ADDR":
		for e := range f.LookupAddr(netip.MustParseAddr(arg)) {
			return hostent([]Entry{e})
		}
		return "-"
	}
	t.Fatalf("no family %s", family)
	return ""
}

// A line with an address and no name is a host without a name to gethostbyaddr(3) of glibc, and hides the lines below it.
// It is ignored here, as by musl and Go: see TestAddressWithoutName.
func isNameless(want string) bool { return strings.HasPrefix(want, " [] ") }

func TestLookupsAreThoseOfGlibc(t *testing.T) {
	files := map[string]*File{}
	readLines(t, "glibc.golden", " = ", 270, func(query, want string) {
		field := strings.SplitN(query, " ", 3)
		if files[field[0]] == nil {
			files[field[0]] = open(t, field[0]+".hosts")
		}
		if isNameless(want) {
			want = "-"
		}
		if got := answer(t, files[field[0]], field[1], field[2]); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	})
}

func TestHostConfIsThatOfGlibc(t *testing.T) {
	readLines(t, "hostconf.golden", "\t", 30, func(query, want string) {
		text, err := strconv.Unquote(query)
		if err != nil {
			t.Fatal(err)
		}
		conf, err := ParseHostConf(io.Reader(strings.NewReader(text)))
		if err != nil {
			t.Fatal(err)
		}
		multi, complaint, _ := strings.Cut(want, "\t")
		if conf.Multi != (multi == "on") {
			t.Errorf("%s: multi %v, glibc %s", query, conf.Multi, multi)
		}
		complains := complaint != "" && !strings.Contains(text, "spoof") && !strings.Contains(text, "reorder")
		if complains != (len(conf.Warnings()) > 0) {
			t.Errorf("%s warns %v, glibc %q", query, conf.Warnings(), complaint)
		}
	})
}
