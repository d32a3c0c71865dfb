package dnsclient

import (
	"testing"
	"testing/synctest"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// A lookup that was asked for a message asks for addresses as any other.
func TestAskAfterQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "a.test. 60 IN A 192.0.2.1\na.test. 60 IN TXT x\n")
		l := (&Client{Dial: srv.Dial}).Lookup(t.Context(), oneServer())
		if reply, err := l.Query("a.test.", dns.TypeTXT); err != nil || len(reply.Msg.Answer) != 1 {
			t.Errorf("%v, %v", reply.Msg, err)
		}
		if a := l.Ask("a.test.", dns.TypeA); a.Outcome != Found || len(a.Addrs) != 1 {
			t.Errorf("then %+v", a)
		}
	})
}

// What a message is to be used for decides whether records of another name are an answer.
func TestStrayRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "a.test. 60 IN TXT x\n")
		astray, err := fakedns.ParseFaults("faults", "TXT #1 -> wrong-owner b.test.\nTXT #2 -> wrong-owner b.test.")
		if err != nil {
			t.Fatal(err)
		}
		srv.Inject(astray...)
		l := (&Client{Dial: srv.Dial}).Lookup(t.Context(), oneServer())
		if reply, err := l.Query("a.test.", dns.TypeTXT); err != nil || reply.Msg.Answer[0].Header().Name != "b.test." {
			t.Errorf("as it is: %v, %v", reply.Msg, err)
		}
		if reply, err := l.Records("a.test.", dns.TypeTXT); err != nil || reply.Msg.Answer[0].Header().Name != "a.test." {
			t.Errorf("to be read: %v, %v", reply.Msg, err)
		}
		if n := len(srv.Queries()); n != 3 {
			t.Errorf("%d queries", n)
		}
	})
}
