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

func TestNoAAAAAnswersWithoutAsking(t *testing.T) {
	for family, want := range map[inet.Family]string{
		inet.AF_UNSPEC: "AF_INET 1/6 198.51.100.1:80",
		inet.AF_INET:   "AF_INET 1/6 198.51.100.1:80",
		inet.AF_INET6:  "EAI_NODATA",
	} {
		on(t, withOptions("no-aaaa"), func(t *testing.T, m *scenario.Machine) {
			got := lines(m.Resolver.Getaddrinfo(t.Context(), "both", "80", &resolver.Hints{Family: family, Socktype: stream}))
			if got != want || strings.Contains(m.DNS.Log(), "AAAA") {
				t.Errorf("%s: got %s, asked\n%s", family, got, m.DNS.Log())
			}
		})
	}
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
