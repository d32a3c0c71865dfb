package servicesdb_test

import (
	"reflect"
	"slices"
	"testing"

	"netdb.example/servicesdb"
)

func TestNilAndZeroAreEmpty(t *testing.T) {
	for what, db := range map[string]*servicesdb.DB{
		"nil": nil, "zero": new(servicesdb.DB), "empty file": parse(t, ""),
	} {
		if s, ok := db.ByName("http", ""); ok || !reflect.DeepEqual(s, servicesdb.Servent{}) {
			t.Errorf("%s: ByName: %+v, %v", what, s, ok)
		}
		if s, ok := db.ByPort(0, ""); ok || !reflect.DeepEqual(s, servicesdb.Servent{}) {
			t.Errorf("%s: ByPort: %+v, %v", what, s, ok)
		}
		if got := slices.Collect(db.All()); got != nil {
			t.Errorf("%s: All: %+v", what, got)
		}
		if got := db.Warnings(); got != nil {
			t.Errorf("%s: Warnings: %+v", what, got)
		}
	}
}

func TestAllStops(t *testing.T) {
	n := 0
	for range parse(t, "a 1/tcp\nb 2/tcp\n").All() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d entries after break", n)
	}
}

func TestAliasesHaveNoSpareCapacity(t *testing.T) {
	file := parse(t, "a 1/tcp a1 a2\nb 2/tcp b1\nc 3/tcp\n")
	for _, db := range []*servicesdb.DB{file, servicesdb.IANA()} {
		for s := range db.All() {
			if cap(s.Aliases) != len(s.Aliases) {
				t.Errorf("%+v: cap %d", s, cap(s.Aliases))
			}
			if len(s.Aliases) == 0 && s.Aliases != nil {
				t.Errorf("%+v: empty, not nil", s)
			}
		}
	}
}

func TestAnyProtocolIsTheFirstInTheFile(t *testing.T) {
	db := parse(t, "a 1/udp\na 1/tcp\n")
	if s, _ := db.ByName("a", ""); s.Proto != "udp" {
		t.Errorf("ByName: %+v", s)
	}
	if s, _ := db.ByPort(1, ""); s.Proto != "udp" {
		t.Errorf("ByPort: %+v", s)
	}
}

func TestLookupsDoNotAllocate(t *testing.T) {
	file := parse(t, "http 80/tcp www\nx 1/tcp\nhttp 80/udp\nhttp 81/sctp\n")
	for _, db := range []*servicesdb.DB{file, servicesdb.IANA()} {
		n := testing.AllocsPerRun(100, func() {
			db.ByName("http", "")
			db.ByName("http", "udp")
			db.ByName("http", "sctp")
			db.ByName("www", "tcp")
			db.ByName("nosuchname", "tcp")
			db.ByPort(80, "")
			db.ByPort(80, "udp")
			db.ByPort(81, "sctp")
			db.ByPort(4, "tcp")
			servicesdb.IANA()
		})
		if n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}
