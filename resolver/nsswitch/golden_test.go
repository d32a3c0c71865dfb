package nsswitch

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A goldenLine is a line of testdata/glibc.golden, recorded from glibc by testdata/record.sh: a file, what its modules
// report, and for services and hosts the walk and its result, as in "a b = b".
type goldenLine struct {
	conf            string
	statuses        map[string]Status
	services, hosts string
}

func readGolden(t *testing.T) []goldenLine {
	text, err := os.ReadFile("testdata/glibc.golden")
	if err != nil {
		t.Fatal(err)
	}
	var all []goldenLine
	for line := range strings.Lines(string(text)) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		conf, err := strconv.Unquote(field[0])
		if err != nil {
			t.Fatalf("%s: %v", field[0], err)
		}
		g := goldenLine{conf: conf, statuses: map[string]Status{}}
		for _, word := range strings.Fields(field[1]) {
			name, status, _ := strings.Cut(word, "=")
			g.statuses[name] = Status(slices.Index(statusNames[:], status))
		}
		g.services, _ = strings.CutPrefix(field[2], "services: ")
		g.hosts, _ = strings.CutPrefix(field[3], "hosts: ")
		all = append(all, g)
	}
	return all
}

// walk prints a walk as testdata/walk.c does. A source that is not in statuses is not installed.
func walk(sources []Source, statuses map[string]Status) string {
	var asked []string
	winner := "-"
	status := Walk(sources, func(name string) Status {
		status, installed := statuses[name]
		if !installed {
			return Unavail
		}
		asked = append(asked, name)
		winner = name
		return status
	})
	if status != Success {
		winner = "-"
	}
	return strings.Join(append(asked, "= "+winner), " ")
}

func hasMerge(sources []Source) bool {
	return slices.ContainsFunc(sources, func(s Source) bool { return slices.Contains(s.On[:], Merge) })
}

func TestWalksAreThoseOfGlibc(t *testing.T) {
	lines := readGolden(t)
	if len(lines) < 105 {
		t.Errorf("%d lines read from the golden file", len(lines))
	}
	for _, g := range lines {
		c, err := Parse(strings.NewReader(g.conf))
		if g.services == "invalid" {
			if _, ok := errors.AsType[*ParseError](err); !ok {
				t.Errorf("%q: no ParseError, but %v", g.conf, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", g.conf, err)
			continue
		}
		if got := walk(c.Database("hosts"), g.statuses); got != g.hosts {
			t.Errorf("%q with %v: hosts: %s, glibc %s", g.conf, g.statuses, got, g.hosts)
		}
		services := c.Database("services")
		if hasMerge(services) || !strings.HasSuffix(g.conf, "\n") {
			continue // see TestMergeEndsTheWalk, TestFinalLineNeedsNoNewline
		}
		if got := walk(services, g.statuses); got != g.services {
			t.Errorf("%q with %v: services: %s, glibc %s", g.conf, g.statuses, got, g.services)
		}
	}
}
