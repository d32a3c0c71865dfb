package libcdiff

import (
	"regexp"
	"slices"
	"strings"
)

var serviceCauses = []*Cause{
	{
		Name:     "built-in-protocols",
		Title:    "/etc/protocols is not read.",
		Glibc:    "Reads /etc/protocols, with its aliases.",
		Musl:     "Has a table of its own, without aliases: tcp, but not TCP; no sctp, no udplite, no dccp.",
		Moving:   "Use the numbers of <netinet/in.h>.",
		Source:   "protocols(5); musl proto.c",
		Outcomes: "NOT_FOUND > ok; ok > NOT_FOUND",
		Explains: func(c *Case) Facet { return differ(Answer, c.is("getproto")) },
	},
	{
		Name:     "tcp-and-udp-only",
		Title:    "Lines of /etc/services for other protocols than TCP and UDP are not seen.",
		Glibc:    "Finds services of any protocol.",
		Musl:     "Finds tcp and udp.",
		Moving:   "Write the port into your program for SCTP and the like.",
		Source:   "services(5); musl lookup_serv.c, getservbyname_r.c, getservbyport_r.c",
		Outcomes: "ok > EAI_SERVICE NOT_FOUND",
		Explains: func(c *Case) Facet {
			proto := c.arg(1)
			other := c.is("getserv") && proto != "-" && proto != "tcp" && proto != "udp"
			return differ(Outcome, other) |
				differ(Found|Queries, c.changed("etc/services", tcpAndUDP)&(Outcome|Name|Entry|Endpoints) != 0)
		},
	},
	{
		Name:     "udplite-is-udp",
		Title:    "A protocol of /etc/services that begins with tcp or udp is that.",
		Glibc:    "Compares the whole word: 5003/udplite is no UDP service.",
		Musl:     "Compares its beginning: 5003/udplite is one.",
		Moving:   "Nothing, unless you use UDP-Lite.",
		Source:   "services(5); musl lookup_serv.c",
		Outcomes: "EAI_SERVICE > ok",
		Explains: func(c *Case) Facet {
			lite := strings.Contains(c.file("etc/services"), "/udplite") && c.is("getserv", "getaddrinfo", "getnameinfo")
			return differ(Only|Outcome|Queries, lite && !c.bothOK()) | differ(Entry|Endpoints, lite && c.bothOK())
		},
	},
	{
		Name:     "service-lines",
		Title:    "Odd lines of /etc/services mean something else.",
		Glibc:    "Reads ports as C does (010 is 8, 0x10 is 16), keeps 16 bits of them, ignores blanks before the name, and takes a line without a protocol.",
		Musl:     "Reads decimal ports up to 65535 of lines that begin with the name and have a protocol; others are not seen.",
		Moving:   "Write lines as `http 80/tcp www`.",
		Source:   "services(5); musl lookup_serv.c",
		Outcomes: "ok > EAI_SERVICE NOT_FOUND",
		Explains: func(c *Case) Facet {
			return differ(Found|Queries, c.changed("etc/services", plainServices) != 0)
		},
	},
	{
		Name:   "every-service-line",
		Title:  "Every line of /etc/services with the name counts, up to two.",
		Glibc:  "Takes for each protocol the first line that has the name.",
		Musl:   "Takes the first two lines, whichever protocol they have: there may be two TCP results with two ports and none for UDP, or UDP before TCP.",
		Moving: "List a service once for each protocol, TCP first.",
		Source: "services(5); musl lookup_serv.c",
		Explains: func(c *Case) Facet {
			if !c.is("getaddrinfo") || !c.bothOK() {
				return 0
			}
			n := 0
			for line := range strings.Lines(c.file("etc/services")) {
				text, _, _ := strings.Cut(line, "#")
				if slices.Contains(strings.Fields(text), c.arg(1)) {
					n++
				}
			}
			return differ(Endpoints, n > 1)
		},
	},
	{
		Name:     "numeric-service-name",
		Title:    "getservbyname does not find a name that is a number.",
		Glibc:    "Finds a service that /etc/services calls 80.",
		Musl:     "Finds none.",
		Moving:   "Nothing; do not call services so.",
		Source:   "musl getservbyname_r.c",
		Outcomes: "ok > NOT_FOUND",
		Explains: func(c *Case) Facet {
			return differ(Outcome, c.is("getservbyname") && strings.Trim(c.arg(0), "0123456789") == "")
		},
	},
	{
		Name:     "any-word-of-services",
		Title:    "Any text between blanks in /etc/services is a name.",
		Glibc:    "Compares names and aliases, word by word.",
		Musl:     "Looks for the text with white space around it: \"80/tcp\" is found, and so are two words.",
		Moving:   "Nothing, unless services come from users.",
		Source:   "musl lookup_serv.c",
		Outcomes: "EAI_SERVICE > ok",
		Explains: func(c *Case) Facet {
			return differ(Only|Outcome|Queries, c.is("getaddrinfo") && strings.ContainsAny(c.arg(1), " /"))
		},
	},
	{
		Name:   "service-name-as-asked",
		Title:  "getservbyname returns the name that was asked for.",
		Glibc:  "Returns the official name, of the line where an alias was found.",
		Musl:   "Returns the alias for the name.",
		Moving: "Do not use getservbyname to find the official name.",
		Source: "getservbyname(3); musl getservbyname_r.c",
		Explains: func(c *Case) Facet {
			return differ(Name, c.is("getservbyname") && c.bothOK() && c.Differs&Name != 0 && parseHostent(c.Musl.Answer).name == c.arg(0))
		},
	},
	{
		Name:   "service-aliases",
		Title:  "A service has its own name for its only alias.",
		Glibc:  "Returns the aliases of the line.",
		Musl:   "Returns one alias, which is the name.",
		Moving: "Do not read s_aliases.",
		Source: "getservbyname(3); musl getservbyname_r.c, getservbyport_r.c",
		Explains: func(c *Case) Facet {
			if !c.is("getserv") || !c.bothOK() {
				return 0
			}
			s := parseHostent(c.Musl.Answer)
			return differ(Aliases, len(s.aliases) == 1 && s.aliases[0] == s.name)
		},
	},
}

var (
	tcpAndUDP     = keepLines(`^[^\s/]+\s+[^\s/]+/(tcp|udp)\s`)
	plainServices = keepLines(`^[^\s#/]+\s+[1-9][0-9]{0,3}/[a-z]+(\s|$)`)
)

// keepLines keeps the lines that match.
func keepLines(pattern string) func(string) string {
	line := regexp.MustCompile(pattern)
	return func(s string) string { return mapLines(s, line.MatchString) }
}
