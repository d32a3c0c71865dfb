// Gen turns the IANA registry, iana/iana-service-names.csv, into source of package table. It
// runs in the directory of package servicesdb.
package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"

	"netdb.example/servicesdb/internal/table"
)

const (
	registry  = "iana/iana-service-names.csv"
	linesFile = "internal/table/iana_lines.go"
	indexFile = "internal/table/iana_index.go"
)

func main() {
	log.SetFlags(0)
	f, err := os.Open(registry)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	t, err := build(f)
	if err != nil {
		log.Fatalf("%s: %v", registry, err)
	}
	for name, source := range map[string][]byte{linesFile: lines(t), indexFile: indexes(t)} {
		if err := os.WriteFile(name, source, 0o666); err != nil {
			log.Fatal(err)
		}
	}
}

// build makes the table of the registry in r, with each name once in its text.
func build(r io.Reader) (*table.Table, error) {
	services, err := read(r)
	if err != nil {
		return nil, err
	}
	var (
		b     table.Builder
		text  strings.Builder
		begin = make(map[string]int)
	)
	for _, s := range services {
		name := s.names[0]
		at, ok := begin[name]
		if !ok {
			at = text.Len()
			begin[name] = at
			text.WriteString(name)
		}
		b.Add(at, at+len(name), s.port, s.proto)
		for _, alias := range s.names[1:] {
			b.Alias(alias)
		}
	}
	return b.Build(text.String()), nil
}

// An endpoint is a transport's port, a service one with its names.
type (
	endpoint struct {
		port  uint16
		proto string
	}
	service struct {
		endpoint
		names []string
	}
)

// read returns the services of the registry in r, each at the place of its first row.
func read(r io.Reader) ([]service, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	var services []service
	index := make(map[endpoint]int)
	for i, row := range rows[1:] {
		first, last, err := ports(row[1])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		for port := first; port <= last; port++ {
			e := endpoint{uint16(port), row[2]}
			at, ok := index[e]
			if !ok {
				at = len(services)
				index[e] = at
				services = append(services, service{endpoint: e})
			}
			services[at].names = append(services[at].names, row[0])
		}
	}
	return services, nil
}

// ports reads a port, or the ends of a range.
func ports(s string) (first, last uint64, err error) {
	from, to, isRange := strings.Cut(s, "-")
	if !isRange {
		to = from
	}
	if first, err = strconv.ParseUint(from, 10, 16); err != nil {
		return 0, 0, err
	}
	last, err = strconv.ParseUint(to, 10, 16)
	return first, last, err
}
