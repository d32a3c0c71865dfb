package parity_test

import (
	"os"
	"testing"

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
			for _, c := range cases(t, file) {
				if !c.Chance && !c.Foretold() {
					x, _ := c.AskMusl(c.Machine, c.Request, muslmodel.Race{})
					t.Errorf("the model:\n%smusl:\n%s", x, c.Musl)
				}
			}
		})
	}
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
