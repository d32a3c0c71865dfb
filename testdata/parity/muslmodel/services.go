package muslmodel

import (
	"strconv"
	"strings"

	"netdb.example/resolver"
)

// A service is a port, and what it is a port of.
type service struct {
	socktype resolver.Socktype
	protocol resolver.Protocol
	port     uint16
}

const (
	maxServices   = 2
	serviceBuffer = 128
)

// services are what a service of getaddrinfo(3) comes to: lookup_serv.c. NULL is null.
func (m *machine) services(name string, null bool, socktype resolver.Socktype, protocol resolver.Protocol, flags resolver.Flags) ([]service, error) {
	switch socktype {
	case resolver.SOCK_STREAM:
		if protocol != 0 && protocol != resolver.IPPROTO_TCP {
			return nil, resolver.EAI_SERVICE
		}
		protocol = resolver.IPPROTO_TCP
	case resolver.SOCK_DGRAM:
		if protocol != 0 && protocol != resolver.IPPROTO_UDP {
			return nil, resolver.EAI_SERVICE
		}
		protocol = resolver.IPPROTO_UDP
	case 0:
	default:
		if !null {
			return nil, resolver.EAI_SERVICE
		}
		return []service{{socktype: socktype, protocol: protocol}}, nil
	}
	if !null && name == "" {
		return nil, resolver.EAI_SERVICE
	}
	port, rest := number(name)
	switch {
	case rest != "":
	case port > 65535:
		return nil, resolver.EAI_SERVICE
	default:
		return endpoints(uint16(port), protocol), nil
	}
	if flags&resolver.AI_NUMERICSERV != 0 {
		return nil, resolver.EAI_NONAME
	}
	if list := m.namedServices(name, protocol); list != nil {
		return list, nil
	}
	return nil, resolver.EAI_SERVICE
}

// endpoints are TCP and UDP, or that of the two which is asked for.
func endpoints(port uint16, protocol resolver.Protocol) (list []service) {
	if protocol != resolver.IPPROTO_UDP {
		list = append(list, service{resolver.SOCK_STREAM, resolver.IPPROTO_TCP, port})
	}
	if protocol != resolver.IPPROTO_TCP {
		list = append(list, service{resolver.SOCK_DGRAM, resolver.IPPROTO_UDP, port})
	}
	return list
}

// namedServices are the first two lines of /etc/services that have the name.
func (m *machine) namedServices(name string, protocol resolver.Protocol) (list []service) {
	data, _ := m.file("services")
	for line := range lines(data, serviceBuffer) {
		line = uncomment(line)
		if len(list) == maxServices || !hasWord(line, name, true) {
			continue
		}
		_, rest := cutWord(line)
		if s, ok := serviceOf(rest); ok && (protocol == 0 || protocol == s.protocol || protocol != resolver.IPPROTO_TCP && protocol != resolver.IPPROTO_UDP) {
			list = append(list, s)
		}
	}
	return list
}

// serviceOf reads "80/tcp"; the protocol is what its text begins with.
func serviceOf(text string) (service, bool) {
	port, proto := number(text)
	switch {
	case proto == text || port > 65535:
	case strings.HasPrefix(proto, "/udp"):
		return service{resolver.SOCK_DGRAM, resolver.IPPROTO_UDP, uint16(port)}, true
	case strings.HasPrefix(proto, "/tcp"):
		return service{resolver.SOCK_STREAM, resolver.IPPROTO_TCP, uint16(port)}, true
	}
	return service{}, false
}

// serviceName is the name of a port, or its number: getnameinfo.c.
func (m *machine) serviceName(port uint16, dgram bool) string {
	data, _ := m.file("services")
	for line := range lines(data, serviceBuffer) {
		name, rest := cutWord(uncomment(line))
		if s, ok := serviceOf(rest); ok && s.port == port && (s.protocol == resolver.IPPROTO_UDP) == dgram && len(name) < 32 {
			return name
		}
	}
	return strconv.Itoa(int(port))
}
