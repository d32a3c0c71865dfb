package libcdiff

import (
	"strings"

	"netdb.example/testdata/parity"
)

// A Claim is what a cause explains of a request.
type Claim struct {
	Cause *Cause
	Facet Facet
}

// A Result is a request, and the smallest set of causes that together explain all in which the two libraries differ there: of several such sets the
// first in the order of the causes. Rest is what no cause explains.
type Result struct {
	Case   *Case
	Claims []Claim
	Rest   Facet
}

// Explain finds the causes of a request. There are none if musl did not do what its rules say.
func Explain(c *Case, causes []*Cause) Result {
	if c.Differs == 0 {
		return Result{Case: c}
	}
	if !c.Chance && !c.Foretold() {
		return Result{Case: c, Rest: c.Differs}
	}
	var some []Claim
	rest := c.Differs
	for _, cause := range causes {
		claim := Claim{cause, cause.explains(c)}
		if claim.Facet == c.Differs {
			return Result{c, []Claim{claim}, 0}
		}
		if claim.Facet != 0 {
			some = append(some, claim)
			rest &^= claim.Facet
		}
	}
	for size := range some {
		if set, ok := cover(some, c.Differs&^rest, size); ok {
			return Result{c, set, rest}
		}
	}
	return Result{c, some, rest}
}

// explains are the facets in which the two differ because of the cause.
func (cause *Cause) explains(c *Case) Facet {
	f := cause.Explains(c)
	if f&(Outcome|Only) != 0 && !allowed(cause.Outcomes, errorOf(c.Glibc), errorOf(c.Musl)) {
		if f &^= Outcome; f&Only != 0 {
			return 0
		}
	}
	return f & c.Differs
}

// allowed reports whether outcomes are among those of a cause.
func allowed(outcomes, glibc, musl string) bool {
	for pair := range strings.SplitSeq(outcomes, ";") {
		from, to, _ := strings.Cut(pair, ">")
		if strings.Contains(" "+from+" ", " "+glibc+" ") && strings.Contains(" "+to+" ", " "+musl+" ") {
			return true
		}
	}
	return false
}

// errorOf is the name of the error of an exchange, "ok" without one.
func errorOf(x parity.Exchange) string {
	if x.Answer.IsError() {
		return x.Answer[0]
	}
	return "ok"
}

// cover returns the first size claims, in the order of the list, that make up all.
func cover(claims []Claim, all Facet, size int) (set []Claim, ok bool) {
	if size == 0 {
		return nil, all == 0
	}
	for i, claim := range claims {
		if claim.Facet&all == 0 {
			continue
		}
		if rest, ok := cover(claims[i+1:], all&^claim.Facet, size-1); ok {
			return append([]Claim{claim}, rest...), true
		}
	}
	return nil, false
}

// Outcomes are those of a request in the form of Cause.Outcomes, if they differ.
func (r Result) Outcomes() string { return errorOf(r.Case.Glibc) + " > " + errorOf(r.Case.Musl) }
