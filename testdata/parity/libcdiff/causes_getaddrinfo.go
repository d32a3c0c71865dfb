package libcdiff

import (
	"slices"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/testdata/parity"
)

const (
	idnFlags        = resolver.AI_IDN | resolver.AI_CANONIDN
	deprecatedFlags = resolver.Flags(0x300) // AI_IDN_ALLOW_UNASSIGNED and AI_IDN_USE_STD3_ASCII_RULES
)

var getaddrinfoCauses = []*Cause{
	{
		Name:   "canonical-name-always",
		Title:  "Every result has a canonical name, whether it was asked for or not.",
		Glibc:  "Sets ai_canonname in the first result only, and only with AI_CANONNAME.",
		Musl:   "Sets it in every result of a host, with or without the flag. For a numeric host it is the text as given.",
		Moving: "Code written on musl that reads ai_canonname without asking for it meets a NULL pointer on glibc.",
		Source: "getaddrinfo(3), RFC 3493 §6.1; musl getaddrinfo.c",
		Explains: func(c *Case) Facet {
			if !c.is("getaddrinfo") || !c.bothOK() {
				return 0
			}
			glibc, musl := parseAddrinfo(c.Glibc.Answer), parseAddrinfo(c.Musl.Answer)
			asked := c.hints().Flags&resolver.AI_CANONNAME != 0
			return differ(CanonAll, musl.canonPattern() == "all" && (!asked && glibc.canonPattern() == "none" || asked && glibc.canons[0] != ""))
		},
	},
	{
		Name:   "no-raw",
		Title:  "Hints without a socket type give no SOCK_RAW result.",
		Glibc:  "Returns SOCK_STREAM, SOCK_DGRAM and SOCK_RAW for each address, the last only with a numeric service or none.",
		Musl:   "Returns SOCK_STREAM and SOCK_DGRAM.",
		Moving: "Say which socket type you want; then both agree. Programs that count results see two for each address instead of three.",
		Source: "getaddrinfo(3); musl lookup_serv.c",
		Explains: func(c *Case) Facet {
			h := c.hints()
			if !c.is("getaddrinfo") || h.Socktype != 0 || h.Protocol != 0 || !c.bothOK() {
				return 0
			}
			glibc, musl := parseAddrinfo(c.Glibc.Answer).endpoints, parseAddrinfo(c.Musl.Answer).endpoints
			others := slices.DeleteFunc(slices.Clone(glibc), func(s string) bool { return strings.HasPrefix(s, "SOCK_RAW ") })
			return differ(Endpoints, len(others) < len(glibc) && slices.Equal(others, musl))
		},
	},
	{
		Name:     "other-protocols",
		Title:    "Only TCP and UDP are known as protocols of a service.",
		Glibc:    "Has rows for TCP, UDP, DCCP, UDP-Lite, SCTP and raw sockets, and finds services of each.",
		Musl:     "Knows TCP and UDP. Another protocol without a socket type counts as none, SOCK_STREAM or SOCK_DGRAM with it is EAI_SERVICE, and another socket type is returned as it is, without a service.",
		Moving:   "Ask for TCP or UDP, and set ai_protocol yourself before you call socket(2) for SCTP and the like.",
		Source:   "getaddrinfo(3); musl lookup_serv.c",
		Outcomes: "ok EAI_ADDRFAMILY EAI_NONAME > EAI_SERVICE; EAI_SERVICE EAI_SOCKTYPE > ok",
		Explains: func(c *Case) Facet {
			h := c.hints()
			odd := h.Protocol != 0 && h.Protocol != resolver.IPPROTO_TCP && h.Protocol != resolver.IPPROTO_UDP || h.Socktype > resolver.SOCK_DGRAM
			named := c.arg(1) != "-" && strings.Contains(strings.Join(c.Glibc.Answer, " "), "SCTP")
			if !c.is("getaddrinfo") || !odd && !named {
				return 0
			}
			return differ(Only|Outcome|Queries, !c.bothOK()) | differ(Endpoints, c.bothOK())
		},
	},
	{
		Name:     "no-eai-socktype",
		Title:    "A socket type that does not go with the protocol is EAI_SERVICE.",
		Glibc:    "Returns EAI_SOCKTYPE, before it looks at the service or the host.",
		Musl:     "Never returns EAI_SOCKTYPE: it is EAI_SERVICE, or what the host comes to where the socket type is unknown and there is no service.",
		Moving:   "Treat the two errors alike.",
		Source:   "getaddrinfo(3); musl lookup_serv.c",
		Outcomes: "EAI_SOCKTYPE > EAI_SERVICE EAI_NONAME",
		Explains: func(c *Case) Facet { return differ(Only|Outcome|Queries, c.is("getaddrinfo")) },
	},
	{
		Name:     "empty-service",
		Title:    `The service "" is an error.`,
		Glibc:    `Takes "" for port 0.`,
		Musl:     "Returns EAI_SERVICE.",
		Moving:   `Pass NULL instead of "".`,
		Source:   "musl lookup_serv.c",
		Outcomes: "ok > EAI_SERVICE",
		Explains: func(c *Case) Facet { return differ(Only|Outcome|Queries, c.is("getaddrinfo") && c.arg(1) == "") },
	},
	{
		Name:     "port-range",
		Title:    "A port above 65535 is an error.",
		Glibc:    "Keeps the lower 16 bits: 65616 is port 80. A negative number may be the name of a service.",
		Musl:     "Returns EAI_SERVICE, for negative numbers too.",
		Moving:   "Check the range before you call; a typing error goes to another port on glibc.",
		Source:   "musl lookup_serv.c",
		Show:     "65616",
		Outcomes: "ok EAI_NONAME > EAI_SERVICE",
		Explains: func(c *Case) Facet { return differ(Only|Outcome|Queries, c.is("getaddrinfo") && beyondPorts(c.arg(1))) },
	},
	{
		Name:     "no-idn",
		Show:     "idn-dns: getaddrinfo münchen",
		Title:    "AI_IDN and AI_CANONIDN are bad flags.",
		Glibc:    "Encodes an internationalised name (IDNA 2008) and decodes the canonical name.",
		Musl:     "Returns EAI_BADFLAGS, even where the name is ASCII.",
		Moving:   "Encode names yourself, with libidn2 for example, and do not set the flags.",
		Source:   "getaddrinfo(3); musl getaddrinfo.c",
		Outcomes: "ok EAI_ADDRFAMILY EAI_FAMILY EAI_IDN_ENCODE EAI_NODATA EAI_NONAME EAI_SERVICE > EAI_BADFLAGS",
		Explains: func(c *Case) Facet {
			return differ(Only|Outcome|Queries, c.is("getaddrinfo") && c.hints().Flags&idnFlags != 0)
		},
	},
	{
		Name:     "deprecated-flags",
		Title:    "The deprecated IDN flags 0x100 and 0x200 are bad flags.",
		Glibc:    "Accepts and ignores them.",
		Musl:     "Returns EAI_BADFLAGS.",
		Moving:   "Leave them out.",
		Source:   "getaddrinfo(3); musl getaddrinfo.c",
		Outcomes: "ok > EAI_BADFLAGS",
		Explains: func(c *Case) Facet {
			return differ(Only|Outcome|Queries, c.is("getaddrinfo") && c.hints().Flags&deprecatedFlags != 0)
		},
	},
	{
		Name:     "canonname-without-host",
		Title:    "AI_CANONNAME without a host is allowed.",
		Glibc:    "Returns EAI_BADFLAGS.",
		Musl:     "Ignores the flag.",
		Moving:   "Set the flag only where there is a host.",
		Source:   "RFC 3493 §6.1; musl getaddrinfo.c",
		Outcomes: "EAI_BADFLAGS > ok EAI_NONAME EAI_FAMILY EAI_SERVICE",
		Explains: func(c *Case) Facet {
			null := c.arg(0) == "-" || c.arg(0) == "*"
			return differ(Outcome, c.is("getaddrinfo") && c.hints().Flags&resolver.AI_CANONNAME != 0 && null)
		},
	},
	{
		Name:     "star",
		Title:    "`*` is a name like any other.",
		Glibc:    "Takes a host or a service that is `*` for NULL.",
		Musl:     "Looks `*` up.",
		Moving:   `Pass NULL, with AI_PASSIVE for the wildcard address.`,
		Source:   "musl getaddrinfo.c",
		Outcomes: "EAI_NONAME > ok EAI_BADFLAGS EAI_FAMILY EAI_SERVICE; ok > EAI_NONAME",
		Explains: func(c *Case) Facet {
			return differ(Outcome|Addrs|Endpoints|Queries, c.is("getaddrinfo") && (c.arg(0) == "*" || c.arg(1) == "*"))
		},
	},
	{
		Name:     "null-hints",
		Title:    "Hints that are NULL are hints without a flag.",
		Glibc:    "Takes NULL for AI_V4MAPPED|AI_ADDRCONFIG, and leaves out a family of which the machine has no address.",
		Musl:     "Takes NULL for zeros, as POSIX says.",
		Moving:   "Pass hints. A container without IPv6 otherwise gets IPv6 addresses on musl, and connects to them in vain first.",
		Source:   "getaddrinfo(3), POSIX; musl getaddrinfo.c",
		Outcomes: "EAI_ADDRFAMILY EAI_NODATA EAI_NONAME > ok",
		Explains: func(c *Case) Facet {
			if !c.is("getaddrinfo") || c.Request.Hints != nil {
				return 0
			}
			return c.asked(func(q *parity.Request) { q.Hints = &resolver.Hints{} })
		},
	},
	{
		Name:     "addrconfig",
		Title:    "AI_ADDRCONFIG looks at the loopback interface.",
		Glibc:    "Leaves a family out if no interface has an address of it; loopback addresses do not count.",
		Musl:     "Leaves a family out if its loopback address cannot be reached, which hardly ever happens.",
		Moving:   "On musl the flag seldom takes AAAA lookups away. Try the addresses in turn (RFC 8305) instead of relying on it.",
		Source:   "getaddrinfo(3), RFC 3493 §6.1; musl getaddrinfo.c",
		Outcomes: "EAI_ADDRFAMILY EAI_NODATA EAI_NONAME > ok; EAI_ADDRFAMILY > EAI_NONAME; EAI_NONAME > EAI_SERVICE",
		Explains: func(c *Case) Facet {
			h := c.hints()
			if !c.is("getaddrinfo") || h.Flags&resolver.AI_ADDRCONFIG == 0 {
				return 0
			}
			h.Flags &^= resolver.AI_ADDRCONFIG
			return c.asked(func(q *parity.Request) { q.Hints = &h })
		},
	},
	{
		Name:   "v4mapped",
		Title:  "AI_V4MAPPED asks for both families at once.",
		Glibc:  "Asks for AAAA, and for A only if that gave nothing or AI_ALL is set. Without a host the flag has no effect.",
		Musl:   "Asks for A and AAAA together and then drops what is not wanted; so a name of the search list that has only an A record ends the search. With AI_ALL and no host it adds ::ffff:127.0.0.1.",
		Moving: "Expect more queries, and another domain of the search list to answer.",
		Source: "RFC 3493 §6.1; musl lookup_name.c",
		Explains: func(c *Case) Facet {
			h := c.hints()
			if !c.is("getaddrinfo") || h.Flags&resolver.AI_V4MAPPED == 0 || h.Family != inet.AF_INET6 {
				return 0
			}
			four := !c.Musl.Answer.IsError() && strings.HasPrefix(parseAddrinfo(c.Musl.Answer).addrs[0], "AF_INET6 ::ffff:")
			return differ(Types|Repeats, c.trace().Source == "dns") |
				differ(Addrs, c.arg(0) == "-" && h.Flags&resolver.AI_ALL != 0) |
				differ(Names|Addrs|Name, four && h.Flags&resolver.AI_ALL == 0) |
				differ(Names|Addrs, c.prefixOfGlibc() && c.bothOK())
		},
	},
	{
		Name:     "mapped-results",
		Show:     "gai-v4mapped-dns: getaddrinfo beside",
		Title:    "AI_V4MAPPED takes addresses that are IPv4-mapped already.",
		Glibc:    "Leaves out ::ffff:192.0.2.1 where /etc/hosts or the DNS has that for an IPv6 address, unless AI_ALL is set; a name with no other is not found.",
		Musl:     "Returns it beside the others.",
		Moving:   "Do not list such addresses.",
		Source:   "RFC 3493 §6.1; musl lookup_name.c",
		Outcomes: "EAI_NONAME > ok",
		Explains: func(c *Case) Facet {
			h := c.hints()
			if !c.is("getaddrinfo") || h.Flags&resolver.AI_V4MAPPED == 0 || h.Flags&resolver.AI_ALL != 0 || h.Family != inet.AF_INET6 || c.Musl.Answer.IsError() {
				return 0
			}
			others := slices.DeleteFunc(parseAddrinfo(c.Musl.Answer).addrs, func(s string) bool { return strings.HasPrefix(s, "AF_INET6 ::ffff:") })
			return differ(Outcome, len(others) == 0) |
				differ(Addrs, c.bothOK() && addrFacets(others, parseAddrinfo(c.Glibc.Answer).addrs)&Addrs == 0)
		},
	},
	{
		Name:     "no-addrfamily",
		Title:    "A numeric host of the other family is EAI_NONAME.",
		Glibc:    "Returns EAI_ADDRFAMILY.",
		Musl:     "Returns EAI_NONAME.",
		Moving:   "Treat the two errors alike.",
		Source:   "getaddrinfo(3); musl lookup_ipliteral.c",
		Outcomes: "EAI_ADDRFAMILY > EAI_NONAME",
		Explains: func(c *Case) Facet { return differ(Outcome, c.is("getaddrinfo") && c.trace().Source == "numeric") },
	},
	{
		Name:     "mapped-literal",
		Title:    "::ffff:192.0.2.1 is no IPv4 address.",
		Glibc:    "Returns 192.0.2.1 for it where AF_INET is asked for.",
		Musl:     "Returns EAI_NONAME.",
		Moving:   "Unmap such addresses before you ask.",
		Source:   "RFC 4291 §2.5.5.2; musl lookup_ipliteral.c",
		Outcomes: "ok > EAI_NONAME",
		Explains: func(c *Case) Facet {
			mapped := c.hints().Family == inet.AF_INET && strings.HasPrefix(c.arg(0), "::") || strings.HasPrefix(c.arg(0), "0:")
			return differ(Outcome, c.is("getaddrinfo") && mapped)
		},
	},
	{
		Name:     "no-nodata",
		Title:    "A name without an address is a name that does not exist.",
		Glibc:    "Returns EAI_NODATA, and NO_DATA from gethostbyname, for a name that exists but has no address of the family.",
		Musl:     "Returns EAI_NONAME and HOST_NOT_FOUND. (musl 1.2.4 and later have EAI_NODATA.)",
		Moving:   "Do not tell the two apart.",
		Source:   "getaddrinfo(3), RFC 2308 §2.2; musl lookup_name.c",
		Outcomes: "EAI_NODATA > EAI_NONAME; NO_DATA > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			exists := c.someTry(func(a []byte) bool { return rcode(a) == 0 }) || c.askedMore()
			return differ(Outcome, c.is("getaddrinfo", "gethostbyname") && exists)
		},
	},
}

// beyondPorts reports whether a service is a number that is no port.
func beyondPorts(s string) bool {
	digits, negative := strings.CutPrefix(strings.TrimLeft(s, " \t+"), "-")
	digits = strings.TrimLeft(digits, "0")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return false
	}
	return negative || len(digits) > 5 || len(digits) == 5 && digits > "65535"
}
