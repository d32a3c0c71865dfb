package resolver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

func parseText(r io.Reader) (string, error) {
	text, err := io.ReadAll(r)
	return string(text), err
}

// look is what get makes of etc/x: the text, "absent", or the error.
func look(f *file[string], fsys fs.FS) string {
	text, present, err := f.get(fsys, "etc/x", parseText)
	switch {
	case err != nil:
		return err.Error()
	case !present:
		return "absent" + text
	}
	return text
}

// opens counts how often files are opened.
type opens struct {
	fs.FS
	n *int
}

func (o opens) Open(name string) (fs.File, error) {
	*o.n++
	return o.FS.Open(name)
}

func (o opens) Stat(name string) (fs.FileInfo, error) { return fs.Stat(o.FS, name) }

func at(t time.Time, text string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(text), ModTime: t}
}

func TestAFileIsReadAgainWhenItChangesAndNotBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		m := fstest.MapFS{"etc/x": at(time.Now().Add(-time.Hour), "one")}
		fsys := opens{m, &n}
		var f file[string]
		step := func(want string, opened int) {
			t.Helper()
			if got := look(&f, fsys); got != want || n != opened {
				t.Errorf("got %q after %d reads, want %q after %d", got, n, want, opened)
			}
		}
		step("one", 1)
		m["etc/x"] = at(time.Now().Add(-time.Minute), "two")
		step("one", 1) // within a second
		time.Sleep(checkInterval)
		step("two", 2)
		time.Sleep(checkInterval)
		step("two", 2) // unchanged
		delete(m, "etc/x")
		time.Sleep(checkInterval)
		step("absent", 2)
		m["etc/x"] = at(time.Now(), "three")
		time.Sleep(checkInterval)
		step("three", 3)
	})
}

// A file may change twice within what its time can tell.
func TestAFileThatIsAsNewAsItsReadingIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		m := fstest.MapFS{"etc/x": at(now, "one")}
		var f file[string]
		look(&f, m)
		m["etc/x"] = at(now, "two")
		time.Sleep(checkInterval)
		if got := look(&f, m); got != "two" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAFileWithoutATimeIsReadAtEachCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := fstest.MapFS{"etc/x": {Data: []byte("one")}}
		var f file[string]
		look(&f, m)
		m["etc/x"] = &fstest.MapFile{Data: []byte("two")}
		time.Sleep(checkInterval)
		if got := look(&f, m); got != "two" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAnEmptiedFileKeepsItsTextForAGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := fstest.MapFS{"etc/x": at(time.Now(), "one")}
		var f file[string]
		look(&f, m)
		m["etc/x"] = at(time.Now().Add(time.Minute), "")
		for range 2 {
			time.Sleep(checkInterval)
			if got := look(&f, m); got != "one" {
				t.Errorf("within the grace: %q", got)
			}
		}
		time.Sleep(emptyGrace)
		if got := look(&f, m); got != "" {
			t.Errorf("after the grace: %q", got)
		}
	})
}

// faulty fails every Open with an error.
type faulty struct{ err error }

func (f *faulty) Open(name string) (fs.File, error) {
	if f.err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: f.err}
	}
	return fstest.MapFS{"etc/x": {Data: []byte("one")}}.Open(name)
}

// The errors that glibc's __resolv_conf_load forgives, and others.
func TestWhichErrorsMeanThatThereIsNoFile(t *testing.T) {
	for _, err := range []error{fs.ErrNotExist, fs.ErrPermission, syscall.EACCES, syscall.EISDIR, syscall.ELOOP, syscall.ENOENT, syscall.ENOTDIR, syscall.EPERM} {
		var f file[string]
		if got := look(&f, &faulty{err}); got != "absent" {
			t.Errorf("%v: %s", err, got)
		}
	}
	for _, err := range []error{syscall.EMFILE, syscall.ENFILE, syscall.EIO, syscall.ENOMEM} {
		var f file[string]
		if _, present, got := f.get(&faulty{err}, "etc/x", parseText); present || !errors.Is(got, err) {
			t.Errorf("%v: %v, %v", err, present, got)
		}
	}
}

func TestAFileThatCannotBeReadKeepsItsText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fsys := &faulty{}
		var f file[string]
		look(&f, fsys)
		fsys.err = syscall.EMFILE
		time.Sleep(checkInterval)
		if got := look(&f, fsys); got != "one" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAFileThatCouldNotBeReadIsTriedAgainAtOnce(t *testing.T) {
	fsys := &faulty{syscall.EMFILE}
	var f file[string]
	if _, _, err := f.get(fsys, "etc/x", parseText); err == nil {
		t.Error("no error")
	}
	fsys.err = nil
	if got := look(&f, fsys); got != "one" {
		t.Errorf("got %q", got)
	}
}

// Another reader waits for the one that reads, rather than get the failure that was before.
func TestAFileThatCouldNotBeReadIsTriedAgainForAll(t *testing.T) {
	fsys := &faulty{syscall.EMFILE}
	var f file[string]
	look(&f, fsys)
	fsys.err = nil
	other := make(chan string)
	f.get(fsys, "etc/x", func(r io.Reader) (string, error) {
		go func() { other <- look(&f, fsys) }()
		select {
		case got := <-other:
			t.Errorf("got %q while the file was read", got)
			go func() { other <- "one" }()
		case <-time.After(10 * time.Millisecond):
		}
		return parseText(r)
	})
	if got := <-other; got != "one" {
		t.Errorf("got %q", got)
	}
}

func TestADirectoryIsNoFile(t *testing.T) {
	var f file[string]
	if got := look(&f, fstest.MapFS{"etc/x/y": {}}); got != "absent" {
		t.Errorf("got %q", got)
	}
}

// growing is a file to which somebody writes while it is read: each Stat sees more of it, and a later time.
type growing struct {
	fs.File
	stats int
	size  bool // whether the size changes, or else the time
}

func (g *growing) Open(string) (fs.File, error) {
	f, err := fstest.MapFS{"etc/x": {Data: []byte("one")}}.Open("etc/x")
	return &growing{File: f, size: g.size}, err
}

func (g *growing) Stat() (fs.FileInfo, error) {
	g.stats++
	info, err := g.File.Stat()
	return grown{info, g.stats, g.size}, err
}

type grown struct {
	fs.FileInfo
	stats int
	size  bool
}

func (g grown) Size() int64 {
	if g.size {
		return g.FileInfo.Size() + int64(g.stats)
	}
	return g.FileInfo.Size()
}

func (g grown) ModTime() time.Time {
	if g.size {
		return time.Unix(1, 0)
	}
	return time.Unix(int64(g.stats), 0)
}

func TestATornFileIsNotBelieved(t *testing.T) {
	for _, size := range []bool{true, false} {
		var f file[string]
		if _, present, err := f.get(&growing{size: size}, "etc/x", parseText); present || !errors.Is(err, errTorn) {
			t.Errorf("%v, %v", present, err)
		}
	}
}

// A reader does not wait for another one that is reading the file again.
func TestWhoReadsAgainKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := fstest.MapFS{"etc/x": at(time.Now(), "one")}
		var f file[string]
		look(&f, m)
		m["etc/x"] = at(time.Now().Add(time.Minute), "two")
		time.Sleep(checkInterval)
		go f.get(m, "etc/x", func(r io.Reader) (string, error) {
			time.Sleep(time.Minute)
			return parseText(r)
		})
		synctest.Wait()
		if got := look(&f, m); got != "one" {
			t.Errorf("got %q", got)
		}
		time.Sleep(2 * time.Minute)
		if got := look(&f, m); got != "two" {
			t.Errorf("got %q", got)
		}
	})
}

// On a real file system, since that has files of no size in reality.
func TestAFileIsNoLongerThan64MiB(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "etc"), 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "etc", "x")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, maxFileSize+1); err != nil {
		t.Fatal(err)
	}
	var f file[string]
	if _, _, err := f.get(os.DirFS(dir), "etc/x", parseText); !errors.Is(err, errLarge) {
		t.Errorf("err = %v", err)
	}
	endless := &counted{File: zeros{}}
	if n, err := io.Copy(io.Discard, endless); n > maxFileSize || err != errLarge {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// zeros is a file without an end.
type zeros struct{ fs.File }

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// What is no regular file is not waited for, and holds nothing.
func TestAPipeOrADeviceIsAnEmptyFile(t *testing.T) {
	for _, mode := range []fs.FileMode{fs.ModeNamedPipe, fs.ModeDevice | fs.ModeCharDevice, fs.ModeSocket} {
		n := 0
		var f file[string]
		if got := look(&f, opens{fstest.MapFS{"etc/x": {Data: []byte("one"), Mode: mode}}, &n}); got != "" || n != 0 {
			t.Errorf("%v: %q after %d opens", mode, got, n)
		}
	}
}

// sized is a file whose Stat says another size, as files in /proc do.
type sized struct {
	fs.FS
	size int64
}

func (s sized) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	return sizedFile{f, s.size}, err
}

type sizedFile struct {
	fs.File
	size int64
}

func (s sizedFile) Stat() (fs.FileInfo, error) {
	info, err := s.File.Stat()
	return sizedInfo{info, s.size}, err
}

type sizedInfo struct {
	fs.FileInfo
	size int64
}

func (s sizedInfo) Size() int64 { return s.size }

func TestAFileWithoutASizeIsRead(t *testing.T) {
	m := fstest.MapFS{"etc/x": {Data: []byte("one")}}
	var f file[string]
	if got := look(&f, sized{m, 0}); got != "one" {
		t.Errorf("got %q", got)
	}
	var g file[string]
	if _, _, err := g.get(sized{m, 2}, "etc/x", parseText); !errors.Is(err, errTorn) {
		t.Errorf("a file longer than its size: %v", err)
	}
}

// A file that is emptied between Stat and Open.
func TestAnEmptiedFileIsKnownByWhatWasRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := fstest.MapFS{"etc/x": at(time.Now(), "one")}
		var f file[string]
		look(&f, m)
		time.Sleep(checkInterval)
		if got := look(&f, emptyOpen{m}); got != "one" {
			t.Errorf("got %q", got)
		}
	})
}

type emptyOpen struct{ fs.FS }

func (emptyOpen) Open(name string) (fs.File, error) {
	return fstest.MapFS{"etc/x": at(time.Now(), "")}.Open(name)
}

func (e emptyOpen) Stat(name string) (fs.FileInfo, error) { return fs.Stat(e.FS, name) }

// A writer replaces a file by renaming while readers look: each sees one version, whole. On a real file system, since that is
// what renames.
func TestReadersSeeOneVersionOfAFileThatIsReplaced(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "etc", "x")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(i int) {
		text := bytes.Repeat(fmt.Appendf(nil, "%d\n", i%10), 5000)
		if err := os.WriteFile(path+".new", text, 0o644); err != nil {
			t.Error(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Error(err)
		}
	}
	write(0)
	var writer, readers sync.WaitGroup
	writer.Go(func() {
		for i := range 300 {
			write(i)
		}
	})
	for range 4 {
		readers.Go(func() {
			for range 100 {
				var f file[string] // without a last good version
				text, _, err := f.get(os.DirFS(dir), "etc/x", parseText)
				if err != nil || len(text) != 10000 || text != string(bytes.Repeat([]byte(text[:2]), 5000)) {
					t.Errorf("a torn read: %d bytes, %v", len(text), err)
				}
			}
		})
	}
	readers.Wait()
	writer.Wait()
}
