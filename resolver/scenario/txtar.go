package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/tools/txtar"
)

// Open returns the files of the scenario at path: a txtar archive, or a folder of the same files. A folder stays open while
// the file system is in use; its symbolic links lead nowhere outside of it. An error names path.
func Open(path string) (fs.FS, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, err
		}
		return root.FS(), nil
	}
	data, err := readText(path)
	if err != nil {
		return nil, err
	}
	fsys, err := Txtar(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return fsys, nil
}

const maxText = 256 << 20 // octets of a text

func readText(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err == nil && len(data) > maxText {
		err = fmt.Errorf("%s: longer than %d MiB", path, maxText>>20)
	}
	return data, err
}

var errNoFile = errors.New(`no file in the text: a line "-- NAME --" begins one`)

// Txtar returns the files of an archive in the form of golang.org/x/tools/txtar, without its comment.
//
// To that format every text is an archive, so that a slip loses a file. Hence these are errors: no file at all; one that
// is there twice, or is a folder too; a name that is no path in the sense of [fs.ValidPath], or longer than 255 bytes;
// and a line that would begin a file but for a missing name, blanks behind it, or a byte order mark before it.
func Txtar(data []byte) (fs.FS, error) {
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if _, err := marker(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	text := txtar.Parse(bytes.Clone(data))
	if len(text.Files) == 0 {
		return nil, errNoFile
	}
	fsys, err := txtar.FS(text)
	if err != nil {
		return nil, err
	}
	return archive{fsys, text}, nil
}

// An archive has the files of a text.
type archive struct {
	fs.FS
	text *txtar.Archive
}

const (
	maxName       = 255 // NAME_MAX; what txtar.FS does with a name takes longer than the name is long
	byteOrderMark = "\ufeff"
)

// marker reports whether a line is, or looks like, one that begins a file, and what is wrong with it then.
func marker(line string) (ok bool, err error) {
	if text, ended := strings.CutSuffix(line, "\n"); ended {
		line = strings.TrimSuffix(text, "\r")
	}
	bare := strings.TrimRight(strings.TrimPrefix(line, byteOrderMark), " \t\r")
	if !strings.HasPrefix(bare, "-- ") || !strings.HasSuffix(bare, " --") {
		return false, nil
	}
	name := strings.TrimSpace(bare[2 : len(bare)-2])
	switch {
	case name == "":
		return true, errors.New("the name of the file is missing")
	case len(name) > maxName:
		return true, fmt.Errorf("the name of the file is longer than %d bytes", maxName)
	case bare != line:
		return true, fmt.Errorf("there is more on the line than -- %.40q --", name)
	}
	return true, nil
}
