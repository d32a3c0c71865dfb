package dnscache

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// An Asker asks the servers: a [dnsclient.Lookup], or a [Lookup] itself. name is absolute, in presentation form. An answer holds until the
// next question, or until Close.
type Asker interface {
	Ask(name string, qtype uint16) *dnsclient.Answer
	AskBoth(name string) (a, aaaa *dnsclient.Answer) // A and AAAA
	// Records asks for records of any type; the caller may do with them what it wants.
	Records(name string, qtype uint16) ([]dns.RR, *dnsclient.Answer)
	Close()
}

// A Lookup asks a cache, on behalf of one call, and the servers for what the cache has not. One goroutine uses it.
//
// What its answers hold must not be modified: others have it too. Slices have no room, so that appending to one copies it.
type Lookup struct {
	// Early, unless nil, is called by AskBoth, once at most, with the answer of a family that is found while the other one is still
	// waited for. Each is asked for by itself then.
	Early func(dnsclient.Answer)

	cache   *Cache
	ctx     context.Context
	set     uint64
	begin   func(context.Context, *dnsclient.Budget) Asker
	budget  *dnsclient.Budget // nil until something is asked for
	answers [2]reply
	age     time.Duration // of the records
	hit     bool
}

// Lookup begins a lookup. set stands for the servers and for how they are asked: an answer that was got under one set is none under another.
//
// begin begins to ask the servers. It is called for each question of which nothing is kept, in a goroutine of its own, under a context
// that has ctx's values, ends when nobody waits any more, and is not ctx: whoever asks the same meanwhile waits for the same answer. The
// budget is one for all questions that the lookup begins; where it is used up, others who wait ask again with theirs.
// A lookup whose ctx ends while it waits has the outcome Canceled at once; what is kept answers even then.
func (c *Cache) Lookup(ctx context.Context, set uint64, begin func(context.Context, *dnsclient.Budget) Asker) *Lookup {
	return &Lookup{cache: c, ctx: ctx, set: set, begin: begin}
}

// Close ends the use of l. What its answers hold stays as it is.
func (l *Lookup) Close() {}

// Ask returns what is known of name and qtype.
func (l *Lookup) Ask(name string, qtype uint16) *dnsclient.Answer { return l.askOne(name, kind(qtype)) }

// Records returns what is known of the records of name that are of type qtype. They are copies. The TTL of each is less by its age, but
// not less than that of the answer.
func (l *Lookup) Records(name string, qtype uint16) ([]dns.RR, *dnsclient.Answer) {
	a := l.askOne(name, asRecords|kind(qtype))
	return l.copies(), a
}

// copies are the records of the answer, for the caller.
func (l *Lookup) copies() []dns.RR {
	a := &l.answers[0]
	if a.records == nil {
		return nil
	}
	copies := make([]dns.RR, len(*a.records))
	for i, rr := range *a.records {
		rr = dns.Copy(rr)
		h := rr.Header()
		h.Ttl = uint32(max(time.Duration(h.Ttl)*time.Second-l.age, a.TTL) / time.Second)
		copies[i] = rr
	}
	return copies
}

func (l *Lookup) askOne(name string, want kind) *dnsclient.Answer {
	s := l.cache.store()
	k, now := s.key(name), s.now()
	sh := s.shard(k)
	e := s.hit(sh, k, l.set, want, now)
	if l.hit = e != nil; l.hit {
		l.countHits(sh, 1)
		l.take(s, 0, e, now)
	} else {
		l.ask(s, k, name, kinds{want})
	}
	respell(&l.answers[0].Answer, name)
	return &l.answers[0].Answer
}

// AskBoth returns what is known of the addresses of name in both families. If none of it is kept, both are asked for at once.
func (l *Lookup) AskBoth(name string) (a, aaaa *dnsclient.Answer) {
	s := l.cache.store()
	k, now := s.key(name), s.now()
	sh := s.shard(k)
	four, six := s.hit(sh, k, l.set, kindA, now), s.hit(sh, k, l.set, kindAAAA, now)
	l.hit = four != nil && six != nil
	switch {
	case l.hit:
		l.countHits(sh, 2)
		l.take(s, 0, four, now)
		l.take(s, 1, six, now)
	case l.Early != nil:
		l.askApart(name)
	default:
		l.ask(s, k, name, kinds{kindA, kindAAAA})
	}
	for i := range l.answers {
		respell(&l.answers[i].Answer, name)
	}
	return &l.answers[0].Answer, &l.answers[1].Answer
}

// askApart asks for A and for AAAA, and hands the first that is found to Early.
func (l *Lookup) askApart(name string) {
	type half struct {
		i      int
		answer dnsclient.Answer
		hit    bool
	}
	budget := l.ownBudget()
	halves := make(chan half, 2)
	for i, qtype := range []uint16{dns.TypeA, dns.TypeAAAA} {
		go func() {
			one := l.cache.Lookup(l.ctx, l.set, l.begin)
			one.budget = budget
			halves <- half{i, *one.Ask(name, qtype), one.hit}
		}()
	}
	first := <-halves
	l.answers[first.i].Answer = first.answer
	var second half
	select {
	case second = <-halves:
	default:
		if early := l.Early; first.answer.Outcome == dnsclient.Found {
			l.Early = nil
			early(first.answer)
		}
		second = <-halves
	}
	l.answers[second.i].Answer = second.answer
	l.hit = first.hit && second.hit
}

// Hit reports whether what was asked for last was all kept.
func (l *Lookup) Hit() bool { return l.hit }

// hit returns the entry that answers without more ado, nil where there is none.
func (s *store) hit(sh *shard, k key, set uint64, want kind, now time.Duration) *entry {
	e, _ := sh.find(k, set, want, now)
	if e == nil || s.isDue(e, now) {
		return nil
	}
	return e
}

// isDue reports whether e, which is asked for once more, is to be fetched anew.
func (s *store) isDue(e *entry, now time.Duration) bool {
	return now >= e.due && e.hits.Load()+1 >= s.prefetch && int64(now) >= e.rests.Load()
}

// take makes what e says at now the answer at place i, and notes its use.
func (l *Lookup) take(s *store, i int, e *entry, now time.Duration) {
	s.answer(&l.answers[i], e, now)
	if e.answer.records != nil {
		l.age = now - e.expires + s.lifetime(&e.answer)
	}
}

// answer takes what e says at now, and notes its use.
func (s *store) answer(a *reply, e *entry, now time.Duration) {
	e.used()
	if n := e.hits.Load(); n < s.prefetch {
		e.hits.Store(n + 1)
	}
	*a = e.answer
	if a.TTL = staleTTL; now < e.expires {
		a.TTL = (e.expires - now).Truncate(time.Second)
	}
}

// respell gives the name asked for as the caller has it, who may not be the one who asked for it first.
func respell(a *dnsclient.Answer, name string) {
	if n := len(name); n > 1 && name[n-1] == '.' {
		name = name[:n-1]
	}
	switch {
	case len(a.Aliases) == 0:
		if a.Name != name && strings.EqualFold(a.Name, name) {
			a.Name = name
		}
	case a.Aliases[0] != name && strings.EqualFold(a.Aliases[0], name):
		a.Aliases = slices.Clone(a.Aliases)
		a.Aliases[0] = name
	}
}

// ask answers from what is kept, and asks for the rest.
func (l *Lookup) ask(s *store, k key, name string, want kinds) {
	f, missing, old := l.board(s, k, name, want)
	if l.hit = f == nil; l.hit {
		return
	}
	arrived, err := l.wait(f, missing, old)
	if arrived && err == nil && f.budget != l.budget && (f.ranOut(&f.answers[0]) || f.ranOut(&f.answers[1])) {
		l.ask(s, k, name, missing)
		l.hit = false
		return
	}
	for i, what := range missing {
		switch {
		case what == 0:
		case err != nil:
			l.answers[i] = reply{Answer: dnsclient.Ended(name, what.qtype(), err)}
		case arrived && (old[i] == nil || !isFailure(f.answer(what).Outcome)):
			l.answers[i], l.age = *f.answer(what), 0
			l.answers[i].Err = copied(l.answers[i].Err)
		default:
			l.stale(s, k, i, old[i])
		}
	}
}

// stale answers with e, which is over, and says so.
func (l *Lookup) stale(s *store, k key, i int, e *entry) {
	l.take(s, i, e, s.now())
	l.answers[i].Extended = dnsclient.JoinExtended(e.answer.Extended, []dnsclient.ExtendedError{StaleAnswer})
	s.shard(k).stale.Add(1)
}

// StaleAnswer is what the cache says of an answer that it gives after its end: in the words of RFC 8914 §4.4, which has them for a
// resolver that serves stale data (RFC 8767), as this one does. The text tells it from that of a server.
var StaleAnswer = dnsclient.ExtendedError{Code: dns.ExtendedErrorCodeStaleAnswer, Text: "kept by this process"}

// board answers from what is kept, and finds or begins a flight for the kinds that are missing, with what is kept of them and over. There
// is no flight where nothing is missing.
func (l *Lookup) board(s *store, k key, name string, want kinds) (f *flight, missing kinds, old [2]*entry) {
	c := l.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	now, sh := s.now(), s.shard(k)
	var due kinds
	for i, what := range want {
		if what == 0 {
			continue
		}
		e, isStale := s.look(sh, k, l.set, what, now)
		switch {
		case e == nil:
			missing[i] = what
		case isStale && int64(now) >= e.rests.Load():
			missing[i], old[i] = what, e
		case isStale:
			l.stale(s, k, i, e)
		default:
			if s.isDue(e, now) {
				due[i] = what
			}
			l.countHits(sh, 1)
			l.take(s, i, e, now)
		}
	}
	if missing == (kinds{}) {
		l.refresh(k, name, due)
		return nil, missing, old
	}
	for _, what := range missing {
		if what != 0 {
			sh.misses.Add(1)
		}
	}
	return l.join(k, name, missing), missing, old
}

// look is find under the mutex. An entry that is over counts where it may be used still.
func (s *store) look(sh *shard, k key, set uint64, want kind, now time.Duration) (e *entry, isStale bool) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	live, old := sh.find(k, set, want, now)
	switch {
	case live != nil:
		return live, false
	case old != nil && s.usable(old, now):
		return old, true
	}
	return nil, false
}
