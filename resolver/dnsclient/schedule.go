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

// schedule yields whom to ask and for how long, as send_dg of glibc's res_send.c does: every server in turn, that as
// often as Attempts says. conf is effective.
func schedule(conf resolvconf.Config) iter.Seq[try] {
	return func(yield func(try) bool) {
		n := len(conf.Servers)
		for range max(conf.Attempts, 0) {
			for i, server := range conf.Servers {
				if !yield(try{server, wait(conf.Timeout, i, n)}) {
					return
				}
			}
		}
	}
}

// wait is how long the i-th of n servers is waited for: Timeout for the first, Timeout*2^i/n in whole seconds for the
// others, and a second at least. It depends on the place of the server, not on the attempt.
func wait(timeout time.Duration, i, n int) time.Duration {
	if i == 0 {
		return timeout
	}
	return max((timeout << i / time.Duration(n)).Truncate(time.Second), time.Second)
}
