package resolver

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
)

// portNetworks are the protocols of services(5) to look for, in this order, by network. "" and "ip" are any.
var portNetworks = map[string][]string{
	"": allProtocols, "ip": allProtocols,
	"tcp": {"tcp"}, "tcp4": {"tcp"}, "tcp6": {"tcp"},
	"udp": {"udp"}, "udp4": {"udp"}, "udp6": {"udp"},
	"sctp": {"sctp"}, "sctp4": {"sctp"}, "sctp6": {"sctp"},
	"dccp": {"dccp"}, "dccp4": {"dccp"}, "dccp6": {"dccp"},
}

var allProtocols = []string{"tcp", "udp", "sctp", "dccp"}

// LookupPort returns the port of a service of services(5), which is the registry of the IANA where there is no such file. network
// is "tcp", "udp", "sctp" or "dccp", with or without a 4 or a 6, or "ip" for any of them, tcp first. A number is its own
// port, whatever the network, and "" is 0. A name that is not listed as it is spelled counts in lower case.
//
// A network that is none of these and a number that is no port are a *net.AddrError; other errors are a *net.DNSError.
func (r *Resolver) LookupPort(_ context.Context, network, service string) (port int, err error) {
	if service == "" {
		return 0, nil
	}
	port, err = strconv.Atoi(service)
	switch protocols, ok := portNetworks[network]; {
	case err == nil && 0 <= port && port <= 65535:
		return port, nil
	case err == nil, errors.Is(err, strconv.ErrRange):
		return 0, &net.AddrError{Err: "invalid port", Addr: service}
	case !ok:
		return 0, &net.AddrError{Err: "unknown network", Addr: network}
	default:
		return r.orDefault().port(protocols, service)
	}
}

func (r *Resolver) port(protocols []string, service string) (int, error) {
	name := "ip/" + service
	if len(protocols) == 1 {
		name = protocols[0] + "/" + service
	}
	db, err := r.services()
	if err != nil {
		return 0, dnsError(name, err)
	}
	for _, protocol := range protocols {
		for _, spelled := range []string{service, strings.ToLower(service)} {
			if s, ok := db.ByName(spelled, protocol); ok {
				return int(s.Port), nil
			}
		}
	}
	return 0, &net.DNSError{UnwrapErr: newError("lookup", "", service, r.unknown("services", EAI_SERVICE, nil)),
		Err: unknownPort, Name: name, IsNotFound: true}
}
