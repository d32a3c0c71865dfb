package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"
)

// Format returns the text of a scenario, as [Txtar] reads it. What [Txtar] and [Open] have read from a text prints as that text,
// with its comment and in its order, but that blanks and carriage returns in the lines that begin files go; a folder prints as hostname, interfaces, routes, env, seed, dns, etc, the zones, faults, calls,
// results and trace, and then its versions by their time. Each file ends its last line, whether it did before or not.
//
// The error is that of reading fsys, that something does not belong into a scenario, or that a file has a line which in the
// text would begin another.
func Format(fsys fs.FS) ([]byte, error) {
	if a, ok := fsys.(archive); ok {
		return txtar.Format(a.text), nil
	}
	versions, err := inventory(fsys)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, v := range versions {
		of, err := v.files(fsys)
		if err != nil {
			return nil, err
		}
		names = append(names, of...)
	}
	text := new(txtar.Archive)
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := checkData(name, data); err != nil {
			return nil, err
		}
		text.Files = append(text.Files, txtar.File{Name: name, Data: data})
	}
	return txtar.Format(text), nil
}

// files returns the names of the files that v may have, in the order of the text.
func (v version) files(fsys fs.FS) (names []string, err error) {
	add := func(files ...string) {
		for _, file := range files {
			names = append(names, path.Join(v.dir, file))
		}
	}
	isFirst := v.from == 0
	if isFirst {
		add(settingFiles...)
	}
	if v.etc {
		err = fs.WalkDir(fsys, path.Join(v.dir, "etc"), func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				names = append(names, name)
			}
			return err
		})
	}
	add(v.zones...)
	if isFirst {
		add(wireFiles...)
	} else {
		add("removed")
	}
	return names, err
}

// checkData reports a line of a file that in the text would begin another file.
func checkData(name string, data []byte) error {
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if ok, _ := marker(line); ok {
			return fmt.Errorf("%s:%d: %.40q would begin a file of the text", name, n, line)
		}
	}
	return nil
}
