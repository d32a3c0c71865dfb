package main

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden texts in testdata")

func TestDemo(t *testing.T) { golden(t, "testdata/demo.golden", "demo") }

// Every row of the tour in both scenarios, as the JSON contract has it.
func TestDemoJSON(t *testing.T) { golden(t, "testdata/demo.json.golden", "--json", "demo") }

// golden compares what a command prints with the text in a file.
func golden(t *testing.T, file string, args ...string) {
	t.Helper()
	code, stdout, stderr := netdb(t, args...)
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, standard error %q", code, stderr)
	}
	if *update {
		if err := os.WriteFile(file, []byte(stdout), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if stdout != string(want) {
		t.Errorf("got\n%s\nwant\n%s", stdout, want)
	}
}

// The objects are those that the calls print when they are made one by one in the scenarios.
func TestDemoJSONIsThatOfTheCallsOneByOne(t *testing.T) {
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
