package scenario_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"netdb.example/resolver/scenario"
)

// changing is a machine whose files and zones change.
const changing = `
-- etc/hosts --
192.0.2.1 a
-- zone --
b A 192.0.2.1
-- zone.c --
c A 192.0.2.1
-- 90s/etc/hosts --
192.0.2.2 a
-- 100s/zone --
b A 192.0.2.2
-- 2m/etc/hosts --
192.0.2.3 a
-- 2m/zone --
b A 192.0.2.3
-- 180s/removed --
etc/hosts
zone
-- 200s/etc/hosts --
192.0.2.4 a
`

// look says what a, b and c are, with a number for the address 192.0.2.N, and - where there is no such name.
func look(t *testing.T, m *scenario.Machine) string {
	t.Helper()
	var b strings.Builder
	for _, name := range []string{"a", "b", "c"} {
		addr, err := m.Resolver.Gethostbyname(t.Context(), name)
		switch {
		case code(err) == "EAI_NONAME":
			b.WriteByte('-')
		case err != nil:
			t.Fatal(err)
		default:
			fmt.Fprint(&b, addr.As4()[3])
		}
	}
	return b.String()
}

func TestVersions(t *testing.T) {
	folder := t.TempDir()
	for name, data := range map[string]string{
		"etc/hosts": "192.0.2.1 a\n", "zone": "b A 192.0.2.1\n", "zone.c": "c A 192.0.2.1\n",
		"90s/etc/hosts": "192.0.2.2 a\n", "100s/zone": "b A 192.0.2.2\n",
		"2m/etc/hosts": "192.0.2.3 a\n", "2m/zone": "b A 192.0.2.3\n",
		"180s/removed": "etc/hosts\nzone\n", "200s/etc/hosts": "192.0.2.4 a\n",
	} {
		write(t, filepath.Join(folder, filepath.FromSlash(name)), data)
	}
	synctest.Test(t, func(t *testing.T) {
		testVersions(t, scenario.Load(t, mustTxtar(t, changing)))
	})
	synctest.Test(t, func(t *testing.T) {
		testVersions(t, scenario.Load(t, os.DirFS(folder)))
	})
}

// A zone changes at the very time, a file of etc is looked at once a second.
func testVersions(t *testing.T, m *scenario.Machine) {
	start := time.Now()
	for _, tt := range []struct {
		at   time.Duration
		want string
	}{
		{0, "111"},
		{90*time.Second - 1, "111"},
		{91 * time.Second, "211"},
		{100*time.Second - 1, "211"},
		{100 * time.Second, "221"},
		{121 * time.Second, "331"},
		{181 * time.Second, "--1"},
		{201 * time.Second, "4-1"},
		{time.Hour, "4-1"},
	} {
		time.Sleep(tt.at - time.Since(start))
		if got := look(t, m); got != tt.want {
			t.Errorf("at %v got %s, want %s", tt.at, got, tt.want)
		}
	}
}

func TestRemovedAndThere(t *testing.T) {
	_, err := scenario.New(files("zone", "", "1s/zone", "", "1s/removed", "\nzone\n"))
	if want := `1s/removed:2: "zone" is removed, and there`; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Beside etc there are files and folders only: to read another thing may take for ever.
func TestOddFiles(t *testing.T) {
	for _, name := range []string{"zone", "faults", "5s/zone", "5s/removed"} {
		_, err := scenario.New(fstest.MapFS{name: {Mode: fs.ModeNamedPipe}})
		if want := strconv.Quote(name) + " is neither a file nor a folder"; fmt.Sprint(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A pipe in etc is an empty file, as on a real machine: it is not opened.
func TestPipe(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "hostname"), "h\n")
	if err := os.Mkdir(filepath.Join(dir, "etc"), 0o777); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfifo", filepath.Join(dir, "etc", "hosts")).CombinedOutput(); err != nil {
		t.Skipf("%v: %s", err, out)
	}
	fsys, err := scenario.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if addr, err := scenario.Load(t, fsys).Resolver.Gethostbyname(t.Context(), "localhost"); err != nil || !addr.IsLoopback() {
		t.Errorf("got %v, %v", addr, err)
	}
}

func TestVersionsOfOneTime(t *testing.T) {
	_, err := scenario.New(files("1s/etc/hosts", "", "1000ms/etc/hosts", ""))
	if want := "1000ms and 1s are the same time"; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Two servers: one has a zone of its own, the other the rest.
func TestVirtualServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := scenario.Load(t, files(
			"etc/resolv.conf", "nameserver 192.0.2.53\nnameserver 2001:db8::53\noptions rotate\n",
			"zone.a", "b A 192.0.2.1\n",
			"zone.b@2001:db8::53", "b A 192.0.2.2\n",
		))
		got := map[string]bool{}
		for range 2 {
			got[look(t, m)] = true
		}
		if !got["-1-"] || !got["-2-"] {
			t.Errorf("got %v", got)
		}
	})
}
