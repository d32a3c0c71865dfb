package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// What the examples in --help print is what these commands print, in the scenario of the tour.
func TestExamples(t *testing.T) {
	for _, c := range append(calls, versionCall) {
		var got bytes.Buffer
		for line := range strings.Lines(c.example) {
			command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ netdb ")
			if !ok {
				continue
			}
			if got.Len() > 0 {
				got.WriteByte('\n')
			}
			got.WriteString("  $ netdb " + command + "\n")
			var output bytes.Buffer
			args := append(strings.Fields(command), "--scenario", tourFile)
			execute(context.Background(), args, strings.NewReader(""), &output, &output)
			for line := range strings.Lines(output.String()) {
				got.WriteString("  " + line)
			}
		}
		if want := strings.TrimSuffix(got.String(), "\n"); c.example != want {
			t.Errorf("%s: the example is\n%s\nit prints\n%s", c.name, c.example, want)
		}
	}
}

func TestEveryCallTeaches(t *testing.T) {
	for _, c := range calls {
		if c.example == "" || c.long == "" || c.short == "" {
			t.Errorf("%s: no example, or no text", c.name)
		}
		if !strings.HasPrefix(c.long, "C: "+strings.TrimSuffix(c.name, "_ex")+"(") && !strings.HasPrefix(c.long, "Python: socket."+c.name) {
			t.Errorf("%s: no function is named in %q", c.name, c.long)
		}
	}
}

// Every line of help fits 80 columns, but those that list words or print an answer.
func TestHelpFits(t *testing.T) {
	const most = 80
	texts := []string{rootLong, captureLong, replayLong, fakednsLong, demoLong, demoBegin, demoChange, demoEnd}
	for _, c := range calls {
		texts = append(texts, c.long)
	}
	for _, text := range texts {
		for line := range strings.SplitSeq(text, "\n") {
			if len(line) > most {
				t.Errorf("%d columns: %s", len(line), line)
			}
		}
	}
}

// Completion offers the calls, the words of an option and folders, and never files where a name is wanted.
func TestCompletion(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"getserv"}, "getservbyname\tPort of a service\ngetservbyport\tService at a port\n:4\n"},
		{[]string{"getaddrinfo", "--family", ""}, "inet\ninet6\nunspec\n:4\n"},
		{[]string{"gethostbyname", ""}, ":4\n"},
		{[]string{"--root", ""}, ":16\n"},
	} {
		_, stdout, _ := netdb(t, append([]string{cobra.ShellCompRequestCmd}, test.args...)...)
		if stdout != test.want {
			t.Errorf("%q: %q, want %q", test.args, stdout, test.want)
		}
	}
}
