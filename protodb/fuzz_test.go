package protodb_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"netdb.example/protodb"
)

var corpus = []string{
	"",
	"\n",
	"tcp 6 TCP # transmission control", // no final newline
	"tcp\t6\r\nudp\t17 UDP\r\n",        // CRLF
	"a 010\nb +5\nc -0\nd 0x1\n",       // number forms
	"a 2147483648\nb 4294967296\nc -1\n",
	"a\nb x\nc 1x\n",             // no number
	"a#b 1\nc 1#2\n#\n",          // comments inside words
	"a 1 b\x00c\nd\x00 2\n",      // NUL
	"\xff\xfe 1 \x80 \xc3\xa9\n", // not UTF-8
	"a 1 b\nb 2 a\na 2\nb 1 a a\n",
}

// The laws of Parse and of the lookups: whatever the bytes are, the entries are those the
// slow parser finds, every lookup answers as a search of all entries does, and every line is
// an entry, blank, a comment, or in the warnings.
func FuzzParse(f *testing.F) {
	for _, text := range corpus {
		f.Add(text)
	}
	files, _ := filepath.Glob("testdata/*.protocols")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		db := parse(t, text)
		entries := slices.Collect(db.All())
		if want := slowParse(text); !reflect.DeepEqual(entries, want) {
			t.Fatalf("Parse: %+v; want %+v", entries, want)
		}
		checkLookups(t, db, entries)
		checkWarnings(t, db, text, len(entries))
	})
}

func checkLookups(t *testing.T, db *protodb.DB, entries []protodb.Protoent) {
	t.Helper()
	for _, p := range entries {
		for _, name := range append([]string{p.Name, "nosuchname"}, p.Aliases...) {
			got, ok := db.ByName(name)
			if want, found := slowByName(entries, name); ok != found || !reflect.DeepEqual(got, want) {
				t.Fatalf("ByName(%q): %+v, %v; want %+v, %v", name, got, ok, want, found)
			}
		}
		for _, number := range []int{p.Number, p.Number + 1} {
			got, ok := db.ByNumber(number)
			if want, found := slowByNumber(entries, number); ok != found || !reflect.DeepEqual(got, want) {
				t.Fatalf("ByNumber(%d): %+v, %v; want %+v, %v", number, got, ok, want, found)
			}
		}
	}
}

func checkWarnings(t *testing.T, db *protodb.DB, text string, entries int) {
	t.Helper()
	lines := strings.Split(text, "\n")
	ignored, last := 0, 0
	for _, w := range db.Warnings() {
		if w.Line <= last || w.Line > len(lines) || w.Msg == "" {
			t.Fatalf("after line %d of %d: %+v", last, len(lines), w)
		}
		last = w.Line
		if want := lines[w.Line-1]; w.Text != want[:min(80, len(want))] {
			t.Fatalf("line %d is %q; warning has %q", w.Line, want, w.Text)
		}
		if strings.HasSuffix(w.Msg, "line ignored") {
			ignored++
		}
	}
	statements := 0
	for _, line := range lines {
		if i := strings.IndexAny(line, "#\x00"); i >= 0 {
			line = line[:i]
		}
		if strings.Trim(line, " \t\v\f\r") != "" {
			statements++
		}
	}
	if len(db.Warnings()) < 1000 && entries+ignored != statements {
		t.Fatalf("%d entries and %d ignored lines of %d", entries, ignored, statements)
	}
}
