package capture

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// An item of an outcome is mapped by what it is: a hostname, a databaseWord, a netip.Addr, or anything else, which stays.
type (
	hostname     string
	databaseWord string
)

// An outcome is what a call comes to.
type redactedOutcome struct {
	items []any
	asked []string // sorted, since A and AAAA are asked at once
	took  time.Duration
}

// A mapping is what names and addresses become.
type mapping struct {
	host, name, word, module func(string) string
	addr                     func(netip.Addr) netip.Addr
}

func mappingOf(r *redactor) mapping { return mapping{r.host, r.name, r.word, r.moduleName, r.addr} }

func asIs[T any](x T) T { return x }

var identity = mapping{asIs[string], asIs[string], asIs[string], asIs[string], asIs[netip.Addr]}

// of is an item as it is to be in the redacted scenario.
func (m mapping) of(item any) any {
	switch item := item.(type) {
	case hostname:
		return hostname(m.host(string(item)))
	case databaseWord:
		return databaseWord(m.word(string(item)))
	case netip.Addr:
		if item.IsValid() {
			return m.addr(item)
		}
	}
	return item
}

// callTo makes the call that args say, of a few flags, and lists what it comes to.
func callTo(ctx context.Context, r *resolver.Resolver, args []string) []any {
	hints, args := hintsOf(args)
	arg := append(slices.Clone(args[1:]), "", "")
	switch args[0] {
	case "getaddrinfo":
		result, err := r.Resolve(ctx, arg[0], strings.TrimPrefix(arg[1], "-"), hints)
		if err != nil {
			return []any{code(err)}
		}
		return resultItems(result)
	case "gethostbyname":
		a, err := r.Gethostbyname(ctx, arg[0])
		return []any{a, code(err)}
	case "gethostbyname_ex":
		return hostentItems(r.GethostbynameEx(ctx, arg[0]))
	case "gethostbyaddr":
		return hostentItems(r.Gethostbyaddr(ctx, netip.MustParseAddr(arg[0])))
	case "getfqdn":
		return []any{hostname(r.Getfqdn(ctx, arg[0]))}
	case "gethostname":
		name, err := r.Gethostname()
		return []any{hostname(name), code(err)}
	case "getnameinfo":
		port, _ := strconv.ParseUint(arg[1], 10, 16)
		host, service, err := r.Getnameinfo(ctx, netip.AddrPortFrom(netip.MustParseAddr(arg[0]), uint16(port)), 0)
		return []any{hostname(host), databaseWord(service), code(err)}
	case "getservbyname":
		s, err := r.Getservbyname(arg[0], arg[1])
		return []any{databaseWord(s.Name), s.Port, databaseWord(s.Proto), len(s.Aliases), code(err)}
	case "getprotobyname":
		p, err := r.Getprotobyname(arg[0])
		return []any{databaseWord(p.Name), p.Number, len(p.Aliases), code(err)}
	}
	panic(args[0])
}

// hintsOf takes the flags out of args.
func hintsOf(args []string) (*resolver.Hints, []string) {
	h := new(resolver.Hints)
	var rest []string
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "--family":
			i++
			h.Family = map[string]inet.Family{"inet": inet.AF_INET, "inet6": inet.AF_INET6}[args[i]]
		case "--flags":
			i++
			h.Flags |= map[string]resolver.Flags{"canonname": resolver.AI_CANONNAME, "v4mapped": resolver.AI_V4MAPPED | resolver.AI_ALL,
				"addrconfig": resolver.AI_ADDRCONFIG, "idn": resolver.AI_IDN, "passive": resolver.AI_PASSIVE}[args[i]]
		default:
			rest = append(rest, args[i])
		}
	}
	return h, rest
}

func resultItems(result *resolver.Result) []any {
	items := []any{hostname(result.Canonname), result.TTL, result.Source, result.Network}
	for _, a := range result.Addrs {
		items = append(items, a.Addr.Addr(), a.Addr.Port(), a.Socktype, a.Protocol, hostname(a.Canonname))
	}
	for _, link := range result.Chain {
		items = append(items, hostname(link.Name), hostname(link.Target))
	}
	for _, alias := range result.Aliases {
		items = append(items, hostname(alias))
	}
	return items
}

func hostentItems(h *resolver.Hostent, err error) []any {
	if err != nil {
		return []any{code(err)}
	}
	items := []any{hostname(h.Name), h.Addrtype}
	for _, alias := range h.Aliases {
		items = append(items, hostname(alias))
	}
	for _, a := range h.Addrs {
		items = append(items, a)
	}
	return items
}

func code(err error) string {
	var e *resolver.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	return e.Code.String() + " " + e.Herrno().String()
}

// outcomes makes calls on the machine of a scenario. What names and addresses they come to is mapped.
func outcomes(t *testing.T, fsys fs.FS, calls []scenario.Call, mapped mapping) (all []redactedOutcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m, err := scenario.New(fsys)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, c := range calls {
			start := time.Now()
			o := redactedOutcome{items: callTo(t.Context(), m.Resolver, c.Args), took: time.Since(start)}
			for i, item := range o.items {
				o.items[i] = mapped.of(item)
			}
			queries := m.DNS.Queries()
			for _, q := range queries[seen:] {
				o.asked = append(o.asked, mapped.exchange(q))
			}
			seen = len(queries)
			slices.Sort(o.asked)
			all = append(all, o)
			time.Sleep(2 * time.Second) // files are looked at again
		}
	})
	return all
}

// exchange shows a query and what went back.
func (m mapping) exchange(q fakedns.Query) string {
	text := fmt.Sprintf("%s %s %s %s %s", q.At, q.Network, netip.AddrPortFrom(m.addr(q.Server.Addr()), q.Server.Port()), m.name(q.Name),
		dns.Type(q.Type))
	for _, p := range q.Replies {
		text += fmt.Sprintf(" %s %v %t %v", p.After, p.Err, p.Raw, replyForm(q, p))
	}
	return text
}

// replyForm shows the id, the flags and the counts of a message, and its length, which of a reverse name depends on its digits.
func replyForm(q fakedns.Query, p fakedns.Packet) []any {
	if len(p.Data) < headerLen || p.Raw {
		return []any{len(p.Data)}
	}
	form := []any{binary.BigEndian.Uint16(p.Data) ^ binary.BigEndian.Uint16(q.Wire), p.Data[2:4]}
	m := new(dns.Msg)
	if m.Unpack(p.Data) == nil {
		form = append(form, len(m.Question), len(m.Answer), len(m.Ns), len(m.Extra))
	}
	if !strings.Contains(q.Name, "in-addr.arpa") {
		form = append(form, len(p.Data))
	}
	return form
}
