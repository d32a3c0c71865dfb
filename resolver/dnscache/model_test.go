package dnscache

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

var operations = flag.Int("operations", 1_000_000, "random operations in TestModel")

// A model is what a store is, without any haste: a list that is searched, and nothing that is ever forgotten for want of room.
type model struct {
	limits
	kept map[modelKey]modelAnswer
}

type modelKey struct {
	name string
	set  uint64
	kind kind
}

type modelAnswer struct {
	id       string
	outcome  dnsclient.Outcome
	expires  time.Duration
	exists   bool // the name
	whole    bool // for every type
	failures int
	born     time.Duration
	records  time.Duration // the TTL of its records; 0 where there are none
}

func (m *model) put(k modelKey, id string, a *reply, now time.Duration) {
	before, had := m.kept[k]
	next := modelAnswer{id: id, outcome: a.Outcome, born: now}
	if a.records != nil {
		next.records = time.Duration((*a.records)[0].Header().Ttl) * time.Second
	}
	life := a.TTL
	for _, link := range a.Chain {
		life = min(life, link.TTL)
	}
	switch a.Outcome {
	case dnsclient.Canceled:
		return
	case dnsclient.Found:
		life = min(max(life, m.minTTL), m.maxTTL)
	case dnsclient.NXDomain, dnsclient.NoData:
		if life > 0 {
			life = min(max(life, m.minTTL), m.maxTTL, m.negative)
		}
	default:
		switch {
		case had && before.outcome <= dnsclient.NoData && now < before.expires:
			return
		case had && before.outcome > dnsclient.NoData && now < before.expires+5*time.Minute:
			next.failures = before.failures + 1
		}
		life = time.Second
		for range next.failures {
			life = min(2*life, m.failure)
		}
	}
	next.expires = now + life
	next.exists = a.Outcome == dnsclient.Found || a.Outcome == dnsclient.NoData || a.Outcome == dnsclient.NXDomain && a.Chain != nil
	next.whole = a.Outcome == dnsclient.NXDomain && !next.exists
	for other, x := range m.kept {
		if other.name != k.name || other.set != k.set || other.kind == k.kind || now >= x.expires {
			continue
		}
		if x.exists {
			next.whole = false
		}
		if x.whole && (next.exists || next.whole) {
			delete(m.kept, other)
		}
	}
	if delete(m.kept, k); life > 0 {
		m.kept[k] = next
	}
}

func (m *model) get(k modelKey, now time.Duration) string {
	own, ok := m.kept[k]
	ok = ok && now < own.expires
	if !ok || own.outcome > dnsclient.NoData {
		for _, other := range kindNames {
			x := m.kept[modelKey{k.name, k.set, other}]
			if x.whole && now < x.expires {
				return x.text(now)
			}
		}
	}
	if !ok {
		return "-"
	}
	return own.text(now)
}

// text is the answer's id and TTL, and that of its records.
func (x *modelAnswer) text(now time.Duration) string {
	text := fmt.Sprint(x.id, int((x.expires-now)/time.Second))
	if x.records > 0 {
		text += fmt.Sprint(" ", int(max(x.records-(now-x.born), (x.expires-now).Truncate(time.Second))/time.Second))
	}
	return text
}

// A step is one random operation on a store, and on a model of it.
type stepper struct {
	*rand.Rand
	now time.Duration
	n   int
}

var modelKinds = []kind{kindA, kindAAAA, asRecords | kindA, asRecords | kind(dns.TypeMX)}

func (r *stepper) key() modelKey {
	return modelKey{fmt.Sprintf("%c.test", 'a'+r.IntN(20)), r.Uint64N(2), modelKinds[r.IntN(len(modelKinds))]}
}

// answer is any that there can be to k, with what tells it apart.
func (r *stepper) answer(k kind) (id string, a *reply) {
	a = new(reply)
	a.Answer = dnsclient.Answer{Outcome: dnsclient.Outcome(r.IntN(int(dnsclient.Canceled) + 1)), TTL: time.Duration(r.IntN(12)) * time.Second}
	if r.IntN(3) > 0 {
		a.Outcome %= 3
	}
	for range r.IntN(6) / 4 {
		a.Chain = append(a.Chain, dnsclient.Link{TTL: time.Duration(r.IntN(12)) * time.Second})
	}
	if k >= asRecords && a.Outcome == dnsclient.Found {
		h := dns.RR_Header{Rrtype: k.qtype(), Ttl: uint32(a.TTL/time.Second) + uint32(r.IntN(5)) + 1}
		a.records = &[]dns.RR{&dns.ANY{Hdr: h}}
	}
	r.n++
	a.Name = fmt.Sprint(r.n, " ")
	return a.Name, a
}

// pass lets time pass: often none, often whole seconds, sometimes until failures are forgotten.
func (r *stepper) pass() {
	switch r.IntN(8) {
	case 0:
		r.now += time.Duration(r.IntN(3)) * time.Second
	case 1:
		r.now += time.Duration(r.IntN(1500)) * time.Millisecond
	case 2:
		if r.IntN(100) == 0 {
			r.now += time.Duration(r.IntN(400)) * time.Second
		}
	}
}

// A store answers as the model does, whatever happens.
func TestModel(t *testing.T) {
	for _, c := range []*Cache{
		{},
		{MinTTL: 3 * time.Second, MaxTTL: 8 * time.Second, MaxNegativeTTL: 5 * time.Second, MaxFailureTTL: 9 * time.Second},
	} {
		s := newStore(c.limits())
		m := &model{s.limits, map[modelKey]modelAnswer{}}
		r := &stepper{Rand: rand.New(rand.NewPCG(1, uint64(len(t.Name()))))}
		for n := range *operations / 2 {
			r.pass()
			mk := r.key()
			k := s.key(mk.name)
			switch x := r.IntN(1000); {
			case x == 0:
				s.flushAll()
				clear(m.kept)
			case x < 20:
				s.flush(k)
				for other := range m.kept {
					if other.name == mk.name {
						delete(m.kept, other)
					}
				}
			case x < 400:
				id, a := r.answer(mk.kind)
				s.put(k, mk.set, mk.kind, a, r.now)
				m.put(mk, id, a, r.now)
			default:
				if got, want := get(s, mk, r.now), m.get(mk, r.now); got != want {
					t.Fatalf("operation %d, at %v: %v is %s, want %s", n, r.now, mk, got, want)
				}
			}
		}
		check(t, s)
	}
}

func get(s *store, mk modelKey, now time.Duration) string {
	k := s.key(mk.name)
	e, _ := s.shard(k).find(k, mk.set, mk.kind, now)
	if e == nil {
		return "-"
	}
	var l Lookup
	l.take(s, 0, e, now)
	a := &l.answers[0]
	text := fmt.Sprint(a.Name, int(a.TTL/time.Second))
	for _, rr := range l.copies() {
		text += fmt.Sprint(" ", rr.Header().Ttl)
	}
	return text
}

// A store that is too small for what comes holds its bounds at each step, and still answers with what it was told last.
func TestBoundsAtEachStep(t *testing.T) {
	for _, c := range []*Cache{{MaxEntries: 1}, {MaxEntries: 7}, {MaxEntries: 40}, {MaxEntries: 64, MaxBytes: 4 << 10}} {
		s := newStore(c.limits())
		r := &stepper{Rand: rand.New(rand.NewPCG(3, 4))}
		last := map[modelKey]string{}
		for range *operations / 100 {
			r.pass()
			mk := r.key()
			mk.name = fmt.Sprint(r.IntN(100), ".test")
			k := s.key(mk.name)
			if r.IntN(3) > 0 {
				id, a := r.answer(mk.kind)
				a.Outcome %= 2 // neither NODATA, which others must not be, nor failures
				s.put(k, mk.set, mk.kind, a, r.now)
				if last[mk] = id; a.Outcome == dnsclient.NXDomain {
					last[modelKey{mk.name, mk.set, 0}] = id
				}
			} else if e, _ := s.shard(k).find(k, mk.set, mk.kind, r.now); e != nil {
				if id := e.answer.Name; id != last[mk] && id != last[modelKey{mk.name, mk.set, 0}] {
					t.Fatalf("%v is %s, want %s", mk, id, last[mk])
				}
			}
			check(t, s)
		}
		if n := s.shards[0].entries(); n == 0 {
			t.Error("nothing is kept")
		}
	}
}
