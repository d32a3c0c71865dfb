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
	table, err := build(f)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{linesFile: lines(table), indexFile: indexes(table)} {
		got, err := os.ReadFile(filepath.Join(home, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what go generate makes of %s", name, registry)
		}
		if len(got) > 500_000 {
			t.Errorf("%s has %d bytes", name, len(got))
		}
	}
}

func TestRead(t *testing.T) {
	const rows = "service_name,port_number,transport_protocol\n" +
		"a,1,tcp\n" + "a,1,udp\n" + "b,1,tcp\n" + "r,3-4,tcp\n" + "c,4,tcp\n" + "c,1,tcp\n"
	want := []service{
		{endpoint{1, "tcp"}, []string{"a", "b", "c"}},
		{endpoint{1, "udp"}, []string{"a"}},
		{endpoint{3, "tcp"}, []string{"r"}},
		{endpoint{4, "tcp"}, []string{"r", "c"}},
	}
	got, err := read(strings.NewReader(rows))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
}

func TestReadRefuses(t *testing.T) {
	for rows, want := range map[string]string{
		"a,1,tcp\na,x,tcp\n":     `line 2: strconv.ParseUint: parsing "x": invalid syntax`,
		"a,1,tcp\na,1-x,tcp\n":   `line 2: strconv.ParseUint: parsing "x": invalid syntax`,
		"a,1,tcp\na,65536,tcp\n": `line 2: strconv.ParseUint: parsing "65536": value out of range`,
		"a,1,tcp\na,1\n":         "record on line 2: wrong number of fields",
	} {
		if _, err := build(strings.NewReader(rows)); err == nil || err.Error() != want {
			t.Errorf("%q: %v; want %s", rows, err, want)
		}
	}
}
