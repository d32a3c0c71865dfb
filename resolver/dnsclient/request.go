package dnsclient

// A request is what beside its question makes two queries the same: a set of the following.
type request uint8

const (
	overTCP request = 1 << iota
	withEDNS
	showingCookie
	trustingAD
	whole    // records of all types have to be readable
	verbatim // and need not be what was asked for
)

// has reports whether r has one of others.
func (r request) has(others request) bool { return r&others != 0 }

// network is "udp" or "tcp".
func (r request) network() string {
	if r.has(overTCP) {
		return "tcp"
	}
	return "udp"
}

// request is how a server is asked next.
func (l *Lookup) request(a *ask, edns bool) request {
	r := a.wants
	if l.conf.UseVC {
		r |= overTCP
	}
	if l.conf.TrustAD {
		r |= trustingAD
	}
	if edns && !l.client.Options.NoEDNS {
		if r |= withEDNS; !l.client.Options.NoCookies {
			r |= showingCookie
		}
	}
	return r
}
