package inet_test

import (
	"errors"
	"strings"
	"testing"

	"netdb.example/inet"
)

// checkError checks what holds of each error for argument in: it says where, in in,
// and prints as one short line of ASCII.
func checkError(t *testing.T, fn, in string, err error) {
	if err == nil {
		return
	}
	e, ok := err.(*inet.ParseError)
	if !ok {
		t.Errorf("%s(%q): error %T, want *ParseError", fn, in, err)
		return
	}
	if e.Func != fn || e.In != in || e.Msg == "" || !strings.HasSuffix(in, e.At) {
		t.Errorf("%s(%q): error %#v", fn, in, e)
	}
	line := e.Error()
	if len(line) > 640 {
		t.Errorf("%s(%q): error of %d bytes", fn, in, len(line))
	}
	for _, c := range []byte(line) {
		if c < ' ' || c > '~' {
			t.Errorf("%s(%q): byte %#x in the error's text", fn, in, c)
		}
	}
}

// TestParseError has each reason to refuse a text, word for word.
func TestParseError(t *testing.T) {
	aton := func(s string) error { _, err := inet.Aton(s); return err }
	exact := func(s string) error { _, err := inet.AtonExact(s); return err }
	addr := func(s string) error { _, err := inet.Addr(s); return err }
	network := func(s string) error { _, err := inet.Network(s); return err }
	pton4 := func(s string) error { _, err := inet.Pton4(s); return err }
	pton6 := func(s string) error { _, err := inet.Pton6(s); return err }
	pton := func(s string) error { _, err := inet.Pton(inet.AF_INET6, s); return err }
	for _, test := range []struct {
		parse func(string) error
		in    string
		want  string
	}{
		{aton, "", `inet_aton(""): want a decimal, octal or hexadecimal number`},
		{aton, "1.2.", `inet_aton("1.2."): want a decimal, octal or hexadecimal number`},
		{aton, "1.-2", `inet_aton("1.-2"): want a decimal, octal or hexadecimal number (at "-2")`},
		{aton, "1.0x.2", `inet_aton("1.0x.2"): want a decimal, octal or hexadecimal number (at "0x.2")`},
		{aton, "0x", `inet_aton("0x"): want a decimal, octal or hexadecimal number (at "0x")`},
		{aton, "1.2.3.4.5", `inet_aton("1.2.3.4.5"): more than four parts (at ".5")`},
		{aton, "256.1", `inet_aton("256.1"): number too large for its place (at "256.1")`},
		{aton, "1.2.65536", `inet_aton("1.2.65536"): number too large for its place (at "65536")`},
		{aton, "1.2.3.08", `inet_aton("1.2.3.08"): unexpected character (at "8")`},
		{aton, "1.2.3.4/24", `inet_aton("1.2.3.4/24"): unexpected character (at "/24")`},
		{exact, "1.2.3.4 x", `inet_aton("1.2.3.4 x"): unexpected character (at " x")`},
		{addr, "1.2.3.4\x00", `inet_addr("1.2.3.4\x00"): unexpected character (at "\x00")`},
		{network, "", `inet_network(""): want a decimal, octal or hexadecimal number`},
		{network, "1.256.2", `inet_network("1.256.2"): number too large for its place (at "256.2")`},
		{network, "1.2 x", `inet_network("1.2 x"): unexpected character (at " x")`},
		{network, "1.2.3.4.5", `inet_network("1.2.3.4.5"): more than four parts (at ".5")`},
		{pton4, "", `inet_pton(""): want a decimal digit`},
		{pton4, "1.2.3.", `inet_pton("1.2.3."): want a decimal digit`},
		{pton4, "1.x.3.4", `inet_pton("1.x.3.4"): want a decimal digit (at "x.3.4")`},
		{pton4, "1.2.03.4", `inet_pton("1.2.03.4"): octet with a leading zero (at "03.4")`},
		{pton4, "1.256.3.4", `inet_pton("1.256.3.4"): octet above 255 (at "256.3.4")`},
		{pton4, "1.2.3", `inet_pton("1.2.3"): want a dot`},
		{pton4, "1.2-3.4", `inet_pton("1.2-3.4"): want a dot (at "-3.4")`},
		{pton4, "1.2.3.4.5", `inet_pton("1.2.3.4.5"): unexpected character (at ".5")`},
		{pton6, "", `inet_pton(""): want a hexadecimal digit`},
		{pton6, ":1", `inet_pton(":1"): want a hexadecimal digit (at ":1")`},
		{pton6, "1:", `inet_pton("1:"): want a hexadecimal digit`},
		{pton6, "::g", `inet_pton("::g"): want a hexadecimal digit (at "g")`},
		{pton6, "1::2::3", `inet_pton("1::2::3"): second :: (at "::3")`},
		{pton6, "1:2", `inet_pton("1:2"): fewer than eight groups and no ::`},
		{pton6, "1:2:3:4:5:6:7:8:9", `inet_pton("1:2:3:4:5:6:7:8:9"): more than eight groups (at "9")`},
		{pton6, "1:2:3:4:5:6:7:1.2.3.4", `inet_pton("1:2:3:4:5:6:7:1.2.3.4"): more than eight groups (at "1.2.3.4")`},
		{pton6, "1:2:3:4::5:6:7:8", `inet_pton("1:2:3:4::5:6:7:8"): :: that stands for no group (at "::5:6:7:8")`},
		{pton6, "::12345", `inet_pton("::12345"): group of more than four digits (at "5")`},
		{pton6, "1:2-3::", `inet_pton("1:2-3::"): want a colon (at "-3::")`},
		{pton6, "fe80::1%eth0", `inet_pton("fe80::1%eth0"): scope id after an address (at "%eth0")`},
		{pton6, "::1.2.3", `inet_pton("::1.2.3"): want a dot`},
		{pton6, "::ffff:1.2.3.256", `inet_pton("::ffff:1.2.3.256"): octet above 255 (at "256")`},
		{pton, "::g", `inet_pton("::g"): want a hexadecimal digit (at "g")`},
	} {
		err := test.parse(test.in)
		if err == nil || err.Error() != test.want {
			t.Errorf("%q:\n got %v\nwant %s", test.in, err, test.want)
		}
	}
}

func TestParseErrorFields(t *testing.T) {
	_, err := inet.Pton6("fe80::1%eth0")
	var e *inet.ParseError
	if !errors.As(err, &e) {
		t.Fatalf("error %T, want *ParseError", err)
	}
	want := inet.ParseError{Func: "inet_pton", In: "fe80::1%eth0", Msg: "scope id after an address", At: "%eth0"}
	if *e != want {
		t.Errorf("got %#v, want %#v", *e, want)
	}
}

func TestParseErrorHidesControlBytes(t *testing.T) {
	_, err := inet.AtonExact("1\n\x1b[2J\u202e\xff\"")
	want := `inet_aton("1\n\x1b[2J\u202e\xff\""): unexpected character (at "\n\x1b[2J\u202e\xff\"")`
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

func TestParseErrorIsShort(t *testing.T) {
	_, err := inet.Pton4(strings.Repeat("x", 1<<20))
	shown := `"` + strings.Repeat("x", 64) + `"...`
	want := "inet_pton(" + shown + "): want a decimal digit (at " + shown + ")"
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
	_, err = inet.Pton4(strings.Repeat("x", 64)) // shown whole
	shown = `"` + strings.Repeat("x", 64) + `"`
	want = "inet_pton(" + shown + "): want a decimal digit (at " + shown + ")"
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}
