package inet_test

import (
	"testing"

	"netdb.example/inet"
)

// TestNtop6IPv4Tail: glibc writes ::/96 with an IPv4 tail, RFC 5952 does not.
func TestNtop6IPv4Tail(t *testing.T) {
	for want, b := range map[string][16]byte{
		"::1.2.3.4":         {12: 1, 2, 3, 4},
		"::0.1.0.0":         {13: 1},
		"::100":             {14: 1},
		"::1":               {15: 1},
		"::ffff:1.2.3.4":    {10: 0xff, 0xff, 1, 2, 3, 4},
		"::ffff:0.0.0.0":    {10: 0xff, 0xff},
		"::fffe:102:304":    {10: 0xff, 0xfe, 1, 2, 3, 4},
		"::ffff:0:102:304":  {8: 0xff, 0xff, 0, 0, 1, 2, 3, 4},
		"64:ff9b::102:304":  {1: 0x64, 0xff, 0x9b, 12: 1, 2, 3, 4},
		"::255.255.255.255": {12: 255, 255, 255, 255},
		"::1:0:0:ffff:0:0":  {5: 1, 10: 0xff, 0xff},
	} {
		if got := inet.Ntop6(b); got != want {
			t.Errorf("Ntop6(%x) = %q, want %q", b, got, want)
		}
	}
}

// TestNtop6Zeros: "::" stands for two groups at least, the first of the longest runs.
func TestNtop6Zeros(t *testing.T) {
	for want, b := range map[string][16]byte{
		"::":              {},
		"1:0:3:4:5:6:7:8": {1: 1, 5: 3, 7: 4, 9: 5, 11: 6, 13: 7, 15: 8},
		"1::4:5:6:7:8":    {1: 1, 7: 4, 9: 5, 11: 6, 13: 7, 15: 8},
		"1::4:0:0:7:8":    {1: 1, 7: 4, 13: 7, 15: 8},
		"1:0:0:4::8":      {1: 1, 7: 4, 15: 8},
		"1::":             {1: 1},
		"0:0:0:2::":       {7: 2},
	} {
		if got := inet.Ntop6(b); got != want {
			t.Errorf("Ntop6(%x) = %q, want %q", b, got, want)
		}
	}
}

func TestNtop(t *testing.T) {
	mapped := []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4}
	for _, test := range []struct {
		af     inet.Family
		packed []byte
		want   string
		err    string
	}{
		{inet.AF_INET, mapped[12:], "1.2.3.4", ""},
		{inet.AF_INET, mapped[11:], "", `inet_ntop("\xff\x01\x02\x03\x04"): an AF_INET address has 4 bytes`},
		{inet.AF_INET, nil, "", `inet_ntop(""): an AF_INET address has 4 bytes`},
		{inet.AF_INET6, mapped, "::ffff:1.2.3.4", ""},
		{inet.AF_INET6, mapped[12:], "", `inet_ntop("\x01\x02\x03\x04"): an AF_INET6 address has 16 bytes`},
		{inet.AF_UNIX, mapped, "", `inet_ntop("AF_UNIX"): address family not supported`},
	} {
		got, err := inet.Ntop(test.af, test.packed)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("Ntop(%v, %x) = %q, %v; want %q, %s", test.af, test.packed, got, err, test.want, test.err)
		}
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	buf := []byte("addr=________________________________________________")
	got := inet.AppendNtop4(buf[:5], [4]byte{192, 0, 2, 1})
	if string(got) != "addr=192.0.2.1" || &got[0] != &buf[0] || buf[len(got)] != '_' {
		t.Errorf("AppendNtop4: %q in %q", got, buf)
	}
	got = inet.AppendNtop6(buf[:5], [16]byte{0x20, 1, 0xd, 0xb8, 15: 1})
	if string(got) != "addr=2001:db8::1" || &got[0] != &buf[0] || buf[len(got)] != '_' {
		t.Errorf("AppendNtop6: %q in %q", got, buf)
	}
}

func TestTextAllocations(t *testing.T) {
	long4, long6 := [4]byte{255, 255, 255, 255}, [16]byte{}
	for i := range long6 {
		long6[i] = 0xff
	}
	buf := make([]byte, 0, 39)
	var text string // where results go, lest the compiler leave them on the stack
	for name, test := range map[string]struct {
		text func()
		want float64
	}{
		"Ntoa":        {func() { text = inet.Ntoa(long4) }, 1},
		"Ntop4":       {func() { text = inet.Ntop4(long4) }, 1},
		"Ntop6":       {func() { text = inet.Ntop6(long6) }, 1},
		"Ntop":        {func() { text, _ = inet.Ntop(inet.AF_INET6, long6[:]) }, 1},
		"AppendNtop4": {func() { inet.AppendNtop4(buf, long4) }, 0},
		"AppendNtop6": {func() { inet.AppendNtop6(buf, long6) }, 0},
		"MakeAddr":    {func() { inet.MakeAddr(inet.Netof(long4), inet.Lnaof(long4)) }, 0},
	} {
		if n := testing.AllocsPerRun(100, test.text); n != test.want {
			t.Errorf("%s: %v allocations, want %v; %s", name, n, test.want, text)
		}
	}
}
