package inet_test

import (
	"bytes"
	"testing"

	"netdb.example/inet"
)

func TestPton(t *testing.T) {
	for _, test := range []struct {
		af   inet.Family
		in   string
		want []byte
	}{
		{inet.AF_INET, "1.2.3.4", []byte{1, 2, 3, 4}},
		{inet.AF_INET, "127.1", nil},
		{inet.AF_INET, "::1", nil},
		{inet.AF_INET6, "::1", []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		{inet.AF_INET6, "::ffff:1.2.3.4", []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4}},
		{inet.AF_INET6, "1.2.3.4", nil},
	} {
		got, err := inet.Pton(test.af, test.in)
		if !bytes.Equal(got, test.want) || (err == nil) != (test.want != nil) {
			t.Errorf("Pton(%v, %q) = %v, %v; want %v", test.af, test.in, got, err, test.want)
		}
		checkError(t, "inet_pton", test.in, err)
	}
}

func TestPtonOtherFamily(t *testing.T) {
	for af, want := range map[inet.Family]string{
		inet.AF_UNSPEC: `inet_pton("AF_UNSPEC"): address family not supported`,
		inet.AF_UNIX:   `inet_pton("AF_UNIX"): address family not supported`,
		17:             `inet_pton("17"): address family not supported`,
	} {
		if b, err := inet.Pton(af, "1.2.3.4"); b != nil || err == nil || err.Error() != want {
			t.Errorf("Pton(%v) = %v, %v; want %s", af, b, err, want)
		}
	}
}

// TestPton6Gap: "::" at each place, for each number of groups from one up.
func TestPton6Gap(t *testing.T) {
	for s, want := range map[string][16]byte{
		"::":              {},
		"::8":             {15: 8},
		"1::":             {1: 1},
		"1::8":            {1: 1, 15: 8},
		"::2:3:4:5:6:7:8": {3: 2, 5: 3, 7: 4, 9: 5, 11: 6, 13: 7, 15: 8},
		"1:2:3:4::6:7:8":  {1: 1, 3: 2, 5: 3, 7: 4, 11: 6, 13: 7, 15: 8},
		"1:2:3:4:5:6:7::": {1: 1, 3: 2, 5: 3, 7: 4, 9: 5, 11: 6, 13: 7},
	} {
		if b, err := inet.Pton6(s); b != want || err != nil {
			t.Errorf("Pton6(%q) = %x, %v; want %x", s, b, err, want)
		}
	}
}
