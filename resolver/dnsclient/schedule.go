package dnsclient

import (
	"errors"
	"net/netip"
	"sync/atomic"
	"time"

	"netdb.example/resolver/resolvconf"
)

// A try is one server that is asked once.
type try struct {
	server  netip.AddrPort
	timeout time.Duration
}

// tryAt is the n-th try, counted from 0, as send_dg of glibc's res_send.c has it: every server in turn, that as often as Attempts
// says. ok is false behind the last. conf is effective.
func tryAt(conf *resolvconf.Config, n int) (t try, ok bool) {
	servers := len(conf.Servers)
	if n >= servers*conf.Attempts {
		return try{}, false
	}
	i := n % servers
	return try{conf.Servers[i], wait(conf.Timeout, i, servers)}, true
}

// wait is how long the i-th of n servers is waited for: Timeout for the first, Timeout*2^i/n in whole seconds for the
// others, and a second at least. It depends on the place of the server, not on the attempt.
func wait(timeout time.Duration, i, n int) time.Duration {
	if i == 0 {
		return timeout
	}
	return max((timeout << i / time.Duration(n)).Truncate(time.Second), time.Second)
}

// maxPackets bounds what is sent for one call, for its search list and both families together. glibc has no bound.
const maxPackets = 64

// ErrPackets is why a question has no answer for which nothing may be sent any more: see [Budget].
var ErrPackets = errors.New("too many queries for one lookup")

// A Budget is the 64 queries that may be sent for one call, by whatever lookups. The zero Budget is whole. It may be used by many
// goroutines.
type Budget struct{ sent atomic.Int32 }

// Begun reports whether some of it has been used.
func (b *Budget) Begun() bool { return b.sent.Load() > 0 }

// take takes one query, if there is one left.
func (b *Budget) take() bool { return b.sent.Add(1) <= maxPackets }

// maxTime bounds how long one takes: what conf gives for each name of the search list, and for the name as it is, as glibc takes at most
// where servers are silent; A and AAAA one after the other take twice that.
func maxTime(conf *resolvconf.Config) time.Duration {
	total := time.Duration(0)
	for n := 0; ; n++ {
		t, ok := tryAt(conf, n)
		if !ok {
			return 2 * total * time.Duration(1+len(conf.Search))
		}
		total += t.timeout
	}
}
