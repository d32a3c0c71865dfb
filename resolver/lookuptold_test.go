package resolver_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// lateAddrs holds up what is not about a CNAME.
func lateAddrs(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
	if q.Type == dns.TypeCNAME {
		return out
	}
	return fakedns.Delay(time.Second)(q, out)
}

// heldUp is do, a second later.
func heldUp(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		return fakedns.Delay(time.Second)(q, do(q, out))
	}
}

// told is what a lookup returned, on one line. A list is sorted, as far as its order does not count: package net sorts by what the real
// machine's routes are.
func told[T any](v T, err error) string {
	text := fmt.Sprint(v)
	switch v := any(v).(type) {
	case []string:
		v = slices.Sorted(slices.Values(v))
		text = fmt.Sprint(v)
	case []net.IP:
		slices.SortFunc(v, func(a, b net.IP) int { return strings.Compare(a.String(), b.String()) })
		text = fmt.Sprint(v)
	case []netip.Addr:
		slices.SortFunc(v, netip.Addr.Compare)
		text = fmt.Sprint(v)
	case []*net.MX:
		text = pointed(v)
	case []*net.NS:
		slices.SortFunc(v, func(a, b *net.NS) int { return strings.Compare(a.Host, b.Host) })
		text = pointed(v)
	case []*net.SRV:
		text = pointed(v)
	}
	var dnsErr *net.DNSError
	switch {
	case err == nil:
		return text
	case text != "" && errors.As(err, &dnsErr) && strings.Contains(dnsErr.Err, "invalid names"):
		return text + " and " + errText(err)
	}
	return errText(err)
}

// toldQuoted is told for bytes of any kind.
func toldQuoted(v []string, err error) string {
	if err != nil {
		return told(v, err)
	}
	slices.Sort(v)
	return strings.ReplaceAll(fmt.Sprintf("%+q", v), `\u00e9`, `\xc3\xa9`)
}

func pointed[T any](v []*T) string {
	all := make([]T, len(v))
	for i, p := range v {
		all[i] = *p
	}
	return fmt.Sprint(all)
}

// ofConn is what an error of package net says of the connection.
var ofConn = regexp.MustCompile(`^(read|dial) udp \S+ (read: |connect: )?`)

// errText is an error of package net with its flags, without the addresses and what is behind its words.
func errText(err error) string {
	var e *net.DNSError
	if !errors.As(err, &e) {
		return err.Error()
	}
	words, _, _ := strings.Cut(e.Err, " (")
	text := ofConn.ReplaceAllString(words, "") + ": " + e.Name
	if set := flags(e); set != "" {
		return text + " " + set
	}
	return text
}

// flags are those of e that are set.
func flags(e *net.DNSError) string {
	var all []string
	for _, flag := range []struct {
		set  bool
		name string
	}{{e.IsNotFound, "not found"}, {e.IsTimeout, "timeout"}, {e.IsTemporary, "temporary"}} {
		if flag.set {
			all = append(all, flag.name)
		}
	}
	return strings.Join(all, " ")
}
