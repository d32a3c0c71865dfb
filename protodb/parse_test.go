package protodb_test

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"netdb.example/protodb"
)

func parse(t *testing.T, text string) *protodb.DB {
	t.Helper()
	db, err := protodb.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestParse(t *testing.T) {
	db := parse(t, "# comment\ntcp 6 TCP # transmission control\n\nudp 17")
	want := []protodb.Protoent{
		{Name: "tcp", Aliases: []string{"TCP"}, Number: 6},
		{Name: "udp", Number: 17},
	}
	if got := slices.Collect(db.All()); !reflect.DeepEqual(got, want) {
		t.Errorf("All: %+v; want %+v", got, want)
	}
	if got := db.Warnings(); got != nil {
		t.Errorf("Warnings: %+v", got)
	}
}

func TestWarnings(t *testing.T) {
	const (
		noNumber  = "no number after the name: line ignored"
		badNumber = "protocol is not a decimal number of 32 bits: line ignored"
		bigNumber = "protocol above 2147483647: taken as negative"
		none      = 12345 // no entry
	)
	tests := []struct {
		line   string
		msg    string // "": none
		number int
	}{
		{"a 1", "", 1},
		{"a 010", "", 10},
		{"a 300", "", 300},
		{"a 2147483647", "", 2147483647},
		{"a 1 ", "", 1},
		{"a 1\r", "", 1},
		{" \t", "", none},
		{"# a", "", none},
		{"\x00a", "", none},

		{"a", noNumber, none},
		{"a ", noNumber, none},
		{"a # 1", noNumber, none},
		{"a#1 1", noNumber, none},
		{"a\x00 1", noNumber, none},

		{"a b", badNumber, none},
		{"a b 1", badNumber, none},
		{"a -1", badNumber, none},
		{"a 1x", badNumber, none},
		{"a 1/tcp", badNumber, none},
		{"a 0x1", badNumber, none},
		{"a 4294967296", badNumber, none},

		{"a 2147483648", bigNumber, -2147483648},
		{"a 4294967295", bigNumber, -1},
	}
	for _, tt := range tests {
		db := parse(t, "\n"+tt.line+"\n")
		var want []protodb.Warning
		if tt.msg != "" {
			want = []protodb.Warning{{Line: 2, Text: tt.line, Msg: tt.msg}}
		}
		if got := db.Warnings(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: warnings %+v; want %+v", tt.line, got, want)
		}
		number := none
		for p := range db.All() {
			number = p.Number
		}
		if number != tt.number {
			t.Errorf("%q: number %d; want %d", tt.line, number, tt.number)
		}
	}
}

func TestWarningTextIsBounded(t *testing.T) {
	db := parse(t, strings.Repeat("\xff", 1000))
	if got := db.Warnings(); len(got) != 1 || got[0].Text != strings.Repeat("\xff", 80) {
		t.Errorf("%+v", got)
	}
}

func TestFirst1000WarningsAreKept(t *testing.T) {
	db := parse(t, strings.Repeat("bad\n", 2000)+"good 1\n")
	got := db.Warnings()
	if len(got) != 1000 || got[999].Line != 1000 {
		t.Errorf("%d warnings, the last %+v", len(got), got[len(got)-1])
	}
	if _, ok := db.ByName("good"); !ok {
		t.Error("the line after them is not found")
	}
}

func TestReaderErrorLeavesNoDB(t *testing.T) {
	broken := errors.New("broken")
	db, err := protodb.Parse(io.MultiReader(strings.NewReader("a 1\n"), iotest.ErrReader(broken)))
	if db != nil || err != broken {
		t.Errorf("%v, %v", db, err)
	}
}

// comments is a reader of comment lines without end.
type comments struct{}

var comment = strings.Repeat("#", 4095) + "\n"

func (comments) Read(b []byte) (int, error) { return copy(b, comment), nil }

func TestFileBeyond64MiBIsIgnored(t *testing.T) {
	const limit = 64 << 20
	const first, last = "first 1\n", "\nlast 22"
	tooLong := []protodb.Warning{{Line: 0, Text: "", Msg: "file longer than 64 MiB: the lines beyond are ignored"}}
	for _, tt := range []struct {
		length   int
		more     io.Reader
		last     int // number of the last entry
		warnings []protodb.Warning
	}{
		{limit, strings.NewReader(""), 22, nil},
		{limit + 1, comments{}, 1, tooLong}, // half of a line must not pass for a whole one: "last 2"
	} {
		filler := int64(tt.length - len(first) - len(last))
		db, err := protodb.Parse(io.MultiReader(
			strings.NewReader(first), io.LimitReader(comments{}, filler), strings.NewReader(last), tt.more))
		if err != nil {
			t.Fatal(err)
		}
		number := 0
		for p := range db.All() {
			number = p.Number
		}
		if number != tt.last {
			t.Errorf("%d bytes: the last entry is %d; want %d", tt.length, number, tt.last)
		}
		if got := db.Warnings(); !reflect.DeepEqual(got, tt.warnings) {
			t.Errorf("%d bytes: warnings %+v; want %+v", tt.length, got, tt.warnings)
		}
	}
}

// TestLarge would not end in the time of a test if parsing or looking up were quadratic.
func TestLarge(t *testing.T) {
	const n = 100_000
	aliases := make([]string, n)
	for i := range aliases {
		aliases[i] = fmt.Sprint("a", i)
	}
	db := parse(t, strings.Repeat("a 1\n", n)+"b 2 "+strings.Join(aliases, " ")+"\n")
	for _, alias := range aliases {
		if p, _ := db.ByName(alias); p.Number != 2 || len(p.Aliases) != n {
			t.Fatalf("%s: number %d, %d aliases", alias, p.Number, len(p.Aliases))
		}
		if p, _ := db.ByNumber(1); p.Name != "a" {
			t.Fatalf("1: %+v", p)
		}
	}
}
