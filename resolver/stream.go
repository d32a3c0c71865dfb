package resolver

import (
	"context"
	"iter"
	"slices"

	"netdb.example/inet"
	"netdb.example/resolver/nsswitch"
)

// Stream returns what [Resolver.Getaddrinfo] does, address by address, and those of one family as soon as they are known where both
// are asked for (RFC 8305 §3): AAAA may come before A. The addresses of a family are in the order of RFC 6724 among themselves. Where
// there are none, the sequence is one error, an *[Error]; once there is an address, no error follows.
//
// A family goes ahead of the other only where no other source and no other name of the search list can take its place any more: it
// comes from the DNS, which is the last word on a success to nsswitch.conf(5), and the other family can add to it but not undo it,
// as it can with StrictErrors. All else comes at once when everything is known: hosts(5), addresses, AF_INET6 with AI_V4MAPPED. A
// canonical name is the family's that comes first.
//
// The lookup goes on in the loop's own goroutine, while that asks for the next address: in the meantime replies are kept, but nothing
// is sent a second time. A loop that is left cancels what is under way. Each loop over the sequence is a lookup of its own.
func (r *Resolver) Stream(ctx context.Context, node, service string, hints *Hints) iter.Seq2[Addrinfo, error] {
	return func(yield func(Addrinfo, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		ahead, left := inet.AF_UNSPEC, false
		c := startCall(ctx, "getaddrinfo", node, service)
		_, addrs, err := r.orDefault().resolveEarly(ctx, node, service, hints, func(one []Addrinfo) {
			ahead = one[0].Family
			for _, a := range one {
				if left = !yield(a, nil); left {
					cancel()
					return
				}
			}
		})
		err = c.done(err)
		switch {
		case left:
		case err == nil:
			yieldOthers(addrs, ahead, yield)
		default:
			yield(Addrinfo{}, err)
		}
	}
}

// yieldOthers yields the addresses that are not of the family that went ahead, AF_UNSPEC if none did.
func yieldOthers(addrs []Addrinfo, ahead inet.Family, yield func(Addrinfo, error) bool) {
	for _, a := range addrs {
		if a.Family == ahead {
			continue
		}
		if ahead != inet.AF_UNSPEC {
			a.Canonname = "" // the first result had it
		}
		if !yield(a, nil) {
			return
		}
	}
}

// endsWithDNS reports whether a name that is found in the DNS ends the walk over the sources of hosts, wherever that stands.
func (r *Resolver) endsWithDNS() bool {
	conf, err := r.nsswitch()
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(conf.Database("hosts"), func(s nsswitch.Source) bool {
		return s.Name == "dns" && s.Action(nsswitch.Success) != nsswitch.Return
	})
}
