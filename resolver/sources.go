package resolver

import (
	"errors"
	"fmt"
	"strings"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// Sources are the sources that lookups have, by database of nsswitch.conf(5). Sources.Parse reads such a file with a warning for
// each other source that it names for them and that may be missed: not for the db of Debian's own file. It must not be modified.
var Sources = nsswitch.Installed{"hosts": hostSourceNames(), "services": {"files"}, "protocols": {"files"}}

func hostSourceNames() []string {
	var names []string
	for _, s := range hostSources {
		names = append(names, s.name)
	}
	return names
}

// A notAsked is why a lookup failed, if anything more is known, with the sources that nsswitch.conf(5) names and lookups
// do not have: one of them might have known.
type notAsked struct {
	err     error // nil where the code says it all
	sources []string
}

// maxNotAsked bounds the sources in an error text.
const maxNotAsked = 8

// Error returns one printable line: "cause; not asked: mdns4_minimal, wins".
func (n *notAsked) Error() string {
	var b strings.Builder
	if n.err != nil {
		b.WriteString(n.err.Error() + "; ")
	}
	b.WriteString("not asked: ")
	for i, name := range n.sources {
		switch {
		case i == maxNotAsked:
			fmt.Fprintf(&b, " and %d more", len(n.sources)-i)
			return b.String()
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(sourceText(name))
	}
	return b.String()
}

// Unwrap returns what is known.
func (n *notAsked) Unwrap() error { return n.err }

// sourceText is a name of a source as a text shows it: quoted, if it is not made as those of modules are.
func sourceText(name string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	if len(name) > shownLen || strings.Trim(name, plain) != "" {
		return quote(name)
	}
	return name
}

// without is f with the names of sources that were not asked, where it has failed and for no reason of the caller's.
func (f *found) without(sources []string) *found {
	if len(sources) == 0 || f.Outcome == dnsclient.Found || f.Outcome == dnsclient.Canceled {
		return f
	}
	with := *f
	var c *cause
	if errors.As(f.Err, &c) {
		with.Err = &cause{c.code, &notAsked{c.err, sources}}
	} else {
		with.Err = &notAsked{f.Err, sources}
	}
	return &with
}

// unknown is a failure of a lookup in services or protocols, err being nil where code says it all, with the names of the sources
// that the walk over the database comes to then and that there are not.
func (r *Resolver) unknown(database string, code EAI, err error) error {
	knowsNone := func(string) nsswitch.Status { return nsswitch.NotFound }
	if _, missing, _ := r.walk(database, knowsNone); len(missing) > 0 { // a malformed file names none
		err = &notAsked{err, missing}
	}
	if err == nil {
		return code
	}
	return &cause{code, err}
}
