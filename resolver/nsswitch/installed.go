package nsswitch

import "slices"

// Installed are the sources that a program has, by database, as its modules are what a glibc has. A database that is not
// among them is not the program's, which says nothing of its sources.
type Installed map[string][]string

// missing are the sources of a database that are not installed, up to a comment, of which there is a warning already.
func (in Installed) missing(database string, sources []Source) []Source {
	installed, ok := in[database]
	if !ok {
		return nil
	}
	if i := slices.IndexFunc(sources, isComment); i >= 0 {
		sources = sources[:i]
	}
	return slices.DeleteFunc(slices.Clone(sources), func(s Source) bool { return slices.Contains(installed, s.Name) })
}
