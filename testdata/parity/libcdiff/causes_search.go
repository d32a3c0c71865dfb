package libcdiff

import "strings"

var searchCauses = []*Cause{
	{
		Name:     "dots-end-the-search",
		Title:    "A name with enough dots is not searched for.",
		Glibc:    "Asks for a name with at least ndots dots as it is, and if that fails with each domain of the search list behind it.",
		Musl:     "Asks for it as it is, and for nothing else.",
		Moving:   "`db.prod` under `search corp.example` works on glibc only. In Kubernetes, where ndots is 5, this is `a.b.c.d.e.f`. Write the whole name.",
		Source:   "resolv.conf(5); musl lookup_name.c",
		Outcomes: "ok > EAI_NONAME EAI_AGAIN HOST_NOT_FOUND TRY_AGAIN",
		Explains: func(c *Case) Facet {
			name := c.arg(0)
			dotted := !strings.HasSuffix(name, ".") && strings.Count(name, ".") >= c.trace().Ndots
			if !c.is("getaddrinfo", "gethostbyname") || !dotted || !c.onlyAsIs() || !c.onlyOf(name) {
				return 0
			}
			names := c.glibcNames()
			first := len(names) > 0 && names[0] == presentation(name) // else it was searched for because of its dots, if it was
			return differ(Names|Outcome, first && len(names) > 1) | differ(Outcome, !first && len(names) > 0)
		},
	},
	{
		Name:     "nodata-ends-the-search",
		Title:    "A domain where the name exists without an address ends the search.",
		Glibc:    "Goes on to the next domain, and to the name as it is.",
		Musl:     "Stops, with EAI_NONAME. Only \"no such name\" lets it go on.",
		Moving:   "A wildcard MX or TXT record in one domain of the search list hides the next domains on musl; an IPv4-only name hides them for AF_INET6. Put that domain last, or write the whole name.",
		Source:   "resolv.conf(5), RFC 2308 §2.2; musl lookup_name.c",
		Outcomes: "ok EAI_AGAIN EAI_NODATA > EAI_NONAME; ok NO_DATA TRY_AGAIN > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			nodata := c.prefixOfGlibc() && c.lastTry(func(a []byte) bool { return rcode(a) == 0 })
			return differ(Names|Outcome, c.is("getaddrinfo", "gethostbyname") && nodata)
		},
	},
	{
		Name:     "failure-ends-the-search",
		Title:    "A domain whose servers fail ends the search.",
		Glibc:    "Goes on after SERVFAIL, and after a timeout or REFUSED asks for the name as it is at least; what it then finds counts.",
		Musl:     "Stops, with EAI_AGAIN.",
		Moving:   "One broken domain in the search list breaks every short name on musl: take it out, or write the whole name. glibc finds the others, but may return the address of another host than when all is well.",
		Source:   "resolv.conf(5); musl lookup_name.c",
		Outcomes: "ok EAI_NODATA EAI_NONAME > EAI_AGAIN; ok HOST_NOT_FOUND NO_DATA NO_RECOVERY > TRY_AGAIN",
		Explains: func(c *Case) Facet {
			failed := c.prefixOfGlibc() && c.failedTry()
			return differ(Names|Outcome, c.is("getaddrinfo", "gethostbyname") && failed)
		},
	},
	{
		Name:     "any-name",
		Show:     "café",
		Title:    "Any octets are a name.",
		Glibc:    "Asks only for names of hosts: letters, digits, hyphens, underscores and dots, no hyphen first. Others do not exist; with a colon, not in /etc/hosts either.",
		Musl:     "Asks for anything that fits into labels: blanks, UTF-8, \"1.2.3.4:80\", and so they may be answered.",
		Moving:   "Check what users give you; on musl it goes out on the wire.",
		Source:   "glibc res_hnok, RFC 952; musl res_mkquery.c",
		Outcomes: "EAI_NONAME HOST_NOT_FOUND > ok",
		Explains: func(c *Case) Facet {
			looked := c.trace().Source == "dns" || c.trace().Source == "hosts"
			odd := c.is("getaddrinfo", "gethostbyname") && looked && !isHostName(c.arg(0))
			return differ(Outcome, odd) | differ(Names, odd && c.onlyOf(c.arg(0)))
		},
	},
	{
		Name:     "root",
		Title:    "The root is not asked for.",
		Glibc:    "Asks for the addresses of \".\".",
		Musl:     "Asks nothing.",
		Moving:   "Nothing.",
		Source:   "musl lookup_name.c",
		Outcomes: "EAI_NODATA > EAI_NONAME; NO_DATA > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			return differ(Names|Outcome, c.is("getaddrinfo", "gethostbyname") && c.arg(0) == "." && len(c.Musl.Queries) == 0)
		},
	},
	{
		Name:     "no-escapes",
		Show:     "119ww.test",
		Title:    "A backslash is an octet of the name.",
		Glibc:    `Takes \. and \119 for escapes, as in a zone file.`,
		Musl:     "Takes them as they are.",
		Moving:   "Do not escape names.",
		Source:   "RFC 1035 §5.1; musl res_mkquery.c",
		Outcomes: "ok EAI_NODATA > EAI_NONAME; ok > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			return differ(Names|Outcome|Name|Addrs, c.trace().Source == "dns" && strings.Contains(c.arg(0)+c.file("etc/resolv.conf"), `\`))
		},
	},
}
