package muslmodel

import (
	"fmt"
	"net/netip"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
)

const knownFlags = resolver.AI_PASSIVE | resolver.AI_CANONNAME | resolver.AI_NUMERICHOST | resolver.AI_V4MAPPED | resolver.AI_ALL |
	resolver.AI_ADDRCONFIG | resolver.AI_NUMERICSERV

// getaddrinfo is getaddrinfo.c.
func (m *machine) getaddrinfo(host, serv text, hints *resolver.Hints) (list []address, services []service, canon string, err error) {
	if host.null && serv.null {
		return nil, nil, "", resolver.EAI_NONAME
	}
	h := resolver.Hints{}
	if hints != nil {
		h = *hints
	}
	if h.Flags&^knownFlags != 0 {
		return nil, nil, "", resolver.EAI_BADFLAGS
	}
	if h.Family != inet.AF_UNSPEC && h.Family != inet.AF_INET && h.Family != inet.AF_INET6 {
		return nil, nil, "", resolver.EAI_FAMILY
	}
	if h.Flags&resolver.AI_ADDRCONFIG != 0 {
		if h.Family, err = m.configured(h.Family); err != nil {
			return nil, nil, "", err
		}
	}
	if services, err = m.services(serv.s, serv.null, h.Socktype, h.Protocol, h.Flags); err != nil {
		return nil, nil, "", err
	}
	list, canon, err = m.lookup(host.s, host.null, h.Family, h.Flags)
	return list, services, canon, err
}

// configured is AI_ADDRCONFIG: a family counts if its loopback address can be reached.
func (m *machine) configured(family inet.Family) (inet.Family, error) {
	if _, ok := m.source(netip.AddrFrom4([4]byte{127, 0, 0, 1})); !ok && family != inet.AF_INET6 {
		if family == inet.AF_INET {
			return 0, resolver.EAI_NONAME
		}
		family = inet.AF_INET6
	}
	if _, ok := m.source(netip.IPv6Loopback()); !ok && family != inet.AF_INET {
		if family == inet.AF_INET6 {
			return 0, resolver.EAI_NONAME
		}
		family = inet.AF_INET
	}
	return family, nil
}

// gethostbyname2 is gethostbyname2.c. Each time that its buffer is too small the whole lookup is made again with twice the size.
func (m *machine) gethostbyname2(name string, family inet.Family) (list []address, canon string, err error) {
	for buffer := 127; ; buffer += buffer + 1 {
		list, canon, err = m.lookup(name, false, family, resolver.AI_CANONNAME)
		if err != nil {
			return nil, "", err
		}
		size := 4
		if family == inet.AF_INET6 {
			size = 16
		}
		if 4*pointerSize+(len(list)+1)*(pointerSize+size)+len(name)+1+len(canon)+1 <= buffer-hostentSize {
			return list, canon, nil
		}
		m.Trace.Again = true
	}
}

const pointerSize, hostentSize = 8, 32

// gethostbyaddr is gethostbyaddr.c: getnameinfo with a name that always is found, for it may be the address.
func (m *machine) gethostbyaddr(a address) string {
	for buffer := 127; ; buffer += buffer + 1 {
		name, _ := m.hostname(a, 0)
		if len(name) < buffer-hostentSize-4*pointerSize-len(a.addr.AsSlice()) {
			return name
		}
		m.Trace.Again = true
	}
}

// hostname is the host of getnameinfo.c.
func (m *machine) hostname(a address, flags resolver.NIFlags) (string, error) {
	name := ""
	if flags&resolver.NI_NUMERICHOST == 0 {
		if name = m.hostsName(a); name == "" {
			name = m.pointer(reverse(a.addr))
		}
	}
	switch {
	case name != "":
		return name, nil
	case flags&resolver.NI_NAMEREQD != 0:
		return "", resolver.EAI_NONAME
	}
	return m.numeric(a), nil
}

// reverse is the name of an address in the DNS. IPv4-mapped addresses are in-addr.arpa's.
func reverse(a netip.Addr) string {
	if a.Is4() || a.Is4In6() {
		b := a.Unmap().As4()
		return fmt.Sprintf("%d.%d.%d.%d.in-addr.arpa", b[3], b[2], b[1], b[0])
	}
	var name strings.Builder
	b := a.As16()
	for i := 15; i >= 0; i-- {
		fmt.Fprintf(&name, "%x.%x.", b[i]&15, b[i]>>4)
	}
	return name.String() + "ip6.arpa"
}

// getservbyname is getservbyname_r.c: getaddrinfo's first port, under the name that was asked for.
func (m *machine) getservbyname(name string, proto text) (service, bool) {
	protocol, known := protocolOf(proto)
	if _, rest := number(name); rest == "" || !known {
		return service{}, false
	}
	list, err := m.services(name, false, 0, protocol, 0)
	if err != nil {
		return service{}, false
	}
	return list[0], true
}

// getservbyport is getservbyport_r.c: getnameinfo's service, which must not be the number.
func (m *machine) getservbyport(port uint16, proto text) (name, protocol string, ok bool) {
	if proto.null {
		for _, p := range []string{"tcp", "udp"} {
			if name, _, ok = m.getservbyport(port, text{s: p}); ok {
				return name, p, true
			}
		}
		return "", "", false
	}
	if _, known := protocolOf(proto); !known {
		return "", "", false
	}
	name = m.serviceName(port, proto.s == "udp")
	if n, _ := number(name); n == uint64(port) {
		return "", "", false
	}
	return name, proto.s, true
}

func protocolOf(proto text) (resolver.Protocol, bool) {
	switch {
	case proto.null:
		return 0, true
	case proto.s == "tcp":
		return resolver.IPPROTO_TCP, true
	case proto.s == "udp":
		return resolver.IPPROTO_UDP, true
	}
	return 0, false
}

// protocols are those of proto.c. /etc/protocols is not read.
var protocols = []struct {
	number int
	name   string
}{
	{0, "ip"}, {1, "icmp"}, {2, "igmp"}, {3, "ggp"}, {4, "ipencap"}, {5, "st"}, {6, "tcp"}, {8, "egp"}, {12, "pup"}, {17, "udp"}, {20, "hmp"},
	{22, "xns-idp"}, {27, "rdp"}, {29, "iso-tp4"}, {36, "xtp"}, {37, "ddp"}, {38, "idpr-cmtp"}, {41, "ipv6"}, {43, "ipv6-route"},
	{44, "ipv6-frag"}, {45, "idrp"}, {46, "rsvp"}, {47, "gre"}, {50, "esp"}, {51, "ah"}, {57, "skip"}, {58, "ipv6-icmp"}, {59, "ipv6-nonxt"},
	{60, "ipv6-opts"}, {73, "rspf"}, {81, "vmtp"}, {89, "ospf"}, {94, "ipip"}, {98, "encap"}, {103, "pim"}, {255, "raw"},
}
