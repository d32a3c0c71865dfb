package dnsclient

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// Of two answers the first need not wake the lookup, but a failure has its next try at once, whatever the other question waits for.
func TestAFailureDoesNotWaitForTheOtherFamily(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "a.test. 60 IN A 192.0.2.1\na.test. 60 IN AAAA 2001:db8::1\n")
		faults, err := fakedns.ParseFaults("faults", "A #1 -> rcode SERVFAIL\nAAAA -> delay 3s")
		if err != nil {
			t.Fatal(err)
		}
		srv.Inject(faults...)
		start := time.Now()
		a, aaaa := (&Client{Dial: srv.Dial}).Lookup(t.Context(), oneServer()).AskBoth("a.test.")
		if a.Outcome != Found || aaaa.Outcome != Found || time.Since(start) != 3*time.Second {
			t.Errorf("%v, %v after %v", a.Outcome, aaaa.Outcome, time.Since(start))
		}
		tries := 0
		for _, q := range srv.Queries() {
			if q.Type != dns.TypeA {
				continue
			}
			tries++
			if q.At != 0 {
				t.Errorf("A is asked for %v later", q.At)
			}
		}
		if tries != 2 {
			t.Errorf("A is asked for %d times", tries)
		}
	})
}
