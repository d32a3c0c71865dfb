package libcdiff

import (
	"strings"

	"netdb.example/resolver"
)

var reverseCauses = []*Cause{
	{
		Name:     "address-is-a-name",
		Title:    "gethostbyaddr always finds something.",
		Glibc:    "Fails with HOST_NOT_FOUND, NO_DATA, NO_RECOVERY or TRY_AGAIN.",
		Musl:     "Returns the address itself, as a text, for its name: it calls getnameinfo without NI_NAMEREQD.",
		Moving:   "Call getnameinfo with NI_NAMEREQD, and check that a name is no address before you trust or log it.",
		Source:   "gethostbyaddr(3); musl gethostbyaddr_r.c",
		Outcomes: "HOST_NOT_FOUND NO_DATA NO_RECOVERY TRY_AGAIN > ok",
		Explains: func(c *Case) Facet {
			return differ(Outcome, c.is("gethostbyaddr") && c.arg(0) == parseHostent(c.Musl.Answer).name)
		},
	},
	{
		Name:     "nameinfo-never-fails",
		Title:    "getnameinfo does not say that the DNS failed.",
		Glibc:    "Returns EAI_AGAIN when no server gives an answer, with and without NI_NAMEREQD.",
		Musl:     "Returns the numeric form, or EAI_NONAME with NI_NAMEREQD.",
		Moving:   "On musl a name that is missing may only be missing now.",
		Source:   "getnameinfo(3); musl getnameinfo.c",
		Outcomes: "EAI_AGAIN > ok EAI_NONAME",
		Explains: func(c *Case) Facet { return differ(Outcome, c.is("getnameinfo") && len(c.trace().Tried) > 0) },
	},
	{
		Name:     "last-ptr",
		Title:    "Of several PTR records the last one counts.",
		Glibc:    "Takes the first.",
		Musl:     "Takes the last.",
		Moving:   "Have one PTR record for each address.",
		Source:   "RFC 1035 §3.5; musl getnameinfo.c",
		Outcomes: "EAI_NONAME NO_RECOVERY > ok",
		Explains: func(c *Case) Facet {
			several := c.someTry(func(a []byte) bool { return len(a) > 7 && a[7] > 1 })
			return differ(Name|Outcome, c.is("gethostbyaddr", "getnameinfo") && several)
		},
	},
	{
		Name:     "any-ptr",
		Show:     "gethostbyaddr 192.0.2.3",
		Title:    "A PTR record may hold any name, but not the root.",
		Glibc:    "Takes a name that is none of a host (RFC 952: letters, digits, hyphens, here also underscores) for an error, and \".\" for a name.",
		Musl:     "Returns any octets as they are. \".\" is no name; the address counts as one without.",
		Moving:   "Escape a name that came from an address before you print it.",
		Source:   "glibc res_hnok; musl getnameinfo.c",
		Outcomes: "EAI_NONAME NO_RECOVERY > ok; ok > EAI_NONAME",
		Explains: func(c *Case) Facet {
			return differ(Outcome|Name, c.is("gethostbyaddr", "getnameinfo") && len(c.trace().Tried) > 0)
		},
	},
	{
		Name:     "compatible-addresses",
		Title:    "IPv6 addresses that hold an IPv4 address at their end are not taken apart.",
		Glibc:    "Looks ::192.0.2.1 up as 192.0.2.1, and never looks :: up.",
		Musl:     "Asks for their names in ip6.arpa.",
		Moving:   "Nothing; such addresses are history.",
		Source:   "RFC 4291 §2.5.5.1; musl getnameinfo.c",
		Outcomes: "EAI_NONAME HOST_NOT_FOUND > ok; ok > EAI_NONAME",
		Explains: func(c *Case) Facet {
			compatible := strings.HasPrefix(c.arg(0), "::") && !strings.HasPrefix(c.arg(0), "::ffff:")
			return differ(Names|Outcome|Addrs|Name, c.is("gethostbyaddr", "getnameinfo") && compatible)
		},
	},
	{
		Name:     "mapped-addresses",
		Title:    "::ffff:192.0.2.1 and 192.0.2.1 have the same name.",
		Glibc:    "Finds ::ffff:192.0.2.1 in /etc/hosts only under that address, asks for it in in-addr.arpa, and then returns an AF_INET hostent.",
		Musl:     "Takes the two for one address in /etc/hosts and in the DNS. The family stays AF_INET6.",
		Moving:   "A server on a dual-stack socket gets names from /etc/hosts for its IPv4 clients only on musl. Unmap the address first.",
		Source:   "RFC 4291 §2.5.5.2; musl getnameinfo.c",
		Outcomes: "EAI_NONAME HOST_NOT_FOUND > ok",
		Explains: func(c *Case) Facet {
			return differ(Outcome|Name|Names|Addrs, c.is("gethostbyaddr", "getnameinfo") && strings.Contains(c.arg(0), "::ffff:"))
		},
	},
	{
		Name:     "hosts-scope",
		Title:    "The scope of an address counts in /etc/hosts.",
		Glibc:    "Ignores the scope when it looks for a link-local address, and ignores lines with one.",
		Musl:     "Reads fe80::1%eth0, and finds it only with that scope; a line without a scope has scope 0.",
		Moving:   "List addresses of the link in neither file, or with both in mind.",
		Source:   "hosts(5), RFC 4007 §11; musl getnameinfo.c, lookup_ipliteral.c",
		Outcomes: "EAI_NONAME > ok; ok > EAI_NONAME",
		Explains: func(c *Case) Facet {
			numeric := c.Request.NIFlags&resolver.NI_NUMERICHOST != 0
			return differ(Outcome|Name|Names, c.is("getnameinfo") && strings.Contains(c.arg(0), "%") && !numeric)
		},
	},
	{
		Name:   "no-nofqdn",
		Title:  "NI_NOFQDN has no effect.",
		Glibc:  "Cuts the local domain off, for which it may look the host's own name up.",
		Musl:   "Returns the whole name.",
		Moving: "Cut the domain off yourself.",
		Source: "getnameinfo(3), RFC 3493 §6.2; musl getnameinfo.c",
		Explains: func(c *Case) Facet {
			return differ(Name|Names, c.is("getnameinfo") && c.Request.NIFlags&resolver.NI_NOFQDN != 0)
		},
	},
	{
		Name:     "nameinfo-flags",
		Title:    "Unknown flags of getnameinfo are ignored.",
		Glibc:    "Returns EAI_BADFLAGS.",
		Musl:     "Ignores them.",
		Moving:   "Nothing, unless you test for a flag by trying it.",
		Source:   "getnameinfo(3); musl getnameinfo.c",
		Outcomes: "EAI_BADFLAGS > ok EAI_NONAME",
		Explains: func(c *Case) Facet {
			return differ(Only|Outcome|Names, c.is("getnameinfo") && c.Request.NIFlags&^0xff != 0)
		},
	},
	{
		Name:   "no-ni-idn",
		Title:  "NI_IDN has no effect.",
		Glibc:  "Decodes the name (IDNA 2008).",
		Musl:   "Returns it as the DNS has it, in its ASCII form.",
		Moving: "Decode names yourself.",
		Source: "getnameinfo(3); musl getnameinfo.c",
		Explains: func(c *Case) Facet {
			return differ(Name, c.is("getnameinfo") && c.Request.NIFlags&resolver.NI_IDN != 0 && c.bothOK())
		},
	},
}
