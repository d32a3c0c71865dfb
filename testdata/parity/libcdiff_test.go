package parity_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
	"netdb.example/testdata/parity/libcdiff"
	"netdb.example/testdata/parity/muslmodel"
)

// document is the page that tells of the differences.
const document = "../../docs/libc-differences.md"

// TestDifferences explains each difference between what glibc and musl were recorded to say, and holds the published page against that.
func TestDifferences(t *testing.T) {
	results := explained(t)
	if t.Failed() {
		return
	}
	checkOutcomes(t, results)
	got := libcdiff.Document(results)
	if *update {
		if err := os.WriteFile(document, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what -update writes:\n%s", document, diff(t, string(want), got))
	}
}

// explained are the requests of all scenarios with their causes, in order.
func explained(t *testing.T) (results []libcdiff.Result) {
	files := scenarioFiles(t)
	all := make([][]libcdiff.Result, len(files))
	t.Run("explain", func(t *testing.T) {
		for i, file := range files {
			t.Run(nameOf(file), func(t *testing.T) {
				t.Parallel()
				all[i] = explain(t, file)
			})
		}
	})
	for _, some := range all {
		results = append(results, some...)
	}
	return results
}

func explain(t *testing.T, file string) (results []libcdiff.Result) {
	for _, c := range cases(t, file) {
		r := libcdiff.Explain(c, libcdiff.Causes)
		if r.Rest != 0 {
			t.Errorf("nothing explains that they differ in %s:\nglibc: %smusl: %s", r.Rest, c.Glibc, c.Musl)
		}
		if c.Differs != 0 {
			c.Netdb() // while t can run it
		}
		results = append(results, r)
	}
	return results
}

// checkOutcomes holds the causes against the requests that they explain: each explains some, and has no outcome that none of them shows.
func checkOutcomes(t *testing.T, results []libcdiff.Result) {
	seen := map[*libcdiff.Cause]map[string]bool{}
	for _, r := range results {
		for _, claim := range r.Claims {
			if seen[claim.Cause] == nil {
				seen[claim.Cause] = map[string]bool{}
			}
			seen[claim.Cause][r.Outcomes()] = true
		}
	}
	for _, cause := range libcdiff.Causes {
		if seen[cause] == nil {
			t.Errorf("%s explains nothing", cause.Name)
		}
		for pair := range strings.SplitSeq(cause.Outcomes, ";") {
			from, to, _ := strings.Cut(pair, ">")
			for _, glibc := range strings.Fields(from) {
				if !slices.ContainsFunc(strings.Fields(to), func(musl string) bool { return seen[cause][glibc+" > "+musl] }) {
					t.Errorf("%s: glibc never says %s where musl says%s", cause.Name, glibc, to)
				}
			}
			for _, musl := range strings.Fields(to) {
				if !slices.ContainsFunc(strings.Fields(from), func(glibc string) bool { return seen[cause][glibc+" > "+musl] }) {
					t.Errorf("%s: musl never says %s where glibc says %s", cause.Name, musl, from)
				}
			}
		}
	}
}

// cases are the requests of a scenario.
func cases(t *testing.T, file string) (all []*libcdiff.Case) {
	fsys, err := scenario.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	requests, err := parity.Requests(fsys)
	if err != nil {
		t.Fatal(err)
	}
	glibc, musl := readGolden(t, "glibc", nameOf(file)), readGolden(t, "musl", nameOf(file))
	for i, q := range requests {
		c := &libcdiff.Case{Scenario: nameOf(file), Machine: fsys, Request: q, Glibc: glibc[i], Musl: musl[i], Ask: askOne(t), AskMusl: askModel(t)}
		c.Chance = unpredictable[c.Scenario+": "+q.Text] != ""
		c.Compare()
		all = append(all, c)
	}
	return all
}

// askOne puts a request to netdb.
func askOne(t *testing.T) func(fs.FS, parity.Request) parity.Exchange {
	return func(fsys fs.FS, q parity.Request) (x parity.Exchange) {
		synctest.Test(t, func(t *testing.T) {
			var err error
			if x, err = parity.Netdb(t.Context(), fsys, q); err != nil {
				t.Fatalf("%s: %v", q.Text, err)
			}
		})
		return x
	}
}

// askModel puts a request to the model of musl.
func askModel(t *testing.T) func(fs.FS, parity.Request, muslmodel.Race) (parity.Exchange, muslmodel.Trace) {
	return func(fsys fs.FS, q parity.Request, race muslmodel.Race) (x parity.Exchange, trace muslmodel.Trace) {
		synctest.Test(t, func(t *testing.T) {
			var err error
			if x, trace, err = muslmodel.Ask(fsys, q, race); err != nil {
				t.Fatalf("%s: %v", q.Text, err)
			}
		})
		return x, trace
	}
}
