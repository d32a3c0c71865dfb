package docs_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/tools/txtar"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

const (
	guide  = "testing.md"
	script = "../cmd/netdb/testdata/script/guide.txtar" // in which cmd/netdb runs the commands
)

// A block is what stands between ``` and ``` in the guide.
type block struct {
	line           int
	language, text string
}

func blocks(t *testing.T) (all []block) {
	t.Helper()
	inside := false
	for i, line := range strings.Split(read(t, guide), "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !inside:
			all = append(all, block{line: i + 1, language: language})
			inside = true
		case fence:
			inside = false
		case inside:
			all[len(all)-1].text += line + "\n"
		}
	}
	if inside {
		t.Fatalf("%s: a block does not end", guide)
	}
	return all
}

func read(t *testing.T, files ...string) string {
	t.Helper()
	var b strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
		b.WriteString("\n")
	}
	return b.String()
}

// examples are the files that hold the Go of the guide.
func examples(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(file string) bool { return file == "guide_test.go" })
}

// What the guide shows is what runs, to the letter. Only the commands of Docker, in blocks of sh, are not run.
func TestGuideShowsWhatRuns(t *testing.T) {
	run := map[string]string{
		"go":      read(t, examples(t)...),
		"console": commands(read(t, script)),
		"python":  read(t, script),
		"dns":     read(t, script),
		"txtar":   read(t, "testdata/pod.txtar"),
		"text":    unusedFault + read(t, script),
	}
	for _, b := range blocks(t) {
		text, ok := run[b.language]
		if b.language == "sh" && strings.HasPrefix(b.text, "docker ") {
			continue
		}
		if !ok || !strings.Contains("\n"+text, "\n"+b.text) {
			t.Errorf("%s:%d: this block of %q is in no test", guide, b.line, b.language)
		}
	}
}

var machines = regexp.MustCompile(` (--scenario=office\.txtar|\$tour)`)

// commands are the commands of a script, each with the file behind it that it prints, as a terminal shows them.
func commands(text string) string {
	archive := txtar.Parse([]byte(text))
	var b strings.Builder
	for line := range strings.Lines(string(archive.Comment)) {
		if command, ok := strings.CutPrefix(line, "exec "); ok {
			b.WriteString("$ " + machines.ReplaceAllString(command, ""))
		}
		for _, f := range archive.Files {
			if line == "cmp stdout "+f.Name+"\n" {
				b.Write(f.Data)
			}
		}
	}
	return b.String()
}

var testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// What runs is what the guide shows.
func TestGuideShowsEveryTest(t *testing.T) {
	text := read(t, guide)
	for _, f := range testFunc.FindAllString(read(t, examples(t)...), -1) {
		if !strings.Contains(text, f) {
			t.Errorf("%s is not in the guide", f)
		}
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	notSlug = regexp.MustCompile(`[^a-z0-9 -]`)
)

func TestGuideLinksLeadSomewhere(t *testing.T) {
	text := read(t, guide)
	anchors := map[string]bool{}
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		slug := notSlug.ReplaceAllString(strings.ToLower(h[1]), "")
		anchors["#"+strings.ReplaceAll(slug, " ", "-")] = true
	}
	for _, l := range link.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(l[1], "https://") || anchors[l[1]] {
			continue
		}
		if _, err := os.Stat(l[1]); err != nil {
			t.Error(err)
		}
	}
}

// What the guide says of LookupHost.
func TestNetResolverLookupHostReturnsWhatHasCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "www.example.org. A 192.0.2.1")
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Delay(3 * time.Second)})
		r := &net.Resolver{PreferGo: true, Dial: srv.Dial}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if addrs, err := r.LookupHost(ctx, "www.example.org."); !slices.Equal(addrs, []string{"192.0.2.1"}) {
			t.Errorf("got %v, %v", addrs, err)
		}
	})
}

const unusedFault = `fakedns: asked:
udp 127.0.0.1:53 www.example.org. A
fakedns: no query met the fault: AAAA
`

// A failing test is one that fails without this one.
type failing struct {
	*testing.T
	cleanup []func()
	said    string
}

func (f *failing) Cleanup(c func())                  { f.cleanup = append(f.cleanup, c) }
func (f *failing) Logf(format string, args ...any)   { f.said += fmt.Sprintf(format, args...) }
func (f *failing) Fatalf(format string, args ...any) { f.said += fmt.Sprintf(format, args...) + "\n" }

func TestUnusedFaultFails(t *testing.T) {
	fsys, err := scenario.Txtar([]byte("-- zone --\nwww.example.org. A 192.0.2.1\n-- faults --\nAAAA -> drop\n"))
	if err != nil {
		t.Fatal(err)
	}
	f := &failing{T: t}
	m := scenario.Load(f, fsys)
	if _, err := m.Resolver.Gethostbyname(t.Context(), "www.example.org"); err != nil {
		t.Fatal(err)
	}
	for _, c := range f.cleanup {
		c()
	}
	if f.said != unusedFault {
		t.Errorf("got:\n%s\nwant:\n%s", f.said, unusedFault)
	}
}
