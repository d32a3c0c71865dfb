package dnscache

import (
	"errors"
	"reflect"
	"slices"
	"syscall"
	"time"
	"unsafe"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// limits are the bounds of a store.
type limits struct {
	entries                           int
	bytes                             int64
	minTTL, maxTTL, negative, failure time.Duration
	stale                             time.Duration
	prefetch                          uint32
}

const (
	leastFailure = time.Second      // RFC 9520 §3.2
	staleTTL     = 30 * time.Second // RFC 8767 §4
	maxAnswer    = 64 << 10         // bytes of one answer
)

// isFailure reports whether a is no answer at all.
func isFailure(outcome dnsclient.Outcome) bool {
	switch outcome {
	case dnsclient.Found, dnsclient.NXDomain, dnsclient.NoData:
		return false
	}
	return true
}

// isPassing reports whether a says nothing of the name and its servers: its context ended, or this machine could not ask. Only that
// the server refused the connection, or broke it, is its own word.
func isPassing(a *reply) bool {
	var errno syscall.Errno
	switch {
	case a.Outcome == dnsclient.Canceled:
		return true
	case !isFailure(a.Outcome) || !errors.As(a.Err, &errno):
		return false
	}
	return !slices.Contains([]syscall.Errno{syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.ETIMEDOUT}, errno)
}

// lifetime is how long a, which is no failure, is kept; 0 is not at all. The TTL of a negative answer does not speak of its CNAMEs.
func (l *limits) lifetime(a *reply) time.Duration {
	ttl, most := a.TTL, l.maxTTL
	for i := range a.Chain {
		ttl = min(ttl, a.Chain[i].TTL)
	}
	if a.Outcome != dnsclient.Found {
		if ttl <= 0 {
			return 0
		}
		most = min(most, l.negative)
	}
	return min(max(ttl, l.minTTL), most)
}

// failureTime is how long the failure number n in a row, counted from 0, is kept.
func (l *limits) failureTime(n uint8) time.Duration {
	return min(leastFailure<<min(n, 10), l.failure, defaultFailure)
}

// dueIn is how long after its beginning an answer that lives for life is to be fetched anew, if it is asked for so often.
func (l *limits) dueIn(a *reply, life time.Duration) time.Duration {
	if l.prefetch == 0 || a.Outcome != dnsclient.Found {
		return life
	}
	return life - life/10
}

// trimmed is an answer with its records as they are kept: with slices of their own that have no room, so that who appends to one makes a
// new one.
func trimmed(records []dns.RR, answer *dnsclient.Answer) reply {
	a := reply{Answer: *answer}
	a.Aliases, a.Chain, a.Addrs, a.Names = trim(a.Aliases), trim(a.Chain), trim(a.Addrs), trim(a.Names)
	a.Extended = trim(a.Extended)
	if records != nil {
		records = trim(records)
		a.records = &records
	}
	return a
}

func trim[T any](s []T) []T { return slices.Clip(append([]T(nil), s...)) }

// size is how many bytes an entry takes, about: with its part of the buckets, and an error of the usual kind.
func (e *entry) size() int64 {
	a := &e.answer
	n := int(unsafe.Sizeof(*e)) + 2*int(unsafe.Sizeof(e)) + len(e.name) + len(a.Name)
	n += len(a.Addrs) * int(unsafe.Sizeof(a.Addrs[0]))
	for _, names := range [][]string{a.Aliases, a.Names} {
		for _, name := range names {
			n += int(unsafe.Sizeof(name)) + len(name)
		}
	}
	for _, link := range a.Chain {
		n += int(unsafe.Sizeof(link)) + len(link.Name) + len(link.Target)
	}
	for _, e := range a.Extended {
		n += int(unsafe.Sizeof(e)) + len(e.Text)
	}
	if a.records != nil {
		n += memory(reflect.ValueOf(a.records))
	}
	if a.Err != nil {
		n += int(unsafe.Sizeof(dnsclient.Failure{})) + len(e.name)
	}
	var f *dnsclient.Failure
	if errors.As(a.Err, &f) && f.Extended != nil {
		n += int(unsafe.Sizeof(*f.Extended)) + len(f.Extended.Text)
	}
	return int64(n)
}

// memory is how many bytes v takes besides itself, which holds no maps.
func memory(v reflect.Value) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		n = v.Len()
	case reflect.Slice:
		n = v.Cap() * int(v.Type().Elem().Size())
		for i := range v.Len() {
			n += memory(v.Index(i))
		}
	case reflect.Interface:
		n = memory(v.Elem())
	case reflect.Pointer:
		n = int(v.Type().Elem().Size()) + memory(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			n += memory(v.Field(i))
		}
	}
	return n
}
