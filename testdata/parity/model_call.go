package parity

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// with is the machine with some files replaced.
func (m *model) with(files map[string]string) *scenario.Machine {
	other := copyOf(m.fsys)
	for name, text := range files {
		other[name] = textFile(text)
	}
	machine, err := scenario.New(other)
	if err != nil {
		panic(err) // only files of etc are others
	}
	return machine
}

func (m *model) getaddrinfo(ctx context.Context) (Answer, error) {
	namesService, err := m.namesService(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := m.nsswitch(); err != nil && namesService {
		return m.unreadService(ctx)
	}
	if a, err := m.unencodable(ctx); a != nil || err != nil {
		return a, err
	}
	q, name := m.q, m.encoded()
	if isMistyped(name) && m.glibc(digitsAndDots) {
		q = q.withName(probe)
	}
	looksUp, a, err := m.looksUp(ctx, q)
	if err != nil || !looksUp {
		return a, err
	}
	hints := resolver.Hints{Flags: resolver.AI_V4MAPPED | resolver.AI_ADDRCONFIG}
	if q.Hints != nil {
		hints = *q.Hints
	}
	by := m.pathOf(hints)
	w := m.lookupWith(ctx, name, hints, by)
	if w.found() && len(w.addrs) > 0 {
		return m.addrinfo(ctx, hints, w.said)
	}
	return Answer{m.eai(w, by == plain, namesService && !m.missing).String()}, nil
}

// probe is a name that stands for another one, which netdb would not look up.
const probe = "probe"

// isMistyped reports whether a name is digits and dots, but no address.
func isMistyped(name string) bool {
	_, err := inet.AtonExact(name)
	return isDigitsAndDots(name) && err != nil
}

// lookupWith looks for the addresses that the hints are about.
func (m *model) lookupWith(ctx context.Context, name string, hints resolver.Hints, by path) walked {
	checked := by == together || hints.Flags&resolver.AI_CANONNAME == 0
	switch mapped := hints.Flags&resolver.AI_V4MAPPED != 0; {
	case by == plain && (isMistyped(name) || hasColon(name) && m.glibc(colons)):
		return walked{said: notFoundAs(resolver.HOST_NOT_FOUND, none)}
	case by == plain:
		w := m.lookup(ctx, by, name, inet.AF_INET, checked)
		w.addrs = m.reordered(w.addrs)
		return w
	case mapped && m.familyOf(hints) == inet.AF_INET6:
		return m.lookupMapped(ctx, name, hints.Flags&resolver.AI_ALL != 0, checked)
	}
	return m.lookup(ctx, by, name, m.familyOf(hints), checked)
}

// hasColon reports whether gethostbyname takes a name for an IPv6 address.
func hasColon(name string) bool {
	return strings.Contains(name, ":") && strings.Contains(":0123456789abcdefABCDEF", name[:1])
}

// namesService reports whether the request looks a service up.
func (m *model) namesService(ctx context.Context) (bool, error) {
	a, err := m.ask(ctx, m.q, map[string]string{"etc/nsswitch.conf": "hosts: nosuch\nservices: nosuch\n"})
	return err == nil && a[0] == resolver.EAI_SERVICE.String(), err
}

// unreadService is what a service comes to with an nsswitch.conf(5) that cannot be parsed.
func (m *model) unreadService(ctx context.Context) (Answer, error) {
	a, err := m.ask(ctx, m.q, nil)
	if err == nil && a[0] == resolver.EAI_SYSTEM.String() && m.glibc(invalidSwitch) {
		a = Answer{resolver.EAI_SERVICE.String()}
	}
	return a, err
}

// unencodable is the answer to a name that glibc has no A-labels for, where it comes to encode it.
func (m *model) unencodable(ctx context.Context) (Answer, error) {
	name := m.encoded()
	if name == m.q.arg(0) || isIDNA2008(name) || !m.glibc(idnaSymbols) {
		return nil, nil
	}
	q := m.q.withName(probe)
	hints := *q.Hints
	hints.Flags &^= resolver.AI_NUMERICHOST
	q.Hints = &hints
	if looksUp, _, err := m.looksUp(ctx, q); !looksUp || err != nil {
		return nil, err
	}
	return Answer{resolver.EAI_IDN_ENCODE.String()}, nil
}

// familyOf is the family to look for.
func (m *model) familyOf(hints resolver.Hints) inet.Family {
	if hints.Flags&resolver.AI_ADDRCONFIG != 0 {
		return m.narrowed(hints.Family)
	}
	return hints.Family
}

func (m *model) pathOf(hints resolver.Hints) path {
	switch af := m.familyOf(hints); {
	case af == inet.AF_INET && hints.Flags&resolver.AI_CANONNAME == 0:
		return plain
	case af == inet.AF_UNSPEC:
		return together
	}
	return oneFamily
}

// narrowed is a family after AI_ADDRCONFIG.
func (m *model) narrowed(af inet.Family) inet.Family {
	interfaces, _ := m.machine.Resolver.System.Interfaces()
	var four, six bool
	for _, i := range interfaces {
		for _, p := range i.Addrs {
			if !p.Addr().IsLoopback() {
				four = four || p.Addr().Is4()
				six = six || p.Addr().Is6()
			}
		}
	}
	switch {
	case af != inet.AF_UNSPEC || four == six:
		return af
	case four:
		return inet.AF_INET
	}
	return inet.AF_INET6
}

// addrinfo has netdb list what was found, and sort it.
func (m *model) addrinfo(ctx context.Context, hints resolver.Hints, x said) (Answer, error) {
	var hosts strings.Builder
	for _, a := range x.addrs {
		fmt.Fprintf(&hosts, "%s %s %s\n", a, x.name, probe)
	}
	text, _ := m.fsys.ReadFile("etc/nsswitch.conf")
	if _, err := m.nsswitch(); err != nil {
		text = nil
	}
	if slices.ContainsFunc(x.addrs, func(a netip.Addr) bool { return a.Zone() != "" }) { // hosts(5) has no zones
		return m.ask(ctx, m.q, map[string]string{"etc/nsswitch.conf": string(text) + onlyMyhostname})
	}
	hints.Flags &^= resolver.AI_V4MAPPED | resolver.AI_ALL
	plain := hints.Flags&resolver.AI_CANONIDN != 0 && m.glibc(idnaDecoding)
	if plain {
		hints.Flags &^= resolver.AI_CANONIDN
	}
	q := m.q.withName(probe)
	q.Hints = &hints
	a, err := m.ask(ctx, q, map[string]string{"etc/hosts": hosts.String(), "etc/host.conf": "multi on\n",
		"etc/nsswitch.conf": string(text) + "\nhosts: files\n"})
	if err != nil {
		return nil, err
	}
	if before, ok := strings.CutSuffix(a[0], " "+word(x.name)); plain && ok {
		a[0] = before + " " + word(decoded(x.name))
	}
	return m.sorted(ctx, a, x.addrs)
}

func (m *model) gethostbyname(ctx context.Context, af inet.Family) (Answer, error) {
	looksUp, a, err := m.looksUp(ctx, m.q)
	if err != nil || !looksUp {
		return a, err
	}
	w := m.lookup(ctx, plain, m.q.arg(0), af, true)
	if !w.found() {
		return m.herrAnswer(w), nil
	}
	addrs := m.reordered(w.addrs)
	return Answer{hostentLine(&resolver.Hostent{Name: w.name, Aliases: w.aliases, Addrtype: af, Addrs: addrs})}, nil
}
