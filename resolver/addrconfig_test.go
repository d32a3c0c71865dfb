package resolver

import (
	"net/netip"
	"strings"
	"testing"

	"netdb.example/inet"
)

func interfacesWith(prefixes string) []Interface {
	i := Interface{Index: 1, Name: "eth0"}
	for p := range strings.FieldsSeq(prefixes) {
		i.Addrs = append(i.Addrs, netip.MustParsePrefix(p))
	}
	return []Interface{i}
}

func TestNarrow(t *testing.T) {
	const (
		four = "127.0.0.1/8 ::1/128 192.0.2.10/24"
		six  = "127.0.0.1/8 ::1/128 2001:db8::10/64"
		lo2  = "127.0.0.2/8 ::1/128"            // 127.0.0.1 alone does not
		ll   = "127.0.0.1/8 ::1/128 fe80::1/64" // link-local counts
		both = "192.0.2.10/24 2001:db8::10/64"
		none = "127.0.0.1/8 ::1/128"
	)
	const any, v4, v6 = inet.AF_UNSPEC, inet.AF_INET, inet.AF_INET6
	for _, tt := range []struct {
		addrs        string
		family, want inet.Family
		err          error
	}{
		{both, any, any, nil}, {both, v4, v4, nil}, {both, v6, v6, nil},
		{four, any, v4, nil}, {four, v4, v4, nil}, {four, v6, v6, EAI_NONAME},
		{six, any, v6, nil}, {six, v4, v4, EAI_NONAME}, {six, v6, v6, nil},
		{ll, any, v6, nil},
		{lo2, any, v4, nil},
		{none, any, any, nil}, {none, v4, v4, EAI_NONAME}, {none, v6, v6, EAI_NONAME},
	} {
		if got, err := narrow(tt.family, interfacesWith(tt.addrs)); got != tt.want || err != tt.err {
			t.Errorf("%s, %s: got %s, %v; want %s, %v", tt.addrs, tt.family, got, err, tt.want, tt.err)
		}
	}
}
