package resolver

import (
	"context"
	"hash/maphash"
	"net/netip"
	"slices"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/resolvconf"
)

// askerOf is asker for the addresses of q.
func (r *Resolver) askerOf(q *nameQuery, conf *resolvconf.Config) dnscache.Asker {
	if q.task == nil {
		return r.asker(q.ctx, conf, q.early)
	}
	client := r.client()
	return client.LookupIn(q.ctx, q.task, client.Turn(conf))
}

// asker is who is asked for the records of a lookup: the cache, if there is one, or else the servers. It has to be closed.
func (r *Resolver) asker(ctx context.Context, conf *resolvconf.Config, early func(dnsclient.Answer)) dnscache.Asker {
	if r.Cache == nil {
		l := r.dnsLookup(ctx, conf)
		l.Early = early
		return l
	}
	l := r.Cache.Lookup(ctx, r.cacheSet(conf), func(ctx context.Context, budget *dnsclient.Budget) dnscache.Asker {
		l := r.dnsLookup(ctx, conf)
		l.Budget = budget
		return l
	})
	if !conf.SingleRequest && !conf.SingleRequestReopen { // one question at a time
		l.Early = early
	}
	return l
}

// dnsLookup begins to ask the servers.
func (r *Resolver) dnsLookup(ctx context.Context, conf *resolvconf.Config) *dnsclient.Lookup {
	client := r.client()
	l := client.Lookup(ctx, client.Turn(conf))
	l.Trace = tracerOf(ctx).dns()
	return l
}

// wasKept reports whether the last answer of l was in a cache.
func wasKept(l dnscache.Asker) bool {
	cached, ok := l.(*dnscache.Lookup)
	return ok && cached.Hit()
}

// A cacheSet is what a configuration is to the cache: answers that were got under one are none under another.
type cacheSet struct {
	conf *resolvconf.Config
	set  uint64
}

var setSeed = maphash.MakeSeed()

// cacheSet is the number of the servers of conf, in whatever order they are asked, and of what they are told.
func (r *Resolver) cacheSet(conf *resolvconf.Config) uint64 {
	last := r.set.Load()
	if last != nil && last.conf == conf {
		return last.set
	}
	servers := slices.Clone(conf.Servers)
	slices.SortFunc(servers, netip.AddrPort.Compare)
	var h maphash.Hash
	h.SetSeed(setSeed)
	for _, server := range slices.Compact(servers) {
		maphash.WriteComparable(&h, server)
	}
	maphash.WriteComparable(&h, conf.TrustAD)
	next := &cacheSet{conf, h.Sum64()}
	r.set.Store(next)
	return next.set
}
