package servicesdb_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"netdb.example/servicesdb"
)

// An assignment is one row of the registry at one port.
type assignment struct {
	name  string
	port  uint16
	proto string
}

func registry(t *testing.T) []assignment {
	t.Helper()
	f, err := os.Open("iana/iana-service-names.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []assignment
	for _, row := range rows[1:] {
		var first, last uint16
		if n, _ := fmt.Sscanf(row[1], "%d-%d", &first, &last); n == 1 {
			last = first
		}
		for port := int(first); port <= int(last); port++ {
			list = append(list, assignment{row[0], uint16(port), row[2]})
		}
	}
	return list
}

func TestEveryRowIsFound(t *testing.T) {
	db := servicesdb.IANA()
	first := make(map[[2]string]uint16) // port of a name and protocol
	for _, a := range registry(t) {
		s, ok := db.ByPort(a.port, a.proto)
		if !ok || s.Port != a.port || s.Proto != a.proto || s.Name != a.name && !slices.Contains(s.Aliases, a.name) {
			t.Errorf("ByPort(%d, %q): %+v, %v; want %s", a.port, a.proto, s, ok, a.name)
		}
		for _, proto := range []string{a.proto, ""} {
			key := [2]string{a.name, proto}
			if _, ok := first[key]; !ok {
				first[key] = a.port
			}
			s, ok := db.ByName(a.name, proto)
			if !ok || s.Port != first[key] || s.Name != a.name && !slices.Contains(s.Aliases, a.name) {
				t.Errorf("ByName(%q, %q): %+v, %v; want port %d", a.name, proto, s, ok, first[key])
			}
		}
	}
}

// TestNothingElse holds All to the registry: an entry at the place of each first row of a
// port and transport, with the names of those rows in their order.
func TestNothingElse(t *testing.T) {
	var want []servicesdb.Servent
	index := make(map[assignment]int)
	for _, a := range registry(t) {
		key := assignment{"", a.port, a.proto}
		if i, ok := index[key]; ok {
			want[i].Aliases = append(want[i].Aliases, a.name)
			continue
		}
		index[key] = len(want)
		want = append(want, servicesdb.Servent{Name: a.name, Port: a.port, Proto: a.proto})
	}
	i := 0
	for s := range servicesdb.IANA().All() {
		if i == len(want) || servent(s, true) != servent(want[i], true) {
			t.Fatalf("entry %d: %+v", i, s)
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%d entries; want %d", i, len(want))
	}
}

func TestIANA(t *testing.T) {
	tests := []struct {
		name, proto string // "": ask by port
		port        uint16
		want        string
	}{
		{"https", "tcp", 0, ` "https" 443 "tcp"`},
		{"domain", "udp", 0, ` "domain" 53 "udp"`},
		{"http", "", 0, ` "http" 80 "tcp" "www" "www-http"`}, // tcp is first
		{"http", "sctp", 0, ` "http" 80 "sctp"`},
		{"http", "dccp", 0, " none"},
		{"www", "udp", 0, ` "http" 80 "udp" "www" "www-http"`}, // an alias
		{"x11", "tcp", 0, ` "x11" 6000 "tcp"`},                 // the first of a range
		{"http-alt", "tcp", 0, ` "http-alt" 591 "tcp"`},        // the first of three ports
		{"HTTP", "tcp", 0, " none"},                            // case-sensitive
		{"3Com-nsd", "tcp", 0, ` "3Com-nsd" 1742 "tcp"`},
		{"", "", 0, " none"},

		{"", "tcp", 443, ` "https" 443 "tcp"`},
		{"", "", 53, ` "domain" 53 "tcp"`},
		{"", "udp", 6063, ` "x11" 6063 "udp"`},
		{"", "tcp", 6669, ` "ircu" 6669 "tcp"`},
		{"", "udp", 6669, " none"},
		{"", "", 4, " none"},
		{"", "", 65535, " none"},
	}
	for _, tt := range tests {
		ask := func() (servicesdb.Servent, bool) { return servicesdb.IANA().ByName(tt.name, tt.proto) }
		if tt.port != 0 {
			ask = func() (servicesdb.Servent, bool) { return servicesdb.IANA().ByPort(tt.port, tt.proto) }
		}
		if got := servent(ask()); got != tt.want {
			t.Errorf("%q %d %q:%s; want%s", tt.name, tt.port, tt.proto, got, tt.want)
		}
	}
}

// TestRegistryIsAServicesFile reads the registry in the form of /etc/services: no name in it
// needs a rule of its own.
func TestRegistryIsAServicesFile(t *testing.T) {
	var text strings.Builder
	for s := range servicesdb.IANA().All() {
		fmt.Fprintf(&text, "%s %d/%s %s\n", s.Name, s.Port, s.Proto, strings.Join(s.Aliases, " "))
	}
	db := parse(t, text.String())
	if got := db.Warnings(); got != nil {
		t.Errorf("warnings: %+v", got)
	}
	if got, want := lookUpFew(db), lookUpFew(servicesdb.IANA()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// lookUpFew is every entry of db, with what it says of its names and port.
func lookUpFew(db *servicesdb.DB) string {
	var b strings.Builder
	for s := range db.All() {
		b.WriteString(servent(s, true) + servent(db.ByName(s.Name, s.Proto)) + servent(db.ByPort(s.Port, "")))
	}
	return b.String()
}
