package libcdiff

import (
	"regexp"
	"slices"
	"strings"

	"netdb.example/resolver/nsswitch"
)

var fileCauses = []*Cause{
	{
		Name:   "no-nsswitch",
		Show:   "dns-nss-dns-files: gethostbyname_ex",
		Title:  "There is no nsswitch.conf.",
		Glibc:  "Asks the sources of /etc/nsswitch.conf in its order, with its actions; a file that makes no sense breaks every lookup.",
		Musl:   "Asks /etc/hosts, then the DNS; and reads /etc/services.",
		Moving: "`hosts: dns files`, `hosts: files`, mDNS, LDAP, systemd-resolved and `[NOTFOUND=return]` do not exist on musl. There a local name that the DNS must not see has to stand in /etc/hosts, and a forwarder on the machine has to know what else is local.",
		Source: "nsswitch.conf(5); musl lookup_name.c",
		Outcomes: "EAI_AGAIN EAI_NODATA EAI_NONAME EAI_SERVICE EAI_SYSTEM HOST_NOT_FOUND NETDB_INTERNAL NOT_FOUND NO_DATA NO_RECOVERY NULL TRY_AGAIN > ok; " +
			"EAI_NODATA EAI_NONAME EAI_SYSTEM > EAI_AGAIN; ok EAI_NODATA EAI_SERVICE EAI_SYSTEM > EAI_NONAME; " +
			"HOST_NOT_FOUND NETDB_INTERNAL NO_RECOVERY > TRY_AGAIN; ok NETDB_INTERNAL NO_DATA NO_RECOVERY NULL > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			f := c.changed("etc/nsswitch.conf", remove)
			if c.is("getserv", "getproto") || c.file("etc/nsswitch.conf") == "" {
				return f
			}
			sources, listed := c.hostSources(), strings.Contains(c.file("etc/hosts"), c.arg(0))
			dns, files := slices.Index(sources, "dns"), slices.Index(sources, "files")
			return f | differ(Found|Queries, len(sources) == 0 ||
				dns < 0 && len(c.trace().Tried) > 0 && len(c.Glibc.Queries) == 0 ||
				(files < 0 || dns >= 0 && dns < files) && listed ||
				strings.Contains(c.file("etc/nsswitch.conf"), "merge")) |
				differ(Outcome, slices.Contains([]string{"EAI_SYSTEM", "NETDB_INTERNAL"}, errorOf(c.Glibc)) ||
					dns >= 0 && dns < files && c.file("etc/hosts") == "") // files comes last, and is unavailable
		},
	},
	{
		Name:   "no-host-conf",
		Title:  "There is no host.conf.",
		Glibc:  "Takes one line of /etc/hosts only, unless /etc/host.conf says `multi on`, as Debian's does. `reorder on` puts an address of an own network first in gethostbyname, `trim` cuts a domain off the names of an address.",
		Musl:   "Takes all lines, in their order and as they are.",
		Moving: "A glibc container without /etc/host.conf returns one address for a name with two lines; musl returns both.",
		Source: "host.conf(5); musl lookup_name.c",
		Explains: func(c *Case) Facet {
			conf := c.file("etc/host.conf")
			switch {
			case c.is("gethostbyaddr", "getnameinfo"):
				return differ(Name, c.bothOK() && trim.MatchString(conf) && strings.HasPrefix(c.name(c.Musl), c.name(c.Glibc)+"."))
			case !c.is("getaddrinfo", "gethostbyname") || strings.Count(c.file("etc/hosts"), c.arg(0)) < 2:
				return 0
			}
			off := !multiOn.MatchString(conf) && c.trace().Source == "hosts"
			return c.changed("etc/host.conf", func(string) string { return "multi on\n" }) | differ(Addrs|Name, off) |
				differ(Order, c.is("gethostbyname") && reorderOn.MatchString(conf))
		},
	},
	{
		Name:   "no-gai-conf",
		Show:   "sort-gai-ipv4-first",
		Title:  "There is no gai.conf.",
		Glibc:  "Sorts by the tables of /etc/gai.conf.",
		Musl:   "Sorts by those of RFC 6724, always.",
		Moving: "`precedence ::ffff:0:0/96 100`, which puts IPv4 first, has no effect on musl. Ask for AF_INET.",
		Source: "gai.conf(5); musl lookup_name.c",
		Explains: func(c *Case) Facet {
			return differ(Order, c.Differs&Order != 0 && c.changed("etc/gai.conf", remove)&Order != 0)
		},
	},
	{
		Name:     "no-res-options",
		Show:     "dns-conf-res-options: ",
		Title:    "RES_OPTIONS has no effect.",
		Glibc:    "Adds the options of the variable to those of resolv.conf.",
		Musl:     "Ignores it.",
		Moving:   "Write options into resolv.conf.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "EAI_NONAME HOST_NOT_FOUND > ok; ok > EAI_NONAME HOST_NOT_FOUND",
		Explains: func(c *Case) Facet { return c.changed("env", withoutVariable("RES_OPTIONS")) },
	},
	{
		Name:     "no-localdomain",
		Title:    "LOCALDOMAIN has no effect.",
		Glibc:    "Takes the search list from the variable.",
		Musl:     "Ignores it.",
		Moving:   "Write the search list into resolv.conf.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "ok EAI_NODATA > EAI_NONAME; EAI_NONAME HOST_NOT_FOUND > ok; ok > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			empty := strings.Contains(c.file("env"), "LOCALDOMAIN=\n")
			return c.changed("env", withoutVariable("LOCALDOMAIN")) | differ(Outcome|Names|Name|Addrs, empty)
		},
	},
	{
		Name:     "no-hostaliases",
		Title:    "HOSTALIASES has no effect.",
		Glibc:    "Replaces names without a dot by what the file says that the variable names.",
		Musl:     "Ignores it.",
		Moving:   "Use /etc/hosts.",
		Source:   "hostname(7); musl lookup_name.c",
		Outcomes: "ok EAI_AGAIN EAI_NODATA > EAI_NONAME; EAI_NONAME HOST_NOT_FOUND > ok; ok > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			alias := strings.Contains(c.file("env"), "HOSTALIASES=") &&
				regexp.MustCompile(`(?im)^`+regexp.QuoteMeta(c.arg(0))+`\s`).MatchString(c.file("etc/host.aliases"))
			return c.changed("env", withoutVariable("HOSTALIASES")) | differ(Outcome|Names|Name|Addrs, alias)
		},
	},
	{
		Name:     "no-domain-of-host",
		Title:    "The domain of the host is not searched.",
		Glibc:    "Takes what stands behind the first dot of the host name for the search list, where resolv.conf says none.",
		Musl:     "Has no search list then.",
		Moving:   "Write `search` into resolv.conf.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "ok > EAI_NONAME HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			return c.changed("hostname", func(s string) string { s, _, _ = strings.Cut(s, "."); return s })
		},
	},
}

var (
	multiOn   = regexp.MustCompile(`(?m)^\s*multi\s+on`)
	reorderOn = regexp.MustCompile(`(?m)^\s*reorder\s+on`)
	trim      = regexp.MustCompile(`(?m)^\s*trim\s`)
)

func remove(string) string { return "" }

func withoutVariable(key string) func(string) string {
	return func(s string) string {
		return mapLines(s, func(line string) bool { return !strings.HasPrefix(line, key+"=") })
	}
}

// hostSources are the sources of hosts in nsswitch.conf. There are none in a file that makes no sense.
func (c *Case) hostSources() (names []string) {
	conf, err := nsswitch.Parse(strings.NewReader(c.file("etc/nsswitch.conf")))
	if err != nil {
		return nil
	}
	for _, s := range conf.Database("hosts") {
		names = append(names, s.Name)
	}
	return names
}
