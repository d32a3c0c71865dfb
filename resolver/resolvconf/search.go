package resolvconf

import (
	"iter"
	"strings"
)

// Names are the names to ask for, one after the other, until one is found: the search list with ndots, as glibc's
// __res_context_search orders it. Each is rooted ("www.example.org."). A name that ends in a dot is asked for as it is
// and nothing else; one with at least Ndots dots is asked for as it is first, and then still searched for.
func (c *Config) Names(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		names := c.Candidates(name)
		for candidate, ok := names.Next(); ok && yield(root(candidate)); candidate, ok = names.Next() {
		}
	}
}

// Candidates are [Config.Names] one by one, which takes less stack than a loop over them; and less memory, since they are not rooted.
type Candidates struct {
	conf  *Config
	name  string
	place int32 // of the next domain of the search list; -1 before name itself
	tried bool  // name itself has been
}

// Candidates begins with the first of Names.
func (c *Config) Candidates(name string) Candidates {
	return Candidates{conf: c, name: name, place: -1}
}

// Next returns the next name, which is absolute, with or without the dot of the root; ok is false where there is none.
func (n *Candidates) Next() (candidate string, ok bool) {
	if n.place < 0 {
		n.place = 0
		if n.AsIsFirst() {
			n.tried = true
			return n.name, true
		}
	}
	if n.tried && strings.HasSuffix(n.name, ".") {
		return "", false
	}
	if int(n.place) < len(n.conf.Search) {
		domain := strings.TrimPrefix(n.conf.Search[n.place], ".")
		n.place++
		n.tried = n.tried || domain == ""
		return join(n.name, domain), true
	}
	if n.tried || !strings.Contains(n.name, ".") && len(n.conf.Search) > 0 && n.conf.NoTLDQuery {
		return "", false
	}
	n.tried = true
	return n.name, true
}

// Config is whose search list they are of.
func (n *Candidates) Config() *Config { return n.conf }

// AsIsFirst is [Config.AsIsFirst] of the name that they are for.
func (n *Candidates) AsIsFirst() bool { return n.conf.AsIsFirst(n.name) }

// IsName reports whether candidate is that name itself.
func (n *Candidates) IsName(candidate string) bool {
	return strings.TrimSuffix(candidate, ".") == strings.TrimSuffix(n.name, ".")
}

// AsIsFirst reports whether the first of Names is name as it is because of its dots, not because the search list begins with ".".
func (c *Config) AsIsFirst(name string) bool {
	return strings.HasSuffix(name, ".") || strings.Count(name, ".") >= c.Ndots
}

func root(name string) string {
	if strings.HasSuffix(name, ".") {
		return name
	}
	return name + "."
}

func join(name, domain string) string {
	if domain == "" {
		return name
	}
	return name + "." + domain
}
