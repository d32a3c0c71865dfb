package resolver

import (
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"

	"netdb.example/resolver/addrselect"
)

// A System is what a lookup takes from the machine. A nil field means the real thing, so that the zero System is
// this machine and a test replaces what it wants to decide; what this machine's kernel says holds for a second. The
// functions are called by many goroutines at once.
type System struct {
	FS         fs.FS                                          // holds "etc/hosts", "etc/resolv.conf", ...; nil is the root of the file system
	Getenv     func(key string) string                        // LOCALDOMAIN, RES_OPTIONS and HOSTALIASES, as os.Getenv
	HasEnv     func(key string) bool                          // whether it is set where Getenv says "", as LOCALDOMAIN may be; nil beside a Getenv: no
	Hostname   func() (string, error)                         // gethostname(2)
	Interfaces func() ([]Interface, error)                    // getifaddrs(3)
	Source     func(dst netip.Addr) (addrselect.Source, bool) // the address that a packet to dst would leave from; false where there is no route
	Rand       func() uint64                                  // uniform and unpredictable: query ids, rotation
}

// An Interface is a network interface with its addresses, each with the length of its prefix: 32 or 128 for one
// that has a peer instead of a subnet. Of the real interfaces, all below Addrs is known on Linux only.
type Interface struct {
	Index int
	Name  string
	Flags net.Flags
	Addrs []netip.Prefix

	Deprecated []netip.Addr // those of Addrs whose preferred lifetime has passed (RFC 4862 section 5.5.4), in IPv4 too
	Home       []netip.Addr // those of Addrs that are home addresses of Mobile IPv6 (RFC 6275)
	Peers      []Peer       // the far ends of those that have one
	Tunnel     bool         // it is of the kind ipip, ip6tnl or sit: no native transport to RFC 6724
}

// A Peer is the far end of a point-to-point link, with the length of the prefix that is reached there.
type Peer struct {
	Local  netip.Addr
	Remote netip.Prefix
}

// Complete returns s with the real thing in place of each field that is nil, but for Rand: for a program that watches what
// lookups take from the machine.
func (s System) Complete() System {
	return System{
		FS:         s.fs(),
		Getenv:     s.getenv,
		HasEnv:     s.hasEnv,
		Hostname:   s.hostname,
		Interfaces: s.interfaces,
		Source:     func(dst netip.Addr) (addrselect.Source, bool) { return s.source(dst, s.known()) },
		Rand:       s.Rand,
	}
}

// isReal reports whether all is the real thing.
func (s *System) isReal() bool {
	return s.FS == nil && s.Getenv == nil && s.HasEnv == nil && s.Hostname == nil && s.Interfaces == nil && s.Source == nil && s.Rand == nil
}

func (s *System) fs() fs.FS {
	if s.FS != nil {
		return s.FS
	}
	return root
}

func (s *System) getenv(key string) string {
	if s.Getenv != nil {
		return s.Getenv(key)
	}
	return os.Getenv(key)
}

// hasEnv reports whether the environment has key, be it with an empty value.
func (s *System) hasEnv(key string) bool {
	switch {
	case s.getenv(key) != "":
		return true
	case s.HasEnv != nil:
		return s.HasEnv(key)
	case s.Getenv != nil:
		return false
	}
	_, ok := os.LookupEnv(key)
	return ok
}

func (s *System) hostname() (string, error) {
	if s.Hostname != nil {
		return s.Hostname()
	}
	return os.Hostname()
}

func (s *System) interfaces() ([]Interface, error) {
	if s.Interfaces != nil {
		return s.Interfaces()
	}
	return realInterfaces()
}

// sources returns what addrselect is to ask for source addresses, in one sort: the interfaces are looked at once. Where none of
// them has an IPv6 address but loopback, glibc knows no more of a source than its address.
func (s *System) sources() func(dst netip.Addr) (addrselect.Source, bool) {
	interfaces := s.known()
	_, has6 := configured(interfaces)
	return func(dst netip.Addr) (addrselect.Source, bool) {
		src, ok := s.source(dst, interfaces)
		if !has6 {
			src = addrselect.Source{Addr: src.Addr}
		}
		if dst.Is4In6() {
			src = mappedSource(src)
		}
		return src, ok
	}
}

// mappedSource is src as the source of an IPv4-mapped destination: of its kind, by which scopes are compared.
func mappedSource(src addrselect.Source) addrselect.Source {
	if !src.Addr.Is4() {
		return src
	}
	src.Addr = netip.AddrFrom16(src.Addr.As16())
	if src.Bits > 0 {
		src.Bits += 96
	}
	return src
}

// source is the address that a packet to dst would leave from, on a machine with those interfaces.
func (s *System) source(dst netip.Addr, interfaces []Interface) (addrselect.Source, bool) {
	if s.Source != nil {
		return s.Source(dst)
	}
	addr, err := localAddr(dst, interfaces)
	if err != nil {
		return addrselect.Source{}, false
	}
	return SourceOf(addr, interfaces), true
}

// known are the interfaces as far as they can be told: without them, rules 3, 4, 7 and 9 go by less.
func (s *System) known() []Interface {
	list, _ := s.interfaces()
	return list
}

// SourceOf is addr as the source of a destination, with all that glibc knows of it where the interfaces are these: nothing if
// none has it, or has it with a peer only, for check_pf.c takes what the kernel says of such an address to be the peer's.
func SourceOf(addr netip.Addr, interfaces []Interface) addrselect.Source {
	for _, i := range interfaces {
		for _, p := range i.Addrs {
			if p.Addr() == addr && !i.hasPeer(p) {
				return addrselect.Source{Addr: addr, Bits: p.Bits(), Deprecated: slices.Contains(i.Deprecated, addr),
					Home: slices.Contains(i.Home, addr), Native: !i.Tunnel}
			}
		}
	}
	return addrselect.Source{Addr: addr}
}

func (i *Interface) hasPeer(p netip.Prefix) bool {
	return p.IsSingleIP() && slices.ContainsFunc(i.Peers, func(peer Peer) bool { return peer.Local == p.Addr() })
}
