package libcdiff

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A Symptom is what somebody notices who moves from glibc to musl.
type Symptom struct {
	Seen     string
	Cause    string // its name
	Scenario string // of the example, which the document shows whole
}

// Symptoms are those of the causes that matter most in practice, the weightiest first.
var Symptoms = []Symptom{
	{"A name with a dot in it is not found, though its domain is in the search list.", "dots-end-the-search", "alpine-dots"},
	{"Names that one of several servers knows come and go.", "servers-at-once", "alpine-servers"},
	{"A short name is not found: in another domain of the search list it, or a wildcard, has records but no address.", "nodata-ends-the-search", "alpine-wildcard"},
	{"No short name is found: one domain of the search list is broken.", "failure-ends-the-search", "alpine-domain-down"},
	{"A name is found when IPv4 is asked for, and not when either family will do.", "either-nxdomain", "alpine-aaaa-nxdomain"},
	{"What failed at once fails after five seconds.", "servfail-again", "alpine-servfail"},
	{"Of many addresses some are missing, or all.", "no-tcp", "alpine-truncated"},
	{"A line in /etc/hosts hides the addresses of the other family.", "hosts-one-family", "alpine-hosts-override"},
	{"/etc/nsswitch.conf has no effect, and queries go out that it forbids.", "no-nsswitch", "alpine-nsswitch"},
	{"Options of resolv.conf have no effect.", "unknown-options", "alpine-use-vc"},
	{"IPv6 addresses are returned to a container without IPv6.", "addrconfig", "alpine-ipv4-only"},
	{"EAI_NODATA and NO_DATA never come.", "no-nodata", "alpine-no-address"},
}

// symptom is that of a cause; nil, if there is none.
func (cause *Cause) symptom() *Symptom {
	i := slices.IndexFunc(Symptoms, func(s Symptom) bool { return s.Cause == cause.Name })
	if i < 0 {
		return nil
	}
	return &Symptoms[i]
}

// cause is that of the symptom.
func (s Symptom) cause() *Cause {
	return Causes[slices.IndexFunc(Causes, func(cause *Cause) bool { return cause.Name == s.Cause })]
}

// foremost is the part of the document that has the symptoms: a table of them, and the sections of their causes.
func foremost(results []Result) string {
	var b strings.Builder
	b.WriteString("\n| what you notice | cause | netdb does as |\n|---|---|---|\n")
	for _, s := range Symptoms {
		fmt.Fprintf(&b, "| %s | [%s](#%s) | %s |\n", s.Seen, s.Cause, s.Cause, follows(of(results, s.cause()), s.cause()))
	}
	for _, s := range Symptoms {
		b.WriteString(section(of(results, s.cause()), s.cause()))
	}
	return b.String()
}

// machine is what a scenario says of its machine, in the form in which it stands there.
func machine(fsys fs.FS) string {
	var b strings.Builder
	fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "calls" {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		fmt.Fprintf(&b, "-- %s --\n%s\n", path, strings.Join(shortened("", lines), "\n"))
		return err
	})
	return b.String()
}
