package faultword

import (
	"fmt"
	"slices"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, tt := range []struct{ line, words, master string }{
		{"", "[]", ""},
		{" udp\twww. A #2 -> drop", "[{udp false} {www. false} {A false} {#2 false} {-> false} {drop false}]", "udp www. A #2 -> drop"},
		{"delay 1s,drop , drop", "[{delay false} {1s false} {, false} {drop false} {, false} {drop false}]", "delay 1s , drop , drop"},
		{`a\ b\,c.\\ d`, `[{a\ b\,c.\\ false} {d false}]`, `a\ b\,c.\\ d`},
		{`TXT "a\tb" "\"\\"`, "[{TXT false} {a\tb true} {\"\\ true}]", `TXT "a\009b" "\"\\"`},
		{`""`, "[{ true}]", `""`},
	} {
		words, err := Split(tt.line)
		if fmt.Sprint(words) != tt.words || err != nil {
			t.Errorf("%q: got %v, %v, want %s", tt.line, words, err, tt.words)
		}
		if again, err := Split(Join(words)); !slices.Equal(again, words) || err != nil {
			t.Errorf("%q: joined and split: %v, %v", tt.line, again, err)
		}
		if got := Master(words); got != tt.master {
			t.Errorf("%q: in a master file %s, want %s", tt.line, got, tt.master)
		}
	}
}

func TestSplitError(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`a "b`, `no string of Go in double quotes: "\"b"`},
		{`"\q"`, `no string of Go in double quotes: "\"\\q\""`},
		{`"a"b`, `no blank stands behind the quotes: "\"a\"b"`},
	} {
		if words, err := Split(tt.line); fmt.Sprint(err) != tt.want {
			t.Errorf("%q: got %v, %v, want %s", tt.line, words, err, tt.want)
		}
	}
}
