package servicesdb_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"netdb.example/servicesdb"
)

var corpus = []string{
	"",
	"\n",
	"http 80/tcp www www-http # World Wide Web", // no final newline
	"http\t80/tcp\r\n",                          // CRLF
	"a 1\nb 2/\nc 3/ tcp x\nd 4//tcp\n",         // no protocol, an empty one, two slashes
	"a 0x3ee/tcp\nb 010/udp\nc +5/tcp\n",        // the number forms of C
	"a 70000/tcp\nb -1/tcp\nc 4294967296/tcp\n", // out of range
	"a\nb x/tcp\nc 1 /tcp\n",                    // no port
	"a#b 1/tcp\nc 1/t#p\n#\n",                   // comments inside words
	"a 1/tcp b\x00c\nd\x00 2/tcp\n",             // NUL
	"\xff\xfe 1/\x80 \xc3\xa9\n",                // not UTF-8
	"a 1/tcp b\nb 1/tcp a\na 2/udp\nb 1/udp a a\n",
	"a 1/w\na 1/x\na 1/y\na 1/z\na 1/v\n", // more protocols than a run
}

// The laws of Parse and of the lookups: whatever the bytes are, the entries are those the
// slow parser finds, every lookup answers as a search of all entries does, and every line is
// an entry, blank, a comment, or in the warnings.
func FuzzParse(f *testing.F) {
	for _, text := range corpus {
		f.Add(text)
	}
	files, _ := filepath.Glob("testdata/*.services")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		db, err := servicesdb.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		entries := slices.Collect(db.All())
		if want := slowParse(text); !reflect.DeepEqual(entries, want) {
			t.Fatalf("Parse: %+v; want %+v", entries, want)
		}
		checkLookups(t, db, entries)
		checkWarnings(t, db, text, len(entries))
	})
}

func checkLookups(t *testing.T, db *servicesdb.DB, entries []servicesdb.Servent) {
	t.Helper()
	for _, s := range entries {
		for _, proto := range []string{"", s.Proto, "tcp", "nosuchproto"} {
			for _, name := range append([]string{s.Name}, s.Aliases...) {
				got, ok := db.ByName(name, proto)
				if want, found := slowByName(entries, name, proto); ok != found || !reflect.DeepEqual(got, want) {
					t.Fatalf("ByName(%q, %q): %+v, %v; want %+v, %v", name, proto, got, ok, want, found)
				}
			}
			got, ok := db.ByPort(s.Port, proto)
			if want, found := slowByPort(entries, s.Port, proto); ok != found || !reflect.DeepEqual(got, want) {
				t.Fatalf("ByPort(%d, %q): %+v, %v; want %+v, %v", s.Port, proto, got, ok, want, found)
			}
		}
	}
}

func checkWarnings(t *testing.T, db *servicesdb.DB, text string, entries int) {
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
