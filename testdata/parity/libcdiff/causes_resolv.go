package libcdiff

import (
	"regexp"
	"slices"
	"strings"
)

var resolvCauses = []*Cause{
	{
		Name:     "unknown-options",
		Show:     "dns-option-use-vc: getaddrinfo",
		Title:    "Of the options, musl knows ndots, timeout and attempts.",
		Glibc:    "Has edns0, use-vc, rotate, single-request, single-request-reopen, no-aaaa, trust-ad, no-tld-query and others.",
		Musl:     "Ignores all others: no EDNS, no AD bit, no TCP, both families at once.",
		Moving:   "`options single-request`, the usual cure for firewalls that drop the second of two queries, does nothing on musl, nor does `options edns0`. Set such things in a forwarder on the machine. DNSSEC's AD bit cannot be had.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "EAI_NODATA > EAI_NONAME; EAI_NODATA EAI_NONAME HOST_NOT_FOUND NO_DATA > ok; NO_DATA > HOST_NOT_FOUND TRY_AGAIN; ok EAI_NODATA > EAI_AGAIN",
		Explains: func(c *Case) Facet {
			options := c.options()
			return c.changed("etc/resolv.conf", func(s string) string { return mapOptions(s, keepKnown) }) |
				differ(Bits, hasOption(options, "edns0", "trust-ad")) |
				differ(Network, hasOption(options, "use-vc")) |
				differ(Types|Names|Outcome|Addrs, hasOption(options, "no-aaaa")) |
				differ(Names, hasOption(options, "no-tld-query", "no_tld_query")) |
				differ(Types, hasOption(options, "single-request")) |
				differ(Repeats, hasOption(options, "rotate", "single-request", "use-vc"))
		},
	},
	{
		Name:     "attempts-zero",
		Title:    "`attempts:0` kills the process.",
		Glibc:    "Asks nothing, and returns EAI_AGAIN.",
		Musl:     "Divides by zero: SIGFPE (signal 8).",
		Moving:   "Never write it. Who may write resolv.conf can end every program on musl.",
		Source:   "resolv.conf(5); musl res_msend.c",
		Outcomes: "EAI_AGAIN TRY_AGAIN > KILLED_8",
		Explains: func(c *Case) Facet { return Outcome },
	},
	{
		Name:     "timeout-zero",
		Title:    "With `timeout:0` nothing is asked.",
		Glibc:    "Waits a second for each server.",
		Musl:     "Returns EAI_AGAIN at once.",
		Moving:   "Write 1 or more.",
		Source:   "resolv.conf(5); musl res_msend.c",
		Outcomes: "ok > EAI_AGAIN TRY_AGAIN",
		Explains: func(c *Case) Facet {
			return differ(Outcome|Names, slices.Contains(c.options(), "timeout:0") && len(c.Musl.Queries) == 0)
		},
	},
	{
		Name:     "option-values",
		Title:    "The value of an option that is no number is ignored, and a huge one is huge.",
		Glibc:    "Takes `ndots:x` for 0, and else as many digits as there are, of which it keeps 32 bits: `ndots:4294967298` is 2. `attempts:x` and `attempts:-1` are 0, and then nothing is asked.",
		Musl:     "Ignores the option, unless a digit is behind its colon, and reads decimal digits; a huge number is the greatest.",
		Moving:   "Write plain numbers.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "EAI_AGAIN > EAI_NONAME; EAI_AGAIN TRY_AGAIN > ok; TRY_AGAIN > HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			return c.changed("etc/resolv.conf", func(s string) string { return mapOptions(s, valueOfMusl) })
		},
	},
	{
		Name:   "first-option-counts",
		Title:  "Of an option that a line has twice the first counts.",
		Glibc:  "Takes the last.",
		Musl:   "Takes the first of the last line, wherever its name begins in the line.",
		Moving: "Write each option once.",
		Source: "resolv.conf(5); musl resolvconf.c",
		Explains: func(c *Case) Facet {
			return c.muslChanged("etc/resolv.conf", func(s string) string { return firstNdots.ReplaceAllString(s, "options$1") })
		},
	},
	{
		Name:     "domain-is-search",
		Title:    "`domain` may have several domains.",
		Glibc:    "Takes the first word.",
		Musl:     "Takes all: `domain` and `search` are the same.",
		Moving:   "Write `search`.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "EAI_NONAME HOST_NOT_FOUND > ok",
		Explains: func(c *Case) Facet {
			return c.changed("etc/resolv.conf", func(s string) string { return domainLine.ReplaceAllString(s, "search") })
		},
	},
	{
		Name:     "empty-search",
		Title:    "An empty `search` ends the search list.",
		Glibc:    "Ignores a line without a domain.",
		Musl:     "Takes it for an empty list, which replaces the one before.",
		Moving:   "Leave the line out.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "ok > EAI_NONAME HOST_NOT_FOUND",
		Explains: func(c *Case) Facet {
			return c.muslChanged("etc/resolv.conf", func(s string) string {
				return mapLines(s, func(line string) bool { return !emptySearch.MatchString(line) })
			})
		},
	},
	{
		Name:     "odd-search",
		Title:    "A domain of the search list that is none ends the search, and its final dot is kept.",
		Glibc:    "Skips domains such as `.corp.example` and `a..b`.",
		Musl:     "Returns EAI_NONAME when it comes to one; for `.` it sends what no server understands, and returns EAI_AGAIN when nobody answers. The dot of `corp.example.` stays in the canonical name.",
		Moving:   "Write domains without dots at their ends.",
		Source:   "resolv.conf(5); musl lookup_name.c, res_mkquery.c",
		Outcomes: "ok > EAI_NONAME HOST_NOT_FOUND; ok EAI_NODATA EAI_NONAME > EAI_AGAIN; ok HOST_NOT_FOUND NO_DATA > TRY_AGAIN",
		Explains: func(c *Case) Facet {
			f := c.muslChanged("etc/resolv.conf", func(s string) string { return oddDomain.ReplaceAllString(s, "$1") })
			dot := c.bothOK() && c.is("getaddrinfo", "gethostbyname") && strings.HasSuffix(c.name(c.Musl), ".")
			return f | differ(Outcome, f&Names != 0) | differ(Name, dot)
		},
	},
	{
		Name:     "carriage-return",
		Title:    "A carriage return is white space.",
		Glibc:    "Takes it for a part of the word: a file that was written on Windows has no name server and no good domain.",
		Musl:     "Takes it for the end of the word.",
		Moving:   "Write files with plain newlines.",
		Source:   "resolv.conf(5); musl resolvconf.c",
		Outcomes: "ok EAI_NONAME > EAI_AGAIN; ok HOST_NOT_FOUND > TRY_AGAIN",
		Explains: func(c *Case) Facet {
			server := len(c.Musl.Queries) == 0 && crServer.MatchString(c.file("etc/resolv.conf"))
			return differ(Outcome|Names, server) | c.changed("etc/resolv.conf", func(s string) string { return strings.ReplaceAll(s, "\r", "") })
		},
	},
	{
		Name:     "long-lines",
		Title:    "Long lines of files are not read, or in parts.",
		Glibc:    "Reads lines of any length.",
		Musl:     "Leaves out lines of 256 octets or more in resolv.conf, and cuts those of hosts at 511 and of services at 127 octets.",
		Moving:   "Write several lines. A search list of many namespaces may be too long.",
		Source:   "musl resolvconf.c, lookup_name.c, lookup_serv.c",
		Outcomes: "ok > EAI_NONAME EAI_SERVICE HOST_NOT_FOUND NOT_FOUND",
		Explains: func(c *Case) Facet {
			return c.changed("etc/resolv.conf", shorterThan(256)) | c.changed("etc/hosts", shorterThan(512)) | c.changed("etc/services", shorterThan(128))
		},
	},
}

var (
	knownOption = regexp.MustCompile(`^(ndots|timeout|attempts):`)
	numberValue = regexp.MustCompile(`:[0-9]{1,9}`)
	firstNdots  = regexp.MustCompile(`options.*ndots:\d+(.*ndots:)`)
	domainLine  = regexp.MustCompile(`(?m)^domain\b`)
	crServer    = regexp.MustCompile(`(?m)^nameserver.*\r`)
	emptySearch = regexp.MustCompile(`^(search|domain)\s+$`)
	oddDomain   = regexp.MustCompile(`([ \t])(\.\S*|\S*\.\.\S*)`)
)

func shorterThan(n int) func(string) string {
	return func(s string) string { return mapLines(s, func(line string) bool { return len(line) < n }) }
}

// mapOptions puts others in the place of the options of a resolv.conf; "" is none.
func mapOptions(s string, of func(string) string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if rest, ok := strings.CutPrefix(line, "options"); ok {
			line = "options"
			for word := range strings.FieldsSeq(rest) {
				line += " " + of(word)
			}
			line += "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

func keepKnown(word string) string {
	if knownOption.MatchString(word) {
		return word
	}
	return ""
}

// valueOfMusl is an option with the value that musl reads, whose greatest may be any of nine digits; without a number there is none.
func valueOfMusl(word string) string {
	if name := knownOption.FindString(word); name != "" {
		value := numberValue.FindString(word)
		if value == "" {
			return ""
		}
		return name + value[1:]
	}
	return word
}

// options are the words of the options of resolv.conf.
func (c *Case) options() (list []string) {
	for line := range strings.Lines(c.file("etc/resolv.conf")) {
		if rest, ok := strings.CutPrefix(line, "options"); ok {
			list = append(list, strings.Fields(rest)...)
		}
	}
	return list
}

// hasOption reports whether one of the words begins with one of the names, as glibc takes them.
func hasOption(options []string, names ...string) bool {
	return slices.ContainsFunc(options, func(word string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(word, name) })
	})
}
