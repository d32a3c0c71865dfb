package resolver_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// withOptions is the machine dual with options in its resolv.conf(5).
func withOptions(options string) string {
	return strings.Replace(dual, "nameserver 192.0.2.53\n", "nameserver 192.0.2.53\noptions "+options+"\n", 1)
}

func TestSingleRequestAsksAAAAWhenAHasBeenAnswered(t *testing.T) {
	for options, want := range map[string]string{
		"timeout:5":             "A at 0s, AAAA at 0s",
		"single-request":        "A at 0s, AAAA at 1s",
		"single-request-reopen": "A at 0s, AAAA at 1s",
	} {
		on(t, withOptions(options), func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: fakedns.Delay(time.Second)})
			if _, err := m.Resolver.Getaddrinfo(t.Context(), "both", "80", nil); err != nil {
				t.Fatal(err)
			}
			at := map[uint16]time.Duration{}
			for _, q := range m.DNS.Queries() {
				at[q.Type] = q.At
			}
			if got := fmt.Sprintf("A at %v, AAAA at %v", at[dns.TypeA], at[dns.TypeAAAA]); got != want {
				t.Errorf("%s: %s, want %s", options, got, want)
			}
		})
	}
}

// With no-aaaa IPv6 addresses are never asked for: where they alone are wanted, A is, and what it finds does not count.
func TestNoAAAA(t *testing.T) {
	for _, tt := range []struct {
		node   string
		family inet.Family
		flags  resolver.Flags
		rcode  int    // of the server
		want   string // asked, and what it comes to
	}{
		{"both.example.org.", inet.AF_UNSPEC, 0, 0, "A, AF_INET 1/6 198.51.100.1:80"},
		{"both.example.org.", inet.AF_INET, 0, 0, "A, AF_INET 1/6 198.51.100.1:80"},
		{"both.example.org.", inet.AF_INET6, 0, 0, "A, EAI_NODATA"},
		{"both.example.org.", inet.AF_INET6, resolver.AI_V4MAPPED, 0, "A A, AF_INET6 1/6 [::ffff:198.51.100.1]:80"},
		{"six.example.org.", inet.AF_UNSPEC, 0, 0, "A, EAI_NODATA"},
		{"six.example.org.", inet.AF_INET6, 0, 0, "A, EAI_NODATA"},
		{"nosuch.example.org.", inet.AF_UNSPEC, 0, 0, "A, EAI_NONAME"},
		{"nosuch.example.org.", inet.AF_INET6, 0, 0, "A, EAI_NONAME"},
		{"both.example.org.", inet.AF_UNSPEC, 0, dns.RcodeServerFailure, "A, EAI_AGAIN"},
		{"both.example.org.", inet.AF_INET6, 0, dns.RcodeServerFailure, "A, EAI_AGAIN"},
	} {
		on(t, withOptions("no-aaaa attempts:1"), func(t *testing.T, m *scenario.Machine) {
			if tt.rcode != 0 {
				m.DNS.Inject(fakedns.Fault{Do: fakedns.Rcode(tt.rcode)})
			}
			answer := lines(m.Resolver.Getaddrinfo(t.Context(), tt.node, "80", &resolver.Hints{Family: tt.family, Flags: tt.flags, Socktype: stream}))
			var asked []string
			for _, q := range m.DNS.Queries() {
				asked = append(asked, dns.Type(q.Type).String())
			}
			if got := strings.Join(asked, " ") + ", " + answer; got != tt.want {
				t.Errorf("%s %s %s: %s, want %s", tt.node, tt.family, tt.flags, got, tt.want)
			}
		})
	}
}

// Its search goes on, since the name is one without data.
func TestNoAAAASearches(t *testing.T) {
	on(t, withOptions("no-aaaa"), func(t *testing.T, m *scenario.Machine) {
		_, err := m.Resolver.Getaddrinfo(t.Context(), "both", "80", &resolver.Hints{Family: inet.AF_INET6})
		if len(m.DNS.Queries()) != 2 || code(err) != "EAI_NODATA" || !strings.Contains(err.Error(), "no-aaaa") {
			t.Errorf("%v, asked\n%s", err, m.DNS.Log())
		}
	})
}

func TestTheADBitCountsWithTrustADOnly(t *testing.T) {
	authenticated := fakedns.Handler(func(q *dns.Msg) *dns.Msg {
		m := new(dns.Msg).SetReply(q)
		m.AuthenticatedData = true
		record, _ := dns.NewRR(q.Question[0].Name + " A 192.0.2.1")
		m.Answer = []dns.RR{record}
		return m
	})
	for options, want := range map[string]bool{"trust-ad": true, "timeout:5": false} {
		on(t, withOptions(options), func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(fakedns.Fault{Do: authenticated})
			r, err := m.Resolver.Resolve(t.Context(), "both", "80", &resolver.Hints{Family: inet.AF_INET})
			if err != nil || r.AuthenticatedData != want {
				t.Errorf("%s: %+v, %v", options, r, err)
			}
		})
	}
	on(t, withOptions("trust-ad"), func(t *testing.T, m *scenario.Machine) { // but the server did not set it
		r, err := m.Resolver.Resolve(t.Context(), "both", "80", &resolver.Hints{Family: inet.AF_INET})
		if err != nil || r.AuthenticatedData {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
