package resolver

import (
	"io/fs"
	"os"

	"netdb.example/resolver/internal/poller"
)

// root is the root of this machine's file system.
var root fs.FS = softFS{os.DirFS("/")}

// A softFS is a folder of this machine. To open a file fails softly where there are no descriptors, even if it is the first of the
// process.
type softFS struct{ dir fs.FS }

func (s softFS) Open(name string) (fs.File, error) {
	if err := poller.Ready(); err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return s.dir.Open(name)
}

func (s softFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(s.dir, name) }
