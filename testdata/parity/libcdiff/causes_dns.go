package libcdiff

import (
	"net/netip"
	"strings"

	"netdb.example/testdata/parity"
	"netdb.example/testdata/parity/muslmodel"
)

var dnsCauses = []*Cause{
	{
		Name:     "servers-at-once",
		Show:     "dns-servers-differ: gethostbyname_ex only2",
		Title:    "All name servers are asked at the same time.",
		Glibc:    "Asks the servers of resolv.conf one after the other, the next one when one fails or is silent.",
		Musl:     "Sends every query to all of them, up to three, and takes the first answer that is \"no error\" or \"no such name\".",
		Moving:   "On musl all servers must know the same names: the order of the list means nothing, and a public server beside an internal one hides internal names now and then. List one forwarder that knows all of them. (A dead server costs no time on musl.)",
		Source:   "resolv.conf(5); musl res_msend.c",
		Outcomes: "EAI_AGAIN EAI_NODATA EAI_NONAME HOST_NOT_FOUND NO_DATA NO_RECOVERY TRY_AGAIN > ok; ok EAI_AGAIN EAI_NODATA > EAI_NONAME; ok NO_DATA NO_RECOVERY > HOST_NOT_FOUND",
		Explains: serversMatter,
	},
	{
		Name:     "servfail-again",
		Show:     "dns-rcode: gethostbyname_ex c2.",
		Title:    "After SERVFAIL the same server is asked again at once.",
		Glibc:    "Asks the next server; when all have failed, and all rounds (attempts) are over, the lookup fails within milliseconds.",
		Musl:     "Sends the query again at once, up to twice for each query of the lookup, in every interval; and then it waits until the timeout is over, 5 seconds by default.",
		Moving:   "A name whose zone is broken (DNSSEC, a lame delegation) costs 5 seconds on musl. Lower `options timeout:`.",
		Source:   "resolv.conf(5); musl res_msend.c",
		Outcomes: "EAI_AGAIN TRY_AGAIN > ok",
		Explains: func(c *Case) Facet { return differ(Repeats|Outcome|Addrs, c.trace().Failed) },
	},
	{
		Name:     "retry-schedule",
		Title:    "The timeout is that of the whole lookup.",
		Glibc:    "Waits `timeout` seconds for each server, `attempts` times over: 10 seconds for one server by default, 20 for two.",
		Musl:     "Waits `timeout` seconds in all, and sends again each timeout/attempts: at 0 and 2.5 seconds by default, and gives up after 5.",
		Moving:   "A slow server (1.5 seconds) that is found on glibc may not be on musl with `timeout:1`. Failures are faster.",
		Source:   "resolv.conf(5); musl res_msend.c",
		Outcomes: "ok > TRY_AGAIN",
		Explains: func(c *Case) Facet { return lateOrNever(c) },
	},
	{
		Name:     "other-rcodes-ignored",
		Show:     "dns-rcode: gethostbyname_ex c1.",
		Title:    "FORMERR, NOTIMP, REFUSED and other errors are no answers.",
		Glibc:    "Goes to the next server after REFUSED or NOTIMP, and takes FORMERR and others for final: EAI_NONAME, NO_RECOVERY.",
		Musl:     "Throws such answers away and waits for a better one until the timeout: EAI_AGAIN, TRY_AGAIN.",
		Moving:   "What fails at once on glibc takes 5 seconds on musl, and is a failure that may pass.",
		Source:   "RFC 1035 §4.1.1; musl res_msend.c",
		Outcomes: "EAI_NODATA EAI_NONAME > EAI_AGAIN; HOST_NOT_FOUND NO_RECOVERY > TRY_AGAIN; EAI_AGAIN EAI_NONAME HOST_NOT_FOUND NO_RECOVERY TRY_AGAIN > ok",
		Explains: func(c *Case) Facet { return differ(Repeats|Outcome, c.trace().Refused) },
	},
	{
		Name:     "either-nxdomain",
		Title:    "\"No such name\" for one family is that for both.",
		Glibc:    "Returns the addresses of the other family.",
		Musl:     "Returns EAI_NONAME, or goes on with the search list.",
		Moving:   "Servers that answer AAAA with NXDOMAIN where there is an A record, as some load balancers do, make names vanish on musl. Mend the server, or ask for AF_INET.",
		Source:   "RFC 4074 §4.2; musl lookup_name.c",
		Outcomes: "ok > EAI_NONAME",
		Explains: func(c *Case) Facet {
			return differ(Names|Outcome, c.mixed(func(a []byte) bool { return rcode(a) == 3 }))
		},
	},
	{
		Name:     "either-failure",
		Title:    "A failure for one family is one for both.",
		Glibc:    "Returns the addresses of the other family, or what its answer says.",
		Musl:     "Returns EAI_AGAIN.",
		Moving:   "Servers that drop or refuse AAAA queries break names on musl. Mend the server, or ask for AF_INET.",
		Source:   "RFC 4074 §4.1; musl lookup_name.c",
		Outcomes: "ok EAI_NODATA > EAI_AGAIN",
		Explains: func(c *Case) Facet {
			return differ(Names|Outcome, c.mixed(func(a []byte) bool { return rcode(a) < 0 }))
		},
	},
	{
		Name:     "no-tcp",
		Title:    "A truncated answer is used as it is.",
		Glibc:    "Asks again over TCP when an answer is truncated. (It waits without an end for a TCP server that accepts and is silent.)",
		Musl:     "Reads the 512 octets of UDP that it has room for, and takes the records that are complete. (musl 1.2.4 and later ask over TCP.)",
		Moving:   "Update musl. Before 1.2.4 names with some 30 addresses lose some, long chains of CNAMEs may lose all, and a server that truncates to nothing has no names.",
		Source:   "RFC 7766 §5, RFC 2181 §9; musl res_msend.c, lookup_name.c",
		Outcomes: "ok EAI_AGAIN EAI_NODATA > EAI_NONAME; HOST_NOT_FOUND > ok; ok KILLED_14 NO_DATA NO_RECOVERY TRY_AGAIN > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			truncated := c.someTry(func(a []byte) bool { return len(a) > 2 && a[2]&2 != 0 || len(a) == 512 })
			overTCP := func(x parity.Exchange) bool { return strings.Contains(strings.Join(x.Queries, " "), " tcp ") }
			tcp := overTCP(c.Glibc) && overTCP(c.Netdb()) && !hasOption(c.options(), "use-vc")
			return differ(Network|Types|Repeats|Outcome|Addrs|Order|Name, truncated || tcp)
		},
	},
	{
		Name:     "no-recovery",
		Show:     "dns-cname",
		Title:    "gethostbyname does not return NO_RECOVERY.",
		Glibc:    "Returns NO_RECOVERY for a CNAME that leads to no address, and for the name \"\".",
		Musl:     "Returns HOST_NOT_FOUND.",
		Moving:   "Do not tell the two apart.",
		Source:   "gethostbyname(3); musl gethostbyname2_r.c",
		Outcomes: "NO_RECOVERY > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet { return differ(Outcome, c.is("gethostbyname")) },
	},
	{
		Name:     "answers-unchecked",
		Show:     "dns-junk-wrong-question: gethostbyname_ex",
		Title:    "What an answer is about is not looked at.",
		Glibc:    "Takes only answers to its question, and only records of that name, or of the name that a CNAME before them leads to, and of the type and class.",
		Musl:     "Takes any answer with the right id, and every A, AAAA and CNAME record in it, whatever its owner and class are. It reads the answer only as far as it needs to.",
		Moving:   "Forging answers is easier (the id is all that has to be right), and odd servers work better.",
		Source:   "RFC 5452 §9.1; musl res_msend.c, dns_parse.c",
		Outcomes: "EAI_AGAIN EAI_NODATA EAI_NONAME NO_RECOVERY TRY_AGAIN > ok; ok > EAI_NONAME HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			odd := c.anyTry(func(t muslmodel.Try) bool {
				for i, a := range t.Answers {
					if len(a) > 0 && !proper(t.Name, t.Types[i], a) {
						return true
					}
				}
				return false
			})
			return differ(Outcome|Addrs|Order|Name|Names|Repeats|Types, odd)
		},
	},
	{
		Name:     "dname",
		Title:    "DNAME records are skipped.",
		Glibc:    "Follows the CNAME that the server made of a DNAME record, but fails without one.",
		Musl:     "Takes all addresses of the answer.",
		Moving:   "Nothing, if the server sends the CNAME, as it has to.",
		Source:   "RFC 6672 §3.1; musl lookup_name.c",
		Outcomes: "EAI_NODATA EAI_NONAME NO_RECOVERY > ok",
		Explains: func(c *Case) Facet { return differ(Outcome|Name|Addrs, c.someTry(hasDNAME)) },
	},
	{
		Name:   "canonical-name-checks",
		Title:  "Other names may be a canonical name.",
		Glibc:  "Takes the last name of the chain that is one of a host, which may have an underscore but no hyphen first.",
		Musl:   "Takes the last CNAME target of letters, digits, hyphens, dots and whatever is not ASCII: no underscore.",
		Moving: "Do not rely on the canonical name of names with underscores.",
		Source: "glibc res_hnok; musl lookup_name.c",
		Explains: func(c *Case) Facet {
			if !c.is("getaddrinfo", "gethostbyname") || c.trace().Source != "dns" || !c.bothOK() {
				return 0
			}
			odd := func(s string) bool { return !isHostName(s) || strings.Contains(s, "_") }
			return differ(Name, c.Differs&Name != 0 && (odd(c.name(c.Glibc)) || odd(c.name(c.Musl))))
		},
	},
	{
		Name:   "spelling-as-asked",
		Title:  "The canonical name is spelled as it was asked for.",
		Glibc:  "Spells a name as the server does.",
		Musl:   "Spells it as in the request, if there is no CNAME.",
		Moving: "Compare names without regard to case.",
		Source: "RFC 4343 §4.1; musl lookup_name.c",
		Explains: func(c *Case) Facet {
			if !c.is("getaddrinfo", "gethostbyname") || c.trace().Source != "dns" || !c.bothOK() {
				return 0
			}
			return differ(Name, c.name(c.Glibc) != c.name(c.Musl) && strings.EqualFold(c.name(c.Glibc), c.name(c.Musl)))
		},
	},
	{
		Name:   "hostent-aliases",
		Title:  "The aliases of a host are its canonical name and the name that was asked for.",
		Glibc:  "Returns the aliases of the line of /etc/hosts, or the names of the chain of CNAMEs.",
		Musl:   "Returns the canonical name again, and behind it the name that was asked for if that is another one.",
		Moving: "Do not read h_aliases, or expect h_name among them.",
		Source: "gethostbyname(3); musl gethostbyname2_r.c, gethostbyaddr_r.c",
		Explains: func(c *Case) Facet {
			if !c.is("gethost") || !c.bothOK() {
				return 0
			}
			h := parseHostent(c.Musl.Answer)
			own := len(h.aliases) > 0 && h.aliases[0] == h.name
			return differ(Aliases, own && (len(h.aliases) == 1 || len(h.aliases) == 2 && c.is("gethostbyname")))
		},
	},
	{
		Name:     "buffer-asks-again",
		Show:     "six.test inet6",
		Title:    "gethostbyname asks again when its buffer was too small.",
		Glibc:    "Keeps the answer while it makes its buffer larger, but for answers of some kilobytes.",
		Musl:     "Begins with some 95 octets, and makes the whole lookup again with twice as many until all fits: most AF_INET6 lookups are made twice.",
		Moving:   "Call getaddrinfo.",
		Source:   "gethostbyname(3); musl gethostbyname2.c, gethostbyaddr.c",
		Explains: func(c *Case) Facet { return differ(Repeats, c.trace().Again) },
	},
	{
		Name:   "glibc-asks-again",
		Title:  "glibc repeats queries that were answered.",
		Glibc:  "Asks again when an answer does not fit into its buffer, when only one of two answers was good, and for each name of the search list that is the same as another.",
		Musl:   "Asks once.",
		Moving: "Expect fewer queries.",
		Source: "glibc res_send.c, res_query.c; musl res_msend.c",
		Explains: func(c *Case) Facet {
			return differ(Repeats, !repeated(c.Musl.Queries) && repeated(c.Glibc.Queries) && !c.unanswered())
		},
	},
}

// lateOrNever are the facets in which it shows when queries are sent again, and when they no longer are.
func lateOrNever(c *Case) Facet {
	silent := c.unanswered() && !c.trace().Failed && !c.trace().Refused && !c.mixed(func(a []byte) bool { return a == nil })
	return differ(Repeats, c.trace().Waited && !c.trace().Failed && !c.trace().Refused) | differ(Outcome, silent)
}

// serversMatter are the facets in which musl's answer depends on there being several servers, or on which of them is first.
func serversMatter(c *Case) (f Facet) {
	servers := c.trace().Servers
	if len(servers) < 2 {
		return 0
	}
	if c.Differs&(Found|Names) == 0 {
		return Repeats
	}
	for _, server := range servers {
		f |= c.muslChanged("etc/resolv.conf", func(s string) string { return oneServer(s, server) })
	}
	for _, race := range races {
		if f&Found != 0 {
			break
		}
		x, _ := c.AskMusl(c.Machine, c.Request, race)
		f |= facets(c.Request.Call, x, c.Musl)
	}
	return f&Names | Repeats | differ(Found, f&Found != 0)
}

// oneServer leaves a resolv.conf without any name server but one.
func oneServer(s string, server netip.Addr) string {
	return mapLines(s, func(line string) bool { return !strings.HasPrefix(line, "nameserver") }) + "\nnameserver " + server.String() + "\n"
}
