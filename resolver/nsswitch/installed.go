package nsswitch

import "slices"

// Installed are the sources that a program has, by database, as its modules are what a glibc has. A database that is not
// among them is not the program's, which says nothing of its sources.
type Installed map[string][]string

// missing are the sources of a database that are not installed and missed, up to a comment, of which there is a warning already.
func (in Installed) missing(database string, sources []Source) []Source {
	installed, ok := in[database]
	if !ok {
		return nil
	}
	if i := slices.IndexFunc(sources, isComment); i >= 0 {
		sources = sources[:i]
	}
	return slices.DeleteFunc(slices.Clone(sources), func(s Source) bool {
		return slices.Contains(installed, s.Name) || !isMissed(s.Name, sources)
	})
}

// isMissed reports whether a source may know what the others do not. db does not beside files, which its database is made of, if
// there is one: `db files` is what Debian ships for services and protocols, without the module or a database.
func isMissed(name string, sources []Source) bool {
	return name != "db" || !slices.ContainsFunc(sources, func(s Source) bool { return s.Name == "files" })
}

// Walk asks the installed sources of a database, as the function [Walk] does, and returns what the last one said, with the
// names of those that the walk came to and that are not installed, except db beside files. To the actions such a one is Unavail;
// but it says nothing: the answer of the source before it stands, even one with [SUCCESS=continue]. This is __nss_next2 of glibc's
// nss/nsswitch.c, which gethostbyname(3) and getservbyname(3) go by, and getaddrinfo(3) for AF_INET alone; otherwise that one
// fails with EAI_SYSTEM.
func (in Installed) Walk(database string, c *Config, try func(name string) Status) (said Status, missing []string) {
	w := in.Begin(database, c)
	for name, ok := w.Next(nil); ok; name, ok = w.Next(nil) {
		w.Said(try(name))
	}
	return w.End()
}

// A Cursor is [Installed.Walk] in steps, which take less stack than calls back: after each Next that is ok, Said is told what that source
// says.
type Cursor struct {
	sources   []Source
	installed []string
	place     int32  // of the next source
	reached   int32  // the place that the walk has come to: less than place where an action has ended it
	status    Status // to the actions
	said      Status // by the last source that was asked
}

// Begin begins a walk over the sources of a database.
func (in Installed) Begin(database string, c *Config) *Cursor {
	return &Cursor{sources: c.Database(database), installed: in[database], status: Unavail, said: Unavail}
}

// Next returns the name of the source to ask next; ok is false where there is none. Unless missed is nil, it is called with each source that
// Next passes over because it is not installed, and that may be missed.
func (c *Cursor) Next(missed func(name string)) (name string, ok bool) {
	for int(c.place) < len(c.sources) {
		name := c.sources[c.place].Name
		if slices.Contains(c.installed, name) {
			return name, true
		}
		if missed != nil && isMissed(name, c.sources) {
			missed(name)
		}
		c.step(Unavail)
	}
	return "", false
}

// Said notes what the source of the last Next has said.
func (c *Cursor) Said(status Status) {
	c.step(status)
	c.said = c.status // which is not what was said after a Merge
}

// step goes on to the next source, or to the end.
func (c *Cursor) step(status Status) {
	s, over := c.sources[c.place], false
	c.place++
	c.reached = c.place
	if c.status, over = s.end(status, int(c.place) == len(c.sources)); over {
		c.place = int32(len(c.sources))
	}
}

// End returns what [Installed.Walk] does.
func (c *Cursor) End() (said Status, missing []string) {
	for _, s := range c.sources[:c.reached] {
		if !slices.Contains(c.installed, s.Name) && isMissed(s.Name, c.sources) {
			missing = append(missing, s.Name)
		}
	}
	return c.said, missing
}
