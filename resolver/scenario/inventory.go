package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	belongs = "a scenario has etc/*, env, hostname, interfaces, routes, seed, dns, zone[.NAME][@ADDRESS], faults, calls, results, " +
		"trace, and folders as 5s with etc/*, zone[.NAME][@ADDRESS] and removed"
	maxUnknown = 8 // names in an error
)

// Of these files a scenario has one each: those before etc and the zones in the order in which it is printed, and those behind.
var (
	settingFiles = []string{"hostname", "interfaces", "routes", "env", "seed", "dns"}
	wireFiles    = []string{"faults", "calls", "results", "trace"}
)

// maxTime is the latest time at which something may be said to happen. The clock of testing/synctest ends in 2262.
const maxTime = 10 * 365 * 24 * time.Hour

// A version is what becomes of the machine at one time: the whole scenario at 0, a folder of it later.
type version struct {
	dir     string // "." for the scenario itself
	from    time.Duration
	etc     bool     // has a folder etc
	zones   []string // the files of zones, in their order
	removed []string // what there is no more
}

// inventory returns the versions of the machine, the first one first, once nothing else is in fsys than a scenario has.
func inventory(fsys fs.FS) ([]version, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	all := []version{{dir: "."}}
	var unknown []string
	for _, e := range entries {
		from, err := time.ParseDuration(e.Name())
		switch {
		case isOdd(e):
			return nil, oddError(".", e)
		case all[0].add(e):
		case e.IsDir() && err == nil && from > 0 && from <= maxTime:
			later, strangers, err := readVersion(fsys, e.Name(), from)
			if err != nil {
				return nil, err
			}
			all, unknown = append(all, later), append(unknown, strangers...)
		case e.IsDir() || !slices.Contains(settingFiles, e.Name()) && !slices.Contains(wireFiles, e.Name()):
			unknown = append(unknown, entryName(".", e))
		}
	}
	if unknown != nil {
		return nil, unknownError(unknown)
	}
	return inOrder(all)
}

// isOdd reports whether e is a pipe or a device, which who reads it may wait for.
func isOdd(e fs.DirEntry) bool { return e.Type()&^(fs.ModeDir|fs.ModeSymlink) != 0 }

func oddError(dir string, e fs.DirEntry) error {
	return fmt.Errorf("%s is neither a file nor a folder", entryName(dir, e))
}

// entryName is an entry of dir as an error shows it.
func entryName(dir string, e fs.DirEntry) string {
	name := path.Join(dir, e.Name())
	if e.IsDir() {
		name += "/"
	}
	return strconv.Quote(name)
}

func unknownError(unknown []string) error {
	if more := len(unknown) - maxUnknown; more > 0 {
		unknown = append(unknown[:maxUnknown], fmt.Sprintf("and %d more", more))
	}
	return fmt.Errorf("unknown: %s; %s", strings.Join(unknown, ", "), belongs)
}

// inOrder sorts the versions by time, of which no two have the same.
func inOrder(all []version) ([]version, error) {
	slices.SortStableFunc(all, func(a, b version) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(all); i++ {
		if all[i].from == all[i-1].from {
			return nil, fmt.Errorf("%s and %s are the same time", all[i-1].dir, all[i].dir)
		}
	}
	return all, nil
}

// add takes an entry of the folder of v if it is one that each version may have.
func (v *version) add(e fs.DirEntry) bool {
	switch {
	case e.Name() == "etc" && e.IsDir():
		v.etc = true
	case isZone(e.Name()) && !e.IsDir():
		v.zones = append(v.zones, e.Name())
	default:
		return false
	}
	return true
}

// readVersion reads a folder of the scenario, and returns what does not belong there.
func readVersion(fsys fs.FS, dir string, from time.Duration) (v version, unknown []string, err error) {
	v = version{dir: dir, from: from}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return v, nil, err
	}
	for _, e := range entries {
		if isOdd(e) {
			return v, nil, oddError(dir, e)
		}
		if !v.add(e) && (e.IsDir() || e.Name() != "removed") {
			unknown = append(unknown, entryName(dir, e))
		}
	}
	if unknown != nil {
		return v, unknown, nil
	}
	return v, nil, eachLine(fsys, path.Join(dir, "removed"), func(line string) error {
		if _, err := fs.Stat(fsys, path.Join(dir, line)); err == nil {
			return fmt.Errorf("%q is removed, and there", line)
		}
		return v.remove(line)
	})
}

// remove takes a line of the file removed.
func (v *version) remove(line string) error {
	inEtc := strings.HasPrefix(line, "etc/") && fs.ValidPath(line)
	if !inEtc && !isZone(line) {
		return fmt.Errorf("%q is neither a file of etc nor a zone", line)
	}
	v.removed = append(v.removed, line)
	return nil
}

func isZone(name string) bool {
	name, _, _ = strings.Cut(name, "@")
	suffix, ok := strings.CutPrefix(name, "zone.")
	return name == "zone" || ok && suffix != ""
}

// zoneServer returns the address in zone.NAME@ADDRESS, the zero Addr where there is none.
func zoneServer(file string) (netip.Addr, error) {
	_, text, ok := strings.Cut(path.Base(file), "@")
	if !ok {
		return netip.Addr{}, nil
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return a, fmt.Errorf("%s: %q is not an IP address", file, text)
	}
	return a, nil
}

// eachLine gives the lines of a file to parse, without the blanks around them; blank lines and those that begin with # are
// left out. An error of parse ends it, and gets its place.
func eachLine(fsys fs.FS, file string, parse func(line string) error) error {
	text, err := fs.ReadFile(fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = []byte(defaults[file]), nil
	}
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := parse(line); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return nil
}
