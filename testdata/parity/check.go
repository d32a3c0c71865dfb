package parity

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netdb.example/resolver/scenario"
)

// A Folder is the one of this package, with the scenarios, golden files, differences and defects.
type Folder string

func (f Folder) path(elem ...string) string {
	return filepath.Join(append([]string{string(f)}, elem...)...)
}

// ScenarioFiles are the files of the scenarios.
func (f Folder) ScenarioFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(f.path("scenarios", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	return files
}

// Check holds netdb against what glibc was recorded to say, in all scenarios. Where the two differ there must be departures that
// explain it, or the request must be one of the known defects. netdb's side is in the folder differences then, under the names of
// the departures, and nothing else is; requests that differ in their OPT records alone are not written down. With update that
// folder is written anew, and requests that differ no more are taken off the list of defects; none is put on it.
func Check(t *testing.T, f Folder, update bool) {
	defects, err := readDefects(f.path("defects"))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("scenarios", func(t *testing.T) {
		for _, file := range f.ScenarioFiles(t) {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f.check(t, name, defects, update)
			})
		}
	})
	switch mended := defects.unmet(); {
	case t.Failed():
	case update:
		if err := defects.write(f.path("defects"), mended); err != nil {
			t.Error(err)
		}
	case len(mended) > 0:
		t.Errorf("mended, but still among the defects; -update takes them off:\n%s", strings.Join(mended, "\n"))
	}
}

// check does so in one scenario.
func (f Folder) check(t *testing.T, name string, defects *defects, update bool) {
	path := f.path("differences", name+".golden")
	known, err := readGolden(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	by := map[string]string{}
	for _, x := range known {
		by[x.Request] = x.By
	}
	var all []Exchange
	for _, d := range f.differences(t, name) {
		d.Ours.By = cmp.Or(by[d.Request.Text], edns.String())
		switch {
		case d.Explained(t):
		case update && d.Explain(t):
		case defects.meet(name + ": " + d.Request.Text):
			d.Ours.By = defect
		default:
			t.Errorf("no departure that is named there explains a difference; netdb:\n%sglibc:\n%s", d.Ours, d.Theirs)
		}
		if !d.IsOPTOnly() {
			all = append(all, d.Ours)
		}
	}
	got, want := text(all), text(known)
	switch {
	case t.Failed():
	case update:
		if err := writeOrRemove(path, got); err != nil {
			t.Fatal(err)
		}
	case got != want:
		t.Errorf("netdb differs from glibc in:\n%s\n%s has:\n%s", got, path, want)
	}
}

// differences are the requests of a scenario in which netdb differs from glibc.
func (f Folder) differences(t *testing.T, name string) (all []Difference) {
	t.Helper()
	theirs, err := readGolden(f.path("glibc", name+".golden"))
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := scenario.Open(f.path("scenarios", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	requests, err := Requests(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(requests) != len(theirs) {
		t.Fatalf("%d requests, glibc was asked %d", len(requests), len(theirs))
	}
	for i, q := range requests {
		d, err := Compare(t, fsys, q, theirs[i])
		if err != nil {
			t.Fatal(err)
		}
		if d.Differ() {
			all = append(all, d)
		}
	}
	return all
}

func readGolden(path string) ([]Exchange, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadGolden(file)
}

func text(all []Exchange) string {
	var b strings.Builder
	for _, x := range all {
		b.WriteString(x.String())
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
