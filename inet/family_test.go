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
