package parity

import (
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// Shrink leaves out of the text of a scenario, which fails, all that is not needed for it to fail: files, lines of them, words of
// lines. What fails is given need not be a scenario. Of what is left no file, line or word can be left out alone.
func Shrink(text []byte, fails func(text []byte) bool) []byte {
	a := txtar.Parse(slices.Clone(text))
	for size := 0; size != len(txtar.Format(a)); {
		size = len(txtar.Format(a))
		a.Files = least(a.Files, func(rest []txtar.File) bool {
			return fails(txtar.Format(&txtar.Archive{Comment: a.Comment, Files: rest}))
		})
		for i := range slices.Backward(a.Files) { // the calls first, by which all else becomes faster
			shrinkFile(&a.Files[i], func() bool { return fails(txtar.Format(a)) })
		}
	}
	return txtar.Format(a)
}

// shrinkFile shrinks a file of what fails.
func shrinkFile(f *txtar.File, fails func() bool) {
	try := func(lines []string) bool {
		before := f.Data
		f.Data = []byte(strings.Join(lines, ""))
		if !fails() {
			f.Data = before
			return false
		}
		return true
	}
	lines := least(slices.Collect(strings.Lines(string(f.Data))), try)
	for i := range lines {
		line := lines[i]
		least(strings.SplitAfter(line, " "), func(words []string) bool {
			shorter := slices.Clone(lines)
			shorter[i] = strings.TrimRight(strings.Join(words, ""), " \n") + "\n"
			if !try(shorter) {
				return false
			}
			lines = shorter
			return true
		})
	}
}

// least leaves out each block of pieces without which they still fail: half of them, a quarter, and so on.
func least[T any](pieces []T, fails func(rest []T) bool) []T {
	for n := (len(pieces) + 1) / 2; n > 0; n /= 2 {
		for from := 0; from < len(pieces); {
			rest := slices.Delete(slices.Clone(pieces), from, min(from+n, len(pieces)))
			if fails(rest) {
				pieces = rest
			} else {
				from += max(n/2, 1)
			}
		}
	}
	return pieces
}
