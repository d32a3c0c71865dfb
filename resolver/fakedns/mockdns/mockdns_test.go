package mockdns_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns/mockdns"
)

// net.Resolver makes a channel at its first use ever and keeps it: were that in a bubble, no other could use it.
func TestMain(m *testing.M) {
	srv, err := mockdns.NewServerWithLogger(nil, quiet{}, false)
	if err != nil {
		panic(err)
	}
	srv.NewResolver().LookupHost(context.Background(), "first.invalid.")
	srv.Close()
	os.Exit(m.Run())
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}

func newServer(t *testing.T, zones map[string]mockdns.Zone, authoritative bool) *mockdns.Server {
	t.Helper()
	srv, err := mockdns.NewServerWithLogger(zones, quiet{}, authoritative)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { srv.Close() })
	return srv
}

var (
	errBoom = errors.New("boom")
	errGone = &net.DNSError{Err: "gone", Name: "gone.example.org.", IsNotFound: true}
)

// zones are as tests of go-mockdns write them, and worse.
func zones() map[string]mockdns.Zone {
	all := map[string]mockdns.Zone{
		"link18.example.org.": {A: []string{"192.0.2.9"}},
		"example.org.": {
			A:   []string{"192.0.2.1"},
			MX:  []net.MX{{Host: "mx2.example.org.", Pref: 20}, {Host: "mx1.example.org.", Pref: 10}},
			NS:  []net.NS{{Host: "ns.example.org."}},
			TXT: []string{"one", "two; words", `quoted "words"`, "", "é\x00\n", strings.Repeat("x", 300)},
		},
		"both.example.org.":           {A: []string{"192.0.2.2", "192.0.2.3"}, AAAA: []string{"2001:db8::2"}},
		"mapped.example.org.":         {AAAA: []string{"::ffff:192.0.2.4"}},
		"bare.example.org.":           {},
		"backslash.example.org.":      {TXT: []string{`a\b \065`}},
		"1.2.0.192.in-addr.arpa.":     {PTR: []string{"example.org.", "www.example.org."}},
		"2.2.0.192.in-addr.arpa.":     {CNAME: "2.0-25.2.0.192.in-addr.arpa."}, // RFC 2317
		"2.0-25.2.0.192.in-addr.arpa": {PTR: []string{"both.example.org."}},
		"_imap._tcp.example.org.": {
			SRV: []net.SRV{{Target: "b.example.org.", Port: 143, Priority: 2}, {Target: "a.example.org.", Port: 143, Priority: 1}},
		},
		"one.example.org.":      {CNAME: "both.example.org."},
		"two.example.org.":      {CNAME: "one.example.org."},
		"three.example.org.":    {CNAME: "two.example.org.", A: []string{"192.0.2.66"}},
		"dangle.example.org.":   {CNAME: "nosuch.example.org."},
		"boom.example.org.":     {Err: errBoom, A: []string{"192.0.2.66"}},
		"gone.example.org.":     {Err: errGone, A: []string{"192.0.2.66"}},
		"toboom.example.org.":   {CNAME: "boom.example.org."},
		"togone.example.org.":   {CNAME: "gone.example.org."},
		"alias1.example.org.":   {CNAME: "backslash.example.org."},
		"alias2.example.org.":   {CNAME: "alias1.example.org."},
		"loop1.example.org.":    {CNAME: "loop2.example.org."},
		"loop2.example.org.":    {CNAME: "loop1.example.org."},
		"Dotless.Example.org":   {CNAME: "BOTH.example.org", AD: true},
		"*.wild.example.org.":   {A: []string{"192.0.2.7"}},
		"a.b.wild.example.org.": {A: []string{"192.0.2.8"}},
		"towild.example.org.":   {CNAME: "x.wild.example.org."},
	}
	for i := 1; i < 18; i++ {
		all[fmt.Sprintf("link%d.example.org.", i)] = mockdns.Zone{CNAME: fmt.Sprintf("link%d.example.org.", i+1)}
	}
	return all
}

// A resolver is what *net.Resolver and *mockdns.Resolver have in common.
type resolver interface {
	LookupAddr(ctx context.Context, addr string) ([]string, error)
	LookupCNAME(ctx context.Context, host string) (string, error)
	LookupHost(ctx context.Context, host string) ([]string, error)
	LookupIP(ctx context.Context, network, host string) ([]net.IP, error)
	LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupNS(ctx context.Context, name string) ([]*net.NS, error)
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
	LookupPort(ctx context.Context, network, service string) (int, error)
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// lookup returns what a call comes to: `MX example.org.` is LookupMX of that name.
func lookup(r resolver, call string) string {
	ctx := context.Background()
	arg := strings.Fields(call)
	switch arg[0] {
	case "Addr":
		return show(r.LookupAddr(ctx, arg[1]))
	case "CNAME":
		return show(r.LookupCNAME(ctx, arg[1]))
	case "Host":
		addrs, err := r.LookupHost(ctx, arg[1])
		slices.Sort(addrs) // net.Resolver has an order of its own
		return show(addrs, err)
	case "IP":
		return show(r.LookupIP(ctx, arg[1], arg[2]))
	case "IPAddr":
		return show(r.LookupIPAddr(ctx, arg[1]))
	case "MX":
		list, err := r.LookupMX(ctx, arg[1])
		return show(values(list), err)
	case "NS":
		list, err := r.LookupNS(ctx, arg[1])
		return show(values(list), err)
	case "NetIP":
		return show(r.LookupNetIP(ctx, arg[1], arg[2]))
	case "Port":
		return show(r.LookupPort(ctx, arg[1], arg[2]))
	case "SRV":
		name, list, err := r.LookupSRV(ctx, arg[1], arg[2], arg[3])
		return show(fmt.Sprint(name, values(list)), err)
	case "TXT":
		list, err := r.LookupTXT(ctx, arg[1])
		return show(fmt.Sprintf("%.20q", list), err)
	}
	return "no such call"
}

func values[T any](list []*T) (out []T) {
	for _, p := range list {
		out = append(out, *p)
	}
	return out
}

// show returns what a call has returned, without the server in an error, which is that of the machine's resolv.conf.
func show[T any](v T, err error) string {
	var dnsErr *net.DNSError
	if errors.As(err, &dnsErr) {
		return dnsErr.Name + ": " + dnsErr.Err
	}
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(v)
}

// The same calls of a net.Resolver that asks the server and of a Resolver with the same zones. An answer of package net to
// LookupCNAME may be any name of a chain that leads to addresses: those of the table lead to none.
func TestLookup(t *testing.T) {
	const same = ""
	for _, tt := range []struct{ call, net, own string }{
		{"Host example.org.", "[192.0.2.1]", same},
		{"Host EXAMPLE.org.", "[192.0.2.1]", same},
		{"Host both.example.org.", "[192.0.2.2 192.0.2.3 2001:db8::2]", same},
		{"Host bare.example.org.", "bare.example.org.: no such host", same},
		{"Host nosuch.example.org.", "nosuch.example.org.: no such host", same},
		{"Host mapped.example.org.", "[192.0.2.4]", "[::ffff:192.0.2.4]"},
		{"IP ip6 both.example.org.", "[2001:db8::2]", same},
		{"IP ip4 both.example.org.", "[192.0.2.2 192.0.2.3]", same},
		{"IP ip6 example.org.", "example.org.: no such host", same},
		{"IPAddr example.org.", "[{192.0.2.1 }]", same},
		{"NetIP ip4 both.example.org.", "[192.0.2.2 192.0.2.3]", same},
		{"NetIP ip6 both.example.org.", "[2001:db8::2]", same},
		{"MX example.org.", "[{mx1.example.org. 10} {mx2.example.org. 20}]", "[{mx2.example.org. 20} {mx1.example.org. 10}]"},
		{"MX both.example.org.", "both.example.org.: no such host", "[]"},
		{"NS example.org.", "[{ns.example.org.}]", same},
		{"NS both.example.org.", "both.example.org.: no such host", "[]"},
		{"SRV imap tcp example.org.", "_imap._tcp.example.org.[{a.example.org. 143 1 0} {b.example.org. 143 2 0}]",
			"_imap._tcp.example.org.[{b.example.org. 143 2 0} {a.example.org. 143 1 0}]"},
		{"SRV nosuch tcp example.org.", "_nosuch._tcp.example.org.: no such host", same},
		{"TXT example.org.", `["one" "two; words" "quoted \"words\"" "" "é\x00\n" "xxxxxxxxxxxxxxxxxxxx"]`, same},
		{"TXT backslash.example.org.", `["a\\b \\065"]`, same},
		{"TXT both.example.org.", "both.example.org.: no such host", "[]"},
		{"Addr 192.0.2.1", "[example.org. www.example.org.]", same},
		{"Addr 192.0.2.2", "[both.example.org.]", same},
		{"Addr 192.0.2.3", "3.2.0.192.in-addr.arpa.: no such host", same},
		{"Addr 192.0.2", "192.0.2: unrecognized address", "dns: unrecognized address: 192.0.2"},
		{"Port tcp https", "443", same},

		{"Host one.example.org.", "[192.0.2.2 192.0.2.3 2001:db8::2]", same},
		{"Host three.example.org.", "[192.0.2.2 192.0.2.3 2001:db8::2]", same},
		{"Host dangle.example.org.", "dangle.example.org.: no such host", "nosuch.example.org.: no such host"},
		{"Host link2.example.org.", "[192.0.2.9]", same},
		{"Host link1.example.org.", "link1.example.org.: server misbehaving", same},
		{"Host loop1.example.org.", "loop1.example.org.: server misbehaving", same},
		{"CNAME one.example.org.", "both.example.org.", same},
		{"CNAME alias2.example.org.", "alias1.example.org.", same},
		{"CNAME BOTH.example.org.", "BOTH.example.org.", same},
		{"CNAME nosuch.example.org.", "nosuch.example.org.: no such host", same},
		{"CNAME dangle.example.org.", "nosuch.example.org.", same},
		{"CNAME loop1.example.org.", "loop2.example.org.", same},

		{"Host boom.example.org.", "boom.example.org.: server misbehaving", "boom"},
		{"TXT boom.example.org.", "boom.example.org.: server misbehaving", "boom"},
		{"CNAME boom.example.org.", "boom.example.org.: server misbehaving", "boom"},
		{"MX toboom.example.org.", "toboom.example.org.: server misbehaving", "boom"},
		{"Host gone.example.org.", "gone.example.org.: no such host", "gone.example.org.: gone"},
		{"Host togone.example.org.", "togone.example.org.: no such host", "gone.example.org.: gone"},

		{"Host x.y.wild.example.org.", "[192.0.2.7]", same},
		{"Host towild.example.org.", "[192.0.2.7]", same},
		{"Host *.wild.example.org.", "*.wild.example.org.: no such host", "[192.0.2.7]"}, // package net asks for no such name
		{"Host a.b.wild.example.org.", "[192.0.2.8]", same},
		{"Host b.wild.example.org.", "b.wild.example.org.: no such host", same},
		{"Host x.b.wild.example.org.", "x.b.wild.example.org.: no such host", same},
		{"Host wild.example.org.", "wild.example.org.: no such host", same},

		{"Host dotless.example.org.", "[192.0.2.2 192.0.2.3 2001:db8::2]", same},
		{"CNAME dotless.example.org.", "BOTH.example.org.", same},
	} {
		if tt.own == same {
			tt.own = tt.net
		}
		if got := lookup(newServer(t, zones(), false).NewResolver(), tt.call); got != tt.net {
			t.Errorf("net.Resolver: %s: %s; want %s", tt.call, got, tt.net)
		}
		if got := lookup(&mockdns.Resolver{Zones: zones()}, tt.call); got != tt.own {
			t.Errorf("Resolver: %s: %s; want %s", tt.call, got, tt.own)
		}
	}
}

// The Resolver finds a Zone by a rule of its own, the server by that of package fakedns: they are one, also where a wildcard,
// a name and the names between them are in each other's way (RFC 4592 §2.2.1).
func TestWildcards(t *testing.T) {
	owners := []string{"*.", "a.", "*.a.", "b.a.", "*.b.a.", "c.b.a."}
	names := append([]string{"x.", "x.a.", "y.x.a.", "x.b.a.", "y.x.b.a.", "*.x.a.", "A.", "."}, owners...)
	for set := range 1 << len(owners) {
		zones := map[string]mockdns.Zone{}
		for i, owner := range owners {
			if set>>i&1 == 1 {
				zones[owner] = mockdns.Zone{TXT: []string{owner}, AD: true}
			}
		}
		srv := newServer(t, zones, false)
		for _, name := range names {
			txt, _ := srv.Resolver().LookupTXT(t.Context(), name)
			want := fmt.Sprintf("ad=%t %q", len(txt) == 1, txt)
			w := new(writer)
			srv.ServeDNS(w, new(dns.Msg).SetQuestion(name, dns.TypeTXT))
			txt = []string{}
			for _, rr := range w.m.Answer {
				txt = append(txt, rr.(*dns.TXT).Txt...)
			}
			if got := fmt.Sprintf("ad=%t %q", w.m.AuthenticatedData, txt); got != want {
				t.Errorf("%q: %s: server: %s; Resolver: %s", slices.Sorted(maps.Keys(zones)), name, got, want)
			}
		}
	}
}
