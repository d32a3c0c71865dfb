package rcode

import "testing"

func TestText(t *testing.T) {
	for n, want := range map[int]string{0: "NOERROR", 3: "NXDOMAIN", 16: "BADVERS", 23: "BADCOOKIE", 3841: "RCODE3841"} {
		if got := Text(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	for n := range 4096 {
		if got, ok := Parse(Text(n)); got != n || !ok {
			t.Errorf("%s reads as %d, %v", Text(n), got, ok)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]int{"servfail": 2, "BADSIG": 16, "rcode7": 7, "4095": 4095} {
		if got, ok := Parse(text); got != want || !ok {
			t.Errorf("%s is %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "RCODE", "4096", "-1", "NOSUCH"} {
		if got, ok := Parse(text); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
}
