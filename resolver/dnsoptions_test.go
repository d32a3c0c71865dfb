package resolver_test

import (
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

// What a Resolver's DNS says is what its queries have on the wire: all that it asks, be it for addresses or for records.
func TestDNSOptionsAreOfEachQuery(t *testing.T) {
	for _, tt := range []struct {
		options             resolver.DNSOptions
		edns, cookie, mixed bool
	}{
		{resolver.DNSOptions{}, true, true, false},
		{resolver.DNSOptions{NoCookies: true}, true, false, false},
		{resolver.DNSOptions{NoEDNS: true}, false, false, false},
		{resolver.DNSOptions{MixCase: true}, true, true, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, "www.example.org. A 192.0.2.1\nwww.example.org. MX 1 www.example.org.")
			r := &resolver.Resolver{
				Dial:   srv.Dial,
				Conf:   &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}},
				DNS:    tt.options,
				System: resolver.System{Rand: func() uint64 { return 0b0101101 }},
			}
			r.Gethostbyname(t.Context(), "www.example.org.")
			r.LookupMX(t.Context(), "www.example.org.")
			if n := len(srv.Queries()); n != 2 {
				t.Errorf("%+v: %d queries", tt.options, n)
			}
			for _, q := range srv.Queries() {
				opt := q.Msg.IsEdns0()
				cookie := opt != nil && len(opt.Option) == 1 && opt.Option[0].Option() == dns.EDNS0COOKIE
				if mixed := q.Name != strings.ToLower(q.Name); (opt != nil) != tt.edns || cookie != tt.cookie || mixed != tt.mixed {
					t.Errorf("%+v: asked for %s with %v", tt.options, q.Name, opt)
				}
			}
		})
	}
}
