package protodb_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"netdb.example/protodb"
)

// TestGlibc compares with what servicesdb/testdata/record.sh recorded of glibc.
func TestGlibc(t *testing.T) {
	files, err := filepath.Glob("testdata/*.protocols")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata:", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := lookUpAll(parse(t, string(text))); !bytes.Equal(got, want) {
				t.Errorf("%s differs from %[1]s.golden; got:\n%s", file, got)
			}
		})
	}
}

// lookUpAll asks of db what servicesdb/testdata/lookup.c asks of the C library, in the same
// words.
func lookUpAll(db *protodb.DB) []byte {
	var (
		b       bytes.Buffer
		names   []string
		numbers []int
	)
	for p := range db.All() {
		fmt.Fprintf(&b, "entry:%s\n", protoent(p, true))
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if !slices.Contains(numbers, p.Number) {
			numbers = append(numbers, p.Number)
		}
	}
	for _, name := range names {
		fmt.Fprintf(&b, "name%s:%s\n", quote(name), protoent(db.ByName(name)))
	}
	for _, number := range numbers {
		fmt.Fprintf(&b, "number %d:%s\n", number, protoent(db.ByNumber(number)))
	}
	return b.Bytes()
}

func protoent(p protodb.Protoent, ok bool) string {
	if !ok {
		return " none"
	}
	text := fmt.Sprintf("%s %d", quote(p.Name), p.Number)
	for _, alias := range p.Aliases {
		text += quote(alias)
	}
	return text
}

func quote(s string) string {
	b := []byte(` "`)
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' || c == '"' || c == '\\' {
			b = fmt.Appendf(b, `\x%02x`, c)
		} else {
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
