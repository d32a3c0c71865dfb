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
	sources := c.Database(database)
	said, asked := Unavail, true
	status := Walk(sources, func(name string) Status {
		if asked = slices.Contains(in[database], name); asked {
			said = try(name)
			return said
		}
		if isMissed(name, sources) {
			missing = append(missing, name)
		}
		return Unavail
	})
	if asked {
		return status, missing // which is not what was said after a Merge
	}
	return said, missing
}
