package muslmodel

import (
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// lookup returns the addresses of a host and its canonical name: lookup_name.c.
func (m *machine) lookup(name string, isNull bool, family inet.Family, flags resolver.Flags) (list []address, canon string, err error) {
	if !isNull && (name == "" || len(name) >= 255) {
		return nil, "", resolver.EAI_NONAME
	}
	mapIt := flags&resolver.AI_V4MAPPED != 0 && family == inet.AF_INET6
	if mapIt {
		family = inet.AF_UNSPEC
	}
	list, canon, err = m.backends(name, isNull, family, flags)
	if err != nil {
		return nil, "", err
	}
	if mapIt {
		list = mapResults(list, flags)
	}
	if family != inet.AF_INET {
		m.sort(list)
	}
	return list, canon, nil
}

// backends asks one after the other until there is something. The canonical name is the name itself where nothing says another.
func (m *machine) backends(name string, isNull bool, family inet.Family, flags resolver.Flags) (list []address, canon string, err error) {
	if isNull {
		return null(family, flags&resolver.AI_PASSIVE != 0), "", nil
	}
	if a, ok, err := m.literal(name, family); ok || err != nil {
		m.Trace.Source = "numeric"
		return []address{a}, name, err
	}
	if flags&resolver.AI_NUMERICHOST != 0 {
		return nil, "", resolver.EAI_NONAME
	}
	list, canon, err = m.hosts(name, family)
	if list != nil || err != nil {
		m.Trace.Source = "hosts"
		if canon == "" {
			canon = name
		}
		return list, canon, err
	}
	m.Trace.Source = "dns"
	return m.search(name, family)
}

// search asks the DNS for a name with each of the domains behind it, and then for the name itself.
func (m *machine) search(name string, family inet.Family) (list []address, canon string, err error) {
	conf := m.config()
	m.Trace.Ndots = conf.ndots
	domains := conf.search
	base := strings.TrimSuffix(name, ".")
	if strings.Count(name, ".") >= conf.ndots || base != name {
		domains = ""
	}
	if base == "" || strings.HasSuffix(base, ".") {
		return nil, "", resolver.EAI_NONAME
	}
	for domain := range strings.FieldsFuncSeq(domains, func(r rune) bool { return r < 0x80 && isSpace(byte(r)) }) {
		if len(domain) >= 256-len(base)-1 {
			continue
		}
		list, canon, err = m.dns(base+"."+domain, base+"."+domain, family, conf)
		if list != nil || err != nil {
			return list, canon, err
		}
	}
	if list, canon, err = m.dns(name, base, family, conf); list == nil && err == nil {
		err = resolver.EAI_NONAME
	}
	return list, canon, err
}
