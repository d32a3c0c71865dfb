package parity

import (
	"os"
	"slices"
	"strings"
	"sync"
)

// defect stands in a file of differences for what no departure explains.
const defect = "defect"

// defects are the requests in which netdb is known to differ from glibc by mistake: lines "SCENARIO: REQUEST", and comments.
type defects struct {
	lines []string

	mu  sync.Mutex
	met map[string]bool
}

func readDefects(path string) (*defects, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return &defects{lines: slices.Collect(strings.Lines(string(text))), met: map[string]bool{}}, nil
}

// meet reports whether line is one of d, which it is from now on known to be.
func (d *defects) meet(line string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.met[line] = slices.Contains(d.lines, line+"\n")
	return d.met[line]
}

// unmet are those of the lines that have not been met.
func (d *defects) unmet() (lines []string) {
	for _, line := range d.lines {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !d.met[line] {
			lines = append(lines, line)
		}
	}
	return lines
}

// write writes them without some.
func (d *defects) write(path string, without []string) error {
	lines := slices.DeleteFunc(slices.Clone(d.lines), func(line string) bool { return slices.Contains(without, strings.TrimSpace(line)) })
	return os.WriteFile(path, []byte(strings.Join(lines, "")), 0o666)
}
