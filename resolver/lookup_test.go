package resolver_test

import (
	"context"
	"errors"
	"net"
	"reflect"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

const lookupFiles = `
-- hostname --
host.example.org
-- interfaces --
lo   up,loopback  127.0.0.1/8 ::1/128
eth0 up           192.0.2.10/24 2001:db8::10/64
-- etc/hosts --
192.0.2.1 first.example.org first
192.0.2.1 second
192.0.2.2 short
-- etc/host.conf --
multi on
-- etc/services --
www 8080/tcp web
diameter 3868/sctp
-- etc/resolv.conf --
search example.org sub.example.org
nameserver 192.0.2.53
-- zone --
$ORIGIN example.org.
@       SOA ns hostmaster 1 3600 600 86400 300
first   A 198.51.100.1
inside  A 198.51.100.2
        MX 10 mail
        TXT inside
_sip._tcp.sub SRV 0 0 5060 inside
inside.sub TXT deeper
2.100.51.198.in-addr.arpa. PTR inside
`

// The lookups go where getaddrinfo(3) and gethostbyaddr(3) go: by nsswitch.conf(5) to hosts(5), and through the search list.
func TestLookupPath(t *testing.T) {
	for _, tt := range []struct {
		name  string
		call  func(ctx context.Context, r *resolver.Resolver) string
		want  string
		asked string
	}{
		{"hosts(5) first", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupHost(ctx, "first")) }, "[192.0.2.1]", ""},
		{"a final dot is for the DNS", func(ctx context.Context, r *resolver.Resolver) string {
			return told(r.LookupIPAddr(ctx, "first.example.org."))
		}, "[{198.51.100.1 }]", "first A, first AAAA"},
		{"the search list", func(ctx context.Context, r *resolver.Resolver) string {
			return told(r.LookupNetIP(ctx, "ip4", "inside"))
		}, "[198.51.100.2]", "inside A"},
		{"for other records, too", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupMX(ctx, "inside")) }, "[{mail.example.org. 10}]", "inside MX"},
		{"until there are such records", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupTXT(ctx, "inside.sub")) }, "[deeper]",
			"inside.sub.. TXT, inside.sub TXT"},
		{"for a service", func(ctx context.Context, r *resolver.Resolver) string {
			_, all, err := r.LookupSRV(ctx, "sip", "tcp", "sub")
			return told(all, err)
		}, "[{inside.example.org. 5060 0 0}]", "_sip._tcp.sub.. SRV, _sip._tcp.sub SRV"},
		{"not a special name", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupMX(ctx, "x.onion")) }, "no such host: x.onion not found", ""},
		{"nor one that is too long", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupNS(ctx, "a..b")) }, "no such host: a..b not found", ""},
		{"the canonical name in hosts(5)", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupCNAME(ctx, "first")) }, "first.example.org.", ""},
		{"without a dot", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupCNAME(ctx, "short")) }, "short", ""},
		{"through the search list", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupCNAME(ctx, "inside")) }, "inside.example.org.", "inside A, inside AAAA"},
		{"the names of the first line of an address", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupAddr(ctx, "192.0.2.1")) }, "[first first.example.org.]", ""},
		{"a zone does not count", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupAddr(ctx, "::1%lo")) }, "[localhost]", ""},
		{":: is nobody", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupAddr(ctx, "::")) }, "no such host: :: not found", ""},
		{"names in the DNS", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupAddr(ctx, "198.51.100.2")) }, "[inside.example.org.]",
			"2.100.51.198.in-addr.arpa.. PTR"},
		{"this machine", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupHost(ctx, "localhost")) }, "[127.0.0.1 ::1]", ""},
		{"services(5)", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupPort(ctx, "tcp", "web")) }, "8080", ""},
		{"of another protocol than asked for", func(ctx context.Context, r *resolver.Resolver) string { return told(r.LookupPort(ctx, "udp", "web")) },
			"unknown port: udp/web not found", ""},
		{"of any", func(ctx context.Context, r *resolver.Resolver) string {
			return told(r.LookupPort(ctx, "ip", "diameter"))
		}, "3868", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, lookupFiles, func(t *testing.T, m *scenario.Machine) {
				if got := tt.call(t.Context(), m.Resolver); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				if got := asked(m.DNS); got != tt.asked {
					t.Errorf("asked %q, want %q", got, tt.asked)
				}
			})
		})
	}
}

// Every failure has a code behind it, and what is temporary is never "not found".
func TestLookupErrors(t *testing.T) {
	eachLookup := map[string]func(ctx context.Context, r *resolver.Resolver, name string) error{
		"host": func(ctx context.Context, r *resolver.Resolver, name string) error {
			_, err := r.LookupHost(ctx, name)
			return err
		},
		"cname": func(ctx context.Context, r *resolver.Resolver, name string) error {
			_, err := r.LookupCNAME(ctx, name)
			return err
		},
		"mx": func(ctx context.Context, r *resolver.Resolver, name string) error {
			_, err := r.LookupMX(ctx, name)
			return err
		},
		"records": func(ctx context.Context, r *resolver.Resolver, name string) error {
			_, err := resolver.Records[*dns.CAA](ctx, r, name)
			return err
		},
	}
	for _, tt := range []struct {
		name   string
		asked  string
		do     fakedns.Action
		dial   bool
		is     error
		flags  string
		server bool
	}{
		{"NXDOMAIN", "nosuch.example.org.", nil, false, resolver.EAI_NONAME, "not found", true},
		{"NODATA", "none.example.org.", nil, false, resolver.EAI_NODATA, "not found", true},
		{"SERVFAIL", "none.example.org.", fakedns.Rcode(dns.RcodeServerFailure), false, resolver.EAI_AGAIN, "temporary", true},
		{"REFUSED", "none.example.org.", fakedns.Rcode(dns.RcodeRefused), false, resolver.EAI_AGAIN, "temporary", true},
		{"FORMERR", "none.example.org.", fakedns.Rcode(dns.RcodeFormatError), false, resolver.EAI_FAIL, "", true},
		{"silence", "none.example.org.", fakedns.Drop, false, resolver.EAI_AGAIN, "timeout temporary", true},
		{"nobody listens", "none.example.org.", fakedns.Refuse, false, syscall.ECONNREFUSED, "temporary", true},
		{"no more files", "none.example.org.", fakedns.Fail(syscall.EMFILE), true, syscall.EMFILE, "temporary", true},
		{"a special name", "x.invalid.", nil, false, resolver.EAI_NONAME, "not found", false},
	} {
		for which, lookup := range eachLookup {
			t.Run(tt.name+"/"+which, func(t *testing.T) {
				on(t, dual, func(t *testing.T, m *scenario.Machine) {
					if tt.do != nil {
						m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Dial: tt.dial}, Do: tt.do})
					}
					err := lookup(t.Context(), m.Resolver, tt.asked)
					var dnsErr *net.DNSError
					if !errors.As(err, &dnsErr) || !errors.Is(err, tt.is) {
						t.Fatalf("%v is not %v", err, tt.is)
					}
					if got := flags(dnsErr); got != tt.flags {
						t.Errorf("%v is %q, want %q", err, got, tt.flags)
					}
					if (dnsErr.Server == "192.0.2.53:53") != tt.server || dnsErr.Name != tt.asked {
						t.Errorf("%#v", dnsErr)
					}
				})
			})
		}
	}
}

// TestLookupErrorText holds what a failure says: the words of package net, and what is known of why.
func TestLookupErrorText(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Name: "both.example.org."}, Do: fakedns.Rcode(dns.RcodeServerFailure)})
		for name, want := range map[string]string{
			"both.example.org.": "lookup both.example.org. on 192.0.2.53:53: server misbehaving (both.example.org. MX from udp 192.0.2.53:53: SERVFAIL)",
			"nosuch":            "lookup nosuch on 192.0.2.53:53: no such host",
			"none.example.org":  "lookup none.example.org on 192.0.2.53:53: no such host",
		} {
			if _, err := m.Resolver.LookupMX(t.Context(), name); err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		}
		_, err := resolver.Records[*dns.SOA](t.Context(), m.Resolver, "nosuch.example.org.")
		if want := `records "nosuch.example.org.": Name or service not known (nosuch.example.org. SOA from udp 192.0.2.53:53: NXDOMAIN)`; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		var f *dnsclient.Failure
		if !errors.As(err, &f) || f.Rcode != dns.RcodeNameError {
			t.Errorf("%#v", err)
		}
	})
}

// A lookup ends with its context, at once, and says so as package net does.
func TestLookupContext(t *testing.T) {
	for _, lookup := range []func(ctx context.Context, l lookups) error{
		func(ctx context.Context, l lookups) error {
			_, err := l.LookupHost(ctx, "both.example.org.")
			return err
		},
		func(ctx context.Context, l lookups) error {
			_, err := l.LookupCNAME(ctx, "both.example.org.")
			return err
		},
		func(ctx context.Context, l lookups) error {
			_, err := l.LookupTXT(ctx, "both.example.org.")
			return err
		},
		func(ctx context.Context, l lookups) error { _, err := l.LookupAddr(ctx, "198.51.100.1"); return err },
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			err := lookup(ctx, m.Resolver)
			var dnsErr *net.DNSError
			if !errors.As(err, &dnsErr) || flags(dnsErr) != "timeout temporary" || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("deadline: %v after %v", err, time.Since(start))
			}
			ctx, cancel = context.WithCancel(t.Context())
			go func() { synctest.Wait(); cancel() }()
			err = lookup(ctx, m.Resolver)
			if !errors.As(err, &dnsErr) || flags(dnsErr) != "" || dnsErr.Err != "operation was canceled" || !errors.Is(err, context.Canceled) {
				t.Errorf("cancel: %v", err)
			}
		})
	}
}

// What is of the package is of Default, and has the signatures of package net.
func TestPackageLookups(t *testing.T) {
	for _, tt := range [][2]any{
		{resolver.LookupAddr, net.LookupAddr}, {resolver.LookupCNAME, net.LookupCNAME}, {resolver.LookupHost, net.LookupHost},
		{resolver.LookupIP, net.LookupIP}, {resolver.LookupMX, net.LookupMX}, {resolver.LookupNS, net.LookupNS},
		{resolver.LookupPort, net.LookupPort}, {resolver.LookupSRV, net.LookupSRV}, {resolver.LookupTXT, net.LookupTXT},
	} {
		if ours, nets := reflect.TypeOf(tt[0]), reflect.TypeOf(tt[1]); ours != nets {
			t.Errorf("%v is not %v", ours, nets)
		}
	}
	on(t, lookupZone, func(t *testing.T, m *scenario.Machine) {
		before := resolver.Default
		resolver.Default = m.Resolver
		defer func() { resolver.Default = before }()
		_, srv, err := resolver.LookupSRV("sip", "tcp", "example.org")
		for _, got := range [][2]string{
			{told(resolver.LookupHost("four")), "[198.51.100.4]"},
			{told(resolver.LookupIP("four")), "[198.51.100.4]"},
			{told(resolver.LookupCNAME("alias")), "both.example.org."},
			{told(resolver.LookupAddr("198.51.100.4")), "[four.example.org.]"},
			{told(resolver.LookupPort("udp", "domain")), "53"},
			{told(resolver.LookupMX("nomail")), "[{. 0}]"},
			{told(resolver.LookupNS("zone")), "[{ns1.example.org.} {ns2.example.net.}]"},
			{told(resolver.LookupTXT("nosuch")), "no such host: nosuch not found"},
			{told(srv, err), "[{a.example.org. 5060 10 0} {b.example.org. 5061 20 0}]"},
		} {
			if got[0] != got[1] {
				t.Errorf("got %s, want %s", got[0], got[1])
			}
		}
	})
}
