package dnscache_test

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

// servers stand for the DNS: they note what they are asked, and when, and answer after a while.
type servers struct {
	delay  time.Duration
	answer func(name string, qtype uint16) dnsclient.Answer // nil: an address that lives for 10 seconds

	mu    sync.Mutex
	start time.Time
	log   []string
}

// begin is what [dnscache.Cache.Lookup] takes.
func (s *servers) begin(ctx context.Context, _ *dnsclient.Budget) dnscache.Asker {
	return &asker{servers: s, ctx: ctx}
}

// answersAfter sets the delay from now on, and after tells it.
func (s *servers) answersAfter(delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = delay
}

func (s *servers) after() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.delay
}

// asked is what was asked since the last call.
func (s *servers) asked() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.log)
	log := strings.Join(s.log, ", ")
	s.log = nil
	return log
}

func (s *servers) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, fmt.Sprintf(format, args...))
}

type asker struct {
	*servers
	ctx     context.Context
	answers [2]dnsclient.Answer
}

func (a *asker) Close() {}

func (a *asker) Ask(name string, qtype uint16) *dnsclient.Answer {
	a.note("%s %v", name, dns.Type(qtype))
	a.wait(name, 0, qtype)
	return &a.answers[0]
}

func (a *asker) Records(name string, qtype uint16) ([]dns.RR, *dnsclient.Answer) {
	a.note("%s records %v", name, dns.Type(qtype))
	a.wait(name, 0, qtype)
	if a.answers[0].Outcome != dnsclient.Found {
		return nil, &a.answers[0]
	}
	ttl := uint32(a.answers[0].TTL / time.Second)
	mx := &dns.MX{Hdr: dns.RR_Header{Name: name, Rrtype: qtype, Class: dns.ClassINET, Ttl: ttl + 50}, Preference: 10, Mx: "mail.test."}
	txt := &dns.TXT{Hdr: dns.RR_Header{Name: name, Rrtype: qtype, Class: dns.ClassINET, Ttl: ttl}, Txt: []string{"a", "b"}}
	return []dns.RR{mx, txt}, &a.answers[0]
}

func (a *asker) AskBoth(name string) (four, six *dnsclient.Answer) {
	a.note("%s both", name)
	a.wait(name, 0, dns.TypeA, dns.TypeAAAA)
	return &a.answers[0], &a.answers[1]
}

func (a *asker) wait(name string, i int, qtypes ...uint16) {
	var err error
	if delay := a.after(); delay > 0 {
		select {
		case <-time.After(delay):
		case <-a.ctx.Done():
			err = a.ctx.Err()
			a.note("%s ended: %v", name, err)
		}
	}
	for j, qtype := range qtypes {
		switch {
		case err != nil:
			a.answers[i+j] = dnsclient.Ended(name, qtype, err)
		case a.answer != nil:
			a.answers[i+j] = a.answer(name, qtype)
		default:
			a.answers[i+j] = address(name, 10*time.Second)
		}
	}
}

func address(name string, ttl time.Duration) dnsclient.Answer {
	return dnsclient.Answer{Name: name, Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, TTL: ttl}
}

func failed(outcome dnsclient.Outcome) dnsclient.Answer {
	return dnsclient.Answer{Outcome: outcome, Err: &dnsclient.Failure{Outcome: outcome, Question: "a question"}}
}

var outcomes = []string{"found", "nxdomain", "nodata", "unusable", "servfail", "refused", "noanswer", "unreachable", "canceled"}

// show is an answer in short.
func show(a *dnsclient.Answer) string {
	text := fmt.Sprint(outcomes[a.Outcome], " ", int(a.TTL/time.Second))
	if a.Err != nil {
		text += ": " + a.Err.Error()
	}
	return text
}

func show2(a, aaaa *dnsclient.Answer) string { return show(a) + ", " + show(aaaa) }

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}
