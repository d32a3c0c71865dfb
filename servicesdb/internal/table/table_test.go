package table

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// entry is a line as a test gives it.
type entry struct {
	name    string
	port    uint16
	proto   string
	aliases []string
}

func build(t *testing.T, entries []entry) *Table {
	t.Helper()
	var (
		b    Builder
		text strings.Builder
	)
	for _, e := range entries {
		at := text.Len()
		text.WriteString(e.name)
		if !b.Add(at, text.Len(), e.port, e.proto) {
			t.Fatalf("%+v is not added", e)
		}
		for _, alias := range e.aliases {
			b.Alias(alias)
		}
	}
	return b.Build(text.String())
}

// TestFirstMatch asks tables of few names, ports and protocols, where nearly every line
// collides with others, everything there is to ask. A line that is not found is -1.
func TestFirstMatch(t *testing.T) {
	names := []string{"", "a", "b", "c", "d", "e", "f"}
	protos := []string{"", "p", "q", "r", "s", "t", "u"}
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string) string { return from[rng.IntN(len(from))] }
	for range 500 {
		entries := make([]entry, rng.IntN(40))
		for i := range entries {
			entries[i] = entry{pick(names), uint16(rng.IntN(6)), pick(protos), nil}
			for range rng.IntN(3) {
				entries[i].aliases = append(entries[i].aliases, pick(names))
			}
		}
		table := build(t, entries)
		for _, proto := range protos {
			for _, name := range names {
				want := slices.IndexFunc(entries, func(e entry) bool {
					return (e.name == name || slices.Contains(e.aliases, name)) && (proto == "" || e.proto == proto)
				})
				if line, ok := table.ByName(name, proto); ok != (want >= 0) || ok && line != want {
					t.Errorf("ByName(%q, %q) of %v: %d, %v; want %d", name, proto, entries, line, ok, want)
				}
			}
			for port := range uint16(7) {
				want := slices.IndexFunc(entries, func(e entry) bool {
					return e.port == port && (proto == "" || e.proto == proto)
				})
				if line, ok := table.ByPort(port, proto); ok != (want >= 0) || ok && line != want {
					t.Errorf("ByPort(%d, %q) of %v: %d, %v; want %d", port, proto, entries, line, ok, want)
				}
			}
		}
	}
}

func TestIndexIsNeverFull(t *testing.T) {
	for n := range 1000 {
		if size := len(newIndex(n)); size&(size-1) != 0 || size-n < (size+3)/4 {
			t.Errorf("%d slots for %d numbers", size, n)
		}
	}
}

// TestIANAIndexIsSpread bounds the entries a lookup in the registry may have to look at.
func TestIANAIndexIsSpread(t *testing.T) {
	for what, x := range map[string]Index{"names": IANA.Names, "ports": IANA.Ports} {
		longest, run := 0, 0
		for _, slot := range x {
			if run++; slot == 0 {
				run = 0
			}
			longest = max(longest, run)
		}
		if longest > 32 {
			t.Errorf("%s: %d slots in a row are taken", what, longest)
		}
	}
}

func TestRefusedProtocolLeavesNoLine(t *testing.T) {
	var b Builder
	for i := range MaxProtos {
		b.Add(0, 0, 1, fmt.Sprint(i))
	}
	if b.Add(0, 0, 1, "one too many") {
		t.Error("added")
	}
	if n := len(b.Build("").Lines); n != MaxProtos {
		t.Errorf("%d lines", n)
	}
}
