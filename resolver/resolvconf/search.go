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
		dots := strings.Count(name, ".")
		rooted := strings.HasSuffix(name, ".")
		asIsFirst := rooted || dots >= c.Ndots
		if asIsFirst && !yield(root(name)) || rooted {
			return
		}
		tried := asIsFirst
		for _, domain := range c.Search {
			domain = strings.TrimPrefix(domain, ".")
			tried = tried || domain == ""
			if !yield(join(name, domain)) {
				return
			}
		}
		if !tried && (dots > 0 || len(c.Search) == 0 || !c.NoTLDQuery) {
			yield(root(name))
		}
	}
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
