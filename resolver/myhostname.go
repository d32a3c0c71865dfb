package resolver

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// The source myhostname of nsswitch.conf(5) answers for this machine, as nss-myhostname(8) of systemd 252 does:
//
//   - its host name, in that very case, has the addresses of all interfaces, be they up or down, but for loopback and
//     deprecated ones; with none of the family asked for, 127.0.0.2 and ::1;
//   - localhost, localhost.localdomain and all that ends in .localhost or .localhost.localdomain are called localhost, and have
//     127.0.0.1 and ::1;
//   - _gateway has the gateways of the default routes, see myhostnameroutes.go; _outbound has the addresses from which packets
//     to them leave;
//   - 127.0.0.1 and ::1 are localhost's, 127.0.0.2 and the addresses of the host name are that name's, and gateways _gateway's:
//     of the name so found all addresses of the family are told.
//
// Each name may have a dot behind it. All but the host name are case-insensitive. IPv4 goes before IPv6 and a wider scope
// before a narrower one; then the metric of the route, the index of the interface and the address decide.
//
// Link-local IPv6 addresses have a zone only where both families are asked for: gethostbyname2(3), by which libc asks for one,
// has no room for it.
//
// What netdb is not told is taken from what it is. IPv6 is enabled if an interface has an IPv6 address, or none has any address.
// The scope of an IPv4 address, which only the kernel knows, is that of RFC 3927.
const (
	myhostname   = "myhostname"
	gatewayName  = "_gateway"
	outboundName = "_outbound"
)

var (
	localhost4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	ownHost4   = netip.AddrFrom4([4]byte{127, 0, 0, 2}) // unlike 127.0.0.1, it leads back to the host name
)

// myhostnameByName answers for the names of this machine.
func (r *Resolver) myhostnameByName(q *nameQuery) (*found, nsswitch.Status) {
	interfaces := r.system().known()
	s, err := r.selfNamed(q.name, interfaces)
	return s.answer(q.af, interfaces, err)
}

// myhostnameByAddr answers for the addresses of this machine and of its gateways.
func (r *Resolver) myhostnameByAddr(_ context.Context, addr netip.Addr) (*found, nsswitch.Status) {
	interfaces := r.system().known()
	s, err := r.selfAt(addr, interfaces)
	return s.answer(familyOf(addr), interfaces, err)
}

// A self is a name of this machine, or of its gateways, with the addresses. The zero self is none.
type self struct {
	name     string
	aliases  []string
	places   []place
	loopback netip.Addr // beside ::1 the address where there are no places, if it is valid
}

// selfNamed tells what name this is.
func (r *Resolver) selfNamed(name string, interfaces []Interface) (self, error) {
	switch {
	case isLocaldomain(name):
		return self{name: localhost, loopback: localhost4}, nil
	case isCalled(name, gatewayName):
		gateways, err := r.gateways(interfaces)
		return self{name: gatewayName, places: gateways}, err
	case isCalled(name, outboundName):
		gateways, err := r.gateways(interfaces)
		source := func(dst netip.Addr) (addrselect.Source, bool) {
			return r.system().source(dst, interfaces)
		}
		return self{name: outboundName, places: outbounds(gateways, source)}, err
	}
	hostname, err := r.ownName()
	if name != hostname && name != hostname+"." {
		return self{}, err
	}
	return self{name: hostname, places: ownPlaces(interfaces), loopback: ownHost4}, err
}

// selfAt tells whose address this is.
func (r *Resolver) selfAt(addr netip.Addr, interfaces []Interface) (self, error) {
	own := ownPlaces(interfaces)
	switch {
	case addr == localhost4:
		return self{name: localhost, loopback: addr}, nil
	case addr == netip.IPv6Loopback():
		hostname, err := r.ownName()
		return self{name: localhost, aliases: []string{hostname}, loopback: localhost4}, err
	case addr == ownHost4:
		hostname, err := r.ownName()
		return self{name: hostname, loopback: addr}, err
	case hasAddr(own, addr):
		hostname, err := r.ownName()
		return self{name: hostname, places: own}, err
	}
	gateways, err := r.gateways(interfaces)
	if !hasAddr(gateways, addr) {
		return self{}, err
	}
	return self{name: gatewayName, places: gateways}, err
}

// ownName is the host name. The kernel has none, or "(none)", before one is set, which is systemd's localhost.
func (r *Resolver) ownName() (string, error) {
	hostname, err := r.system().hostname()
	if hostname == "" || hostname == "(none)" {
		hostname = localhost
	}
	return hostname, err
}

// answer is what s, which err may have kept from being told, comes to in a family.
func (s self) answer(af inet.Family, interfaces []Interface, err error) (*found, nsswitch.Status) {
	if err != nil {
		return failedWith(dnsclient.NoAnswer, system(err)), nsswitch.TryAgain
	}
	f := &found{source: myhostname}
	f.Name, f.Aliases, f.Addrs = s.name, s.aliases, addrsIn(s.places, af)
	has6 := enables6(interfaces)
	if len(f.Addrs) == 0 && s.loopback.IsValid() {
		f.Addrs = addrsIn([]place{{addr: s.loopback}, {addr: netip.IPv6Loopback()}}, af)
		f.Addrs = slices.DeleteFunc(f.Addrs, func(a netip.Addr) bool { return a.Is6() && !has6 })
		if af == inet.AF_INET6 && s.name != localhost {
			f.Aliases = []string{localhost}
		}
	}
	if len(f.Addrs) == 0 {
		return notFound, nsswitch.NotFound
	}
	return f, nsswitch.Success
}

// addrsIn are the addresses of one family without their zones, or all of them.
func addrsIn(places []place, af inet.Family) []netip.Addr {
	var addrs []netip.Addr
	for _, p := range places {
		switch af {
		case inet.AF_UNSPEC:
			addrs = append(addrs, p.addr)
		case familyOf(p.addr):
			addrs = append(addrs, p.addr.WithZone(""))
		}
	}
	return addrs
}

func hasAddr(places []place, addr netip.Addr) bool {
	return slices.ContainsFunc(places, func(p place) bool { return p.addr.WithZone("") == addr })
}

// enables6 reports whether IPv6 is enabled on a machine with those interfaces.
func enables6(interfaces []Interface) bool {
	n := 0
	for _, i := range interfaces {
		for _, p := range i.Addrs {
			if n++; p.Addr().Is6() {
				return true
			}
		}
	}
	return n == 0
}

// isLocaldomain reports whether name is localhost, or under it, or the same in localdomain.
func isLocaldomain(name string) bool {
	name = "." + strings.TrimSuffix(name, ".")
	for _, end := range []string{".localhost", ".localhost.localdomain"} {
		if i := len(name) - len(end); i >= 0 && strings.EqualFold(name[i:], end) { // what folds to ASCII is longer
			return true
		}
	}
	return false
}

// isCalled reports whether name is want, or want with a dot behind it, in any case of ASCII.
func isCalled(name, want string) bool {
	name = strings.TrimSuffix(name, ".")
	return len(name) == len(want) && strings.EqualFold(name, want)
}

// A place is an address on an interface, or behind one.
type place struct {
	addr   netip.Addr // a link-local IPv6 one with the interface for its zone
	scope  int        // the wider, the lower
	metric uint32
	index  int // of the interface
}

// sortPlaces puts places in the order of address_compare in systemd's local-addresses.c, each of them once.
func sortPlaces(places []place) []place {
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.addr.BitLen(), b.addr.BitLen()), cmp.Compare(a.scope, b.scope),
			cmp.Compare(a.metric, b.metric), cmp.Compare(a.index, b.index), a.addr.Compare(b.addr))
	})
	return slices.Compact(places)
}

// ownPlaces are the addresses of the host name.
func ownPlaces(interfaces []Interface) []place {
	var all []place
	for _, i := range interfaces {
		for _, p := range i.Addrs {
			if a := p.Addr(); !a.IsLoopback() && !slices.Contains(i.Deprecated, a) {
				all = append(all, place{addr: onLink(a, i.Name), scope: scopeOf(a), index: i.Index})
			}
		}
	}
	return sortPlaces(all)
}

// outbounds are the addresses from which packets to the gateways leave, as source has it.
func outbounds(gateways []place, source func(dst netip.Addr) (addrselect.Source, bool)) []place {
	var all []place
	for _, g := range gateways {
		if src, ok := source(g.addr); ok {
			all = append(all, place{addr: onLink(src.Addr, g.addr.Zone()), index: g.index})
		}
	}
	return sortPlaces(all)
}

// onLink gives a link-local IPv6 address the zone without which it is none (RFC 4007).
func onLink(a netip.Addr, zone string) netip.Addr {
	if a.IsLinkLocalUnicast() { // WithZone leaves IPv4 as it is
		return a.WithZone(zone)
	}
	return a
}

var siteLocal = netip.MustParsePrefix("fec0::/10")

// scopeOf is the place of an address's scope in the order.
func scopeOf(a netip.Addr) int {
	switch {
	case a.IsLinkLocalUnicast():
		return 2
	case siteLocal.Contains(a):
		return 1
	}
	return 0
}
