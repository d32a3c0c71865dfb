package docs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// machine makes a machine out of a text.
func machine(t *testing.T, text string) *scenario.Machine {
	t.Helper()
	fsys, err := scenario.Txtar([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return scenario.Load(t, fsys)
}

// connect stands for your program: it says where it would connect to, or what it would tell its user.
func connect(ctx context.Context, r *resolver.Resolver, host string) string {
	ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()
	addrs, err := r.Getaddrinfo(ctx, host, "443", &resolver.Hints{Socktype: resolver.SOCK_STREAM})
	switch {
	case errors.Is(err, resolver.EAI_NONAME):
		return "no such name"
	case errors.Is(err, resolver.EAI_NODATA):
		return "no address"
	case err != nil:
		return "try again later"
	}
	return addrs[0].Addr.String()
}

func TestNotFound(t *testing.T) {
	m := machine(t, `
-- zone --
www.example.org.   A   192.0.2.1
mail.example.org.  MX  10 mx.example.net.
`)
	for host, want := range map[string]string{
		"www.example.org":    "192.0.2.1:443",
		"nosuch.example.org": "no such name", // NXDOMAIN
		"mail.example.org":   "no address",   // NODATA
	} {
		if got := connect(t.Context(), m.Resolver, host); got != want {
			t.Errorf("%s: got %s, want %s; asked:\n%s", host, got, want, m.DNS.Log())
		}
	}
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, `
-- faults --
any -> drop
`)
		start := time.Now()
		got, took := connect(t.Context(), m.Resolver, "www.example.org"), time.Since(start)
		if got != "try again later" || took != 8*time.Second {
			t.Errorf("got %s after %v; asked:\n%s", got, took, m.DNS.Trace())
		}
	})
}

func TestFailover(t *testing.T) {
	for fault, want := range map[string]time.Duration{
		"drop":           5 * time.Second, // silence costs the timeout of resolv.conf
		"rcode SERVFAIL": 0,
		"refuse":         0,
	} {
		synctest.Test(t, func(t *testing.T) {
			m := machine(t, `
-- etc/resolv.conf --
nameserver 192.0.2.53
nameserver 192.0.2.54
-- zone --
www.example.org. A 192.0.2.1
-- faults --
192.0.2.53 -> `+fault+`
`)
			start := time.Now()
			got, took := connect(t.Context(), m.Resolver, "www.example.org"), time.Since(start)
			if got != "192.0.2.1:443" || took != want {
				t.Errorf("%s: got %s after %v; asked:\n%s", fault, got, took, m.DNS.Trace())
			}
		})
	}
}

// A cache stands for that of your program.
type cache map[string]*resolver.Result

func (c cache) addr(ctx context.Context, r *resolver.Resolver, host string) string {
	if known := c[host]; known != nil && time.Now().Before(known.Expires) {
		return known.Addrs[0].Addr.String()
	}
	result, err := r.Resolve(ctx, host, "443", nil)
	if err != nil {
		return err.Error()
	}
	c[host] = result
	return result.Addrs[0].Addr.String()
}

func TestTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, `
-- zone --
www.example.org. 60 A 192.0.2.1
-- 10s/zone --
www.example.org. 60 A 192.0.2.2
`)
		c, got := cache{}, []string{}
		for _, wait := range []time.Duration{0, 59 * time.Second, time.Second} {
			time.Sleep(wait)
			got = append(got, c.addr(t.Context(), m.Resolver, "www.example.org"))
		}
		if want := []string{"192.0.2.1:443", "192.0.2.1:443", "192.0.2.2:443"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v; asked:\n%s", got, want, m.DNS.Trace())
		}
	})
}

func TestSlowAAAA(t *testing.T) {
	for deadline, want := range map[time.Duration]string{
		8 * time.Second: "[2001:db8::1]:443 after 3s", // it waits for both
		time.Second:     "192.0.2.1:443 after 1s",     // what there is when time is up
	} {
		synctest.Test(t, func(t *testing.T) {
			m := machine(t, `
-- zone --
www.example.org.  A     192.0.2.1
www.example.org.  AAAA  2001:db8::1
-- faults --
AAAA -> delay 3s
`)
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			start := time.Now()
			if got := fmt.Sprint(connect(ctx, m.Resolver, "www.example.org"), " after ", time.Since(start)); got != want {
				t.Errorf("got %s, want %s; asked:\n%s", got, want, m.DNS.Trace())
			}
		})
	}
}

func TestSearchList(t *testing.T) {
	m := machine(t, `
-- etc/resolv.conf --
nameserver 192.0.2.53
search eu.example.org example.org
options ndots:2
-- zone --
db.example.org.           A  192.0.2.7
db.internal.example.org.  A  192.0.2.8
`)
	for _, host := range []string{"db", "db.internal", "db.example.org."} {
		if _, err := m.Resolver.Gethostbyname(t.Context(), host); err != nil {
			t.Error(err)
		}
	}
	if got := m.DNS.Log(); got != searchList {
		t.Errorf("asked:\n%s\nwant:\n%s", got, searchList)
	}
}

const searchList = `udp 192.0.2.53:53 db.eu.example.org. A
udp 192.0.2.53:53 db.example.org. A
udp 192.0.2.53:53 db.internal.eu.example.org. A
udp 192.0.2.53:53 db.internal.example.org. A
udp 192.0.2.53:53 db.example.org. A
`

func TestTruncation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, `
-- zone --
www.example.org. A 192.0.2.1
-- faults --
udp -> truncate
tcp -> slow-drip 5 100ms
`)
		if got := connect(t.Context(), m.Resolver, "www.example.org"); got != "192.0.2.1:443" {
			t.Errorf("got %s; asked:\n%s", got, m.DNS.Trace())
		}
	})
}

func TestLossyNetwork(t *testing.T) {
	for seed := range 100 {
		synctest.Test(t, func(t *testing.T) {
			m := machine(t, fmt.Sprintf(`
-- zone --
www.example.org. A 192.0.2.1
-- faults --
any -> lossy loss=30%% duplicate=10%% corrupt=10%% latency=20ms jitter=10ms seed=%d
`, seed))
			if got := connect(t.Context(), m.Resolver, "www.example.org"); got != "192.0.2.1:443" && got != "try again later" {
				t.Errorf("seed %d: got %s; asked:\n%s", seed, got, m.DNS.Trace())
			}
		})
	}
}

func TestForgedAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, "-- zone --\nwww.example.org. A 192.0.2.1\n")
		evil, err := fakedns.Answer("A 192.0.2.66")
		if err != nil {
			t.Fatal(err)
		}
		forge := func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet { return fakedns.WrongID(q, evil(q, out)) }
		m.DNS.Inject(fakedns.Fault{Do: fakedns.SpoofBefore(forge, 5*time.Millisecond)})
		if got := connect(t.Context(), m.Resolver, "www.example.org"); got != "192.0.2.1:443" {
			t.Errorf("got %s; asked:\n%s", got, m.DNS.Trace())
		}
	})
}

func TestNoDescriptors(t *testing.T) {
	m := machine(t, `
-- zone --
www.example.org. A 192.0.2.1
-- faults --
dial -> drop, error 0s EMFILE
`)
	if got := connect(t.Context(), m.Resolver, "www.example.org"); got != "try again later" {
		t.Errorf("got %s", got)
	}
}
