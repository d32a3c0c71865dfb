package inet_test

import (
	"strings"
	"testing"

	"netdb.example/inet"
)

// These tests name the quirks; TestGolden has the tables.

func TestAtonLastPartFillsTheRest(t *testing.T) {
	for s, want := range map[string][4]byte{
		"16909060":  {1, 2, 3, 4},
		"1.131844":  {1, 2, 3, 4},
		"1.2.772":   {1, 2, 3, 4},
		"1.2.3.4":   {1, 2, 3, 4},
		"127.1":     {127, 0, 0, 1},
		"1.65535":   {1, 0, 255, 255},
		"010.0.0.1": {8, 0, 0, 1},
		"0x7f.1":    {127, 0, 0, 1},
	} {
		if b, err := inet.Aton(s); b != want || err != nil {
			t.Errorf("Aton(%q) = %v, %v; want %v", s, b, err, want)
		}
	}
}

func TestAtonEndsAtWhiteSpace(t *testing.T) {
	for _, s := range []string{"127.1 ", "127.1\t", "127.1\n", "127.1\v", "127.1\f", "127.1\r", "127.1 and \x00 all this"} {
		if b, err := inet.Aton(s); b != [4]byte{127, 0, 0, 1} || err != nil {
			t.Errorf("Aton(%q) = %v, %v", s, b, err)
		}
		if v, err := inet.Addr(s); v != 0x7f000001 || err != nil {
			t.Errorf("Addr(%q) = %#x, %v", s, v, err)
		}
		if b, err := inet.AtonExact(s); b != [4]byte{} || err == nil {
			t.Errorf("AtonExact(%q) = %v, %v; want an error", s, b, err)
		}
	}
}

// TestNUL holds for every function: C would not see what follows a NUL.
func TestNUL(t *testing.T) {
	for _, s := range []string{"\x00", "\x001.2.3.4", "1.2.3.4\x00", "1.2.3.4\x00 ", "1.2\x00.3.4", "::1\x00", "\x00::1"} {
		for name, parse := range map[string]func(string) error{
			"Aton":      func(s string) error { _, err := inet.Aton(s); return err },
			"AtonExact": func(s string) error { _, err := inet.AtonExact(s); return err },
			"Addr":      func(s string) error { _, err := inet.Addr(s); return err },
			"Network":   func(s string) error { _, err := inet.Network(s); return err },
			"Pton4":     func(s string) error { _, err := inet.Pton4(s); return err },
			"Pton6":     func(s string) error { _, err := inet.Pton6(s); return err },
		} {
			if parse(s) == nil {
				t.Errorf("%s(%q) succeeded", name, s)
			}
		}
	}
}

func TestAddrIsInHostOrder(t *testing.T) {
	if v, err := inet.Addr("1.2.3.4"); v != 0x01020304 || err != nil {
		t.Errorf("Addr(1.2.3.4) = %#x, %v; want 0x01020304", v, err)
	}
}

// TestBroadcastIsNoFailure: C cannot tell 255.255.255.255 from INADDR_NONE.
func TestBroadcastIsNoFailure(t *testing.T) {
	if v, err := inet.Addr("255.255.255.255"); v != 0xffffffff || err != nil {
		t.Errorf("Addr(255.255.255.255) = %#x, %v", v, err)
	}
	if v, err := inet.Network("255.255.255.255"); v != 0xffffffff || err != nil {
		t.Errorf("Network(255.255.255.255) = %#x, %v", v, err)
	}
	if v, err := inet.Addr("x"); v != 0 || err == nil {
		t.Errorf("Addr(x) = %#x, %v; want 0 and an error", v, err)
	}
}

func TestAtonLongNumbers(t *testing.T) {
	zeros := strings.Repeat("0", 1<<16)
	for _, s := range []string{zeros + "177.1", "0x" + zeros + "7f.1", "127." + zeros + "1"} {
		if b, err := inet.Aton(s); b != [4]byte{127, 0, 0, 1} || err != nil {
			t.Errorf("Aton of %d bytes = %v, %v", len(s), b, err)
		}
	}
	for _, digit := range []string{"1", "8", "9", "0x1", "01"} {
		if b, err := inet.Aton(digit + zeros); err == nil {
			t.Errorf("Aton(%s and 65536 zeros) = %v; want an error", digit, b)
		}
	}
}

func TestParsersDoNotAllocate(t *testing.T) {
	for name, parse := range map[string]func(){
		"Aton":      func() { inet.Aton("0x7f.0377.1 ") },
		"AtonExact": func() { inet.AtonExact("127.0.0.1") },
		"Addr":      func() { inet.Addr("127.0.0.1") },
		"Network":   func() { inet.Network("x7f.1 ") },
		"Pton4":     func() { inet.Pton4("192.168.100.200") },
		"Pton6":     func() { inet.Pton6("2002:ac10:10a:1234::fe74:40e") },
		"Pton6 v4":  func() { inet.Pton6("::ffff:192.168.100.200") },
	} {
		if n := testing.AllocsPerRun(100, parse); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
	for af, s := range map[inet.Family]string{inet.AF_INET: "192.0.2.1", inet.AF_INET6: "2001:db8::1"} {
		if n := testing.AllocsPerRun(100, func() { inet.Pton(af, s) }); n != 1 {
			t.Errorf("Pton(%v): %v allocations, want 1", af, n)
		}
	}
}
