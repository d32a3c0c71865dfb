package dnsclient

import (
	"iter"
	"net/netip"
	"time"

	"netdb.example/resolver/resolvconf"
)

// A try is one server that is asked once.
type try struct {
	server  netip.AddrPort
	timeout time.Duration
}

const (
	defaultTimeout  = 5 * time.Second // RES_TIMEOUT
	defaultAttempts = 2               // RES_DFLRETRY
	leastTimeout    = time.Second
)

// schedule yields whom to ask and for how long, as send_dg of glibc's res_send.c does: every server in turn, that as
// often as Attempts says. start is the server to begin with.
func schedule(conf *resolvconf.Config, start int) iter.Seq[try] {
	attempts := conf.Attempts
	if attempts == 0 {
		attempts = defaultAttempts
	}
	return func(yield func(try) bool) {
		n := len(conf.Servers)
		for range max(attempts, 0) {
			for i := range n {
				if !yield(try{conf.Servers[(start+i)%n], wait(conf.Timeout, i, n)}) {
					return
				}
			}
		}
	}
}

// wait is how long the i-th of n servers is waited for: Timeout for the first, Timeout*2^i/n in whole seconds for the
// others, and a second at least. It depends on the place of the server, not on the attempt.
func wait(timeout time.Duration, i, n int) time.Duration {
	if timeout == 0 {
		timeout = defaultTimeout
	}
	if i > 0 {
		timeout = (timeout << i / time.Duration(n)).Truncate(time.Second)
	}
	return max(timeout, leastTimeout)
}
