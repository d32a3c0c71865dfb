package libcdiff

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
)

var hostsCauses = []*Cause{
	{
		Name:     "hosts-case",
		Show:     "WWW.EXAMPLE.ORG",
		Title:    "/etc/hosts is case-sensitive.",
		Glibc:    "Finds WWW in a line that says www.",
		Musl:     "Does not, and asks the DNS.",
		Moving:   "Write names in lower case, in the file and in requests.",
		Source:   "hosts(5), RFC 4343; musl lookup_name.c",
		Outcomes: "ok > EAI_NONAME HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			if !c.is("getaddrinfo", "gethostbyname") {
				return 0
			}
			hosts, name := c.file("etc/hosts"), c.arg(0)
			listed := strings.Contains(strings.ToLower(hosts), strings.ToLower(name)) && !strings.Contains(hosts, name)
			return differ(Names|Outcome, listed && c.trace().Source == "dns" && len(c.Glibc.Queries) == 0 && !c.Glibc.Answer.IsError()) |
				c.changed("etc/hosts", func(s string) string { return withoutOtherCase(s, name) })
		},
	},
	{
		Name:     "hosts-loopback-mapped",
		Show:     "hosts-mapped: gethostbyname2 mapped inet",
		Title:    "::1 in /etc/hosts is no IPv4 address.",
		Glibc:    "Takes a line with ::1 for 127.0.0.1 where IPv4 is asked for, and ::ffff:192.0.2.1 for 192.0.2.1: \"localhost\" has 127.0.0.1 twice.",
		Musl:     "Takes lines for what they say.",
		Moving:   "List IPv4 addresses for all names that need them. `::1 ip6-localhost` alone is no IPv4 name on musl.",
		Source:   "glibc files-hosts.c; musl lookup_name.c",
		Outcomes: "ok > EAI_NONAME HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			byName := c.is("getaddrinfo", "gethostbyname") && (c.family() == inet.AF_INET || c.hints().Flags&resolver.AI_V4MAPPED != 0)
			if !byName && !c.is("gethostbyaddr", "getnameinfo") {
				return 0
			}
			loopback := c.arg(0) == "127.0.0.1" && !byName && strings.Contains(c.file("etc/hosts"), "::1")
			twice := c.hints().Flags&resolver.AI_ALL != 0 && c.family() == inet.AF_INET6
			return differ(Found|Names, loopback) | c.changed("etc/hosts", func(s string) string {
				return mapLines(s, func(line string) bool { return !isMapped(line, c.arg(0)) })
			}) | differ(Outcome|differ(Addrs, twice), byName && hasMapped(c.file("etc/hosts"), c.arg(0)))
		},
	},
	{
		Name:     "hosts-one-family",
		Title:    "A name that /etc/hosts has for one family only is not looked up elsewhere.",
		Glibc:    "Asks the DNS for the other family.",
		Musl:     "Returns EAI_NONAME without asking.",
		Moving:   "List both addresses, or none. `192.0.2.1 www` in /etc/hosts hides the AAAA record of www on musl.",
		Source:   "hosts(5), nsswitch.conf(5); musl lookup_name.c",
		Outcomes: "ok EAI_AGAIN EAI_NODATA EAI_SYSTEM > EAI_NONAME; ok > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			listed := c.trace().Source == "hosts" && c.Musl.Answer.IsError() && (len(c.Glibc.Queries) > 0 || errorOf(c.Glibc) == "EAI_AGAIN")
			return differ(Outcome|Names, c.is("getaddrinfo", "gethostbyname") && listed)
		},
	},
	{
		Name:     "hosts-numeric-forms",
		Title:    "/etc/hosts may hold any numeric address.",
		Glibc:    "Ignores lines whose address is not in the form of inet_pton(3).",
		Musl:     "Takes the forms of inet_aton(3) too, such as 127.1 and 0x7f000001, and fe80::1%eth0.",
		Moving:   "Write addresses in full, in decimal.",
		Source:   "hosts(5); musl lookup_name.c, lookup_ipliteral.c",
		Outcomes: "EAI_NONAME HOST_NOT_FOUND > ok",
		Explains: func(c *Case) Facet {
			for line := range strings.Lines(c.file("etc/hosts")) {
				fields := strings.Fields(line)
				if len(fields) < 2 || c.trace().Source != "hosts" || !slices.Contains(fields[1:], c.arg(0)) {
					continue
				}
				if _, err := netip.ParseAddr(fields[0]); err != nil || strings.Contains(fields[0], "%") {
					return Found | Names
				}
			}
			return 0
		},
	},
	{
		Name:   "hosts-names",
		Title:  "The canonical name is the first one of any line that has the name.",
		Glibc:  "Takes the first name of the first line with an address of the family.",
		Musl:   "Takes that of the first line that has the name, if it is one of a host (no underscore), else of the next, else the name asked for.",
		Moving: "Put the canonical name first in every line.",
		Source: "hosts(5); musl lookup_name.c",
		Explains: func(c *Case) Facet {
			if !c.is("getaddrinfo", "gethostbyname") || c.trace().Source != "hosts" || !c.bothOK() {
				return 0
			}
			name := c.name(c.Glibc)
			if text, err := strconv.Unquote(name); err == nil {
				name = text
			}
			return differ(Name, strings.Contains(c.file("etc/hosts"), name))
		},
	},
	{
		Name:     "gethostbyname-numbers",
		Title:    "gethostbyname takes every number for an address.",
		Glibc:    "Takes four decimal, octal or shortened parts (127.1), but looks 0x7f.1 up as a name, and IPv6 addresses only with AF_INET6.",
		Musl:     "Takes what getaddrinfo takes: 0x7f.1, and fe80::1%eth0 with AF_INET6.",
		Moving:   "Check the form of addresses yourself.",
		Source:   "gethostbyname(3); musl lookup_name.c",
		Outcomes: "HOST_NOT_FOUND > ok; ok > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			return differ(Outcome|Name|Addrs|Names, c.is("gethostbyname") && c.trace().Source == "numeric")
		},
	},
	{
		Name:     "digits-and-dots",
		Show:     "dns-names-numeric: gethostbyname_ex 1.2.3.256",
		Title:    "Digits and dots that are no address are a name.",
		Glibc:    "Never looks 1.2.3.256 up where IPv4 is asked for.",
		Musl:     "Looks it up in /etc/hosts and the DNS.",
		Moving:   "Check such input; on musl a typing error goes to the DNS.",
		Source:   "gethostbyname(3); musl lookup_name.c",
		Outcomes: "EAI_NONAME HOST_NOT_FOUND > ok",
		Explains: func(c *Case) Facet {
			simple := c.is("gethostbyname") || c.is("getaddrinfo") && c.family() == inet.AF_INET && c.hints().Flags&resolver.AI_CANONNAME == 0
			return differ(Outcome|Names, simple && c.arg(0) != "" && strings.Trim(c.arg(0), "0123456789.") == "")
		},
	},
	{
		Name:     "name-length",
		Title:    "A name of 255 octets or more is none.",
		Glibc:    "Finds names of any length in /etc/hosts.",
		Musl:     "Returns EAI_NONAME.",
		Moving:   "Nothing.",
		Source:   "musl lookup_name.c",
		Outcomes: "ok > EAI_NONAME HOST_NOT_FOUND",
		Explains: func(c *Case) Facet { return differ(Only|Outcome|Names, len(c.arg(0)) >= 255) },
	},
	{
		Name:   "at-most-48-addresses",
		Title:  "There are 48 addresses at most.",
		Glibc:  "Returns all.",
		Musl:   "Returns the first 48.",
		Moving: "Nothing.",
		Source: "musl lookup.h",
		Explains: func(c *Case) Facet {
			n := 0
			if c.bothOK() && c.is("getaddrinfo") {
				n = len(parseAddrinfo(c.Musl.Answer).addrs)
			} else if c.bothOK() {
				n = len(parseHostent(c.Musl.Answer).addrs) - 1 // the family is in front of them
			}
			return differ(Addrs, n == 48)
		},
	},
	{
		Name:     "interface-local-scope",
		Title:    "ff01::1%lo has no scope.",
		Glibc:    "Takes the name of an interface behind addresses of interface-local multicast.",
		Musl:     "Takes it behind fe80::/10 and ff02::/16 only.",
		Moving:   "Give the index of the interface.",
		Source:   "RFC 4007 §11; musl lookup_ipliteral.c",
		Outcomes: "ok > EAI_NONAME",
		Explains: func(c *Case) Facet {
			return differ(Outcome, c.is("getaddrinfo") && strings.HasPrefix(c.arg(0), "ff01:"))
		},
	},
}

// isMapped reports whether a line of hosts has a name for an IPv6 address that glibc takes for one of IPv4 too.
func isMapped(line, name string) bool {
	fields := strings.Fields(line)
	if len(fields) < 2 || !slices.Contains(fields[1:], name) {
		return false
	}
	a, err := netip.ParseAddr(fields[0])
	return err == nil && (a == netip.IPv6Loopback() || a.Is4In6())
}

func hasMapped(hosts, name string) bool {
	for line := range strings.Lines(hosts) {
		if isMapped(line, name) {
			return true
		}
	}
	return false
}

// withoutOtherCase is a hosts file without the names that are a name but for their case.
func withoutOtherCase(s, name string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		for i, word := range strings.Fields(line) {
			if i > 0 && word != name && strings.EqualFold(word, name) {
				word = "other.invalid"
			}
			b.WriteString(word + " ")
		}
		b.WriteString("\n")
	}
	return b.String()
}
