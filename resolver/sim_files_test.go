package resolver_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"netdb.example/servicesdb"
)

// A simHost is a line of hosts(5).
type simHost struct {
	addr  netip.Addr
	names []string
}

func parseHosts(text string) (hosts []simHost) {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		if addr, err := netip.ParseAddr(words[0]); err == nil {
			hosts = append(hosts, simHost{addr, words[1:]})
		}
	}
	return hosts
}

// as4 is the address with which a line answers for IPv4.
func (h simHost) as4() (netip.Addr, bool) {
	if h.addr == netip.IPv6Loopback() {
		return netip.MustParseAddr("127.0.0.1"), true
	}
	return h.addr, h.addr.Is4()
}

// in is the address with which a line answers for a family.
func (h simHost) in(family string) (netip.Addr, bool) {
	switch family {
	case "4":
		return h.as4()
	case "6":
		return h.addr, h.addr.Is6()
	}
	return h.addr, true
}

// hostsByName is what the lines say that have name, or the first of them without multi. A missing file is broken.
func (w *simWorld) hostsByName(name, family string, s simSpan) simAnswers {
	all := simAnswers{}
	for _, snap := range w.inForce("etc/hosts", s) {
		if !snap.there {
			all.addKinds(simBroken)
			continue
		}
		for _, conf := range w.inForce("etc/host.conf", s) {
			multi := !conf.there || strings.Contains(conf.text, "multi on")
			all.add(hostsAnswer(parseHosts(snap.text), name, family, multi))
		}
	}
	return all
}

func hostsAnswer(hosts []simHost, name, family string, multi bool) simAnswer {
	var canonical string
	var aliases []string
	var addrs []netip.Addr
	for _, h := range hosts {
		addr, ok := h.in(family)
		if !ok || !slices.ContainsFunc(h.names, func(n string) bool { return strings.EqualFold(n, name) }) {
			continue
		}
		addrs = append(addrs, addr)
		aliases = append(aliases, h.names[1:]...)
		switch canonical {
		case "":
			canonical = h.names[0]
		case h.names[0]:
		default:
			aliases = append(aliases, h.names[0])
		}
		if !multi {
			break
		}
	}
	if addrs == nil {
		return simAnswer{kind: simNXDomain}
	}
	return simAnswer{names: append(aliases, canonical), addrs: addrs}
}

// hostsByAddr is what the first line says that has an address.
func (w *simWorld) hostsByAddr(addr netip.Addr, s simSpan) simAnswers {
	all := simAnswers{}
	for _, snap := range w.inForce("etc/hosts", s) {
		if !snap.there {
			all.addKinds(simBroken)
			continue
		}
		hosts := parseHosts(snap.text)
		i := slices.IndexFunc(hosts, func(h simHost) bool {
			four, ok := h.as4()
			return h.addr == addr || ok && four == addr
		})
		if i < 0 {
			all.addKinds(simNXDomain)
			continue
		}
		names := hosts[i].names
		all.add(simAnswer{names: slices.Concat(names[1:], names[:1]), addrs: []netip.Addr{addr}})
	}
	return all
}

// A simService is a line of services(5).
type simService struct {
	names       []string
	port, proto string
}

// eachService yields the databases that may be in force. One is broken where nsswitch.conf cannot be read.
func (w *simWorld) eachService(s simSpan, yield func(entries []simService, broken bool)) {
	for _, conf := range w.inForce("etc/nsswitch.conf", s) {
		switch {
		case conf.bad:
			yield(nil, true)
		case strings.Contains(conf.text, "services: nis"):
			yield(nil, false)
		default:
			for _, snap := range w.inForce("etc/services", s) {
				yield(servicesOf(snap), false)
			}
		}
	}
}

func servicesOf(snap simSnapshot) (entries []simService) {
	if !snap.there {
		return ianaServices()
	}
	for line := range strings.Lines(snap.text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		port, proto, _ := strings.Cut(words[1], "/")
		entries = append(entries, simService{append(words[:1:1], words[2:]...), port, proto})
	}
	return entries
}

// ianaServices are those of the registry at the ports that are asked for.
func ianaServices() (entries []simService) {
	for _, port := range []uint16{9, 53, 80, 8000, 8001} {
		for _, proto := range []string{"tcp", "udp"} {
			if e, ok := servicesdb.IANA().ByPort(port, proto); ok {
				entries = append(entries, simService{append([]string{e.Name}, e.Aliases...), fmt.Sprint(port), proto})
			}
		}
	}
	return entries
}

// service adds the first entry that fits.
func (t simTexts) service(entries []simService, broken bool, fits func(e simService) bool) {
	i := slices.IndexFunc(entries, fits)
	switch {
	case broken:
		t.add("EAI_SYSTEM")
	case i < 0:
		t.add("EAI_NONAME")
	default:
		t.add(entries[i].names[0], entries[i].port, entries[i].proto)
	}
}

// endpoints are the socket types and ports that a service may come to, or the code of an error.
func (w *simWorld) endpoints(service, socktype string, s simSpan) []string {
	number := map[string]string{"stream": "1", "dgram": "2"}[socktype]
	if service == "" {
		service = "0"
	}
	switch isNumber := isSimNumber(service); {
	case isNumber && number == "":
		return []string{"1/" + service + " 2/" + service + " 3/" + service}
	case isNumber:
		return []string{number + "/" + service}
	}
	var all []string
	w.eachService(s, func(entries []simService, broken bool) {
		if broken {
			all = append(all, "EAI_SYSTEM")
			return
		}
		var endpoints []string
		for _, t := range []struct{ number, proto string }{{"1", "tcp"}, {"2", "udp"}} {
			i := slices.IndexFunc(entries, func(e simService) bool { return slices.Contains(e.names, service) && e.proto == t.proto })
			if i >= 0 && (number == "" || number == t.number) {
				endpoints = append(endpoints, t.number+"/"+entries[i].port)
			}
		}
		if endpoints == nil {
			endpoints = []string{"EAI_SERVICE"}
		}
		all = append(all, strings.Join(endpoints, " "))
	})
	return all
}
