package capture_test

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/resolver/capture"
)

// A renamedFS has the file etc/host.aliases at a path too.
type renamedFS struct {
	fs.FS
	path string
}

func (r renamedFS) Open(name string) (fs.File, error) {
	if name == r.path {
		name = "etc/host.aliases"
	}
	return r.FS.Open(name)
}

// The file that HOSTALIASES names is in the capture, wherever it is on the machine.
func TestCapturedHostAliasesReplay(t *testing.T) {
	const aliases = "-- etc/host.aliases --\nwww other\n-- zone.other --\nother.example.org. A 198.51.100.2\n"
	for _, tt := range []struct {
		value, captured string
		used            bool
	}{
		{"/etc/host.aliases", "/etc/host.aliases", true},
		{"/etc/a/list", "/etc/a/list", true},
		{"/home/u/.aliases", "/etc/host.aliases", true},
		{"/etc/two\nlines", "/etc/host.aliases", true},
		{"/etc/blank behind ", "/etc/host.aliases", true},
		{"home/u/.aliases", "home/u/.aliases", false},
		{"/etc/hosts", "/etc/hosts", false},
	} {
		for _, l := range []lookup{www, wwwBoth} {
			synctest.Test(t, func(t *testing.T) {
				m, _ := machine(t, office+aliases)
				m.Resolver.System.Getenv = func(key string) string { return map[string]string{"HOSTALIASES": tt.value}[key] }
				if tt.used {
					m.Resolver.System.FS = renamedFS{m.Resolver.System.FS, tt.value[1:]}
				}
				rec := capture.Record(m.Resolver)
				want := l.on(t, rec.Resolver(), m)
				if strings.Contains(want.result, "198.51.100.2") != tt.used {
					t.Errorf("%q, %s: %v", tt.value, l.name, want)
				}
				captured := string(rec.Scenario())
				m, _ = machine(t, captured)
				if got := l.on(t, m.Resolver, m); !reflect.DeepEqual(got, want) || !strings.Contains(captured, "HOSTALIASES="+tt.captured+"\n") {
					t.Errorf("%q, %s:\n got %v\nwant %v\n%s", tt.value, l.name, got, want, captured)
				}
			})
		}
	}
}

func TestRedactHOSTALIASESThatNamesNoFile(t *testing.T) {
	_, fsys := machine(t, "-- env --\nHOSTALIASES=acme/aliases\n-- etc/host.aliases --\nacme acme\n")
	if text, err := capture.Redact(fsys, nil); string(text) != "-- env --\n\n" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}
