package capture_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver"
	"netdb.example/resolver/capture"
	"netdb.example/resolver/scenario"
)

// A lookup is a call that a test makes on a machine, and again on the one that it was captured as.
type lookup struct {
	name string
	do   func(ctx context.Context, r *resolver.Resolver) (any, error)
}

var (
	www = lookup{"gethostbyname_ex www", func(ctx context.Context, r *resolver.Resolver) (any, error) {
		return r.GethostbynameEx(ctx, "www")
	}}
	wwwBoth = lookup{"getaddrinfo www http", func(ctx context.Context, r *resolver.Resolver) (any, error) {
		return r.Getaddrinfo(ctx, "www", "http", nil)
	}}
	reverse = lookup{"gethostbyaddr 192.0.2.1", func(ctx context.Context, r *resolver.Resolver) (any, error) {
		return r.Gethostbyaddr(ctx, netip.MustParseAddr("192.0.2.1"))
	}}
	fqdn = lookup{"getfqdn", func(ctx context.Context, r *resolver.Resolver) (any, error) {
		return r.Getfqdn(ctx, ""), nil
	}}
	hurried = lookup{"getaddrinfo www, for 3 s", func(ctx context.Context, r *resolver.Resolver) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		return r.Getaddrinfo(ctx, "www", "http", nil)
	}}
)

// An outcome is what there is to compare of a lookup.
type outcome struct {
	result string
	took   time.Duration
	asked  []string // sorted: A and AAAA are asked at once
}

func (l lookup) on(t *testing.T, r *resolver.Resolver, m *scenario.Machine) outcome {
	start := time.Now()
	v, err := l.do(t.Context(), r)
	o := outcome{result: fmt.Sprintf("%+v, %v", reflect.Indirect(reflect.ValueOf(v)), err), took: time.Since(start)}
	for _, q := range m.DNS.Queries() {
		o.asked = append(o.asked, q.At.String()+" "+q.String())
	}
	slices.Sort(o.asked)
	return o
}

const office = `
-- hostname --
desk
-- interfaces --
1:lo up,loopback 127.0.0.1/8 ::1/128
4:eth0 up,broadcast,multicast,running 192.0.2.10/24 2001:db8::10/64 2001:db8::11/64,deprecated
9:sit0 up,pointtopoint,tunnel 10.9.0.1/32,peer=10.9.0.2/32 10.9.0.1/32,peer=10.9.0.3/32 2001:db8:9::1/64,deprecated,home
-- env --
RES_OPTIONS=timeout:1
-- etc/resolv.conf --
nameserver 192.0.2.53
nameserver 192.0.2.54
search example.org
-- etc/hosts --
127.0.1.1 desk.example.org desk
-- etc/services --
http 80/tcp
-- etc/nsswitch.conf --
hosts: files dns
-- zone --
$ORIGIN example.org.
@    SOA ns admin 1 3600 600 86400 60
www  CNAME web
web  A 192.0.2.1
     A 198.51.100.1
     AAAA 2001:db8::1
1.2.0.192.in-addr.arpa. PTR web
`

// What has been captured gives the same result, after the same time, for the same queries at the same times.
func TestCapturedLookupReplays(t *testing.T) {
	for _, tt := range []struct {
		name, more string // files besides those of office
		lookups    []lookup
	}{
		{"nothing goes wrong", "", []lookup{www, wwwBoth, reverse, fqdn}},
		{"the source for IPv6 is deprecated", "-- routes --\n2001:db8::/32 2001:db8::11/64,deprecated\n", []lookup{wwwBoth}},
		{"the source of one address is at home", "-- routes --\n198.51.100.0/24 10.9.0.1/32,home\n", []lookup{wwwBoth}},
		{"the source of one address is a tunnel's", "-- routes --\n192.0.2.0/24 192.0.2.10/24,tunnel\n", []lookup{wwwBoth}},
		{"queries of another kind", "-- dns --\nmix-case no-edns\n", []lookup{www, wwwBoth}},
		{"the first server is silent", "-- faults --\n192.0.2.53 -> drop\n", []lookup{www, wwwBoth, reverse}},
		{"the second server is slow", "-- faults --\n192.0.2.53 -> drop\n192.0.2.54 -> delay 900ms\n", []lookup{www, wwwBoth}},
		{"nobody answers", "-- faults --\nany -> drop\n", []lookup{www, wwwBoth, hurried}},
		{"nobody listens", "-- faults --\nany -> refuse\n", []lookup{www, wwwBoth}},
		{"no way to the servers", "-- faults --\ndial -> unreachable\n", []lookup{www, wwwBoth}},
		{"no descriptors", "-- faults --\ndial -> drop, error 1ms EMFILE\n", []lookup{www, wwwBoth}},
		{"a dial hangs", "-- faults --\ndial tcp -> drop\nany -> truncate\n", []lookup{www, wwwBoth, hurried}},
		{"SERVFAIL", "-- faults --\n192.0.2.53 -> rcode SERVFAIL\n", []lookup{www, wwwBoth, reverse}},
		{"truncation", "-- faults --\nudp -> truncate\ndial tcp -> delay 70ms\n", []lookup{www, wwwBoth}},
		{"TCP in pieces", "-- faults --\nudp -> truncate\ntcp -> slow-drip 5 20ms\n", []lookup{www, wwwBoth}},
		{"TCP ends amid an answer", "-- faults --\nudp -> truncate\ntcp -> close-mid 20\n", []lookup{www, wwwBoth}},
		{"TCP is reset", "-- faults --\nudp -> truncate\ntcp -> reset\n", []lookup{www, wwwBoth}},
		{"forgeries", "-- faults --\nany -> spoof-before 5ms wrong-id\nany -> spoof-before 5ms wrong-question x.example.org.\n", []lookup{www, wwwBoth}},
		{"junk", "-- faults --\nany -> spoof-before 5ms garbage\nany -> spoof-before 5ms garbage 000102\n", []lookup{www, wwwBoth}},
		{"a lossy network", "-- faults --\nany -> lossy loss=30% duplicate=30% reorder=30% corrupt=30% jitter=50ms seed=3\n", []lookup{www, wwwBoth, reverse}},
		{"a mapped address", "-- etc/gai.conf --\nprecedence ::ffff:0:0/96 100\n", []lookup{wwwBoth}},
		{"hosts appear in time", "-- faults --\nany -> drop\n-- 1500ms/etc/hosts --\n192.0.2.9 www\n", []lookup{www, www}},
		{"hosts vanish in time", "-- faults --\nany -> drop\n-- 500ms/removed --\netc/hosts\n", []lookup{www, fqdn}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, l := range tt.lookups {
				synctest.Test(t, func(t *testing.T) { replays(t, office+tt.more, l) })
			}
		})
	}
}

func machine(t *testing.T, text string) (*scenario.Machine, fs.FS) {
	t.Helper()
	fsys, err := scenario.Txtar([]byte(text))
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	return m, fsys
}

func replays(t *testing.T, text string, l lookup) {
	m, _ := machine(t, text)
	rec := capture.Record(m.Resolver)
	want := l.on(t, rec.Resolver(), m)
	captured := string(rec.Scenario())
	if rec.Resolver().DNS != m.Resolver.DNS {
		t.Errorf("%s: recorded with the options %q, not %q", l.name, rec.Resolver().DNS, m.Resolver.DNS)
	}
	m, fsys := machine(t, captured)
	got := l.on(t, m.Resolver, m)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %v\nwant %v\n%s", l.name, got, want, captured)
	}
	for _, f := range m.DNS.Unused() {
		t.Errorf("%s: the fault %s is not met:\n%s", l.name, f, captured)
	}
	if again, err := scenario.Format(fsys); err != nil || string(again) != captured {
		t.Errorf("prints as:\n%s\n%v", again, err)
	}
}

// The whole of a capture, but for its seed.
func TestScenario(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := machine(t, office+"-- faults --\nAAAA -> delay 20ms\n192.0.2.53 A #1 -> drop\n")
		rec := capture.Record(m.Resolver)
		if _, err := wwwBoth.do(t.Context(), rec.Resolver()); err != nil {
			t.Fatal(err)
		}
		got := string(rec.Scenario(scenario.Call{Args: []string{"getaddrinfo", "www", "http"}}))
		before, after, _ := strings.Cut(got, "-- seed --\n")
		_, after, _ = strings.Cut(after, "\n")
		if got = before + "-- seed --\n...\n" + after; got != captured {
			t.Errorf("got:\n%s\nwant:\n%s", got, captured)
		}
	})
}

// A variable that is set and empty is none that is not set, nor is a blank in front nothing: names are tried as they are then.
func TestRecordEmptyLocalDomain(t *testing.T) {
	for _, env := range []string{"LOCALDOMAIN=", "LOCALDOMAIN= sub.example.org"} {
		synctest.Test(t, func(t *testing.T) {
			m, _ := machine(t, strings.Replace(office, "RES_OPTIONS=timeout:1", env, 1))
			rec := capture.Record(m.Resolver)
			notFound := func(r *resolver.Resolver) {
				if addr, err := r.Gethostbyname(t.Context(), "www"); !errors.Is(err, resolver.EAI_NONAME) {
					t.Errorf("%s: got %v, %v in:\n%s", env, addr, err, rec.Scenario())
				}
			}
			notFound(rec.Resolver())
			if !strings.Contains(string(rec.Scenario()), "\n"+env+"\n") {
				t.Errorf("%s: captured:\n%s", env, rec.Scenario())
			}
			again, _ := machine(t, string(rec.Scenario()))
			notFound(again.Resolver)
		})
	}
}

const captured = `-- hostname --
desk
-- interfaces --
1:lo up,loopback 127.0.0.1/8 ::1/128
4:eth0 up,broadcast,multicast,running 192.0.2.10/24 2001:db8::10/64 2001:db8::11/64,deprecated
9:sit0 up,pointtopoint,tunnel 10.9.0.1/32,peer=10.9.0.2/32 10.9.0.1/32,peer=10.9.0.3/32 2001:db8:9::1/64,deprecated,home
-- routes --
192.0.2.1 192.0.2.10/24
198.51.100.1 192.0.2.10/24
2001:db8::1 2001:db8::10/64
-- env --
RES_OPTIONS=timeout:1
-- seed --
...
-- etc/hosts --
127.0.1.1 desk.example.org desk
-- etc/nsswitch.conf --
hosts: files dns
-- etc/resolv.conf --
nameserver 192.0.2.53
nameserver 192.0.2.54
search example.org
-- etc/services --
http 80/tcp
-- faults --
# What is not below has no answer.
any -> drop
# NOERROR
#   www.example.org. 300 CNAME web.example.org.
#   web.example.org. 300 AAAA 2001:db8::1
udp 192.0.2.53:53 www.example.org. AAAA #1 -> send 20ms 00008180000100020000000103777777076578616d706c65036f726700001c0001c00c000500010000012c000603776562c010c02d001c00010000012c001020010db800000000000000000000000100002904d0000000000000
# NOERROR
#   www.example.org. 300 CNAME web.example.org.
#   web.example.org. 300 A 192.0.2.1
#   web.example.org. 300 A 198.51.100.1
udp 192.0.2.54:53 www.example.org. A #1 -> send 0s 00008180000100030000000103777777076578616d706c65036f72670000010001c00c000500010000012c000603776562c010c02d000100010000012c0004c0000201c02d000100010000012c0004c633640100002904d0000000000000
-- calls --
getaddrinfo www http
`
