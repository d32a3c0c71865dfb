package resolver_test

import (
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// shrink leaves out of a scenario what is not needed for an invariant not to hold: files, lines of them, whole versions.
func shrink(text, invariant string) string {
	fails := func(a *txtar.Archive) bool {
		_, failure, err := checkScenario(string(txtar.Format(a)))
		return err == nil && failure != nil && failure.invariant == invariant
	}
	least := txtar.Parse([]byte(text))
	for size := 0; size != len(txtar.Format(least)); {
		size = len(txtar.Format(least))
		least = withoutFiles(least, fails)
		for i := range least.Files {
			least = withoutLines(least, i, fails)
		}
	}
	return string(txtar.Format(least))
}

// withoutFiles leaves out each file that is not needed.
func withoutFiles(a *txtar.Archive, fails func(*txtar.Archive) bool) *txtar.Archive {
	for i := len(a.Files) - 1; i >= 0; i-- {
		less := &txtar.Archive{Comment: a.Comment, Files: slices.Delete(slices.Clone(a.Files), i, i+1)}
		if fails(less) {
			a = less
		}
	}
	return a
}

// withoutLines leaves out of file i each block of lines that is not needed: half of them, a quarter, and so on.
func withoutLines(a *txtar.Archive, i int, fails func(*txtar.Archive) bool) *txtar.Archive {
	lines := strings.SplitAfter(strings.TrimSuffix(string(a.Files[i].Data), "\n"), "\n")
	for n := (len(lines) + 1) / 2; n > 0; n /= 2 {
		for from := 0; from < len(lines); {
			rest := slices.Delete(slices.Clone(lines), from, min(from+n, len(lines)))
			less := &txtar.Archive{Comment: a.Comment, Files: slices.Clone(a.Files)}
			less.Files[i].Data = []byte(strings.Join(rest, ""))
			if fails(less) {
				a, lines = less, rest
			} else {
				from += n
			}
		}
	}
	return a
}
