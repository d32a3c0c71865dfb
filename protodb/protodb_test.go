package protodb_test

import (
	"reflect"
	"slices"
	"testing"

	"netdb.example/protodb"
)

func TestNilAndZeroAreEmpty(t *testing.T) {
	for what, db := range map[string]*protodb.DB{
		"nil": nil, "zero": new(protodb.DB), "empty file": parse(t, ""),
	} {
		if p, ok := db.ByName("tcp"); ok || !reflect.DeepEqual(p, protodb.Protoent{}) {
			t.Errorf("%s: ByName: %+v, %v", what, p, ok)
		}
		if p, ok := db.ByNumber(0); ok || !reflect.DeepEqual(p, protodb.Protoent{}) {
			t.Errorf("%s: ByNumber: %+v, %v", what, p, ok)
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
	for range parse(t, "a 1\nb 2\n").All() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d entries after break", n)
	}
}

func TestAliasesHaveNoSpareCapacity(t *testing.T) {
	for _, db := range []*protodb.DB{parse(t, "a 1 a1 a2\nb 2 b1\nc 3\n"), protodb.IANA()} {
		for p := range db.All() {
			if cap(p.Aliases) != len(p.Aliases) {
				t.Errorf("%+v: cap %d", p, cap(p.Aliases))
			}
			if len(p.Aliases) == 0 && p.Aliases != nil {
				t.Errorf("%+v: empty, not nil", p)
			}
		}
	}
}

func TestLookupsDoNotAllocate(t *testing.T) {
	for _, db := range []*protodb.DB{parse(t, "tcp 6 TCP\n"), protodb.IANA()} {
		n := testing.AllocsPerRun(100, func() {
			db.ByName("tcp")
			db.ByName("TCP")
			db.ByName("nosuchname")
			db.ByNumber(6)
			db.ByNumber(-1)
			protodb.IANA()
		})
		if n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}
