package dnscache_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

// showRecords is an answer with its records in short.
func showRecords(rrs []dns.RR, a *dnsclient.Answer) string {
	text := show(a)
	for _, rr := range rrs {
		text += fmt.Sprintf(", %d: %s", rr.Header().Ttl, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return text
}

// Records are kept as addresses are, beside those of the same type. Their TTLs are counted down: that of the answer is theirs at least.
func TestRecordsAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, cache := new(servers), &dnscache.Cache{MaxStale: time.Hour, Prefetch: 3}
		l := cache.Lookup(t.Context(), 0, srv.begin)
		records := func(qtype uint16) func() string {
			return func() string { return showRecords(l.Records("www.test", qtype)) }
		}
		failing := func(string, uint16) dnsclient.Answer { return failed(dnsclient.ServFail) }
		for i, step := range []struct {
			after time.Duration
			ask   func() string
			want  string
			asked string
		}{
			{0, records(dns.TypeMX), `found 10, 60: 10 mail.test., 10: "a" "b"`, "www.test records MX"},
			{4, records(dns.TypeMX), `found 6, 56: 10 mail.test., 6: "a" "b"`, ""},
			{0, func() string { return show(l.Ask("www.test", dns.TypeMX)) }, "found 10", "www.test MX"},
			{0, records(dns.TypeA), `found 10, 60: 10 mail.test., 10: "a" "b"`, "www.test records A"},
			{0, func() string { return show(l.Ask("www.test", dns.TypeA)) }, "found 10", "www.test A"},
			{5, records(dns.TypeMX), `found 1, 51: 10 mail.test., 1: "a" "b"`, ""},
			{0, records(dns.TypeMX), `found 1, 51: 10 mail.test., 1: "a" "b"`, "www.test records MX"}, // in the background
			{0, records(dns.TypeMX), `found 10, 60: 10 mail.test., 10: "a" "b"`, ""},
			{10, func() string { srv.answer = failing; return records(dns.TypeMX)() }, `found 30, 50: 10 mail.test., 30: "a" "b"`, "www.test records MX"},
			{29, records(dns.TypeMX), `found 30, 30: 10 mail.test., 30: "a" "b"`, ""},
		} {
			time.Sleep(step.after * time.Second)
			got := step.ask()
			synctest.Wait()
			wantText(t, fmt.Sprint("step ", i), got, step.want)
			wantText(t, fmt.Sprint("step ", i), srv.asked(), step.asked)
		}
		cache.Flush("www.test")
		if s := cache.Stats(); s.Entries != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// What one caller does to its records is nothing to the others, be it one of those who wait for the same question.
func TestRecordsAreCopies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, cache := &servers{delay: time.Second}, new(dnscache.Cache)
		ask := func() {
			rrs, a := cache.Lookup(t.Context(), 0, srv.begin).Records("www.test", dns.TypeMX)
			wantText(t, "records", showRecords(rrs, a), `found 10, 60: 10 mail.test., 10: "a" "b"`)
			rrs[0].(*dns.MX).Mx, rrs[0].Header().Ttl = "spoiled.test.", 0
			rrs[1].(*dns.TXT).Txt[0] = "spoiled"
			rrs[0] = rrs[1]
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(ask)
		}
		wg.Wait()
		ask()
		ask()
		wantText(t, "asked", srv.asked(), "www.test records MX")
	})
}

// A name that does not exist does not for any type, and however it was asked for.
func TestNoNameForRecordsOrAddresses(t *testing.T) {
	for _, tt := range []struct {
		name string
		ask  func(l *dnscache.Lookup)
	}{
		{"addresses", func(l *dnscache.Lookup) { l.AskBoth("no.test") }},
		{"a name", func(l *dnscache.Lookup) { l.Ask("no.test", dns.TypePTR) }},
		{"records", func(l *dnscache.Lookup) { l.Records("no.test", dns.TypeMX) }},
	} {
		synctest.Test(t, func(t *testing.T) {
			srv := &servers{answer: func(string, uint16) dnsclient.Answer {
				return dnsclient.Answer{Outcome: dnsclient.NXDomain, TTL: time.Minute}
			}}
			l := new(dnscache.Cache).Lookup(t.Context(), 0, srv.begin)
			tt.ask(l)
			srv.asked()
			wantText(t, tt.name, showRecords(l.Records("no.test", dns.TypeHTTPS)), "nxdomain 60")
			wantText(t, tt.name, show2(l.AskBoth("no.test")), "nxdomain 60, nxdomain 60")
			wantText(t, tt.name, srv.asked(), "")
		})
	}
}

// What is kept of records can be listed.
func TestAllRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := new(dnscache.Cache)
		l := cache.Lookup(t.Context(), 0, new(servers).begin)
		l.Records("www.test", dns.TypeA)
		l.Ask("www.test", dns.TypeA)
		time.Sleep(time.Second)
		var got []string
		for e := range cache.All() {
			got = append(got, fmt.Sprint(dns.Type(e.Type), " ", showRecords(e.Records, &e.Answer)))
		}
		want := []string{"A found 9", "A found 9, 60: 10 mail.test., 10: \"a\" \"b\""}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
