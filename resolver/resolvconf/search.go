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
		tried := c.AsIsFirst(name)
		if tried && !yield(root(name)) || strings.HasSuffix(name, ".") {
			return
		}
		for _, domain := range c.Search {
			domain = strings.TrimPrefix(domain, ".")
			tried = tried || domain == ""
			if !yield(join(name, domain)) {
				return
			}
		}
		if !tried && (strings.Contains(name, ".") || len(c.Search) == 0 || !c.NoTLDQuery) {
			yield(root(name))
		}
	}
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
		return root(name)
	}
	return root(name + "." + domain)
}
