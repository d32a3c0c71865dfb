package servicesdb_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"netdb.example/servicesdb"
)

// TestGlibc compares with what testdata/record.sh recorded of glibc.
func TestGlibc(t *testing.T) {
	files, err := filepath.Glob("testdata/*.services")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata:", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			if got := lookUpAll(open(t, file)); !bytes.Equal(got, want) {
				t.Errorf("%s differs from %[1]s.golden; got:\n%s", file, got)
			}
		})
	}
}

func open(t *testing.T, file string) *servicesdb.DB {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	db, err := servicesdb.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// lookUpAll asks of db what testdata/lookup.c asks of the C library, in the same words.
func lookUpAll(db *servicesdb.DB) []byte {
	var (
		b      bytes.Buffer
		names  []string
		ports  []uint16
		protos = []string{""}
	)
	for s := range db.All() {
		fmt.Fprintf(&b, "entry:%s\n", servent(s, true))
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			names = addOnce(names, name)
		}
		ports = addOnce(ports, s.Port)
		protos = addOnce(protos, s.Proto)
	}
	for _, proto := range protos {
		what := " any"
		if proto != "" {
			what = quote(proto)
		}
		for _, name := range names {
			fmt.Fprintf(&b, "name%s%s:%s\n", quote(name), what, servent(db.ByName(name, proto)))
		}
		for _, port := range ports {
			fmt.Fprintf(&b, "port %d%s:%s\n", port, what, servent(db.ByPort(port, proto)))
		}
	}
	return b.Bytes()
}

func addOnce[E comparable](list []E, e E) []E {
	if slices.Contains(list, e) {
		return list
	}
	return append(list, e)
}

func servent(s servicesdb.Servent, ok bool) string {
	if !ok {
		return " none"
	}
	text := fmt.Sprintf("%s %d%s", quote(s.Name), s.Port, quote(s.Proto))
	for _, alias := range s.Aliases {
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
