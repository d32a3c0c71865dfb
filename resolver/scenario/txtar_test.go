package scenario_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"netdb.example/resolver/scenario"
)

func TestTxtar(t *testing.T) {
	data := []byte("Free text,\n--- with a ruler ---\n-- hostname --\nh\n-- etc/hosts --\r\n192.0.2.1 a\r\n")
	fsys, err := scenario.Txtar(data)
	if err != nil {
		t.Fatal(err)
	}
	clear(data) // the file system has a copy
	if err := fstest.TestFS(fsys, "hostname", "etc/hosts"); err != nil {
		t.Error(err)
	}
	text, err := fs.ReadFile(fsys, "etc/hosts")
	if err != nil || string(text) != "192.0.2.1 a\r\n" {
		t.Errorf("etc/hosts is %q, %v", text, err)
	}
}

func TestTxtarError(t *testing.T) {
	const noFile = `no file in the text: a line "-- NAME --" begins one`
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", noFile},
		{"only a comment", "192.0.2.1 a\n", noFile},
		{"indented", "\t-- hostname --\n\th\n", noFile},
		{"no name", "-- hostname --\nh\n-- --\n", "line 3: the name of the file is missing"},
		{"blank name", "\n--    --\n", "line 2: the name of the file is missing"},
		{"blanks behind", "-- hostname -- \nh\n-- env --\n", "line 1: there is more on the line than -- \"hostname\" --"},
		{"a carriage return without a line", "-- env --\r", "line 1: there is more on the line than -- \"env\" --"},
		{"byte order mark", "\ufeff-- hostname --\nh\n-- env --\n", "line 1: there is more on the line than -- \"hostname\" --"},
		{"long name", "-- " + strings.Repeat("a/", 128) + " --\n", "line 1: the name of the file is longer than 255 bytes"},
		{"twice", "-- env --\n-- zone --\n-- env --\n", `cannot create fs.FS from txtar.Archive: duplicate path "env"`},
		{"file and folder", "-- etc --\n-- etc/hosts --\n", `cannot create fs.FS from txtar.Archive: duplicate path "etc"`},
		{"outside", "-- ../hosts --\n", `cannot create fs.FS from txtar.Archive: file "../hosts" is an invalid path`},
		{"from the root", "-- /etc/hosts --\n", `cannot create fs.FS from txtar.Archive: file "/etc/hosts" is an invalid path`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys, err := scenario.Txtar([]byte(tt.text))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if fsys != nil {
				t.Errorf("an error and %v", fsys)
			}
		})
	}
}

// Names are short, since the work that txtar.FS has with one grows with the square of its length.
func TestTxtarLongestName(t *testing.T) {
	if _, err := scenario.Txtar([]byte("-- " + strings.Repeat("a/", 127) + "a --\n")); err != nil {
		t.Error(err)
	}
}

// An archive and a folder of the same files are the same scenario.
func TestOpen(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "home.txtar")
	write(t, archive, "-- hostname --\nhome\n-- etc/hosts --\n192.0.2.1 a\n")
	folder := t.TempDir()
	write(t, filepath.Join(folder, "hostname"), "home\n")
	write(t, filepath.Join(folder, "etc", "hosts"), "192.0.2.1 a\n")
	for _, path := range []string{archive, folder} {
		fsys, err := scenario.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		m := scenario.Load(t, fsys)
		name, _ := m.Resolver.Gethostname()
		addr, err := m.Resolver.Gethostbyname(t.Context(), "a")
		if name != "home" || err != nil || addr.String() != "192.0.2.1" {
			t.Errorf("%s: %s, a is %v, %v", path, name, addr, err)
		}
	}
}

func TestOpenError(t *testing.T) {
	dir := t.TempDir()
	odd := filepath.Join(dir, "odd.txtar")
	write(t, odd, "-- env --\n-- --\n")
	if _, err := scenario.Open(odd); err == nil || err.Error() != odd+": line 2: the name of the file is missing" {
		t.Errorf("an odd archive: %v", err)
	}
	missing := filepath.Join(dir, "missing")
	if _, err := scenario.Open(missing); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("a missing file: %v", err)
	}
	huge := filepath.Join(dir, "huge")
	write(t, huge, "")
	if err := os.Truncate(huge, 256<<20+1); err != nil {
		t.Fatal(err)
	}
	if _, err := scenario.Open(huge); err == nil || err.Error() != huge+": longer than 256 MiB" {
		t.Errorf("a huge file: %v", err)
	}
}

// A link in a folder does not let a file of the real machine in.
func TestOpenFolderKeepsLinksInside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "hosts")
	write(t, outside, "192.0.2.1 a\n")
	folder := t.TempDir()
	write(t, filepath.Join(folder, "etc", "resolv.conf"), "")
	if err := os.Symlink(outside, filepath.Join(folder, "etc", "hosts")); err != nil {
		t.Fatal(err)
	}
	fsys, err := scenario.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := fs.ReadFile(fsys, "etc/hosts"); err == nil {
		t.Errorf("read %q from outside", text)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
