package resolver

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

const cacheZone = `
$ORIGIN example.test.
@     3600 IN SOA ns hostmaster 1 7200 3600 1209600 30
www   60   IN CNAME host
host  20   IN A    192.0.2.1
host  20   IN A    192.0.2.2
host  40   IN AAAA 2001:db8::1
four  60   IN A    192.0.2.4
1.2.0.192.in-addr.arpa. 60 IN PTR host
mail  60   IN MX   20 b.example.test.
mail  60   IN MX   10 a.example.test.
post  20   IN CNAME mail
`

// withCache is a Resolver with a Cache, and its servers.
func withCache(t *testing.T) (*Resolver, *fakedns.Server) {
	srv := fakedns.New(t, cacheZone)
	conf := &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}, Search: []string{"no.test", "example.test"}, Ndots: 1}
	return &Resolver{Dial: srv.Dial, Conf: conf, Cache: &dnscache.Cache{}, System: System{
		FS:         fstest.MapFS{"etc/nsswitch.conf": {Data: []byte("hosts: dns\n")}},
		Interfaces: func() ([]Interface, error) { return nil, nil },
		Source:     func(dst netip.Addr) (addrselect.Source, bool) { return addrselect.Source{}, false },
	}}, srv
}

// Each step comes some time after the one before, and asks the servers so many questions.
func TestCache(t *testing.T) {
	addrs := func(name string, af inet.Family) func(*testing.T, *Resolver) string {
		return func(t *testing.T, r *Resolver) string {
			result, err := r.Resolve(t.Context(), name, "", &Hints{Family: af, Socktype: SOCK_STREAM})
			if err != nil {
				return outcomeText(err)
			}
			return fmt.Sprint(result.Canonname, " ", len(result.Addrs), " for ", result.TTL)
		}
	}
	both, four, six := inet.AF_UNSPEC, inet.AF_INET, inet.AF_INET6
	back := func(t *testing.T, r *Resolver) string {
		h, err := r.Gethostbyaddr(t.Context(), netip.MustParseAddr("192.0.2.1"))
		if err != nil {
			return outcomeText(err)
		}
		return h.Name
	}
	mail := func(name string) func(*testing.T, *Resolver) string {
		return func(t *testing.T, r *Resolver) string {
			all, err := Records[*dns.MX](t.Context(), r, name)
			if err != nil {
				return outcomeText(err)
			}
			for _, mx := range all {
				defer func() { mx.Mx, mx.Hdr.Ttl = "spoiled.test.", 0 }()
			}
			return fmt.Sprint(all[0].Mx, " of ", len(all), " for ", all[0].Hdr.Ttl)
		}
	}
	names := func(t *testing.T, r *Resolver) string {
		names, err := r.LookupAddr(t.Context(), "192.0.2.1")
		if err != nil {
			t.Error(err)
		}
		return strings.Join(names, " ")
	}
	message := func(t *testing.T, r *Resolver) string {
		m, err := r.Query(t.Context(), "mail.example.test.", dns.TypeMX)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(len(m.Answer))
	}
	type step struct {
		after time.Duration
		ask   func(*testing.T, *Resolver) string
		want  string
		asked int
	}
	for _, tt := range []struct {
		name   string
		faults string
		steps  []step
	}{
		{"an answer, until its first record is over", "", []step{
			{0, addrs("host.example.test.", both), "host.example.test 3 for 20s", 2},
			{19 * time.Second, addrs("host.example.test.", both), "host.example.test 3 for 1s", 0},
			{time.Second, addrs("host.example.test.", both), "host.example.test 3 for 20s", 1}, // AAAA has 20 s left
			{0, addrs("host.example.test.", four), "host.example.test 2 for 20s", 0},
			{0, addrs("host.example.test.", six), "host.example.test 1 for 20s", 0},
		}},
		{"the search list, with what is not there", "", []step{
			{0, addrs("four", both), "four.example.test 1 for 1m0s", 4},
			{0, addrs("four", both), "four.example.test 1 for 1m0s", 0},
		}},
		{"no data, and no name, as long as the SOA says", "", []step{
			{0, addrs("four.example.test.", six), "EAI_NODATA", 1},
			{0, addrs("nobody.example.test.", four), "EAI_NONAME", 1},
			{0, addrs("nobody.example.test.", both), "EAI_NONAME", 0},
			{29 * time.Second, addrs("four.example.test.", six), "EAI_NODATA cached", 0},
			{time.Second, addrs("four.example.test.", six), "EAI_NODATA", 1},
		}},
		{"a failure, for a second", "any -> rcode SERVFAIL", []step{
			{0, addrs("four.example.test.", four), "EAI_AGAIN", 2},
			{999 * time.Millisecond, addrs("four.example.test.", four), "EAI_AGAIN cached", 0},
			{time.Millisecond, addrs("four.example.test.", four), "EAI_AGAIN", 2},
			{1999 * time.Millisecond, addrs("four.example.test.", four), "EAI_AGAIN cached", 0},
		}},
		{"records, until the first of their chain is over", "", []step{
			{0, mail("post.example.test."), "a.example.test. of 2 for 60", 1},
			{19 * time.Second, mail("post.example.test."), "a.example.test. of 2 for 41", 0},
			{time.Second, mail("post.example.test."), "a.example.test. of 2 for 60", 1},
		}},
		{"records of a search list", "", []step{
			{0, mail("mail"), "a.example.test. of 2 for 60", 2},
			{0, mail("mail"), "a.example.test. of 2 for 60", 0},
		}},
		{"no such records", "", []step{
			{0, mail("four.example.test."), "EAI_NODATA", 1},
			{0, mail("four.example.test."), "EAI_NODATA", 0},
			{0, addrs("four.example.test.", four), "four.example.test 1 for 1m0s", 1},
		}},
		{"no name for addresses is none for records", "", []step{
			{0, addrs("nobody.example.test.", four), "EAI_NONAME", 1},
			{0, mail("nobody.example.test."), "EAI_NONAME", 0},
		}},
		{"no name for records is none for addresses", "", []step{
			{0, mail("nobody.example.test."), "EAI_NONAME", 1},
			{0, addrs("nobody.example.test.", both), "EAI_NONAME", 0},
		}},
		{"no answer with records, for a second", "any -> rcode SERVFAIL", []step{
			{0, mail("mail.example.test."), "EAI_AGAIN", 2},
			{999 * time.Millisecond, mail("mail.example.test."), "EAI_AGAIN", 0},
			{time.Millisecond, mail("mail.example.test."), "EAI_AGAIN", 2},
		}},
		{"the names of an address", "", []step{{0, names, "host.example.test.", 1}, {59 * time.Second, names, "host.example.test.", 0}, {time.Second, names, "host.example.test.", 1}}},
		{"a message is the server's", "", []step{{0, mail("mail.example.test."), "a.example.test. of 2 for 60", 1}, {0, message, "2", 1}, {0, message, "2", 1}}},
		{"the way back", "", []step{{0, back, "host.example.test", 1}, {59 * time.Second, back, "host.example.test", 0}, {time.Second, back, "host.example.test", 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, srv := withCache(t)
				faults, err := fakedns.ParseFaults("faults", tt.faults)
				if err != nil {
					t.Fatal(err)
				}
				srv.Inject(faults...)
				asked := 0
				for i, s := range tt.steps {
					time.Sleep(s.after)
					got := s.ask(t, r)
					now := len(srv.Queries())
					if s.asked == 0 && strings.HasPrefix(s.want, "EAI") && !strings.HasSuffix(s.want, "cached") {
						s.want += " cached"
					}
					if got != s.want || now-asked != s.asked {
						t.Errorf("step %d: got %s with %d queries, want %s with %d", i, got, now-asked, s.want, s.asked)
					}
					asked = now
				}
			})
		})
	}
}

// outcomeText is the code of err, and whether it was cached.
func outcomeText(err error) string {
	var e *Error
	var cached dnscache.Error
	errors.As(err, &e)
	if errors.As(err, &cached) {
		return e.Code.String() + " cached"
	}
	return e.Code.String()
}

// A family that failed is kept as such: that it makes the other one fail is StrictErrors' doing, and of no other Resolver on the Cache.
func TestCacheWithStrictErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		strict, srv := withCache(t)
		strict.StrictErrors = true
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Rcode(dns.RcodeServerFailure)})
		lenient := &Resolver{Dial: strict.Dial, Conf: strict.Conf, Cache: strict.Cache, System: strict.System}
		for i, tt := range []struct {
			after time.Duration
			r     *Resolver
			want  string
			asked int
		}{
			{0, strict, "EAI_AGAIN", 3}, // A, and AAAA twice
			{0, strict, "EAI_AGAIN cached", 0},
			{0, lenient, "2", 0},
			{time.Second, strict, "EAI_AGAIN", 2},
			{time.Second, lenient, "2", 0},
			{time.Second, lenient, "2", 2},
		} {
			time.Sleep(tt.after)
			before := len(srv.Queries())
			addrs, err := tt.r.Getaddrinfo(t.Context(), "host.example.test.", "", &Hints{Socktype: SOCK_STREAM})
			got := fmt.Sprint(len(addrs))
			if err != nil {
				got = outcomeText(err)
			}
			if asked := len(srv.Queries()) - before; got != tt.want || asked != tt.asked {
				t.Errorf("%d: got %s with %d queries, want %s with %d", i, got, asked, tt.want, tt.asked)
			}
		}
	})
}

// Other servers may say something else, and so may the same ones of whom the AD bit is asked for.
func TestTheCacheKeepsServersApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, srv := withCache(t)
		others := func(change func(*resolvconf.Config)) *Resolver {
			conf := *r.Conf
			change(&conf)
			return &Resolver{Dial: r.Dial, Conf: &conf, Cache: r.Cache, System: r.System}
		}
		first, second := netip.MustParseAddrPort("192.0.2.53:53"), netip.MustParseAddrPort("192.0.2.54:53")
		for i, tt := range []struct {
			r     *Resolver
			asked int
		}{
			{r, 1},
			{others(func(c *resolvconf.Config) { c.Search = nil }), 0},
			{others(func(c *resolvconf.Config) { c.Servers = []netip.AddrPort{second} }), 1},
			{others(func(c *resolvconf.Config) { c.Servers = []netip.AddrPort{first, second} }), 1},
			{others(func(c *resolvconf.Config) { c.Servers = []netip.AddrPort{second, first, first} }), 0},
			{others(func(c *resolvconf.Config) { c.TrustAD = true }), 1},
		} {
			before := len(srv.Queries())
			if _, err := tt.r.Gethostbyname(t.Context(), "four.example.test"); err != nil {
				t.Fatal(err)
			}
			if asked := len(srv.Queries()) - before; asked != tt.asked {
				t.Errorf("%d: asked %d times, want %d", i, asked, tt.asked)
			}
		}
	})
}

// A family that is there goes ahead of the other with a Cache too, and a trace tells what was kept.
func TestStreamWithCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, srv := withCache(t)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Delay(3 * time.Second)})
		var kept []bool
		ctx := WithTrace(t.Context(), &Trace{Search: func(s TraceSearch) { kept = append(kept, s.Cached) }})
		for range 2 {
			var got []string
			begun := time.Now()
			for a, err := range r.Stream(ctx, "host.example.test", "", &Hints{Socktype: SOCK_STREAM}) {
				got = append(got, fmt.Sprint(a.Addr.Addr(), err, time.Since(begun)))
			}
			want := []string{"192.0.2.1 <nil> 0s", "192.0.2.2 <nil> 0s", "2001:db8::1 <nil> 3s"}
			if len(kept) == 2 {
				want[2] = "2001:db8::1 <nil> 0s"
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		if !slices.Equal(kept, []bool{false, true}) {
			t.Errorf("kept: %v", kept)
		}
	})
}
