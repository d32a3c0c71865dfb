package main

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden texts in testdata")

func TestDemo(t *testing.T) {
	const golden = "testdata/demo.golden"
	code, stdout, stderr := netdb(t, "demo")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, standard error %q", code, stderr)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(stdout), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if stdout != string(want) {
		t.Errorf("got\n%s\nwant\n%s", stdout, want)
	}
}

// The objects are those that the calls print when they are made one by one in the scenarios.
func TestDemoJSON(t *testing.T) {
	var want strings.Builder
	for _, file := range []string{tourFile, wildcardFile} {
		for _, section := range tour {
			for _, v := range section.visits {
				_, stdout, _ := netdb(t, append([]string{"--json", "--scenario", file}, commandLine(v)...)...)
				want.WriteString(stdout)
			}
		}
	}
	code, stdout, stderr := netdb(t, "--json", "demo")
	if code != 0 || stderr != "" || stdout != want.String() {
		t.Errorf("exit code %d, standard error %q, standard output\n%swant\n%s", code, stderr, stdout, want.String())
	}
}

func commandLine(v visit) []string {
	line := append([]string{v.call}, v.args...)
	c, _ := find(v.call)
	for _, o := range c.options {
		for _, value := range *o.value(&v.options) {
			line = append(line, "--"+o.name, value)
		}
	}
	return line
}

// The demo makes every call there is but those that the documents behind it do not show.
func TestDemoIsComplete(t *testing.T) {
	shown := map[string]bool{"getnameinfo": true, "getprotobynumber": true}
	for _, section := range tour {
		for _, v := range section.visits {
			shown[v.call] = true
		}
	}
	for _, c := range calls {
		if !shown[c.name] {
			t.Errorf("no %s", c.name)
		}
	}
}
