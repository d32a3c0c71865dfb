package parity_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
)

func scenarioFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("scenarios/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	return files
}

func nameOf(file string) string { return strings.TrimSuffix(filepath.Base(file), ".txtar") }

func goldenFile(library, name string) string { return filepath.Join(library, name+".golden") }

var update = flag.Bool("update", false, "write the files of differences")

// TestParity holds netdb against what glibc was recorded to say. Where the two differ, netdb's side is in the folder differences:
// nothing else may differ, and what stands there must.
func TestParity(t *testing.T) {
	for _, file := range scenarioFiles(t) {
		t.Run(nameOf(file), func(t *testing.T) {
			path := filepath.Join("differences", nameOf(file)+".golden")
			got := differences(t, file)
			if *update {
				if err := writeOrRemove(path, got); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("netdb differs from glibc in:\n%s\n%s has:\n%s", got, path, want)
			}
		})
	}
}

// differences are the exchanges of netdb that differ from those of glibc.
func differences(t *testing.T, file string) string {
	t.Helper()
	golden, err := os.Open(goldenFile("glibc", nameOf(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer golden.Close()
	theirs, err := parity.ReadGolden(golden)
	if err != nil {
		t.Fatal(err)
	}
	ours := askNetdb(t, file)
	if len(ours) != len(theirs) {
		t.Fatalf("%d requests, %d in %s", len(ours), len(theirs), golden.Name())
	}
	var b strings.Builder
	for i := range ours {
		if ours[i].String() != theirs[i].String() {
			b.WriteString(ours[i].String())
		}
	}
	return b.String()
}

// writeOrRemove writes a file that is not to be there if it is empty.
func writeOrRemove(path, text string) error {
	if text == "" {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666))
}

// askNetdb puts all requests of a scenario to netdb.
func askNetdb(t *testing.T, file string) []parity.Exchange {
	t.Helper()
	fsys, err := scenario.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	requests, err := parity.Requests(fsys)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]parity.Exchange, len(requests))
	for i, q := range requests {
		synctest.Test(t, func(t *testing.T) {
			if all[i], err = parity.Netdb(t.Context(), fsys, q); err != nil {
				t.Fatalf("%s: %v", q.Text, err)
			}
		})
	}
	return all
}
