// Package dnscache keeps answers of the DNS for a stub resolver, each for as long as it says itself (RFC 1035 §3.2.1, RFC 2308).
//
//	cache := &dnscache.Cache{}
//	l := cache.Lookup(ctx, set, func(ctx context.Context, b *dnsclient.Budget) dnscache.Asker {
//		asker := client.Lookup(ctx, conf)
//		asker.Budget = b
//		return asker
//	})
//	a, aaaa := l.AskBoth("www.example.org")
//
// A [Lookup] asks as a [dnsclient.Lookup] does, and has its methods but for Query, which is for what a server says. What is kept answers at
// once, without a lock and without an allocation, but for the copies of records; what is not is asked for once, however many want it.
// Where is what:
//
//	cache.go    the Cache and its defaults; Flush
//	lookup.go   what is answered from the cache, and what is asked for
//	flight.go   one question under way, and all who wait for its answer; what goes on in the background
//	life.go     which answers are kept, and for how long; what they weigh
//	key.go      which names are the same
//	error.go    what errors of the cache are
//	kind.go     what is asked for of a name: addresses, names or records
//	store.go    what is kept: found without a lock, changed under one
//	evict.go    what goes when there is too much
//	stats.go    what has happened, and what there is
//
// # Which rule is from where
//
//	RFC 1035 §3.2.1, RFC 2181 §5.2, §8  a TTL is a number of seconds, of all records together the least; 0 is for the question under way only
//	RFC 2181 §5.4.1, RFC 5452 §6        an answer is kept for the question that was asked, and for no other name that it speaks of
//	RFC 2181 §5.2                       of records that are kept the TTL is less by their age, and never less than that of all together
//	RFC 2308 §5                         that there is nothing is kept as long as the SOA says, and not at all where there is none
//	RFC 2308 §5, RFC 8020 §2            a name that does not exist does not exist for any type
//	RFC 2308 §2.1, RFC 6604 §3          NXDOMAIN behind a CNAME is the chain's end: it is kept for the type asked for, and as long as each link
//	RFC 2308 §7, RFC 9520 §3.2          that there was no answer is kept for a second, then for twice as long each time, for 5 minutes at most
//	RFC 4343                            letters of either case are the same
//	RFC 8767 §5, §6                     an answer that is over is better than none (off by default)
//
// RFC 8020 has it that nothing exists below a name that does not exist, either. That is not concluded here: it needs a walk over the
// labels of each name for what a search list hardly ever asks, and is wrong wherever a server denies an empty non-terminal.
//
// Where a server says of one type that the name does not exist, and of another that it does (RFC 4074 §4.2), what it says holds for
// the type asked for.
//
// # Time
//
// Time is that of the monotonic clock: setting the clock of the machine changes nothing. It stands still while a machine sleeps.
package dnscache
