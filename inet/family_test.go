package inet_test

import (
	"testing"

	"netdb.example/inet"
)

func TestFamilyString(t *testing.T) {
	for af, want := range map[inet.Family]string{
		inet.AF_UNSPEC: "AF_UNSPEC",
		inet.AF_UNIX:   "AF_UNIX",
		inet.AF_INET:   "AF_INET",
		inet.AF_INET6:  "AF_INET6",
		17:             "17",
		-1:             "-1",
	} {
		if got := af.String(); got != want {
			t.Errorf("Family(%d).String() = %q, want %q", int(af), got, want)
		}
	}
}

// TestFamilyNumbers: Linux's, on every platform.
func TestFamilyNumbers(t *testing.T) {
	got := [...]inet.Family{inet.AF_UNSPEC, inet.AF_UNIX, inet.AF_INET, inet.AF_INET6}
	if want := [...]inet.Family{0, 1, 2, 10}; got != want {
		t.Errorf("families are numbered %d, want %d", got, want)
	}
}
