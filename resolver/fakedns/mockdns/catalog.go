package mockdns

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// A catalog holds Zones by canonical name.
type catalog map[string]Zone

// newCatalog returns the catalog of zones, without any CNAME if these are skipped.
func newCatalog(zones map[string]Zone, skipCNAME bool) (catalog, error) {
	c := catalog{}
	for _, key := range slices.Sorted(maps.Keys(zones)) {
		name, ok := canonical(key)
		if !ok {
			return nil, fmt.Errorf("mockdns: %q is no domain name", key)
		}
		if _, ok := c[name]; ok {
			return nil, fmt.Errorf("mockdns: %q: a second Zone of the name %s", key, name)
		}
		z := zones[key]
		if skipCNAME {
			z.CNAME = ""
		}
		c[name] = z
	}
	return c, nil
}

// canonical returns a name as package dns writes one that it has read in a message, but in lower case. It reports false if
// that is no name.
func canonical(name string) (string, bool) {
	wire := make([]byte, 255) // RFC 1035 §2.3.4
	end, err := dns.PackDomainName(dns.Fqdn(name), wire, 0, nil, false)
	if err != nil {
		return "", false
	}
	name, _, err = dns.UnpackDomainName(wire[:end], 0)
	return dns.CanonicalName(name), err == nil
}

// server returns a server of the records of c.
func (c catalog) server() (*fakedns.Server, error) {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if err := c[name].write(&text, name); err != nil {
			return nil, fmt.Errorf("mockdns: %s: %w", name, err)
		}
	}
	return fakedns.Parse(fakedns.Zone{File: "mockdns", Text: text.String()})
}

// at returns the Zone of a canonical name: its own, or that of the wildcard right below the closest name above it that
// exists (RFC 4592 §3.3.1), as package fakedns has it.
func (c catalog) at(name string) (z Zone, ok bool) {
	z, ok = c[name]
	for i, end := 0, false; !ok && !end && !c.exists(name[i:]); {
		i, end = dns.NextLabel(name, i)
		z, ok = c["*."+name[i:]]
	}
	return z, ok
}

// exists reports whether a name has a Zone, or a name below it has (RFC 4592 §2.2.2).
func (c catalog) exists(name string) bool {
	for key := range c {
		if dns.IsSubDomain(name, key) {
			return true
		}
	}
	return false
}

// find returns the Zone at the end of the CNAME chain of name, and the names in that chain, from name on. The error is that
// of the Zone, or a *net.DNSError.
func (c catalog) find(name string) (path []string, z Zone, err error) {
	for range fakedns.MaxLinks + 1 {
		path = append(path, name)
		key, valid := canonical(name)
		z, ok := c.at(key)
		switch {
		case !valid, !ok:
			return path, Zone{}, notFound(name)
		case z.Err != nil:
			return path, Zone{}, z.Err
		case z.CNAME == "":
			return path, z, nil
		}
		name = dns.Fqdn(z.CNAME)
	}
	return path, Zone{}, misbehaving(path[0])
}

// authentic reports whether AD is set in every Zone that a name on path has, and any has one.
func (c catalog) authentic(path []string) bool {
	found := false
	for _, name := range path {
		z, ok := c.at(dns.CanonicalName(name))
		if ok && !z.AD {
			return false
		}
		found = found || ok
	}
	return found
}
