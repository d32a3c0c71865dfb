package resolver_test

import (
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// An answer is the message, whatever it says; only what is none is an error.
func TestQuery(t *testing.T) {
	for _, tt := range []struct {
		name    string
		qtype   uint16
		rcode   int
		records int
		err     string
	}{
		{"both.example.org", dns.TypeA, dns.RcodeSuccess, 1, ""},
		{"alias.example.org.", dns.TypeA, dns.RcodeSuccess, 3, ""},
		{"none.example.org", dns.TypeTXT, dns.RcodeSuccess, 1, ""},
		{"sip._tcp.example.org", dns.TypeTXT, dns.RcodeSuccess, 1, ""},
		{"none.example.org", dns.TypeA, dns.RcodeSuccess, 0, ""},
		{"nosuch.example.org", dns.TypeA, dns.RcodeNameError, 0, ""},
		{"both", dns.TypeA, dns.RcodeNameError, 0, ""}, // absolute: the search list does not count
		{"a.localhost", dns.TypeA, 0, 0, "EAI_NONAME"},
		{"a..b", dns.TypeA, 0, 0, "EAI_NONAME"},
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			msg, err := m.Resolver.Query(t.Context(), tt.name, tt.qtype)
			switch {
			case err != nil || tt.err != "":
				if msg != nil || code(err) != tt.err {
					t.Errorf("%s: %v, %v", tt.name, msg, err)
				}
			case msg.Rcode != tt.rcode || len(msg.Answer) != tt.records:
				t.Errorf("%s: got\n%v", tt.name, msg)
			}
		})
	}
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Rcode(dns.RcodeServerFailure)})
		if _, err := m.Resolver.Query(t.Context(), "both.example.org", dns.TypeA); code(err) != "EAI_AGAIN" {
			t.Errorf("SERVFAIL: %v", err)
		}
	})
}
