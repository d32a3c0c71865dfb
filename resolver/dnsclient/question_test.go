package dnsclient

import (
	"testing"

	"github.com/miekg/dns"
)

// Questions that are equal are found with each other, and others are not, but for a chance of one in 2^32.
func TestEqualQuestionsHaveOneKey(t *testing.T) {
	for _, tt := range []struct {
		a, b  question
		equal bool
	}{
		{question{"www.test", dns.TypeA}, question{"www.test", dns.TypeA}, true},
		{question{"www.test", dns.TypeA}, question{"wWw.TEST.", dns.TypeA}, true},
		{question{".", dns.TypeA}, question{".", dns.TypeA}, true},
		{question{"www.test", dns.TypeA}, question{"www.test", dns.TypeAAAA}, false},
		{question{"www.test", dns.TypeA}, question{"www.tes", dns.TypeA}, false},
		{question{"www.test", dns.TypeA}, question{"www.tent", dns.TypeA}, false},
		{question{"k.test", dns.TypeA}, question{"\u212a.test", dns.TypeA}, false}, // the Kelvin sign
	} {
		for _, tcp := range []bool{false, true} {
			if got := tt.a.equals(tt.b); got != tt.equal || tt.b.equals(tt.a) != tt.equal {
				t.Errorf("%v and %v are equal: %v", tt.a, tt.b, got)
			}
			if got := tt.a.key(tcp) == tt.b.key(tcp); got != tt.equal {
				t.Errorf("%v and %v have one key: %v", tt.a, tt.b, got)
			}
			if tt.a.key(tcp) == tt.b.key(!tcp) {
				t.Errorf("%v over UDP has the key of %v over TCP", tt.a, tt.b)
			}
		}
	}
}
