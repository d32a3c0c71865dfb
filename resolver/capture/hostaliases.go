package capture

import (
	"strings"
	"unicode"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/resolvconf"
)

// HOSTALIASES (hostname(7)) names a file that lookups read and that need not be in etc.

// aliasesFile is what a scenario calls it.
const aliasesFile = "etc/host.aliases"

// placed is where a scenario has the file of that path: there, if it is in etc and is one word.
func placed(path string) string {
	if strings.HasPrefix(path, "etc/") && !strings.ContainsFunc(path, unicode.IsSpace) {
		return path
	}
	return aliasesFile
}

// hostAliasesLine redacts ALIAS TARGET. What is the name of no host has no alias.
func (r *redactor) hostAliasesLine(line string) string {
	for alias, target := range resolvconf.HostAliases(line) {
		if dnsclient.IsHostname(alias) {
			return strings.TrimSpace(r.name(alias) + " " + r.name(target))
		}
	}
	return ""
}
