// Gen turns the IANA registry, iana/iana-protocol-numbers.csv, into source of package
// protodb. It runs in the directory of that package.
package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"
)

const (
	registry = "iana/iana-protocol-numbers.csv"
	output   = "iana_registry.go"
)

func main() {
	log.SetFlags(0)
	f, err := os.Open(registry)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	protocols, err := read(f)
	if err != nil {
		log.Fatalf("%s: %v", registry, err)
	}
	if err := os.WriteFile(output, source(protocols), 0o666); err != nil {
		log.Fatal(err)
	}
}

type protocol struct {
	number int
	names  []string // the first is official
}

// classic has the official names of protocols(5) that are not the registry's keyword.
var classic = map[int]string{4: "ipencap", 73: "rspf", 89: "ospf", 124: "isis"}

// nicknames has the aliases of protocols(5) that are not in the registry.
var nicknames = map[int][]string{4: {"IP-ENCAP"}, 58: {"icmp6"}, 73: {"RSPF"}, 124: {"ISIS"}}

// read returns the protocols of the registry in r that have a keyword, and ip before them.
func read(r io.Reader) ([]protocol, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	protocols := []protocol{{0, []string{"ip", "IP"}}}
	for i, row := range rows[1:] {
		n, err := strconv.ParseUint(row[0], 10, 8)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		if keyword := row[1]; keyword != "" {
			protocols = append(protocols, protocol{int(n), names(int(n), keyword)})
		}
	}
	return protocols, nil
}

// names returns the names of protocol n, the official one first.
func names(n int, keyword string) []string {
	keyword = strings.TrimSuffix(keyword, " (deprecated)")
	keyword = strings.ReplaceAll(keyword, " ", "-")
	lower := strings.ToLower(keyword)
	names := []string{cmp.Or(classic[n], lower)}
	for _, alias := range append([]string{keyword, lower}, nicknames[n]...) {
		if !slices.Contains(names, alias) {
			names = append(names, alias)
		}
	}
	return names
}

// source is the registry as a list, and two functions that search it.
func source(protocols []protocol) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated from %s by protodb/internal/gen. DO NOT EDIT.\n\npackage protodb\n", registry)
	fmt.Fprintf(&b, "\nvar ianaEntries = []Protoent{\n")
	for _, p := range protocols {
		aliases := "nil"
		if len(p.names) > 1 {
			aliases = fmt.Sprintf("%#v", p.names[1:])
		}
		fmt.Fprintf(&b, "\t{%q, %s, %d},\n", p.names[0], aliases, p.number)
	}
	fmt.Fprintf(&b, "}\n\nfunc ianaByName(name string) (int, bool) {\n\tswitch name {\n")
	for i, p := range protocols {
		names := strings.ReplaceAll(fmt.Sprintf("%q", p.names), `" "`, `", "`)
		fmt.Fprintf(&b, "\tcase %s:\n\t\treturn %d, true\n", strings.Trim(names, "[]"), i)
	}
	fmt.Fprintf(&b, "\t}\n\treturn 0, false\n}\n\nfunc ianaByNumber(number int) (int, bool) {\n\tswitch number {\n")
	for i, p := range protocols {
		if i == 0 || p.number != protocols[i-1].number {
			fmt.Fprintf(&b, "\tcase %d:\n\t\treturn %d, true\n", p.number, i)
		}
	}
	fmt.Fprintf(&b, "\t}\n\treturn 0, false\n}\n")
	return b.Bytes()
}
