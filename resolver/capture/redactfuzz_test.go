package capture

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"netdb.example/inet"
	"netdb.example/resolver/scenario"
	"netdb.example/testdata/scenarios"
)

// secret is what a text may have anywhere, and no redacted one has.
const (
	secret    = "zebraq"
	hexSecret = "7a6562726171"
)

// fuzzedCalls are made on each machine that is found.
var fuzzedCalls = [][]string{
	{"gethostname"},
	{"getfqdn", ""},
	{"gethostbyname_ex", "www"},
	{"getaddrinfo", "zebraq.example.org", "http"},
	{"gethostbyaddr", "10.1.2.3"},
	{"gethostbyaddr", "2001:db8::1"},
	{"getservbyname", secret},
}

// Whatever the text: what is a scenario becomes one, without secrets, in which calls come to what they did.
func FuzzRedact(f *testing.F) {
	files, err := filepath.Glob("testdata/redact/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range append(files, "testdata/secrets.txtar") {
		fsys, err := scenario.Open(file)
		if err != nil {
			f.Fatal(err)
		}
		text, err := scenario.Format(fsys)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, []byte("key"))
	}
	tour, err := scenarios.FS.ReadFile("tour.txtar")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(tour, []byte(""))
	for _, text := range []string{
		"-- trace --\n",
		"-- hostname --\nzebraq\u00a0\n",
		"-- etc --\n",
		"-- hostname --\n10.1.2.3\n",
		"-- etc/services --\n-- 80/tcp --#zebraq\n",
		"-- etc/hosts --\n10.1.2.3 www \\www w\\119w\n",
		"-- env --\nLOCALDOMAIN=\u00a0\n",
		"-- zone --\nwww A \\# 4 0a010203\nTXT TXT TXT\n",
		"-- zone --\n\tzebraq.example.org. CNAME www.\n\t www. AAAA ::ffff:10.1.2.3\n",
		"-- zone.a@::1 --\n-- 1s/removed --\nzone.b@::1\nzone.a@::1\n",
		"-- 1s/removed --\nzone.\xff\n",
		"-- faults --\nany -> drop, send 0s \"\", send-raw 0s 0001, garbage\n",
		"-- faults --\n\"a\\xffb.\" \"#1\" -> answer HTTPS 1 . alpn=\"h2,h3\"\n",
		"-- routes --\n::ffff:10.0.0.0/104 10.0.0.1/8\n",
		"-- interfaces --\n3:4:5 0\n:: up\n",
		"-- interfaces --\na up fe80::1/64,deprecated\n-- routes --\n::1 fe80::1/64,deprecated\n",
		"-- interfaces --\na up,tunnel 10.0.0.1/32,peer=10.0.0.2/24,home\n-- routes --\n10.0.0.2 10.0.0.1/32,tunnel\n",
	} {
		f.Add([]byte(text), []byte("key"))
	}
	f.Fuzz(func(t *testing.T, text, key []byte) {
		fsys, err := scenario.Txtar(text)
		if err != nil {
			return
		}
		if _, err := scenario.New(fsys); err != nil {
			return
		}
		calls, err := scenario.Calls(fsys)
		if err != nil {
			return
		}
		redacted, err := Redact(fsys, key)
		if err != nil {
			t.Fatal(err)
		}
		isRedacted(t, redacted, calls)
		if !bytes.Contains(text, []byte("lossy")) && !isCalledByAddress(fsys) {
			callsAgree(t, fsys, parsed(t, string(redacted)), newRedactor(key))
		}
	})
}

// isCalledByAddress reports whether what follows the first dot in the name of a machine is a search list, and the whole an address.
func isCalledByAddress(fsys fs.FS) bool {
	text, _ := fs.ReadFile(fsys, "hostname")
	for line := range strings.Lines(string(text)) {
		if _, err := inet.AtonExact(strings.TrimSpace(line)); err == nil && strings.Contains(line, ".") {
			return true
		}
	}
	return false
}

func isRedacted(t *testing.T, text []byte, calls []scenario.Call) {
	t.Helper()
	lower := strings.ToLower(string(text))
	if strings.Contains(lower, secret) || strings.Contains(lower, hexSecret) {
		t.Fatalf("a secret is left:\n%s", text)
	}
	fsys := parsed(t, string(text))
	if _, err := scenario.New(fsys); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	if redacted, err := scenario.Calls(fsys); err != nil || len(redacted) != len(calls) {
		t.Fatalf("%d calls, %v:\n%s", len(calls), err, text)
	}
	if again, err := scenario.Format(fsys); err != nil || !bytes.Equal(again, text) {
		t.Fatalf("%v; printed again:\n%s\nat first:\n%s", err, again, text)
	}
}

// callsAgree makes calls of both.
func callsAgree(t *testing.T, fsys, redacted fs.FS, r *redactor) {
	t.Helper()
	var calls, redactedCalls []scenario.Call
	for _, args := range fuzzedCalls {
		calls = append(calls, scenario.Call{Args: args})
		redactedCalls = append(redactedCalls, scenario.Call{Args: r.call(args)})
	}
	want := outcomes(t, fsys, calls, mappingOf(r))
	got := outcomes(t, redacted, redactedCalls, identity)
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			text, _ := scenario.Format(redacted)
			t.Fatalf("%s:\n got %v\nwant %v\n%s", redactedCalls[i], got[i], want[i], text)
		}
	}
}
