package resolver

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"netdb.example/resolver/internal/absent"
)

const (
	checkInterval = time.Second     // how often a file is looked at, at most
	emptyGrace    = 2 * time.Second // how long an emptied file may be one that is being rewritten
	timeGrain     = 2 * time.Second // how far apart two times of a file may be and look the same
	tornTries     = 3
	maxFileSize   = 64 << 20
)

// A file is a configuration file that is parsed once and again when it changes. Readers get an immutable snapshot, and
// never wait for one another but until it was read once. The zero file is ready for use.
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
	read    time.Time   // when value was parsed
	checked time.Time
	emptied time.Time // since when the file has been empty while value is kept
}

// failed reports whether there is a file, and never yet was one that could be read: that is not put off to the next second.
func (s *snapshot[T]) failed() bool { return s.info == nil && s.err != nil }

// get returns what path in fsys holds, as of a second ago at most. A file that is absent, or that this process may not
// see, is not present; that is no error. A file that cannot be read or parsed, is torn, or was emptied a moment ago leaves the
// last good value in force; the error is that there is none.
func (f *file[T]) get(fsys fs.FS, path string, parse func(io.Reader) (T, error)) (value T, present bool, err error) {
	s := f.last.Load()
	if s == nil || s.failed() || time.Since(s.checked) >= checkInterval {
		s = f.refresh(s, fsys, path, parse)
	}
	if s.failed() {
		return s.value, false, fmt.Errorf("%s: %w", path, s.err)
	}
	return s.value, s.present, nil
}

// held returns what get returned last, without a look at the file, and why that is not what the file held then.
func (f *file[T]) held() (value T, err error) {
	s := f.last.Load()
	if s == nil {
		return value, nil
	}
	return s.value, s.err
}

// refresh returns a snapshot that is not older than the call, or old if that has a value and somebody else is at it.
func (f *file[T]) refresh(old *snapshot[T], fsys fs.FS, path string, parse func(io.Reader) (T, error)) *snapshot[T] {
	if old == nil || old.failed() {
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
	case absent.Is(err), err == nil && info.IsDir():
		return new(snapshot[T])
	case err == nil && old.isOf(info):
		return old.kept(nil)
	case err == nil && !info.Mode().IsRegular(): // who reads a pipe or a device may wait for ever: it holds nothing
		value, err := parse(strings.NewReader(""))
		return &snapshot[T]{value: value, present: true, info: info, err: err, read: time.Now()}
	case err == nil:
		return reload(old, fsys, path, parse)
	}
	return old.kept(err)
}

// reload reads the file, and again a few times if it is torn and there is nothing to keep.
func reload[T any](old *snapshot[T], fsys fs.FS, path string, parse func(io.Reader) (T, error)) *snapshot[T] {
	s := &snapshot[T]{present: true, read: time.Now()}
	size := int64(0)
	for range tornTries {
		s.value, s.info, size, s.err = readVersion(fsys, path, parse)
		if s.err != errTorn || old.info != nil {
			break
		}
	}
	switch {
	case s.err != nil:
		return old.kept(s.err)
	case size == 0 && old.info != nil && old.info.Size() > 0 && (old.emptied.IsZero() || time.Since(old.emptied) < emptyGrace):
		keep := old.kept(nil)
		if keep.emptied = old.emptied; keep.emptied.IsZero() {
			keep.emptied = time.Now()
		}
		return keep
	}
	return s
}

// kept is s once more, in spite of err.
func (s *snapshot[T]) kept(err error) *snapshot[T] {
	keep := *s
	keep.err, keep.emptied = err, time.Time{}
	return &keep
}

// isOf reports whether s is of the file that info is about: the same one, of the same size and time. A file that was read
// within the grain of that time may have changed since; and one without a time, as in a file system made for a test, or without
// a size, as in /proc, too.
func (s *snapshot[T]) isOf(info fs.FileInfo) bool {
	if s.info == nil || s.info.Size() != info.Size() || !s.info.ModTime().Equal(info.ModTime()) {
		return false
	}
	if info.ModTime().IsZero() || info.Size() == 0 || s.read.Before(info.ModTime().Add(timeGrain)) {
		return false
	}
	return s.info.Sys() == nil || os.SameFile(s.info, info)
}

var (
	errTorn  = errors.New("the file changes while it is read")
	errLarge = fmt.Errorf("the file is over %d MiB", maxFileSize>>20)
)

// readVersion parses one version of the file, which has size bytes: what Stat says before and after must be the same, and
// agree with them, unless it says nothing, as of files in /proc.
func readVersion[T any](fsys fs.FS, path string, parse func(io.Reader) (T, error)) (value T, info fs.FileInfo, size int64, err error) {
	opened, err := fsys.Open(path)
	if err != nil {
		return value, nil, 0, err
	}
	defer opened.Close()
	before, err := opened.Stat()
	switch {
	case err != nil:
		return value, nil, 0, err
	case before.Size() > maxFileSize:
		return value, nil, 0, errLarge
	}
	text := &counted{File: opened}
	if value, err = parse(text); err != nil {
		return value, nil, 0, err
	}
	after, err := opened.Stat()
	switch {
	case err != nil:
		return value, nil, 0, err
	case after.Size() != before.Size(), !after.ModTime().Equal(before.ModTime()), after.Size() > 0 && after.Size() != text.n:
		return value, nil, 0, errTorn
	}
	return value, after, text.n, nil
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
