package libcdiff

import (
	"fmt"
	"slices"
	"strings"

	"netdb.example/testdata/parity"
	"netdb.example/testdata/parity/muslmodel"
)

// Foretold reports whether what musl made of the request is what the model of it makes of it, be it in another race of its servers. What is not cannot be
// explained by musl's rules.
func (c *Case) Foretold() bool {
	want := unordered(c.Musl)
	if unordered(c.musl()) == want {
		return true
	}
	return len(servers(c.musl())) > 1 && slices.ContainsFunc(races, func(race muslmodel.Race) bool {
		x, _ := c.AskMusl(c.Machine, c.Request, race)
		return unordered(x) == want
	})
}

// races are the orders in which the answers of three servers may come to two queries.
var races = func() (all []muslmodel.Race) {
	orders := [][3]int{{0, 1, 2}, {1, 0, 2}, {1, 2, 0}, {0, 2, 1}, {2, 0, 1}, {2, 1, 0}}
	for _, a := range orders {
		for _, aaaa := range orders {
			all = append(all, muslmodel.Race{a, aaaa})
		}
	}
	return all
}()

// servers are those that were asked.
func servers(x parity.Exchange) []string {
	return distinct(parseQueries(x.Queries), func(q query) string { return q.server })
}

// unordered is x without the order and the times of its queries, and where there are several servers, without how often each was asked. What
// several servers are asked at once they log in any order, who was faster decides who is asked again, and half a second is 0s or 1s.
func unordered(x parity.Exchange) string {
	queries := slices.Clone(x.Queries)
	for i, q := range queries {
		_, queries[i], _ = strings.Cut(q, " ")
	}
	slices.Sort(queries)
	if len(servers(x)) > 1 {
		queries = slices.Compact(queries)
	}
	return fmt.Sprint(queries, x.Answer)
}
