package dnscache

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"netdb.example/resolver/dnsclient"
)

// touch asks for name, and puts it where it is not kept. It reports whether it was.
func touch(s *store, name string, now time.Duration) bool {
	k := s.key(name)
	if e, _ := s.shard(k).find(k, 0, kindA, now); e != nil {
		var a reply
		s.answer(&a, e, now)
		return true
	}
	a := dnsclient.Answer{Name: name, TTL: time.Minute}
	s.put(k, 0, kindA, &reply{Answer: a}, now)
	return false
}

// What is in use stays, however many names are asked for once.
func TestAFloodPassesBy(t *testing.T) {
	s := newStore((&Cache{MaxEntries: 1000}).limits())
	inUse := func(i int) string { return fmt.Sprint("used", i, ".test") }
	for i := range 500 {
		for range 3 {
			touch(s, inUse(i), 0)
		}
	}
	for i := range 100_000 {
		touch(s, fmt.Sprint(i, ".flood.test"), 0)
	}
	check(t, s)
	for i := range 500 {
		if !touch(s, inUse(i), 0) {
			t.Fatalf("%s is gone", inUse(i))
		}
	}
	if n := s.shards[0].evictions.Load(); n != 100_500-1000 {
		t.Errorf("%d evictions", n)
	}
}

// A flood of large answers makes no more room than one of small ones.
func TestAFloodOfLargeAnswers(t *testing.T) {
	s := newStore((&Cache{MaxEntries: 1000, MaxBytes: 1 << 20}).limits())
	for i := range 500 {
		for range 3 {
			touch(s, fmt.Sprint("used", i, ".test"), 0)
		}
	}
	for i := range 1000 {
		k := s.key(fmt.Sprint(i, ".flood.test"))
		s.put(k, 0, kindA, &reply{Answer: dnsclient.Answer{TTL: time.Minute, Names: make([]string, 2000)}}, 0)
	}
	check(t, s)
	for i := range 500 {
		if !touch(s, fmt.Sprint("used", i, ".test"), 0) {
			t.Fatalf("%d is gone", i)
		}
	}
}

// Most of what comes back soon after it had to go is not sent away again: two hashes may have one place, so that not all are known.
func TestWhatComesBackStays(t *testing.T) {
	s := newStore((&Cache{MaxEntries: 100}).limits())
	for i := range 150 { // the first 50 go
		touch(s, fmt.Sprint(i, ".test"), 0)
	}
	for i := range 50 {
		if touch(s, fmt.Sprint(i, ".test"), 0) {
			t.Fatalf("%d is still there", i)
		}
	}
	for i := range 1000 {
		touch(s, fmt.Sprint(i, ".flood.test"), 0)
	}
	stayed := 0
	for e := s.shards[0].main.newest; e != nil; e = e.older {
		stayed++
	}
	if check(t, s); stayed < 15 || stayed > 50 {
		t.Errorf("%d stayed", stayed)
	}
}

// What is over goes first, wherever it stands in its queue, but for what may be used still.
func TestWhatIsOverGoes(t *testing.T) {
	for _, stale := range []time.Duration{0, time.Hour} {
		s := newStore((&Cache{MaxEntries: 10, MaxStale: stale}).limits())
		for range 3 {
			touch(s, "old.test", 0)
		}
		for i := range 10 {
			touch(s, fmt.Sprint(i, ".test"), 2*time.Minute)
		}
		k := s.key("old.test")
		if _, old := s.shard(k).find(k, 0, kindA, 2*time.Minute); (old != nil) != (stale > 0) {
			t.Errorf("stale for %v: kept is %v", stale, old != nil)
		}
	}
}

// In the main queue, what was used has another round, and what is over has none, however often it was used.
func TestRoundsOfTheMainQueue(t *testing.T) {
	const before, after = 30 * time.Second, 70 * time.Second // the end of the first one, which lives for a minute
	for _, tt := range []struct {
		uses  int
		later time.Duration
		stays bool
	}{{0, before, false}, {1, before, true}, {1, after, false}} {
		s := newStore((&Cache{MaxEntries: 10}).limits())
		inUse := func(name string, now time.Duration) {
			for range 3 {
				touch(s, name, now)
			}
		}
		inUse("first.test", 0)
		touch(s, "once.test", before)
		for i := range 8 {
			inUse(fmt.Sprint(i, ".test"), before)
		}
		touch(s, "last.test", before) // the first one is in the main queue now, and what was asked for once is gone
		for range tt.uses {
			touch(s, "first.test", before)
		}
		kept := func(name string) bool { return s.shards[0].own(s.key(name), 0, kindA) != nil }
		for i := 0; kept("first.test") && kept("0.test"); i++ {
			inUse(fmt.Sprint(i, ".later.test"), tt.later)
		}
		if check(t, s); kept("first.test") != tt.stays {
			t.Errorf("%+v: it does not", tt)
		}
	}
}

// What is fetched anew keeps its place, and has been used.
func TestWhatIsFetchedAnewKeepsItsPlace(t *testing.T) {
	s := newStore((&Cache{MaxEntries: 100}).limits())
	now := time.Duration(0)
	for range 3 {
		touch(s, "old.test", now)
		now += time.Minute
	}
	touch(s, "old.test", now)
	for i := range 1000 {
		touch(s, fmt.Sprint(i, ".test"), now)
	}
	if check(t, s); !touch(s, "old.test", now) {
		t.Error("it is gone")
	}
}

// Where names are asked for as they are in the world, by Zipf's law, more is found than in a list in the order of the last use; and
// far more where every other question is for a name that nobody asks for twice.
func TestHitsBesideLRU(t *testing.T) {
	for _, tt := range []struct {
		flood int // one question in so many
		more  int // hits in a thousand questions
	}{{0, 10}, {2, 15}} {
		s := newStore((&Cache{MaxEntries: 1000}).limits())
		r := rand.New(rand.NewPCG(1, 2))
		zipf := rand.NewZipf(r, 1.01, 1, 100_000)
		l, ours, theirs := lru{size: 1000, last: map[string]int{}}, 0, 0
		const questions = 100_000
		for i := range questions {
			name := fmt.Sprint(zipf.Uint64(), ".test")
			if tt.flood > 0 && i%tt.flood == 0 {
				name = fmt.Sprint(i, ".flood.test")
			}
			if touch(s, name, 0) {
				ours++
			}
			if l.touch(name) {
				theirs++
			}
		}
		t.Logf("a flood of 1 in %d: %d hits in a thousand, LRU %d", tt.flood, ours*1000/questions, theirs*1000/questions)
		if ours < theirs+tt.more*questions/1000 {
			t.Errorf("a flood of 1 in %d: %d hits, LRU %d", tt.flood, ours, theirs)
		}
	}
}

// An lru is a list in the order of the last use, in which who was used last is found by a walk over a queue of all uses.
type lru struct {
	size, n int
	last    map[string]int
	queue   []string
}

func (l *lru) touch(name string) bool {
	_, kept := l.last[name]
	l.n++
	l.last[name] = l.n
	l.queue = append(l.queue, name)
	for i := l.n - len(l.queue) + 1; len(l.last) > l.size; i++ {
		if l.last[l.queue[0]] == i {
			delete(l.last, l.queue[0])
		}
		l.queue = l.queue[1:]
	}
	return kept
}
