package resolver

import (
	"errors"
	"testing"

	"netdb.example/inet"
)

func TestLiteral(t *testing.T) {
	interfaces := func() ([]Interface, error) { return []Interface{{Index: 1, Name: "lo"}, {Index: 2, Name: "eth0"}}, nil }
	const any, v4, v6 = inet.AF_UNSPEC, inet.AF_INET, inet.AF_INET6
	for _, tt := range []struct {
		node   string
		family inet.Family
		flags  Flags
		want   string // the address, "name", or the code
	}{
		{"192.0.2.1", any, 0, "192.0.2.1"}, {"127.1", any, 0, "127.0.0.1"}, {"0x7f.1", v4, 0, "127.0.0.1"}, {"1", any, 0, "0.0.0.1"},
		{"192.0.2.1", v6, 0, "EAI_ADDRFAMILY"}, {"192.0.2.1", v6, AI_V4MAPPED, "::ffff:192.0.2.1"}, {"192.0.2.1", v6, AI_ALL, "EAI_ADDRFAMILY"},
		{"192.0.2.1 ", any, 0, "name"}, {"192.0.2.1x", any, 0, "name"}, {"192.0.2.256", any, 0, "name"}, {"192.0.2.1%1", any, 0, "name"},
		{"192.0.2.1\x00", any, 0, "name"}, {"192.0.2.1/24", any, 0, "name"}, {"192.0.2.1\n", any, 0, "name"},
		{"2001:db8::1", any, 0, "2001:db8::1"}, {"2001:db8::1", v6, 0, "2001:db8::1"}, {"2001:db8::1", v4, 0, "EAI_ADDRFAMILY"},
		{"::ffff:192.0.2.1", v4, 0, "192.0.2.1"}, {"::ffff:192.0.2.1%1", v4, 0, "192.0.2.1"}, {"::ffff:192.0.2.1%junk", v4, 0, "EAI_NONAME"}, {"::ffff:192.0.2.1", any, 0, "::ffff:192.0.2.1"},
		{"[::1]", any, 0, "name"}, {"::1/128", any, 0, "name"}, {"www", any, 0, "name"}, {"1::2::3", any, 0, "name"},

		{"fe80::1%lo", any, 0, "fe80::1%lo"}, {"fe80::1%eth0", v6, 0, "fe80::1%eth0"}, {"ff02::1%lo", any, 0, "ff02::1%lo"}, {"ff01::1%lo", any, 0, "ff01::1%lo"},
		{"fe80::1%1", any, 0, "fe80::1%1"}, {"fe80::1%99", any, 0, "fe80::1%99"}, {"fe80::1%007", any, 0, "fe80::1%7"}, {"fe80::1%0", any, 0, "fe80::1"},
		{"2001:db8::1%1", any, 0, "2001:db8::1%1"}, {"2001:db8::1%lo", any, 0, "EAI_NONAME"}, {"fe80::1%4294967295", any, 0, "fe80::1%4294967295"},
		{"fe80::1%nosuch", any, 0, "EAI_NONAME"}, {"fe80::1%", any, 0, "EAI_NONAME"}, {"fe80::1%+1", any, 0, "EAI_NONAME"}, {"fe80::1%0x1", any, 0, "EAI_NONAME"},
		{"fe80::1%1x", any, 0, "EAI_NONAME"}, {"fe80::1%4294967296", any, 0, "EAI_NONAME"}, {"fe80::1%lo%lo", any, 0, "EAI_NONAME"},
		{"fe80::1%nosuch", v4, 0, "EAI_ADDRFAMILY"},
	} {
		q := request{Hints: Hints{Family: tt.family, Flags: tt.flags}, node: tt.node}
		addr, ok, err := literal(&q, interfaces)
		got := addr.String()
		var code EAI
		switch {
		case errors.As(err, &code):
			got = code.String()
		case !ok:
			got = "name"
		}
		if got != tt.want {
			t.Errorf("%q %s %s: got %s, want %s", tt.node, tt.family, tt.flags, got, tt.want)
		}
	}
}

func TestAScopeWithoutInterfacesIsASystemError(t *testing.T) {
	broken := errors.New("broken")
	_, _, err := literal(&request{node: "fe80::1%lo"}, func() ([]Interface, error) { return nil, broken })
	if !errors.Is(err, broken) || newError("", "", "", err).Code != EAI_SYSTEM {
		t.Errorf("err = %v", err)
	}
}
