package parity

import (
	"context"
	"fmt"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/nsswitch"
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
	q := m.q
	name := m.encoded()
	digits := isDigitsAndDots(name) && m.glibc(digitsAndDots)
	probe := q
	if digits {
		if _, err := inet.AtonExact(name); err == nil {
			digits = false
		} else {
			probe = q.withName("probe")
		}
	}
	namesService, err := m.namesService(ctx, q)
	if err != nil {
		return nil, err
	}
	if _, err := m.nsswitch(); err != nil && namesService {
		a, err := m.ask(ctx, q, nil)
		if err == nil && a[0] == resolver.EAI_SYSTEM.String() && m.glibc(invalidSwitch) {
			a = Answer{resolver.EAI_SERVICE.String()}
		}
		return a, err
	}
	if name != q.arg(0) && !isIDNA2008(name) && m.glibc(idnaSymbols) {
		other := q.withName("probe")
		hints := *q.Hints
		hints.Flags &^= resolver.AI_NUMERICHOST
		other.Hints = &hints
		if looksUp, _, err := m.looksUp(ctx, other); looksUp || err != nil {
			return Answer{resolver.EAI_IDN_ENCODE.String()}, err
		}
	}
	looksUp, a, err := m.looksUp(ctx, probe)
	if err != nil || !looksUp {
		return a, err
	}
	hints := resolver.Hints{Flags: resolver.AI_V4MAPPED | resolver.AI_ADDRCONFIG}
	if q.Hints != nil {
		hints = *q.Hints
	}
	af := hints.Family
	if hints.Flags&resolver.AI_ADDRCONFIG != 0 {
		af = m.narrowed(af)
	}
	simple := af == inet.AF_INET && hints.Flags&resolver.AI_CANONNAME == 0
	checked := af == inet.AF_UNSPEC || hints.Flags&resolver.AI_CANONNAME == 0
	var w walked
	switch {
	case simple && digits, simple && strings.Contains(name, ":") && strings.Contains(":0123456789abcdefABCDEF", name[:1]) && m.glibc(colons):
		return Answer{resolver.EAI_NONAME.String()}, nil
	case af == inet.AF_INET6 && hints.Flags&resolver.AI_V4MAPPED != 0:
		w = m.lookupMapped(ctx, name, hints.Flags&resolver.AI_ALL != 0, checked)
	default:
		w = m.lookup(ctx, pathOf(simple, af), name, af, checked)
	}
	if simple {
		w.addrs = m.reordered(w.addrs)
	}
	if w.found() && len(w.addrs) > 0 {
		return m.addrinfo(ctx, q, hints, w.said)
	}
	_, hostConf := m.fsys["etc/host.conf"]
	_, resolvConf := m.fsys["etc/resolv.conf"]
	leftover := namesService && hostConf && resolvConf
	return Answer{m.eai(w, simple, leftover).String()}, nil
}

// namesService reports whether q looks a service up.
func (m *model) namesService(ctx context.Context, q Request) (bool, error) {
	a, err := m.ask(ctx, q, map[string]string{"etc/nsswitch.conf": "hosts: nosuch\nservices: nosuch\n"})
	return err == nil && a[0] == resolver.EAI_SERVICE.String(), err
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

// addrinfo has netdb sort and list what was found.
func (m *model) addrinfo(ctx context.Context, q Request, hints resolver.Hints, x said) (Answer, error) {
	var hosts strings.Builder
	for _, a := range x.addrs {
		fmt.Fprintf(&hosts, "%s %s %s\n", a, x.name, "probe")
	}
	text, _ := m.fsys.ReadFile("etc/nsswitch.conf")
	if _, err := m.nsswitch(); err != nil {
		text = nil
	}
	hints.Flags &^= resolver.AI_V4MAPPED | resolver.AI_ALL
	plain := hints.Flags&resolver.AI_CANONIDN != 0 && m.glibc(idnaDecoding)
	if plain {
		hints.Flags &^= resolver.AI_CANONIDN
	}
	q.Hints = &hints
	a, err := m.ask(ctx, q.withName("probe"), map[string]string{"etc/hosts": hosts.String(), "etc/host.conf": "multi on\n",
		"etc/nsswitch.conf": string(text) + "\nhosts: files\n"})
	if before, ok := strings.CutSuffix(a[0], " "+word(x.name)); plain && ok {
		a[0] = before + " " + word(decoded(x.name))
	}
	return a, err
}

// eai is the error of getaddrinfo for what was not found. leftover is whether errno is left over from the lookup of a service: no file was
// missing behind that.
func (m *model) eai(w walked, simple, leftover bool) resolver.EAI {
	switch {
	case w.invalid && (simple || !m.glibc(invalidSwitch)):
		return resolver.EAI_SYSTEM
	case w.invalid:
		return resolver.EAI_NONAME
	case w.nobody && !m.glibc(noSource):
		return resolver.EAI_SYSTEM
	case w.nobody && simple && leftover: // it is 0
		return resolver.EAI_NONAME
	case w.nobody && simple:
		return resolver.EAI_NODATA
	case w.nobody, w.internal:
		return resolver.EAI_SYSTEM
	case !m.glibc(errorCodes):
		switch {
		case w.failure == unusable:
			return resolver.EAI_FAIL
		case w.failure != none:
			return resolver.EAI_AGAIN
		case w.herr == resolver.NO_DATA:
			return resolver.EAI_NODATA
		}
		return resolver.EAI_NONAME
	case simple && w.status == nsswitch.NotFound:
		if w.herr == resolver.NO_DATA {
			return resolver.EAI_NODATA
		}
		return resolver.EAI_NONAME
	case w.herr == resolver.TRY_AGAIN:
		return resolver.EAI_AGAIN
	case simple, w.herr == resolver.NO_DATA:
		return resolver.EAI_NODATA
	}
	return resolver.EAI_NONAME
}

func (m *model) herrno(w walked) resolver.Herrno {
	switch {
	case w.invalid:
		return resolver.NETDB_INTERNAL
	case w.nobody && !m.glibc(noSource):
		return resolver.NETDB_INTERNAL
	case w.nobody:
		return resolver.NO_RECOVERY
	case w.merged && w.herr == 0 && w.searched:
		return resolver.HOST_NOT_FOUND
	case m.glibc(errorCodes):
		return w.herr
	case w.failure == unusable:
		return resolver.NO_RECOVERY
	case w.failure != none:
		return resolver.TRY_AGAIN
	}
	return w.herr
}

// herrAnswer is the answer of a gethostbyname(3) that failed.
func (m *model) herrAnswer(w walked) Answer {
	if herr := m.herrno(w); herr != 0 {
		return Answer{herr.String()}
	}
	return Answer{"NULL"}
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
