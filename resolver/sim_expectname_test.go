package resolver_test

import (
	"net/netip"
	"slices"
	"strings"
)

// expectNameinfo is a name, or the number where there is none. What follows the dot in a name of this machine may be cut off.
func (w *simWorld) expectNameinfo(t simTexts, words simWords, s simSpan) {
	addr := netip.MustParseAddr(words.args[0])
	hosts := map[string]bool{}
	number := func() {
		if words.has("namereqd") {
			t.add("EAI_NONAME")
		} else {
			hosts[words.args[0]] = true // written as glibc does
		}
	}
	if words.has("numerichost") {
		number()
	} else {
		for _, a := range w.byAddr(addr, s) {
			switch {
			case a.kind == simFound:
				name := a.names[len(a.names)-1]
				hosts[name] = true
				for _, domain := range w.localDomains(words, s) {
					hosts[strings.TrimSuffix(name, "."+domain)] = true
				}
			case a.kind == simCanceled, a.kind == simMalformed, a.kind >= simServFail && a.kind <= simUnreachable:
				t.each(simAnswers{"": a}, nil)
			default:
				number()
			}
		}
	}
	w.eachService(s, func(entries []simService, _ bool) {
		service := words.args[1]
		proto := map[bool]string{true: "udp", false: "tcp"}[words.has("dgram")]
		if i := slices.IndexFunc(entries, func(e simService) bool { return e.port == service && e.proto == proto }); i >= 0 {
			service = entries[i].names[0]
		}
		for host := range hosts {
			t.add(host, service)
		}
	})
}

// localDomains are what NI_NOFQDN may cut off.
func (w *simWorld) localDomains(words simWords, s simSpan) (domains []string) {
	if !words.has("nofqdn") {
		return nil
	}
	names := []string{w.hostname}
	for _, name := range []string{"localhost", w.hostname} {
		for _, a := range w.byName(name, "4", s) {
			if a.kind == simFound {
				names = append(names, a.names[len(a.names)-1])
			}
		}
	}
	for _, name := range names {
		if _, domain, ok := strings.Cut(name, "."); ok {
			domains = append(domains, domain)
		}
	}
	return domains
}

// expectFQDN is the first name with a dot, but for that of the DNS for the address; or the name as it was given.
func (w *simWorld) expectFQDN(t simTexts, words simWords, s simSpan) {
	name := words.arg(0)
	if name == "" {
		name = w.hostname
	}
	var addrs []netip.Addr
	for _, a := range w.byNode(name, "46", words, s) {
		if addrs = append(addrs, a.addrs...); a.kind != simFound {
			t.add(name)
		}
	}
	for _, addr := range addrs {
		for _, a := range w.byAddr(addr, s) {
			if a.kind == simFound {
				t.add(fullName(a.names))
			} else {
				t.add(name)
			}
		}
	}
}

func fullName(names []string) string {
	n := len(names) - 1
	for _, name := range slices.Concat(names[n:], names[:n]) {
		if strings.Contains(name, ".") && !strings.HasSuffix(name, ".arpa") {
			return name
		}
	}
	return names[n]
}
