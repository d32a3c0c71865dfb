package scenario_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/scenarios"
)

// everything has one of each thing that a scenario may have, in the order in which Format prints a folder.
const everything = `-- hostname --
farnsworth
-- interfaces --
lo up,loopback 127.0.0.1/8
eth0 up 192.0.2.10/24 2001:db8::5/64,deprecated
-- routes --
192.0.2.7 unreachable
-- env --
RES_OPTIONS=attempts:1
-- seed --
4711
-- dns --
mix-case no-cookies
-- etc/hosts --
192.0.2.1 a
-- etc/ssl/openssl.cnf --
-- zone --
www A 192.0.2.2
-- zone.b@192.0.2.53 --
www A 192.0.2.3
-- faults --
any -> delay 1ms
-- calls --
@5s cancel=1s gethostbyname www
-- results --
{}
-- trace --
nothing
-- 900ms/zone --
www A 192.0.2.4
-- 1s/etc/hosts --
192.0.2.5 a
-- 1s/removed --
zone.b@192.0.2.53
`

func mustTxtar(t *testing.T, text string) fs.FS {
	t.Helper()
	fsys, err := scenario.Txtar([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

func mustFormat(t *testing.T, fsys fs.FS) string {
	t.Helper()
	text, err := scenario.Format(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTextPrintsAsItself(t *testing.T) {
	all := []string{everything, "A comment.\n\n-- zone --\n-- hostname --\nthe order is kept\n"}
	names, _ := fs.Glob(scenarios.FS, "*.txtar")
	for _, name := range names {
		data, err := scenarios.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(data))
	}
	if len(all) < 4 {
		t.Fatalf("only %d texts", len(all))
	}
	for _, text := range all {
		if got := mustFormat(t, mustTxtar(t, text)); got != text {
			t.Errorf("got:\n%s\nwant:\n%s", got, text)
		}
	}
}

// A folder prints as the text of the same files, in an order of its own.
func TestFolderPrintsInOrder(t *testing.T) {
	folder := fstest.MapFS{}
	fsys := mustTxtar(t, everything)
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			data, _ := fs.ReadFile(fsys, name)
			folder[name] = &fstest.MapFile{Data: data}
		}
		return err
	})
	if err != nil || len(folder) != 17 {
		t.Fatalf("%d files, %v", len(folder), err)
	}
	if got := mustFormat(t, folder); got != everything {
		t.Errorf("got:\n%s\nwant:\n%s", got, everything)
	}
}

func TestFormatEndsLines(t *testing.T) {
	if got, want := mustFormat(t, files("hostname", "h", "seed", "")), "-- hostname --\nh\n-- seed --\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFormatError(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"README", "", `unknown: "README"`},
		{"etc/motd", "Welcome!\n-- today --\n", `etc/motd:2: "-- today --\n" would begin a file of the text`},
		{"env", "-- a -- \r\n", `env:1: "-- a -- \r\n" would begin a file of the text`},
	} {
		text, err := scenario.Format(files(tt.name, tt.data))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || text != nil {
			t.Errorf("%s: got %q, %v, want %s", tt.name, text, err, tt.want)
		}
	}
}
