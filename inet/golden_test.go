package inet_test

import (
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"netdb.example/inet"
)

// TestGolden asks this package what testdata/record.sh asked glibc. Each line of
// glibc.golden is a case and its answers; the same line must come out here.
func TestGolden(t *testing.T) {
	golden, err := os.ReadFile("testdata/glibc.golden")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for want := range strings.Lines(string(golden)) {
		want = strings.TrimSuffix(want, "\n")
		if want == "" || want[0] == '#' {
			continue
		}
		cases++
		if got := answer(t, want); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
	if cases < 1400 {
		t.Errorf("%d cases, want 1400 at least: is glibc.golden whole?", cases)
	}
}

// answer reads the case of a golden line and writes the line anew.
func answer(t *testing.T, line string) string {
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case "text":
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		s, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		return "text " + quoted + answerText(s)
	case "addr4":
		b := [4]byte(unhex(t, rest, 4))
		return fmt.Sprintf("addr4 %x ntoa=%s ntop=%s netof=%08x lnaof=%08x",
			b, inet.Ntoa(b), inet.Ntop4(b), inet.Netof(b), inet.Lnaof(b))
	case "addr6":
		b := [16]byte(unhex(t, rest, 16))
		return fmt.Sprintf("addr6 %x ntop=%s", b, inet.Ntop6(b))
	case "make":
		var net, host uint32
		if _, err := fmt.Sscanf(rest, "%x %x", &net, &host); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		return fmt.Sprintf("make %x %x makeaddr=%x", net, host, inet.MakeAddr(net, host))
	}
	t.Fatalf("%s: no such case", line)
	return ""
}

func answerText(s string) string {
	aton, err := inet.Aton(s)
	text := " aton=" + packedOrDash(aton[:], err)
	addr, err := inet.Addr(s)
	text += " addr=" + numberOrNone(addr, err)
	network, err := inet.Network(s)
	text += " network=" + numberOrNone(network, err)
	pton4, err := inet.Pton4(s)
	text += " pton4=" + packedOrDash(pton4[:], err)
	pton6, err := inet.Pton6(s)
	return text + " pton6=" + packedOrDash(pton6[:], err)
}

func packedOrDash(b []byte, err error) string {
	if err != nil {
		return "-"
	}
	return hex.EncodeToString(b)
}

// numberOrNone shows an error as C does: as INADDR_NONE.
func numberOrNone(v uint32, err error) string {
	if err != nil {
		v = 0xffffffff
	}
	return fmt.Sprintf("%08x", v)
}

// unhex decodes the n bytes at the start of s.
func unhex(t *testing.T, s string, n int) []byte {
	digits, _, _ := strings.Cut(s, " ")
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != n {
		t.Fatalf("%s: %d bytes, want %d: %v", s, len(b), n, err)
	}
	return b
}
