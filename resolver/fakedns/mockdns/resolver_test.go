package mockdns_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"netdb.example/resolver/fakedns/mockdns"
)

func TestResolverSkipCNAME(t *testing.T) {
	r := &mockdns.Resolver{
		Zones: map[string]mockdns.Zone{
			"a.example.":  {CNAME: "b.example.", A: []string{"192.0.2.1"}},
			"b.example.":  {A: []string{"192.0.2.2"}},
			"no.example.": {CNAME: "b.example."},
		},
		SkipCNAME: true,
	}
	for _, tt := range []struct{ call, want string }{
		{"Host a.example", "[192.0.2.1]"},
		{"Host no.example", "no.example: no such host"},
		{"CNAME a.example", "b.example."},
		{"CNAME b.example", "b.example."},
	} {
		if got := lookup(r, tt.call); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.call, got, tt.want)
		}
	}
}

func TestResolverErrors(t *testing.T) {
	r := &mockdns.Resolver{Zones: map[string]mockdns.Zone{
		"a.example.":    {A: []string{"192.0.2"}},
		"b.example.":    {CNAME: "b..example."},
		"boom.example.": {Err: errBoom},
	}}
	twice := &mockdns.Resolver{Zones: map[string]mockdns.Zone{"a.example": {}, "A.example.": {}}}
	for _, tt := range []struct {
		r          *mockdns.Resolver
		call, want string
	}{
		{r, "Host a.example", "[192.0.2]"},
		{r, "IP ip a.example", `ParseAddr("192.0.2"): IPv4 address too short`},
		{r, "NetIP ip4 a.example", `ParseAddr("192.0.2"): IPv4 address too short`},
		{r, "IPAddr a.example", `ParseAddr("192.0.2"): IPv4 address too short`},
		{r, "IP ip5 a.example", "unknown network ip5"},
		{r, "IP ip5 nosuch.example", "unknown network ip5"},
		{r, "Host B.example", "b..example.: no such host"},
		{r, "Host a..example", "a..example.: no such host"},
		{r, "Host Nosuch.example", "nosuch.example.: no such host"},
		{r, "Addr x", "dns: unrecognized address: x"},
		{twice, "Host a.example", `mockdns: "a.example": a second Zone of the name a.example.`},
		{twice, "CNAME a.example", `mockdns: "a.example": a second Zone of the name a.example.`},
		{twice, "SRV x tcp a.example", `mockdns: "a.example": a second Zone of the name a.example.`},
		{new(mockdns.Resolver), "TXT a.example", "a.example.: no such host"},
	} {
		if got := lookup(tt.r, tt.call); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.call, got, tt.want)
		}
	}
	if _, err := r.LookupHost(t.Context(), "boom.example"); err != errBoom {
		t.Errorf("%v; want that of the Zone", err)
	}
}

// What is returned may be changed without harm to the zones.
func TestResolverReturnsCopies(t *testing.T) {
	r := &mockdns.Resolver{Zones: zones()}
	hosts, _ := r.LookupHost(t.Context(), "example.org")
	hosts[0] = "changed"
	mx, _ := r.LookupMX(t.Context(), "example.org")
	mx[0].Host = "changed"
	txt, _ := r.LookupTXT(t.Context(), "example.org")
	txt[0] = "changed"
	for call, want := range map[string]string{
		"Host example.org": "[192.0.2.1]",
		"MX example.org":   "[{mx2.example.org. 20} {mx1.example.org. 10}]",
		"TXT example.org":  lookup(&mockdns.Resolver{Zones: zones()}, "TXT example.org"),
	} {
		if got := lookup(r, call); got != want {
			t.Errorf("%s: %s; want %s", call, got, want)
		}
	}
}

func TestDialContext(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	r := &mockdns.Resolver{Zones: map[string]mockdns.Zone{
		"v4.example.":    {A: []string{"127.0.0.1"}},
		"both.example.":  {A: []string{"127.0.0.1"}, AAAA: []string{"::1"}}, // nobody listens at ::1
		"alias.example.": {CNAME: "both.example."},
		"bare.example.":  {},
		"bad.example.":   {A: []string{"localhost"}},
		"boom.example.":  {Err: errBoom},
	}}
	for _, tt := range []struct{ addr, want string }{
		{"v4.example:" + port, "127.0.0.1:" + port},
		{"alias.example:" + port, "127.0.0.1:" + port},
		{"127.0.0.1:" + port, "127.0.0.1:" + port},
		{"bare.example:" + port, "bare.example: no such host"},
		{"nosuch.example:" + port, "nosuch.example.: no such host"},
		{"bad.example:" + port, `ParseAddr("localhost"): unable to parse IP`},
		{"boom.example:" + port, "boom"},
		{"v4.example", "address v4.example: missing port in address"},
	} {
		c, err := r.Dial("tcp", tt.addr)
		got := show(c, err)
		if err == nil {
			got = c.RemoteAddr().String()
			c.Close()
		}
		if got != tt.want {
			t.Errorf("%s: %s; want %s", tt.addr, got, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, addr := range []string{"v4.example:" + port, "127.0.0.1:" + port} {
		if c, err := r.DialContext(ctx, "tcp", addr); err == nil {
			t.Errorf("%s: %v though the context has ended", addr, c.RemoteAddr())
		}
	}
}

// The error of a host that cannot be reached is that of its last address, which is of IPv4.
func TestDialContextOrder(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	r := &mockdns.Resolver{Zones: map[string]mockdns.Zone{
		"both.example.": {A: []string{"127.0.0.1"}, AAAA: []string{"::1"}},
	}}
	_, err = r.Dial("tcp", "both.example:"+port)
	var opErr *net.OpError
	if !errors.As(err, &opErr) || opErr.Addr.String() != "127.0.0.1:"+port {
		t.Errorf("%v; want the error of 127.0.0.1", err)
	}
}
