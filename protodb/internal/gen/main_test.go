package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// home is where main runs.
const home = "../.."

func TestCommittedSourceIsGenerated(t *testing.T) {
	f, err := os.Open(filepath.Join(home, registry))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	protocols, err := read(f)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(home, output))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, source(protocols)) {
		t.Errorf("%s is not what go generate makes of %s", output, registry)
	}
}

func TestNames(t *testing.T) {
	tests := []struct {
		number  int
		keyword string
		want    []string
	}{
		{6, "TCP", []string{"tcp", "TCP"}},
		{138, "manet", []string{"manet"}},
		{122, "SM (deprecated)", []string{"sm", "SM"}},
		{135, "Mobility Header", []string{"mobility-header", "Mobility-Header"}},
		{58, "IPv6-ICMP", []string{"ipv6-icmp", "IPv6-ICMP", "icmp6"}},
		{89, "OSPFIGP", []string{"ospf", "OSPFIGP", "ospfigp"}},
	}
	for _, tt := range tests {
		if got := names(tt.number, tt.keyword); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("names(%d, %q): %q; want %q", tt.number, tt.keyword, got, tt.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for rows, want := range map[string]string{
		"n,k,p\nx,TCP,\n":   `line 2: strconv.ParseUint: parsing "x": invalid syntax`,
		"n,k,p\n256,TCP,\n": `line 2: strconv.ParseUint: parsing "256": value out of range`,
		"n,k,p\n6,TCP\n":    "record on line 2: wrong number of fields",
	} {
		if _, err := read(strings.NewReader(rows)); err == nil || err.Error() != want {
			t.Errorf("%q: %v; want %s", rows, err, want)
		}
	}
}
