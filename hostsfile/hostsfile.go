package hostsfile

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"iter"
	"net/netip"
	"strings"
)

// An Entry is a line of a hosts(5) file. Its strings share the memory of the file: a caller who keeps one for long keeps
// the whole text, unless it clones it.
type Entry struct {
	Addr    netip.Addr // without a zone; IPv4, IPv6 or IPv4-mapped IPv6
	Name    string     // the canonical name: the first one, in its spelling
	Aliases []string   // the others, in order and with any duplicates
	Line    int        // counted from 1
}

// A File is the content of a hosts(5) file. It is immutable, so that any number of goroutines may use it; nil and the
// zero File are empty.
type File struct {
	text     string
	seed     maphash.Seed
	names    index    // where in text a name stands: canonical or alias
	addrs    index    // where in text a line stands that answers for an address
	newlines []uint32 // how many stand before each block of text
	warnings []Warning
}

// A Warning is a line of a file that has no effect, or not quite the intended one.
type Warning struct {
	Line int    // counted from 1
	Text string // the line as it was given, at most 80 bytes of it
	Msg  string // what is odd about it
}

const (
	maxWarnings = 1000
	maxShown    = 80
)

// MaxSize is the largest file that [Parse] reads, in bytes.
const MaxSize = 1 << offsetBits // 64 MiB

var errTooLarge = errors.New("hosts file larger than 64 MiB")

// Parse reads a hosts(5) file. It does not fail on what the file says: lines without effect are skipped, and told by
// Warnings. The error is the reader's, or that there are more than MaxSize bytes.
//
// A reader that has a method Len or Stat, as those of bytes, strings and os, is read into memory of the right size at once.
func Parse(r io.Reader) (*File, error) {
	text, err := readText(r)
	if err != nil {
		return nil, err
	}
	f := &File{text: text, seed: maphash.MakeSeed()}
	f.countNewlines()
	f.names, f.addrs = newIndex(len(text)/32), newIndex(len(text)/64)
	f.tokenize(f.names.count, f.addrs.count)
	f.names.allocate()
	f.addrs.allocate()
	f.tokenize(f.names.place, f.addrs.place)
	return f, nil
}

// tokenize calls names and addrs with all that lookups find lines by, in order, and notes the lines without effect.
func (f *File) tokenize(names, addrs func([]token)) {
	n, a := batch{to: names}, batch{to: addrs}
	f.warnings = nil
	for number, l := range f.lines() {
		if l.msg != "" {
			f.warn(number, l)
			continue
		}
		a.add(f.hashAddr(l.addr), l.start)
		for from, to := nextField(f.text, l.names); from < to; from, to = nextField(f.text, to) {
			n.add(f.hashName(f.text[from:to]), from)
		}
	}
	n.flush()
	a.flush()
}

func readText(r io.Reader) (string, error) {
	var b strings.Builder
	b.Grow(max(0, min(sizeHint(r), MaxSize)))
	n, err := io.Copy(&b, io.LimitReader(r, MaxSize+1))
	if err == nil && n > MaxSize {
		err = errTooLarge
	}
	return b.String(), err
}

// sizeHint is the number of bytes that r is expected to give, or anything where it is unknown.
func sizeHint(r io.Reader) int {
	switch r := r.(type) {
	case interface{ Len() int }:
		return r.Len()
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := r.Stat(); err == nil {
			return int(info.Size())
		}
	}
	return 0
}

func (f *File) warn(number int, l line) {
	if len(f.warnings) < maxWarnings {
		text, _, _ := strings.Cut(f.text[l.start:min(len(f.text), l.start+maxShown)], "\n")
		f.warnings = append(f.warnings, Warning{number, text, l.msg})
	}
}

// Warnings lists the lines without effect, in the order of the file, at most 1000 of them.
func (f *File) Warnings() []Warning {
	if f == nil {
		return nil
	}
	return f.warnings
}

func (f *File) isEmpty() bool { return f == nil || f.text == "" }

// All returns all lines, in order, as they are: as Lookup for AF_UNSPEC returns them.
func (f *File) All() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		if f.isEmpty() {
			return
		}
		for n, l := range f.lines() {
			if l.msg == "" && !yield(f.entry(n, l, l.addr)) {
				return
			}
		}
	}
}
