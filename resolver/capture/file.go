package capture

import (
	"bytes"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"netdb.example/resolver/internal/absent"
)

// A history is what a file has been: the first version counts from the start.
type history struct {
	versions     []fileVersion
	before, last time.Duration // when it was looked at
}

// A fileVersion is what a file was seen to be at a time.
type fileVersion struct {
	at      time.Duration
	data    []byte
	missing bool
}

// file records what a file holds.
func (rec *Recorder) file(name string, data []byte) { rec.seen(name, fileVersion{data: data}) }

// missing records that there is no such file.
func (rec *Recorder) missing(name string) { rec.seen(name, fileVersion{missing: true}) }

// seen adds a version. It counts from right behind the look that still saw the one before: in a replay, where only waiting takes
// time, the next look is earlier than it was.
func (rec *Recorder) seen(name string, v fileVersion) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	h := rec.history(name)
	if n := len(h.versions); n > 0 {
		if last := h.versions[n-1]; last.missing == v.missing && bytes.Equal(last.data, v.data) {
			return
		}
		v.at = max(h.before, h.versions[n-1].at) + 1
	}
	h.versions = append(h.versions, v)
}

// looked records that a file is looked at.
func (rec *Recorder) looked(name string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	h := rec.history(name)
	h.before, h.last = h.last, time.Since(rec.start)
}

// history returns what a file has been. rec.mu is held.
func (rec *Recorder) history(name string) *history {
	if name == rec.aliases {
		name = placed(name)
	}
	h := rec.files[name]
	if h == nil {
		h = new(history)
		rec.files[name] = h
	}
	return h
}

// A recordedFS is a file system that is watched.
type recordedFS struct {
	fs.FS
	rec *Recorder
}

// isKernels reports whether a file is one that the kernel makes: a scenario has none, so that _gateway and _outbound are not
// reproduced.
func isKernels(name string) bool { return strings.HasPrefix(name, "proc/net/") }

func (r recordedFS) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	if isKernels(name) {
		if err == nil {
			r.rec.note("%s", name)
		}
		return f, err
	}
	if err != nil {
		r.failed(name, err)
		return nil, err
	}
	return &recordedFile{File: f, rec: r.rec, name: name}, nil
}

// Stat implements fs.StatFS. To lookups a file that is neither regular nor a folder is an empty one.
func (r recordedFS) Stat(name string) (fs.FileInfo, error) {
	if isKernels(name) {
		return fs.Stat(r.FS, name)
	}
	r.rec.looked(name)
	info, err := fs.Stat(r.FS, name)
	switch {
	case err != nil:
		r.failed(name, err)
	case info.IsDir():
		r.rec.missing(name)
	case !info.Mode().IsRegular():
		r.rec.file(name, nil)
	}
	return info, err
}

// failed records that a file cannot be opened.
func (r recordedFS) failed(name string, err error) {
	if absent.Is(err) {
		r.rec.missing(name)
		return
	}
	r.rec.note("%s", strconv.Quote(err.Error()))
}

// A recordedFile keeps what is read of it, until it is closed.
type recordedFile struct {
	fs.File
	rec  *Recorder
	name string
	data []byte
	err  error
}

func (f *recordedFile) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	f.data = append(f.data, b[:n]...)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

func (f *recordedFile) Close() error {
	if f.err != nil {
		f.rec.note("%s: %s", f.name, strconv.Quote(f.err.Error()))
	} else {
		f.rec.file(f.name, f.data)
	}
	return f.File.Close()
}
