package dnsclient

import (
	"fmt"
	"strings"
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
		if rrs, a := l.Records("a.test.", dns.TypeTXT); a.Outcome != Found || rrs[0].Header().Name != "a.test." {
			t.Errorf("to be read: %v, %v", rrs, a.Err)
		}
		if n := len(srv.Queries()); n != 3 {
			t.Errorf("%d queries", n)
		}
	})
}

// Records come with what is known of their chain, and how long it holds that there are none.
func TestRecords(t *testing.T) {
	const zone = `
$ORIGIN test.
@     100 IN SOA ns hostmaster 1 7200 3600 1209600 30
www   20  IN CNAME web
web   40  IN CNAME host
host  60  IN MX 10 a
host  60  IN MX 20 b
host  60  IN A 192.0.2.1
lost  20  IN CNAME nobody
a\032b  60 IN TXT x
`
	for _, tt := range []struct {
		name  string
		qtype uint16
		want  string
	}{
		{"host", dns.TypeMX, "found for 1m0s: host.test.=10 a.test. host.test.=20 b.test."},
		{"host", dns.TypeA, "found for 1m0s: host.test.=192.0.2.1"},
		{"www", dns.TypeMX, "found for 20s behind 2: host.test.=10 a.test. host.test.=20 b.test."},
		{"www", dns.TypeCNAME, "found for 20s: www.test.=web.test."},
		{"www", dns.TypeTXT, "NODATA for 30s behind 2: www.test. TXT from udp 192.0.2.53:53: no such records"},
		{"lost", dns.TypeMX, "NXDOMAIN for 30s behind 1: lost.test. MX from udp 192.0.2.53:53: NXDOMAIN"},
		{"nobody", dns.TypeMX, "NXDOMAIN for 30s: nobody.test. MX from udp 192.0.2.53:53: NXDOMAIN"},
		{`a\032b`, dns.TypeTXT, `found for 1m0s: a\ b.test.="x"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := (&Client{Dial: fakedns.New(t, zone).Dial}).Lookup(t.Context(), oneServer())
			if got := told(l.Records(tt.name+".test.", tt.qtype)); got != tt.want {
				t.Errorf("%s %v: got  %s\nwant %s", tt.name, dns.Type(tt.qtype), got, tt.want)
			}
		})
	}
}

// A DNAME leads on without its CNAME too, as it does to addresses (RFC 6672 §3.1).
func TestRecordsBehindDNAME(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "test. 60 IN NS ns.test.")
		srv.Inject(fakedns.Fault{Do: fakedns.Handler(func(q *dns.Msg) *dns.Msg {
			m := new(dns.Msg).SetReply(q)
			m.RecursionAvailable = true
			for _, text := range []string{"old.test. 10 IN DNAME new.test.", "www.new.test. 20 IN TXT x"} {
				rr, err := dns.NewRR(text)
				if err != nil {
					t.Fatal(err)
				}
				m.Answer = append(m.Answer, rr)
			}
			return m
		})})
		l := (&Client{Dial: srv.Dial}).Lookup(t.Context(), oneServer())
		if got, want := told(l.Records("www.old.test.", dns.TypeTXT)), `found for 10s behind 1: www.new.test.="x"`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// told is an answer with its records, in one line.
func told(rrs []dns.RR, a *Answer) string {
	text := fmt.Sprint(a.Outcome, " for ", a.TTL)
	if len(a.Chain) > 0 {
		text += fmt.Sprint(" behind ", len(a.Chain))
	}
	text += ":"
	for _, rr := range rrs {
		text += " " + rr.Header().Name + "=" + strings.TrimPrefix(rr.String(), rr.Header().String())
	}
	if a.Err != nil {
		text += " " + a.Err.Error()
	}
	return text
}
