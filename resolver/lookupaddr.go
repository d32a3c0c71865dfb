package resolver

import (
	"context"
	"net/netip"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
	"netdb.example/resolver/resolvconf"
)

// LookupAddr returns the names of addr, as [net.Resolver.LookupAddr] does: of gethostbyaddr(3), and from the DNS those of all PTR
// records. They end with the root dot; but for one of a source other than the DNS that has no dot. Beside names from
// records that name no host stands an error for these.
func (r *Resolver) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	a, err := netip.ParseAddr(addr)
	if err != nil {
		return nil, unusable(addr, "unrecognized address", EAI_NONAME)
	}
	c := startCall(ctx, "lookup", addr, "")
	names, f := r.orDefault().namesOf(ctx, a)
	if f.Outcome != dnsclient.Found {
		return nil, c.doneAsNet(failure(f))
	}
	c.done(nil)
	if f.Err != nil {
		return names, unusable(addr, malformedRecords, EAI_FAIL)
	}
	return names, nil
}

// namesOf returns the names of addr, rooted, and what more is known of them. The Err of what was found is that a record names no
// host, in which case there may be no names.
func (r *Resolver) namesOf(ctx context.Context, addr netip.Addr) ([]string, *found) {
	addr = addr.WithZone("")
	if addr == netip.IPv6Unspecified() {
		return nil, notFound
	}
	f := r.hostByAddrIn(ctx, addr, func(s *hostSource) (*found, nsswitch.Status) {
		if s.name == "dns" {
			return r.dnsByAddrIn(addr, func(conf *resolvconf.Config, reverse string) dnsclient.Answer { return r.askNames(ctx, conf, reverse) })
		}
		return s.byAddr(r, ctx, addr)
	})
	if f.Outcome != dnsclient.Found || f.source == "dns" {
		return f.Names, f
	}
	names := []string{rooted(f.Name, f.source)}
	for _, alias := range f.Aliases {
		names = append(names, rooted(alias, f.source))
	}
	return names, f
}

// askNames asks for all PTR records of a reverse name. The names in them are rooted.
func (r *Resolver) askNames(ctx context.Context, conf *resolvconf.Config, reverse string) dnsclient.Answer {
	l := r.asker(ctx, conf, nil)
	defer l.Close()
	rrs, answer := l.Records(reverse, dns.TypePTR)
	a := *answer
	a.Names = make([]string, 0, len(rrs))
	for _, rr := range rrs {
		if ptr := rr.(*dns.PTR).Ptr; isTarget(ptr) {
			a.Names = append(a.Names, ptr)
		} else {
			a.Err = errMalformed
		}
	}
	return a
}
