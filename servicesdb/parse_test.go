package servicesdb_test

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"netdb.example/servicesdb"
)

func parse(t *testing.T, text string) *servicesdb.DB {
	t.Helper()
	db, err := servicesdb.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestParse(t *testing.T) {
	db := parse(t, "# comment\nhttp 80/tcp www www-http # Web\n\ndomain 53/udp")
	want := []servicesdb.Servent{
		{Name: "http", Aliases: []string{"www", "www-http"}, Port: 80, Proto: "tcp"},
		{Name: "domain", Port: 53, Proto: "udp"},
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
		noPort  = "no port after the name: line ignored"
		noSlash = "no / directly after the port: line ignored"
		badPort = "port is not a number of 32 bits: line ignored"
		bigPort = "port above 65535: cut to 16 bits"
		noProto = "no protocol: found only where any protocol will do"
	)
	tests := []struct {
		line string
		msg  string // "": none
		port int    // -1: no entry
	}{
		{"a 1/tcp", "", 1},
		{"a 65535/tcp", "", 65535},
		{" \t", "", -1},
		{"# a", "", -1},
		{"\x00a", "", -1},

		{"a", noPort, -1},
		{"a ", noPort, -1},
		{"a # 1/tcp", noPort, -1},
		{"a#1/tcp", noPort, -1},
		{"a\x00 1/tcp", noPort, -1},

		{"a 1 b", noSlash, -1},
		{"a 1 ", noSlash, -1},
		{"a 1\r", noSlash, -1},
		{"a 1 /tcp", noSlash, -1},
		{"a 1 # b/tcp", noSlash, -1},

		{"a b", badPort, -1},
		{"a b c", badPort, -1},
		{"a /tcp", badPort, -1},
		{"a tcp/1", badPort, -1},
		{"a -1/tcp", badPort, -1},
		{"a 1x/tcp", badPort, -1},
		{"a 1.5/tcp", badPort, -1},
		{"a 08/tcp", badPort, -1},
		{"a 0x/tcp", badPort, -1},
		{"a 4294967296/tcp", badPort, -1},

		{"a 65536/tcp", bigPort, 0},
		{"a 70000/tcp", bigPort, 4464},
		{"a 4294967295/tcp", bigPort, 65535},
		{"a 70000", bigPort, 4464},

		{"a 1", noProto, 1},
		{"a 1#", noProto, 1},
		{"a 1/", noProto, 1},
		{"a 1/ tcp", noProto, 1},
	}
	for _, tt := range tests {
		db := parse(t, "\n"+tt.line+"\n")
		var want []servicesdb.Warning
		if tt.msg != "" {
			want = []servicesdb.Warning{{Line: 2, Text: tt.line, Msg: tt.msg}}
		}
		if got := db.Warnings(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: warnings %+v; want %+v", tt.line, got, want)
		}
		port := -1
		for s := range db.All() {
			port = int(s.Port)
		}
		if port != tt.port {
			t.Errorf("%q: port %d; want %d", tt.line, port, tt.port)
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
	db := parse(t, strings.Repeat("bad\n", 2000)+"good 1/tcp\n")
	got := db.Warnings()
	if len(got) != 1000 || got[999].Line != 1000 {
		t.Errorf("%d warnings, the last %+v", len(got), got[len(got)-1])
	}
	if _, ok := db.ByName("good", "tcp"); !ok {
		t.Error("the line after them is not found")
	}
}

func TestReaderErrorLeavesNoDB(t *testing.T) {
	broken := errors.New("broken")
	db, err := servicesdb.Parse(io.MultiReader(strings.NewReader("a 1/tcp\n"), iotest.ErrReader(broken)))
	if db != nil || err != broken {
		t.Errorf("%v, %v", db, err)
	}
}

func TestReaderInPieces(t *testing.T) {
	db, err := servicesdb.Parse(iotest.OneByteReader(strings.NewReader("a 1/tcp b\nc 2/udp")))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(slices.Collect(db.All())); got != 2 {
		t.Errorf("%d entries", got)
	}
}

// comments is a reader of comment lines without end.
type comments struct{}

var comment = strings.Repeat("#", 4095) + "\n"

func (comments) Read(b []byte) (int, error) { return copy(b, comment), nil }

func TestFileBeyond64MiBIsIgnored(t *testing.T) {
	const limit = 64 << 20
	const first, last = "first 1/tcp\n", "\nlast 22/tcp"
	tooLong := []servicesdb.Warning{{Line: 0, Text: "", Msg: "file longer than 64 MiB: the lines beyond are ignored"}}
	for _, tt := range []struct {
		length   int
		more     io.Reader
		last     uint16 // port of the last entry
		warnings []servicesdb.Warning
	}{
		{limit, strings.NewReader(""), 22, nil},
		{limit + 1, comments{}, 1, tooLong}, // half of a line must not pass for a whole one: "last 22/tc"
	} {
		filler := int64(tt.length - len(first) - len(last))
		db, err := servicesdb.Parse(io.MultiReader(
			strings.NewReader(first), io.LimitReader(comments{}, filler), strings.NewReader(last), tt.more))
		if err != nil {
			t.Fatal(err)
		}
		port := uint16(0)
		for s := range db.All() {
			port = s.Port
		}
		if port != tt.last {
			t.Errorf("%d bytes: the last entry is %d; want %d", tt.length, port, tt.last)
		}
		if got := db.Warnings(); !reflect.DeepEqual(got, tt.warnings) {
			t.Errorf("%d bytes: warnings %+v; want %+v", tt.length, got, tt.warnings)
		}
	}
}

func TestProtocolBeyond65536IsIgnored(t *testing.T) {
	var text strings.Builder
	for i := range 1 << 16 {
		fmt.Fprintf(&text, "a 1/p%d\n", i)
	}
	text.WriteString("a 1/one-too-many\nb 2/p7\n")
	db := parse(t, text.String())
	for _, proto := range []string{"p0", "p65535"} {
		if _, ok := db.ByName("a", proto); !ok {
			t.Errorf("a/%s is not found", proto)
		}
		if _, ok := db.ByPort(1, proto); !ok {
			t.Errorf("1/%s is not found", proto)
		}
	}
	if s, ok := db.ByName("b", ""); !ok || s.Proto != "p7" {
		t.Errorf("b: %+v, %v", s, ok)
	}
	want := []servicesdb.Warning{{Line: 65537, Text: "a 1/one-too-many", Msg: "more than 65536 protocols: line ignored"}}
	if got := db.Warnings(); !reflect.DeepEqual(got, want) {
		t.Errorf("warnings: %+v", got)
	}
}

// TestLarge would not end in the time of a test if parsing or looking up were quadratic.
func TestLarge(t *testing.T) {
	const n = 100_000
	t.Run("one name", func(t *testing.T) {
		db := parse(t, strings.Repeat("a 1/tcp\n", n)+"a 2/udp\n")
		for range n {
			if s, _ := db.ByName("a", "udp"); s.Port != 2 {
				t.Fatalf("%+v", s)
			}
		}
	})
	t.Run("one port", func(t *testing.T) {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "a%d 1/tcp\n", i)
		}
		db := parse(t, text.String()+"last 1/udp\n")
		for range n {
			if s, _ := db.ByPort(1, "udp"); s.Name != "last" {
				t.Fatalf("%+v", s)
			}
		}
	})
	t.Run("one line", func(t *testing.T) {
		aliases := make([]string, n)
		for i := range aliases {
			aliases[i] = fmt.Sprint("a", i)
		}
		db := parse(t, "a 1/tcp "+strings.Join(aliases, " ")+"\n")
		for _, alias := range aliases {
			if s, _ := db.ByName(alias, "tcp"); s.Port != 1 || len(s.Aliases) != n {
				t.Fatalf("%s: port %d, %d aliases", alias, s.Port, len(s.Aliases))
			}
		}
	})
	t.Run("one word", func(t *testing.T) {
		db := parse(t, "a 1/tcp "+strings.Repeat("x", 1<<20)+"\nb 2/tcp\n")
		if _, ok := db.ByName(strings.Repeat("x", 1<<20), "tcp"); !ok {
			t.Error("not found")
		}
	})
}
