package capture

import (
	"bytes"
	"encoding/hex"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"netdb.example/resolver/scenario"
)

var update = flag.Bool("update", false, "write testdata/redacted")

// testdata/redacted is what testdata/redact becomes.
func TestRedactGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/redact/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		golden := filepath.Join("testdata/redacted", filepath.Base(file))
		got := redactedFile(t, file)
		if *update {
			if err := os.WriteFile(golden, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s becomes:\n%s\nwant:\n%s", file, got, want)
		}
	}
}

// A blank in front of LOCALDOMAIN is an empty domain, and means as much as no domain at all.
func TestRedactEmptyDomain(t *testing.T) {
	r := newRedactor([]byte("key"))
	for line, want := range map[string]string{
		"LOCALDOMAIN=":             "LOCALDOMAIN=",
		"LOCALDOMAIN= example.org": "LOCALDOMAIN= " + r.name("example.org"),
	} {
		if got := r.envLine(line); got != want {
			t.Errorf("%q becomes %q, want %q", line, got, want)
		}
	}
}

func redactedFile(t *testing.T, file string) []byte {
	t.Helper()
	fsys, err := scenario.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Redact(fsys, []byte("key"))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return text
}

// Secrets are in every place that a scenario has for them. None is left, neither as text nor in hexadecimal digits.
func TestNoSecretIsLeft(t *testing.T) {
	secrets := []string{"Zebraq", "10.98.76", "98.76.54", "2a09:8765", "56.78.90", hex.EncodeToString([]byte("zebraq")),
		hex.EncodeToString([]byte("Zebraq")), "0a624c36", "2a098765", "5.6.7.8.9.0.a.2", "2023112233", "001122334455"}
	fsys, err := scenario.Open("testdata/secrets.txtar")
	if err != nil {
		t.Fatal(err)
	}
	original, err := scenario.Format(fsys)
	if err != nil {
		t.Fatal(err)
	}
	text := redactedFile(t, "testdata/secrets.txtar")
	for _, secret := range secrets {
		if !strings.Contains(string(original), secret) {
			t.Errorf("%s is no secret", secret)
		}
		if i := strings.Index(strings.ToLower(string(text)), strings.ToLower(secret)); i >= 0 {
			t.Errorf("%s is left: %q", secret, text[max(i-40, 0):min(i+40, len(text))])
		}
	}
	if _, err := scenario.New(parsed(t, string(text))); err != nil {
		t.Errorf("%v:\n%s", err, text)
	}
}

// Lines keep their numbers, by which lookups and errors know them, in files that people write.
func TestLinesKeepTheirNumbers(t *testing.T) {
	fsys, err := scenario.Open("testdata/secrets.txtar")
	if err != nil {
		t.Fatal(err)
	}
	redacted := parsed(t, string(redactedFile(t, "testdata/secrets.txtar")))
	for name := range redactions {
		before, err := fs.ReadFile(fsys, name)
		after, errAfter := fs.ReadFile(redacted, name)
		if name == "faults" || err != nil && errAfter != nil {
			continue
		}
		if n, nAfter := bytes.Count(before, []byte("\n")), bytes.Count(after, []byte("\n")); n != nAfter {
			t.Errorf("%s has %d lines, and then %d", name, n, nAfter)
		}
	}
}

// A folder will do, and what does not count in it is not even read: a file that nobody may read, a folder in place of a file.
func TestRedactFolder(t *testing.T) {
	text, err := Redact(fstest.MapFS{
		"hostname":           {Data: []byte("desk")},
		"etc/shadow":         {Mode: fs.ModeIrregular},
		"etc/hosts/acme":     {Data: []byte("acme")},
		"etc/host.conf":      {Data: []byte("multi off")},
		"results":            {Data: []byte("acme")},
		"trace":              {Data: []byte("acme")},
		"5s/etc/resolv.conf": {Data: []byte("search acme.example\n")},
		"5s/etc/passwd":      {Data: []byte("acme")},
		"5s/removed":         {Data: []byte("etc/group\nzone.acme\netc/host.conf\n")},
	}, []byte("key"))
	const want = `-- hostname --
ahhr
-- etc/host.conf --
multi off
-- 5s/etc/resolv.conf --
search twdo.example
-- 5s/removed --

zone.1
etc/host.conf
`
	if string(text) != want || err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// A scenario of which nothing counts is still one.
func TestRedactNothing(t *testing.T) {
	text, err := Redact(fstest.MapFS{"trace": {Data: []byte("acme")}}, nil)
	if string(text) != "-- env --\n" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

// The files of zones are read in the order of their names, of whatever server they are.
func TestZonesKeepTheirOrder(t *testing.T) {
	text, err := Redact(fstest.MapFS{
		"zone":                    {Data: []byte("a. A 192.0.2.1\n")},
		"zone.b":                  {Data: []byte("a. A 192.0.2.2\n")},
		"zone.a":                  {Data: []byte("a. A 192.0.2.3\n")},
		"zone.a@192.0.2.53":       {Data: []byte("a. A 192.0.2.4\n")},
		"zone@192.0.2.53":         {Data: []byte("a. A 192.0.2.5\n")},
		"zone@::ffff:192.0.2.53":  {Data: []byte("a. A 192.0.2.6\n")},
		"1s/zone.b":               {Data: []byte("a. A 192.0.2.7\n")},
		"1s/zone.c@fe80::1%acme0": {Data: nil},
	}, []byte("key"))
	const want = `-- zone --
a. 300 A 192.0.2.104
-- zone.2 --
a. 300 A 192.0.2.106
-- zone.3@192.0.2.81 --
a. 300 A 192.0.2.111
-- zone.4 --
a. 300 A 192.0.2.107
-- zone.6@192.0.2.81 --
a. 300 A 192.0.2.110
-- zone.7@::ffff:192.0.2.81 --
a. 300 A 192.0.2.108
-- 1s/zone.4 --
a. 300 A 192.0.2.109
-- 1s/zone.5@fe80::b0ec:118c:a54d:54b7%jyli6 --
`
	if string(text) != want || err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestRedactErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"-- faults --\nany -> dorp\n", `faults:1: "dorp" is not an action`},
		{"-- calls --\n\ngetfqdn \"\n", `calls:2: "\"": a quote is not closed`},
		{"-- zone --\na. A\n", `zone:1: unexpected newline: "\n"`},
		{"-- Zone --\n", `unknown: "Zone"; ` + "a scenario has etc/*, env, hostname, interfaces, routes, seed, dns, zone[.NAME][@ADDRESS], " +
			"faults, calls, results, trace, and folders as 5s with etc/*, zone[.NAME][@ADDRESS] and removed"},
	} {
		text, err := Redact(parsed(t, tt.text), []byte("key"))
		if err == nil || err.Error() != tt.want || text != nil {
			t.Errorf("%q: %q,\n got %v\nwant %s", tt.text, text, err, tt.want)
		}
	}
}
