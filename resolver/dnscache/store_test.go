package dnscache

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// outcomes by the words of the tables below.
var outcomes = map[string]dnsclient.Outcome{"found": dnsclient.Found, "nxdomain": dnsclient.NXDomain, "nodata": dnsclient.NoData,
	"unusable": dnsclient.Unusable, "servfail": dnsclient.ServFail, "refused": dnsclient.Refused, "noanswer": dnsclient.NoAnswer,
	"unreachable": dnsclient.Unreachable, "canceled": dnsclient.Canceled}

// words is outcomes the other way round.
var words = func() map[dnsclient.Outcome]string {
	m := map[dnsclient.Outcome]string{}
	for word, outcome := range outcomes {
		m[outcome] = word
	}
	return m
}()

var kindNames = map[string]kind{"A": kindA, "AAAA": kindAAAA, "PTR": kind(dns.TypePTR), "recordsA": asRecords | kindA, "MX": asRecords | kind(dns.TypeMX)}

// A script is a store and the time it is at, told line by line:
//
//	put NAME KIND OUTCOME SECONDS [chain SECONDS]   what is answered, behind a CNAME of such a TTL
//	get NAME KIND                                   prints the outcome and the TTL, or -
//	at DURATION
//	flush NAME
type script struct {
	*testing.T
	store *store
	now   time.Duration
	set   uint64
}

func (s *script) run(line string) string {
	f := append(strings.Fields(line), "", "", "", "", "", "")
	switch f[0] {
	case "put":
		a := dnsclient.Answer{Outcome: outcomes[f[3]], Name: f[1], TTL: seconds(s.T, f[4])}
		if f[5] == "chain" {
			a.Chain = []dnsclient.Link{{Name: f[1], Target: "target.test", TTL: seconds(s.T, f[6])}}
		}
		s.store.put(s.store.key(f[1]), s.set, kindNames[f[2]], &reply{Answer: a}, s.now)
	case "get":
		k := s.store.key(f[1])
		e, _ := s.store.shard(k).find(k, s.set, kindNames[f[2]], s.now)
		if e == nil {
			return "-"
		}
		var a reply
		s.store.answer(&a, e, s.now)
		return fmt.Sprintf("%s %d", words[a.Outcome], a.TTL/time.Second)
	case "at":
		s.now = seconds(s.T, f[1])
	case "set":
		s.set++
	case "flush":
		s.store.flush(s.store.key(f[1]))
	default:
		s.Fatalf("%q?", line)
	}
	return ""
}

func seconds(t *testing.T, s string) time.Duration {
	d, err := time.ParseDuration(s + "s")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What is kept, and for how long. "get" lines have what comes of them behind an arrow.
func TestWhatIsKept(t *testing.T) {
	for _, tt := range []struct {
		name   string
		cache  *Cache
		script string
	}{
		{"the edges of a TTL", &Cache{}, `
			put www.test A found 10; get www.test A -> found 10; get www.test AAAA -> -
			at 0.001; get www.test A -> found 9
			at 9; get www.test A -> found 1
			at 9.999; get www.test A -> found 0
			at 10; get www.test A -> -
			at 11; get www.test A -> -`},
		{"a name in other letters, and with a root dot", &Cache{}, `
			put WWW.Test. A found 10; get www.tesT A -> found 10; get www.test. A -> found 10; get ww.test A -> -`},
		{"escapes are other names", &Cache{}, `
			put a\..test A found 10; get a\..test A -> found 10; get a..test A -> -
			put b\. A found 10; get b\ A -> -; get b\. A -> found 10`},
		{"letters that are not ASCII have no case", &Cache{}, "put \u00c9.test A found 10; get \u00e9.test A -> -"},
		{"no TTL", &Cache{}, `put www.test A found 0; get www.test A -> -`},
		{"an answer that is not kept ends the one before", &Cache{}, `
			put www.test A found 10; put www.test A found 0; get www.test A -> -
			put www.test A found 10; put www.test A nodata 0; get www.test A -> -`},
		{"the latest answer counts", &Cache{}, `
			put www.test A found 10; put www.test A nodata 5; get www.test A -> nodata 5; at 6; get www.test A -> -`},
		{"MinTTL", &Cache{MinTTL: 30 * time.Second}, `
			put a.test A found 0; get a.test A -> found 30
			put b.test A found 40; get b.test A -> found 40
			put c.test A nodata 5; get c.test A -> nodata 30
			put d.test A nodata 0; get d.test A -> -`},
		{"MaxTTL", &Cache{MinTTL: time.Minute, MaxTTL: 20 * time.Second}, `
			put a.test A found 21; get a.test A -> found 20
			put b.test A nxdomain 21; get b.test A -> nxdomain 20`},
		{"a day, and an hour", &Cache{}, `
			put a.test A found 86401; get a.test A -> found 86400
			put b.test A nodata 3601; get b.test A -> nodata 3600
			put c.test A nxdomain 3601; get c.test A -> nxdomain 3600`},
		{"MaxNegativeTTL", &Cache{MaxNegativeTTL: 5 * time.Second}, `
			put a.test A found 20; get a.test A -> found 20
			put b.test A nodata 20; get b.test A -> nodata 5`},
		{"a CNAME that holds for less than the absence behind it", &Cache{}, `
			put a.test A nodata 60 chain 5; get a.test A -> nodata 5
			put b.test A nxdomain 60 chain 5; get b.test A -> nxdomain 5
			put c.test A nxdomain 60 chain 0; get c.test A -> -`},
		{"NXDOMAIN is for every type", &Cache{}, `
			put a.test A nxdomain 10; get a.test AAAA -> nxdomain 10; get a.test PTR -> nxdomain 10
			at 10; get a.test AAAA -> -`},
		{"and for no other name", &Cache{}, `
			put a.test A nxdomain 10; get b.a.test A -> -; get test A -> -`},
		{"NODATA is for one type", &Cache{}, `put a.test A nodata 10; get a.test AAAA -> -`},
		{"NXDOMAIN behind a CNAME is for one type, and not of its target", &Cache{}, `
			put a.test A nxdomain 10 chain 20; get a.test A -> nxdomain 10; get a.test AAAA -> -; get target.test A -> -`},
		{"a name that exists for one type", &Cache{}, `
			put a.test A found 10; put a.test AAAA nxdomain 60
			get a.test A -> found 10; get a.test AAAA -> nxdomain 60; get a.test PTR -> -
			at 10; get a.test A -> -; get a.test AAAA -> nxdomain 50`},
		{"a name that existed", &Cache{}, `
			put a.test A found 10; at 10; put a.test AAAA nxdomain 60; get a.test A -> nxdomain 60`},
		{"a name that exists after all", &Cache{}, `
			put a.test AAAA nxdomain 60; put a.test A nodata 20
			get a.test A -> nodata 20; get a.test AAAA -> -; get a.test PTR -> -`},
		{"two types that do not exist", &Cache{}, `
			put a.test A nxdomain 10; put a.test AAAA nxdomain 20; get a.test A -> nxdomain 20; get a.test PTR -> nxdomain 20`},
		{"other servers", &Cache{}, `
			put a.test A found 10; put b.test A nxdomain 10; set
			get a.test A -> -; get b.test A -> -; put b.test A found 5; get b.test A -> found 5`},
		{"flush is for every type and all servers", &Cache{}, `
			put a.test A found 10; put a.test AAAA found 10; put b.test A found 10; set; put a.test A found 10
			flush A.test.; get a.test A -> -; get b.test A -> -`},
		{"failures, one after the other", &Cache{}, `
			put a.test A servfail 0; get a.test A -> servfail 1; get a.test AAAA -> -
			at 1; get a.test A -> -; put a.test A noanswer 0; get a.test A -> noanswer 2
			at 3; put a.test A refused 0; get a.test A -> refused 4
			at 100; put a.test A unusable 0; get a.test A -> unusable 8
			at 200; put a.test A unreachable 0; get a.test A -> unreachable 16
			at 300; put a.test A servfail 0; put a.test A servfail 0; put a.test A servfail 0; get a.test A -> servfail 128
			at 428; put a.test A servfail 0; get a.test A -> servfail 256
			at 700; put a.test A servfail 0; get a.test A -> servfail 300
			at 1000; put a.test A servfail 0; get a.test A -> servfail 300`},
		{"a failure that is long over", &Cache{}, `
			put a.test A servfail 0; put a.test A servfail 0; get a.test A -> servfail 2
			at 301.999; put a.test A servfail 0; get a.test A -> servfail 4
			at 605.999; put a.test A servfail 0; get a.test A -> servfail 1`},
		{"an answer between failures", &Cache{}, `
			put a.test A servfail 0; put a.test A servfail 0; at 2; put a.test A found 1; at 3; put a.test A servfail 0
			get a.test A -> servfail 1`},
		{"MaxFailureTTL", &Cache{MaxFailureTTL: 3 * time.Second}, `
			put a.test A servfail 0; put a.test A servfail 0; put a.test A servfail 0; get a.test A -> servfail 3`},
		{"no failures", &Cache{MaxFailureTTL: -1}, `put a.test A servfail 0; get a.test A -> -`},
		{"no longer than RFC 9520 has it", &Cache{MaxFailureTTL: time.Hour}, strings.Repeat("put a.test A servfail 0;", 20) + `
			get a.test A -> servfail 300`},
		{"a failure does not end an answer", &Cache{}, `
			put a.test A found 10; at 9; put a.test A servfail 0; get a.test A -> found 1; at 10; get a.test A -> -
			put a.test A servfail 0; get a.test A -> servfail 1`},
		{"a name that does not exist outweighs failures", &Cache{}, `
			put a.test A servfail 0; put a.test A servfail 0; put a.test A servfail 0
			put a.test AAAA nxdomain 10; get a.test A -> nxdomain 10
			put a.test A servfail 0; get a.test A -> nxdomain 10`},
		{"what is canceled says nothing", &Cache{}, `
			put a.test A canceled 0; get a.test A -> -; put b.test A found 10; put b.test A canceled 0; get b.test A -> found 10`},
		{"nothing is kept", &Cache{MaxEntries: -1}, `put a.test A found 10; get a.test A -> -`},
	} {
		s := &script{T: t, store: newStore(tt.cache.limits())}
		for line := range strings.FieldsFuncSeq(tt.script, func(r rune) bool { return r == ';' || r == '\n' }) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			what, want, _ := strings.Cut(line, " -> ")
			if got := s.run(what); got != want {
				t.Errorf("%s: at %v: %s: got %s, want %s", tt.name, s.now, what, got, want)
			}
		}
		check(t, s.store)
	}
}

// check holds that each entry is in one bucket and in one queue, and that the sums are right.
func check(t *testing.T, s *store) {
	t.Helper()
	for i := range s.shards {
		sh := &s.shards[i]
		inBuckets := map[*entry]bool{}
		if buckets := sh.buckets.Load(); buckets != nil {
			for b := range *buckets {
				for e := (*buckets)[b].Load(); e != nil; e = e.next.Load() {
					if inBuckets[e] || sh.bucket(e.hash) != &(*buckets)[b] || s.key(e.name).hash != e.hash {
						t.Fatalf("%s is twice in the buckets, or in the wrong one", e.name)
					}
					inBuckets[e] = true
				}
			}
		}
		for _, q := range []*queue{&sh.small, &sh.main} {
			n, bytes := 0, int64(0)
			var newer *entry
			for e := q.newest; e != nil; newer, e = e, e.older {
				if !inBuckets[e] || e.newer != newer || sh.of(e) != q {
					t.Fatalf("%s is in a queue and not in a bucket, or badly linked", e.name)
				}
				delete(inBuckets, e)
				n, bytes = n+1, bytes+int64(e.weight)
			}
			if n != q.n || bytes != q.bytes || q.oldest != newer {
				t.Fatalf("a queue of %d and %d bytes says %d and %d", n, bytes, q.n, q.bytes)
			}
		}
		if len(inBuckets) > 0 || sh.entries() > sh.maxEntries || sh.bytes() > sh.maxBytes {
			t.Fatalf("%d are in no queue; %d of %d entries, %d of %d bytes", len(inBuckets),
				sh.entries(), sh.maxEntries, sh.bytes(), sh.maxBytes)
		}
	}
}
