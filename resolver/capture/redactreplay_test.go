package capture

import (
	"io/fs"
	"path/filepath"
	"reflect"
	"testing"
	"testing/synctest"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/scenarios"
)

// A redacted scenario makes of its calls what the original makes of its own, but for the names and the addresses, which are
// mapped: after the same time, by the same queries, which get the same answers.

// The scenarios of testdata, with calls.
const tourCalls = `-- calls --
gethostname
gethostbyname homer
gethostbyname nosuchname
gethostbyname_ex www
gethostbyname www.python.org
getfqdn
getfqdn www
gethostbyaddr 192.168.1.8
gethostbyaddr 192.168.1.9
getnameinfo 50.56.79.68 80
getaddrinfo www.python.org http
getaddrinfo www.doughellmann.com https --flags canonname
getaddrinfo localhost 80
`

func sharedScenarios(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	entries, err := scenarios.FS.ReadDir(".")
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		data, err := scenarios.FS.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Name()] = string(data) + tourCalls
	}
	files, err := filepath.Glob("testdata/redact/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		fsys, err := scenario.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := scenario.Format(fsys)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(text)
	}
	return texts
}

func callsOf(t *testing.T, fsys fs.FS) []scenario.Call {
	t.Helper()
	calls, err := scenario.Calls(fsys)
	if err != nil || len(calls) == 0 {
		t.Fatalf("%v, %v", calls, err)
	}
	return calls
}

func parsed(t *testing.T, text string) fs.FS {
	t.Helper()
	fsys, err := scenario.Txtar([]byte(text))
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	return fsys
}

func TestRedactedScenarioReplays(t *testing.T) {
	for name, text := range sharedScenarios(t) {
		if name == "lossy.txtar" { // it says why
			continue
		}
		t.Run(name, func(t *testing.T) { replaysRedacted(t, parsed(t, text)) })
	}
}

// The same, of what has been captured there.
func TestRedactedCaptureReplays(t *testing.T) {
	for name, text := range sharedScenarios(t) {
		t.Run(name, func(t *testing.T) {
			fsys := parsed(t, text)
			for _, c := range callsOf(t, fsys) {
				replaysRedacted(t, capturedCall(t, fsys, c))
			}
		})
	}
}

func capturedCall(t *testing.T, fsys fs.FS, c scenario.Call) (captured fs.FS) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m, err := scenario.New(fsys)
		if err != nil {
			t.Fatal(err)
		}
		rec := Record(m.Resolver)
		callTo(t.Context(), rec.Resolver(), c.Args)
		captured = parsed(t, string(rec.Scenario(c)))
	})
	return captured
}

func replaysRedacted(t *testing.T, fsys fs.FS) {
	t.Helper()
	for _, key := range []string{"key", "another key"} {
		text, err := Redact(fsys, []byte(key))
		if err != nil {
			t.Fatal(err)
		}
		redacted := parsed(t, string(text))
		want := outcomes(t, fsys, callsOf(t, fsys), mappingOf(newRedactor([]byte(key))))
		got := outcomes(t, redacted, callsOf(t, redacted), identity)
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				original, _ := scenario.Format(fsys)
				t.Fatalf("call %d, under %q:\n got %v\nwant %v\n%s\n%s", i+1, key, got[i], want[i], original, text)
			}
		}
	}
}
