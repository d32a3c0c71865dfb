package parity_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
	"netdb.example/testdata/parity/muslmodel"
)

// unpredictable are the requests of which musl's answer does not follow from the scenario alone, and why.
var unpredictable = map[string]string{
	"dns-cname-order: gethostbyname2 wrongtype.test inet6":                                          "octets that the memory held before",
	"dns-junk-cut: gethostbyname_ex rdata.test":                                                     "octets that the memory held before",
	"dns-junk-cut: getaddrinfo rdata.test - --socktype stream --family unspec --flags 0":            "octets that the memory held before",
	"dns-junk-cut: getaddrinfo rdata.test - --socktype stream --family unspec --flags canonname":    "octets that the memory held before",
	"dns-junk-cut: getaddrinfo rdata.test - --socktype stream --family inet --flags 0":              "octets that the memory held before",
	"dns-junk-cut: getaddrinfo rdata.test - --socktype stream --family inet --flags canonname":      "octets that the memory held before",
	"dns-option-attempts-3: getaddrinfo sf - --socktype stream --family inet --flags canonname":     "three rounds of 333 ms, or a fourth at 999",
	"dns-option-attempts-clamp: getaddrinfo sf - --socktype stream --family inet --flags 0":         "ten rounds of 100 ms, or nine when each is late",
	"dns-option-attempts-clamp: getaddrinfo sf - --socktype stream --family inet --flags canonname": "ten rounds of 100 ms, or nine when each is late",
	"dns-option-attempts-clamp: getaddrinfo sf - --socktype stream --family inet6 --flags 0":        "ten rounds of 100 ms, or nine when each is late",
	"dns-option-rotate-same: getaddrinfo sf - --socktype stream --family unspec":                    "which query the four retries are spent on",
	"sort-many: getaddrinfo kinds - --family unspec --socktype stream":                              "which of two addresses the kernel sends from",
	"sort-many: getaddrinfo kinds - --family inet6 --socktype stream":                               "which of two addresses the kernel sends from",
	"sort-many: getaddrinfo kinds - --family inet6 --socktype stream --flags v4mapped,all":          "which of two addresses the kernel sends from",
}

// TestMusl holds package muslmodel against what musl was recorded to say.
func TestMusl(t *testing.T) {
	for _, file := range scenarioFiles(t) {
		t.Run(nameOf(file), func(t *testing.T) {
			want := readGolden(t, "musl", nameOf(file))
			fsys, err := scenario.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			requests, err := parity.Requests(fsys)
			if err != nil {
				t.Fatal(err)
			}
			for i, q := range requests {
				var got, first parity.Exchange
				for n, race := range races {
					synctest.Test(t, func(t *testing.T) {
						if got, _, err = muslmodel.Ask(fsys, q, race); err != nil {
							t.Fatalf("%s: %v", q.Text, err)
						}
					})
					if n == 0 {
						first = got
					}
					if unordered(got) == unordered(want[i]) || n == 0 && len(servers(got)) < 2 {
						break
					}
				}
				if unpredictable[nameOf(file)+": "+q.Text] == "" && unordered(got) != unordered(want[i]) {
					t.Errorf("the model:\n%smusl:\n%s", first, want[i])
				}
			}
		})
	}
}

// races are the orders in which the answers of three servers may come to two queries.
var races = func() (all []muslmodel.Race) {
	orders := [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}
	for _, a := range orders {
		for _, aaaa := range orders {
			all = append(all, muslmodel.Race{a, aaaa})
		}
	}
	return all
}()

// servers are those that were asked.
func servers(x parity.Exchange) (list []string) {
	for _, q := range x.Queries {
		if s := strings.Fields(q)[2]; !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
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

func readGolden(t *testing.T, library, name string) []parity.Exchange {
	t.Helper()
	golden, err := os.Open(goldenFile(library, name))
	if err != nil {
		t.Fatal(err)
	}
	defer golden.Close()
	all, err := parity.ReadGolden(golden)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
