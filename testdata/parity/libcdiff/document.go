package libcdiff

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"netdb.example/testdata/parity"
)

// Document is what docs/libc-differences.md says: results are those of all requests, also of those in which the two agree.
func Document(results []Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, opening, len(Symptoms), len(Causes), contents(), len(Symptoms))
	b.WriteString(foremost(results))
	fmt.Fprintf(&b, "\n## All %d causes\n\n%s", len(Causes), allCauses)
	for _, g := range Groups {
		fmt.Fprintf(&b, "\n### %s\n\n| cause | what is different in musl | requests | alone | netdb does as |\n|---|---|---:|---:|---|\n", g.Title)
		for _, cause := range g.Causes {
			some := of(results, cause)
			fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s | %s |\n", cause.Name, cause.Name, cause.Title, thousands(len(some)), thousands(len(alone(some))), follows(some, cause))
		}
	}
	for _, g := range Groups {
		fmt.Fprintf(&b, "\n## %s: the details\n", g.Title)
		for _, cause := range g.Causes {
			if cause.symptom() == nil {
				b.WriteString(section(of(results, cause), cause))
			}
		}
	}
	b.WriteString(closing(results))
	return b.String()
}

// of are the results of which cause is one of the causes.
func of(results []Result, cause *Cause) (some []Result) {
	for _, r := range results {
		if r.claim(cause) != 0 {
			some = append(some, r)
		}
	}
	return some
}

// claim is what a cause explains; nothing, if it is none of the causes.
func (r Result) claim(cause *Cause) Facet {
	for _, claim := range r.Claims {
		if claim.Cause == cause {
			return claim.Facet
		}
	}
	return 0
}

// alone are those with one cause only.
func alone(results []Result) (some []Result) {
	for _, r := range results {
		if len(r.Claims) == 1 {
			some = append(some, r)
		}
	}
	return some
}

// follows says whom netdb is like in what the cause explains.
func follows(results []Result, cause *Cause) string {
	n := map[string]int{}
	for _, r := range results {
		n[r.Case.like(r.claim(cause))]++
	}
	var parts []string
	for _, who := range []string{"glibc", "musl", "neither"} {
		switch n[who] {
		case 0:
		case len(results):
			return who
		default:
			parts = append(parts, fmt.Sprintf("%s %s", who, thousands(n[who])))
		}
	}
	return strings.Join(parts, ", ")
}

// like says which of the libraries netdb is like in some facets.
func (c *Case) like(f Facet) string {
	netdb := withoutOPT(c.Netdb())
	switch call := c.Request.Call; {
	case facets(call, withoutOPT(c.Glibc), netdb)&f == 0:
		return "glibc"
	case facets(call, c.Musl, netdb)&f == 0:
		return "musl"
	}
	return "neither"
}

// withoutOPT is an exchange without the OPT records of its queries, which are in all of netdb's.
func withoutOPT(x parity.Exchange) parity.Exchange {
	x.Queries = slices.Clone(x.Queries)
	for i, q := range x.Queries {
		x.Queries[i] = optMark.ReplaceAllString(q, "")
	}
	return x
}

var optMark = regexp.MustCompile(` \+edns\d+$`)

func section(results []Result, cause *Cause) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s\n\n**%s** %s\n\n", cause.Name, cause.Title, counted(results))
	if s := cause.symptom(); s != nil {
		fmt.Fprintf(&b, "- **You notice:** %s\n", s.Seen)
	}
	fmt.Fprintf(&b, "- **glibc:** %s\n- **musl:** %s\n- **What to do:** %s\n- **Source:** %s\n", cause.Glibc, cause.Musl, cause.Moving, cause.Source)
	if len(results) > 0 {
		b.WriteString("\n" + example(results, cause))
	}
	return b.String()
}

// counted says how many requests a cause explains.
func counted(results []Result) string {
	switch n, one := len(results), len(alone(results)); {
	case n == one:
		return fmt.Sprintf("%s: it explains all of the difference there.", requests(n))
	case one == 0:
		return fmt.Sprintf("%s, always together with other causes.", requests(n))
	default:
		return fmt.Sprintf("%s, %s of them by this cause alone.", requests(n), thousands(one))
	}
}

func requests(n int) string {
	if n == 1 {
		return "1 request"
	}
	return thousands(n) + " requests"
}

// example shows the shortest exchange that has the fewest causes. One that somebody answers comes before one that is an error to both, and one in
// which netdb is like one of the two before others.
func example(results []Result, cause *Cause) string {
	show, setting := cause.Show, ""
	s := cause.symptom()
	if s != nil {
		show = s.Scenario + ": "
	}
	r := slices.MinFunc(results, func(x, y Result) int {
		return cmp.Or(x.hidden(show)-y.hidden(show), len(x.Claims)-len(y.Claims), x.Case.dullness()-y.Case.dullness(), x.Case.length()-y.Case.length())
	})
	var b strings.Builder
	fmt.Fprintf(&b, "[%s](../testdata/parity/scenarios/%s.txtar)", r.Case.Scenario, r.Case.Scenario)
	for i, other := range slices.DeleteFunc(slices.Clone(r.Claims), func(other Claim) bool { return other.Cause == cause }) {
		fmt.Fprintf(&b, "%s [%s](#%s)", []string{", which also shows", " and"}[min(i, 1)], other.Cause.Name, other.Cause.Name)
	}
	if s != nil {
		setting = machine(r.Case.Machine) + "\n"
	}
	fmt.Fprintf(&b, ":\n\n```text\n%s%s\n", setting, cut(r.Case.Request.Text))
	b.WriteString(side("glibc", r.Case.Glibc) + side("musl", r.Case.Musl))
	if who := r.Case.like(Answer | Queries); who != "neither" {
		b.WriteString("netdb  as " + who + "\n")
	} else {
		b.WriteString(side("netdb", r.Case.Netdb()))
	}
	return b.String() + "```\n"
}

// hidden is 0 for an example that is asked for.
func (r Result) hidden(show string) int {
	if strings.Contains(r.Case.Scenario+": "+r.Case.Request.Text, show) {
		return 0
	}
	return 1
}

func (c *Case) dullness() (n int) {
	if c.Glibc.Answer.IsError() && c.Musl.Answer.IsError() {
		n += 2
	}
	if c.like(Answer|Queries) == "neither" {
		n++
	}
	return n
}

func (c *Case) length() int {
	return len(c.Request.Text) + len(c.Glibc.String()) + len(c.Musl.String())
}

// mostLines is how many lines of queries, and of an answer, an example has.
const mostLines = 10

// side is what one of them asked and answered.
func side(who string, x parity.Exchange) string {
	var b strings.Builder
	for i, line := range append(shortened("? ", x.Queries), shortened("= ", x.Answer)...) {
		if i > 0 {
			who = ""
		}
		fmt.Fprintf(&b, "%-6s %s\n", who, line)
	}
	return b.String()
}

func shortened(mark string, lines []string) (list []string) {
	for i, line := range lines {
		if i == mostLines-1 && len(lines) > mostLines {
			return append(list, fmt.Sprintf("%s... and %d more", mark, len(lines)-i))
		}
		list = append(list, mark+cut(line))
	}
	return list
}

// mostColumns is how long a line is.
const mostColumns = 130

// cut ends a line that is too long.
func cut(line string) string {
	if len(line) <= mostColumns {
		return line
	}
	return strings.ToValidUTF8(line[:mostColumns], "") + " ..."
}

// thousands is n with a comma.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
