package resolver

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// LookupMX returns the mail servers of name, those of the least preference first and in random order where that is the same. Names
// that are of no host are left out, with an error beside the others; an address in place of a name is not.
func (r *Resolver) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	return lookupTargets(ctx, r, name, func(rr *dns.MX) (*net.MX, string) {
		mx := &net.MX{Host: rr.Mx, Pref: rr.Preference}
		if _, err := netip.ParseAddr(strings.TrimSuffix(rr.Mx, ".")); err == nil {
			return mx, "."
		}
		return mx, rr.Mx
	})
}

// LookupNS returns the name servers of name. Names that are of no host are left out, with an error beside the others.
func (r *Resolver) LookupNS(ctx context.Context, name string) ([]*net.NS, error) {
	return lookupTargets(ctx, r, name, func(rr *dns.NS) (*net.NS, string) { return &net.NS{Host: rr.Ns}, rr.Ns })
}

// LookupSRV returns the servers of _service._proto.name, or of name itself where service and proto are "", in the order of RFC 2782, and
// the name that has their records. Names that are of no host are left out, with an error beside the others.
func (r *Resolver) LookupSRV(ctx context.Context, service, proto, name string) (cname string, addrs []*net.SRV, err error) {
	if service != "" || proto != "" {
		name = "_" + service + "._" + proto + "." + name
	}
	addrs, err = lookupTargets(ctx, r, name, func(rr *dns.SRV) (*net.SRV, string) {
		cname = rr.Hdr.Name
		return &net.SRV{Target: rr.Target, Port: rr.Port, Priority: rr.Priority, Weight: rr.Weight}, rr.Target
	})
	if cname != "" && !isTarget(cname) {
		return "", nil, unusable(name, "SRV header name is invalid", EAI_FAIL)
	}
	return cname, addrs, err
}

// LookupTXT returns the texts of name: the bytes of all strings of a record, one behind the other.
func (r *Resolver) LookupTXT(ctx context.Context, name string) ([]string, error) {
	c := startCall(ctx, "lookup", name, "")
	all, err := hostRecords[*dns.TXT](ctx, r, name)
	if err = c.doneAsNet(err); err != nil {
		return nil, err
	}
	texts := make([]string, len(all))
	for i, rr := range all {
		texts[i] = unescape(strings.Join(rr.Txt, ""))
	}
	return texts, nil
}

var (
	errMalformed = errors.New(malformedRecords)
	errNotWanted = errors.New("not a host name: records of it are for Records to look up")
)

// hostRecords is records for a name that a host may have, or a service with its underscores: no other is asked for, as in package net.
func hostRecords[T dns.RR](ctx context.Context, r *Resolver, name string) ([]T, error) {
	if !dnsclient.IsHostname(name) {
		return nil, &cause{EAI_NONAME, errNotWanted}
	}
	return records[T](ctx, r, name)
}

// lookupTargets returns the records of name as V. to makes one, with the name of a host that it leads to.
func lookupTargets[T dns.RR, V any](ctx context.Context, r *Resolver, name string, to func(T) (v V, target string)) ([]V, error) {
	c := startCall(ctx, "lookup", name, "")
	records, err := hostRecords[T](ctx, r, name)
	if err = c.doneAsNet(err); err != nil {
		return nil, err
	}
	all := make([]V, 0, len(records))
	for _, rr := range records {
		if v, target := to(rr); isTarget(target) {
			all = append(all, v)
		}
	}
	if len(all) < len(records) {
		return all, unusable(name, malformedRecords, EAI_FAIL)
	}
	return all, nil
}

// isTarget reports whether a record may lead to name: a host, or the root, which is none (RFC 2782, RFC 7505).
func isTarget(name string) bool { return dnsclient.IsHostname(name) }

// unescape returns the bytes that text, a string of a TXT record as package dns has it, stands for (RFC 1035 §5.1).
func unescape(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		i := strings.IndexByte(text, '\\')
		if i < 0 || i+1 == len(text) {
			break
		}
		b.WriteString(text[:i])
		text = text[i+1:]
		if n, err := strconv.ParseUint(text[:min(3, len(text))], 10, 8); err == nil && len(text) >= 3 {
			b.WriteByte(byte(n))
			text = text[3:]
		} else {
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String() + text
}
