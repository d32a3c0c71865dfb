package libcdiff

import (
	"regexp"
	"strings"

	"netdb.example/inet"
)

var orderCauses = []*Cause{
	{
		Name:   "no-sortlist",
		Title:  "`sortlist` has no effect.",
		Glibc:  "Puts addresses of the networks of `sortlist` first in what the DNS says.",
		Musl:   "Ignores it.",
		Moving: "Sort the addresses yourself.",
		Source: "resolv.conf(5); musl resolvconf.c",
		Explains: func(c *Case) Facet {
			return c.changed("etc/resolv.conf", func(s string) string { return sortlist.ReplaceAllString(s, "#") })
		},
	},
	{
		Name:   "ipv4-not-sorted",
		Title:  "IPv4 addresses alone keep their order.",
		Glibc:  "Sorts them, by their routes and by which share a prefix with the own address.",
		Musl:   "Returns them as the file or the DNS has them.",
		Moving: "On musl round robin DNS works as the server means it; on glibc an address of the own subnet comes first.",
		Source: "RFC 6724 §6, rule 9; musl lookup_name.c",
		Explains: func(c *Case) Facet {
			return differ(Order, c.is("getaddrinfo") && c.bothOK() && !strings.Contains(strings.Join(c.Musl.Answer, " "), "AF_INET6"))
		},
	},
	{
		Name:   "rfc6724",
		Title:  "Addresses are sorted by RFC 6724, not by RFC 3484.",
		Glibc:  "Has the table of RFC 3484 with later additions: IPv4 comes behind ULAs and 6to4. It looks at deprecated sources, and at prefixes of IPv4 in the own subnet only.",
		Musl:   "Has the table of RFC 6724: IPv4 comes before ULAs (fc00::/7), 6to4 and Teredo. It leaves out rules 3, 4 and 7.",
		Moving: "In a network with ULAs glibc connects over IPv6 first, musl over IPv4.",
		Source: "RFC 6724 §2.1 and §6, RFC 3484 §2.1; musl lookup_name.c",
		Explains: func(c *Case) Facet {
			return differ(Order, c.is("getaddrinfo") && c.bothOK() && strings.Contains(strings.Join(c.Musl.Answer, " "), "AF_INET6"))
		},
	},
	{
		Name:   "gethostbyname-sorts",
		Title:  "gethostbyname2 sorts IPv6 addresses.",
		Glibc:  "Returns them as the file or the DNS has them.",
		Musl:   "Sorts them as getaddrinfo does.",
		Moving: "Expect another order; do not make it a promise.",
		Source: "gethostbyname(3); musl gethostbyname2_r.c, lookup_name.c",
		Explains: func(c *Case) Facet {
			return differ(Order, c.is("gethostbyname") && c.bothOK() && c.family() == inet.AF_INET6)
		},
	},
}

var sortlist = regexp.MustCompile(`(?m)^sortlist`)
