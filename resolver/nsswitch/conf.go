package nsswitch

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A Config is the content of an nsswitch.conf(5). It is immutable; nil is that of a missing file.
type Config struct {
	databases map[string][]Source
	warnings  []Warning
	lines     map[int]string // the database of each
}

// A Warning is a piece of a file that has no effect, or hardly the intended one.
type Warning struct {
	Line int    // counted from 1
	Text string // the piece as it was given, at most 80 bytes of it
	Msg  string // what is odd about it
}

// A ParseError is a malformed action list.
type ParseError struct {
	Line int    // counted from 1
	Text string // what is left of the line at that point, at most 80 bytes of it
	Msg  string // what is wrong
}

// Error returns "line 1: what at where"; the file is the caller's to name.
func (e *ParseError) Error() string {
	return fmt.Sprintf("line %d: %s at %q", e.Line, e.Msg, e.Text)
}

const (
	maxWarnings = 1000
	maxShown    = 80
)

func shown(text string) string { return text[:min(len(text), maxShown)] }

func (c *Config) warn(line int, text, msg string) {
	if len(c.warnings) < maxWarnings {
		c.warnings = append(c.warnings, Warning{line, shown(text), msg})
	}
}

// Warnings lists the oddities that [Parse] met, in the order of the file, at most 1000 of them; from [Installed.Parse], the
// sources that there are not too, each with its name as the text.
func (c *Config) Warnings() []Warning {
	if c == nil {
		return nil
	}
	return c.warnings
}

// WarningsOf lists those of Warnings that are about the lines for one database.
func (c *Config) WarningsOf(database string) []Warning {
	if c == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.warnings), func(w Warning) bool { return c.lines[w.Line] != database })
}

// databaseNames are those that glibc reads, sorted. It skips a line for any other, whatever that says.
var databaseNames = []string{
	"aliases", "ethers", "group", "group_compat", "gshadow", "hosts", "initgroups", "netgroup", "networks", "passwd",
	"passwd_compat", "protocols", "publickey", "rpc", "services", "shadow", "shadow_compat",
}

// What holds where the file is missing, or does not have the database.
var (
	defaultSources      = []Source{{Name: "files"}}
	defaultHostsSources = []Source{{Name: "files"}, {Name: "dns"}}
)

// Database returns the sources of a database, in order. One that the file does not have has `files`, hosts `files dns`;
// one that the file has without a service has none. The result must not be modified.
func (c *Config) Database(name string) []Source {
	if c != nil {
		if sources, ok := c.databases[name]; ok {
			return sources
		}
	}
	if name == "hosts" {
		return defaultHostsSources
	}
	return defaultSources
}

// Parse reads an nsswitch.conf(5) as glibc 2.36 does. A malformed action list, be it that of a database nobody asks for,
// makes the whole file invalid: a *[ParseError], under which glibc fails every lookup in every database. Any other error is
// the reader's.
//
// A final line without a newline counts here; glibc overlooks it.
func Parse(r io.Reader) (*Config, error) { return Installed(nil).Parse(r) }

// Parse does what the function [Parse] does, and warns of each source that is not installed, except db beside files: its database
// is made of what files has.
func (in Installed) Parse(r io.Reader) (*Config, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	c := &Config{databases: map[string][]Source{}, lines: map[int]string{}}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		if err := c.parseLine(n, line, in); err != nil {
			return nil, err
		}
	}
	return c, nil
}

const blanks = " \t\n\v\f\r" // isspace(3)

// parseLine takes one line, DATABASE: SERVICE..., up to a NUL. A comment is one at the start of a line only. The colon may
// be missing.
func (c *Config) parseLine(n int, line string, in Installed) error {
	whole, terminated := strings.CutSuffix(line, "\n")
	line, _, _ = strings.Cut(whole, "\x00")
	line = strings.TrimLeft(line, blanks)
	if line == "" || line[0] == '#' {
		return nil
	}
	name, list := cutAny(line, blanks+":")
	if _, known := slices.BinarySearch(databaseNames, name); !known {
		c.warn(n, whole, "no database of this name: the line is ignored")
		return nil
	}
	services := strings.TrimLeft(list, blanks+":")
	sources, rest, err := parseSources(services)
	if err != nil {
		err.Line = n
		return err
	}
	_, again := c.databases[name]
	for _, oddity := range []struct {
		met       bool
		text, msg string
	}{
		{!strings.Contains(list[:len(list)-len(services)], ":"), whole, "no colon after the database; the line counts"},
		{again, whole, "the database was listed before; this line replaces that one"},
		{rest != "", rest, "an action list without a service: the rest of the line is ignored"},
		{slices.ContainsFunc(sources, isComment), whole, "a comment after services is taken for services"},
		{!terminated, whole, "no newline at the end; glibc ignores the line for that, here it counts"},
	} {
		if oddity.met {
			c.warn(n, oddity.text, oddity.msg)
		}
	}
	for _, s := range in.missing(name, sources) {
		c.warn(n, s.Name, "no source of this name: it is unavailable, as a module that is not installed")
	}
	c.databases[name], c.lines[n] = sources, name
	return nil
}

func isComment(s Source) bool { return s.Name[0] == '#' }

// String prints the file back, as it takes effect: a line for each of its databases, and for hosts, protocols and services
// in any case.
func (c *Config) String() string {
	names := map[string]bool{"hosts": true, "protocols": true, "services": true}
	if c != nil {
		for name := range c.databases {
			names[name] = true
		}
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(names)) {
		b.WriteString(name + ":")
		for _, s := range c.Database(name) {
			b.WriteString(" " + s.String())
		}
		b.WriteString("\n")
	}
	return b.String()
}
