package resolvconf

import (
	"io/fs"
	"iter"
	"strings"
)

// HostAliasesPath returns the path that $HOSTALIASES is, without its leading slash as package fs has it; false for none. Unlike
// in glibc a relative one is none, nor is one with "//", "." or "..".
func HostAliasesPath(value string) (path string, ok bool) {
	path, ok = strings.CutPrefix(value, "/")
	if !ok || !fs.ValidPath(path) {
		return "", false
	}
	return path, true
}

// HostAlias returns the name to search the DNS for instead of name, given the text of the file that $HOSTALIASES names
// (hostname(7)): name itself, unless it is without a dot and has an alias there. A target without a dot is searched for, but
// may be an alias in turn: then it is the second target that is asked for, as it is and nothing else, whence its final dot.
// That is the end, so that an alias of its own name is a name that is not searched for. So do __res_context_search and nss_dns
// in glibc.
func HostAlias(text, name string) string {
	first, ok := target(text, name)
	if !ok {
		return name
	}
	if second, ok := target(text, first); ok {
		return root(second)
	}
	return first
}

// target is what the first line for name says. Where that says nothing, there is no alias, whatever lines follow. A letter that
// folds to one of ASCII is longer than that, and other letters are in the name of no host.
func target(text, name string) (target string, ok bool) {
	if strings.Contains(name, ".") {
		return "", false
	}
	for alias, target := range HostAliases(text) {
		if len(alias) == len(name) && strings.EqualFold(alias, name) {
			return target, target != ""
		}
	}
	return "", false
}

// HostAliases are the aliases, with the target of each or "", in the text of a file that $HOSTALIASES names: each line is
// ALIAS TARGET, with white space of C between them and whatever behind. White space before makes a line without an alias,
// which is left out; there are no comments, but # is no host either. Dots at the end of an alias do not count.
//
// A line may be of any length, and ends at a NUL. glibc takes what is behind 8191 octets for the next line, be it within a
// comment, and ends the file at a line that has neither white space nor a newline within them and before a NUL.
func HostAliases(text string) iter.Seq2[string, string] {
	return func(yield func(alias, target string) bool) {
		for line := range strings.Lines(text) {
			line, _, _ = strings.Cut(line, "\x00")
			alias, rest := cutWord(line)
			target, _ := cutWord(strings.TrimLeft(rest, space))
			if alias = strings.TrimRight(alias, "."); alias != "" && !yield(alias, target) {
				return
			}
		}
	}
}

// space is what isspace(3) takes in the C locale.
const space = " \t\n\v\f\r"

// cutWord cuts s before its first white space.
func cutWord(s string) (word, rest string) {
	if end := strings.IndexAny(s, space); end >= 0 {
		return s[:end], s[end:]
	}
	return s, ""
}
