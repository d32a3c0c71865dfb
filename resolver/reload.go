package resolver

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	checkInterval = time.Second     // how often a file is looked at, at most
	emptyGrace    = 2 * time.Second // how long an emptied file may be one that is being rewritten
	maxFileSize   = 64 << 20
)

// A file is a configuration file that is parsed once and again when it changes. Readers get an immutable snapshot, and
// never wait for one another but at the very first read. The zero file is ready for use.
type file[T any] struct {
	loading sync.Mutex
	last    atomic.Pointer[snapshot[T]]
}

// A snapshot is what a file was found to be.
type snapshot[T any] struct {
	value   T
	present bool        // false: there is no such file, and value is the zero T
	info    fs.FileInfo // of the file that value was parsed from
	err     error       // why value is of an earlier file, or zero
	checked time.Time
	emptied time.Time // since when the file has been empty while value is kept
}

// failed reports whether there was a file, and never yet one that could be read: that is not put down to the next second.
func (s *snapshot[T]) failed() bool { return s.info == nil && s.err != nil }

// get returns what path in fsys holds, as of a second ago at most. A file that is absent, or that this process may not
// see, is not present; that is no error. A file that cannot be read, is torn, or was emptied a moment ago leaves the last
// good value in force; the error is that there is none.
func (f *file[T]) get(fsys fs.FS, path string, parse func(io.Reader) (T, error)) (value T, present bool, err error) {
	s := f.last.Load()
	if s == nil || s.failed() || time.Since(s.checked) >= checkInterval {
		s = f.refresh(s, fsys, path, parse)
	}
	if s.failed() {
		return s.value, false, fmt.Errorf("/%s: %w", path, s.err)
	}
	return s.value, s.present, nil
}

// refresh returns a snapshot that is not older than the call, or old if somebody else is at it.
func (f *file[T]) refresh(old *snapshot[T], fsys fs.FS, path string, parse func(io.Reader) (T, error)) *snapshot[T] {
	if old == nil {
		f.loading.Lock()
	} else if !f.loading.TryLock() {
		return old
	}
	defer f.loading.Unlock()
	if now := f.last.Load(); now != old {
		return now
	}
	s := load(old, fsys, path, parse)
	s.checked = time.Now()
	f.last.Store(s)
	return s
}

// load looks at the file and decides what is in force from now on.
func load[T any](old *snapshot[T], fsys fs.FS, path string, parse func(io.Reader) (T, error)) *snapshot[T] {
	if old == nil {
		old = new(snapshot[T])
	}
	info, err := fs.Stat(fsys, path)
	switch {
	case absent(err), err == nil && info.IsDir():
		return new(snapshot[T])
	case err == nil && unchanged(old.info, info):
		keep := *old
		keep.err, keep.emptied = nil, time.Time{}
		return &keep
	case err == nil && info.Size() == 0 && old.info != nil && old.info.Size() > 0:
		if keep, ok := graced(old); ok {
			return keep
		}
	}
	var value T
	if err == nil {
		value, info, err = readVersion(fsys, path, parse)
	}
	if err == nil {
		return &snapshot[T]{value: value, present: true, info: info}
	}
	keep := *old
	keep.err = err
	return &keep
}

// graced keeps old while the file may only be empty because somebody is rewriting it in place.
func graced[T any](old *snapshot[T]) (*snapshot[T], bool) {
	keep := *old
	if keep.emptied.IsZero() {
		keep.emptied = time.Now()
	}
	return &keep, time.Since(keep.emptied) < emptyGrace
}

// absent reports whether err means that a database does not exist for this process: the errors that glibc's
// __resolv_conf_load forgives. Any other error is a failure.
func absent(err error) bool {
	for _, e := range []error{fs.ErrNotExist, fs.ErrPermission, syscall.ENOTDIR, syscall.EISDIR, syscall.ELOOP} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// unchanged reports whether two looks saw one file: the same one, of the same size and time. A file without a time, as in
// a file system made for a test, may always have changed.
func unchanged(a, b fs.FileInfo) bool {
	if a == nil || b.ModTime().IsZero() || a.Size() != b.Size() || !a.ModTime().Equal(b.ModTime()) {
		return false
	}
	return a.Sys() == nil || os.SameFile(a, b)
}

var (
	errTorn  = errors.New("the file changes while it is read")
	errLarge = fmt.Errorf("the file is over %d MiB", maxFileSize>>20)
)

// readVersion parses one version of the file: its size and time before and after must be the same.
func readVersion[T any](fsys fs.FS, path string, parse func(io.Reader) (T, error)) (value T, info fs.FileInfo, err error) {
	opened, err := fsys.Open(path)
	if err != nil {
		return value, nil, err
	}
	defer opened.Close()
	before, err := opened.Stat()
	if err != nil {
		return value, nil, err
	}
	text := &counted{File: opened}
	if value, err = parse(text); err != nil {
		return value, nil, err
	}
	after, err := opened.Stat()
	if err == nil && before.Mode().IsRegular() && (after.Size() != text.n || !after.ModTime().Equal(before.ModTime())) {
		err = errTorn
	}
	return value, after, err
}

// counted is a file that knows how much of it was read, and gives no more than maxFileSize of it.
type counted struct {
	fs.File
	n int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.File.Read(b)
	if c.n += int64(n); c.n > maxFileSize {
		return 0, errLarge
	}
	return n, err
}
