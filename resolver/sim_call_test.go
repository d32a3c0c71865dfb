package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// A simCall is a call and what it has come to.
type simCall struct {
	scenario.Call
	index      int
	start, end time.Duration
	ended      bool
	result     simResult
	err        error
}

// A simResult is what a call returned, in a form in which no order counts that RFC 6724 has given, and as it was.
type simResult struct{ text, raw string }

// simWords are the arguments of a call, and its options: --KEY=VALUE.
type simWords struct {
	args    []string
	options map[string]string
}

func (c *simCall) words() simWords {
	w := simWords{options: map[string]string{}}
	for _, word := range c.Args[1:] {
		if option, ok := strings.CutPrefix(word, "--"); ok {
			key, value, _ := strings.Cut(option, "=")
			w.options[key] = value
		} else {
			w.args = append(w.args, word)
		}
	}
	return w
}

// arg is the argument at index i, "" where there is none, and for -, which is NULL.
func (w simWords) arg(i int) string {
	if i < len(w.args) && w.args[i] != "-" {
		return w.args[i]
	}
	return ""
}

func (w simWords) has(flag string) bool {
	return slices.Contains(strings.Split(w.options["flags"], ","), flag)
}

// make makes the call when its time has come.
func (c *simCall) make(ctx context.Context, r *resolver.Resolver, start time.Time) {
	time.Sleep(c.At)
	ctx, cancel := context.WithCancel(context.WithValue(ctx, simCallKey{}, c.index))
	defer cancel()
	if c.Cancel > 0 {
		defer time.AfterFunc(c.Cancel, cancel).Stop()
	}
	c.start = time.Since(start)
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("panic: %v", p)
		}
		c.end = time.Since(start)
		c.ended = c.end < simLimit
	}()
	c.result, c.err = simCalls[c.Args[0]](ctx, r, c.words())
}

// String is what the call has come to, in one line.
func (c *simCall) String() string {
	return fmt.Sprintf("%v: from %v to %v: %s %v", c.Call, c.start, c.end, c.result.raw, c.err)
}

// outcome is the result, or the code of the error.
func (c *simCall) outcome() string {
	var e *resolver.Error
	switch {
	case c.err == nil:
		return c.result.text
	case errors.As(c.err, &e):
		return e.Code.String()
	}
	return c.err.Error()
}

// wasCanceled reports whether the call ended when its caller gave up.
func (c *simCall) wasCanceled() bool { return c.Cancel > 0 && c.end >= c.start+c.Cancel }

// simCalls are the calls that a simulation makes, as the command netdb makes them.
var simCalls = map[string]func(ctx context.Context, r *resolver.Resolver, w simWords) (simResult, error){
	"gethostbyname": func(ctx context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		addr, err := r.Gethostbyname(ctx, w.args[0])
		return simText(addr), err
	},
	"gethostbyname_ex": func(ctx context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		h, err := r.GethostbynameEx(ctx, w.args[0])
		return simHostent(h), err
	},
	"gethostbyaddr": func(ctx context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		h, err := r.Gethostbyaddr(ctx, netip.MustParseAddr(w.args[0]))
		return simHostent(h), err
	},
	"getaddrinfo": func(ctx context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		list, err := r.Getaddrinfo(ctx, w.arg(0), w.arg(1), w.hints())
		return simAddrinfo(list), err
	},
	"getnameinfo": func(ctx context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		port, _ := strconv.Atoi(w.args[1])
		addr := netip.AddrPortFrom(netip.MustParseAddr(w.args[0]), uint16(port))
		host, service, err := r.Getnameinfo(ctx, addr, w.niFlags())
		return simText(host, service), err
	},
	"getfqdn": func(ctx context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		return simText(r.Getfqdn(ctx, w.arg(0))), nil
	},
	"getservbyname": func(_ context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		s, err := r.Getservbyname(w.args[0], w.arg(1))
		return simText(s.Name, s.Port, s.Proto), err
	},
	"getservbyport": func(_ context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		port, _ := strconv.Atoi(w.args[0])
		s, err := r.Getservbyport(uint16(port), w.arg(1))
		return simText(s.Name, s.Port, s.Proto), err
	},
	"getprotobyname": func(_ context.Context, r *resolver.Resolver, w simWords) (simResult, error) {
		p, err := r.Getprotobyname(w.args[0])
		return simText(p.Name, p.Number), err
	},
}

func (w simWords) hints() *resolver.Hints {
	h := &resolver.Hints{}
	for word, flag := range map[string]resolver.Flags{"canonname": resolver.AI_CANONNAME, "v4mapped": resolver.AI_V4MAPPED,
		"all": resolver.AI_ALL, "addrconfig": resolver.AI_ADDRCONFIG, "numerichost": resolver.AI_NUMERICHOST, "passive": resolver.AI_PASSIVE,
		"idn": resolver.AI_IDN} {
		if w.has(word) {
			h.Flags |= flag
		}
	}
	h.Family = map[string]inet.Family{"inet": inet.AF_INET, "inet6": inet.AF_INET6}[w.options["family"]]
	h.Socktype = map[string]resolver.Socktype{"stream": resolver.SOCK_STREAM, "dgram": resolver.SOCK_DGRAM}[w.options["socktype"]]
	return h
}

func (w simWords) niFlags() (flags resolver.NIFlags) {
	for word, flag := range map[string]resolver.NIFlags{"numerichost": resolver.NI_NUMERICHOST, "nofqdn": resolver.NI_NOFQDN,
		"namereqd": resolver.NI_NAMEREQD, "dgram": resolver.NI_DGRAM} {
		if w.has(word) {
			flags |= flag
		}
	}
	return flags
}

func simText(words ...any) simResult {
	text := strings.TrimSuffix(fmt.Sprintln(words...), "\n")
	return simResult{text, text}
}

func simHostent(h *resolver.Hostent) simResult {
	if h == nil {
		return simResult{}
	}
	return simText(h.Name, h.Aliases, h.Addrs)
}

// simAddrinfo has the canonical name, the addresses sorted, and the endpoints that each of them must be combined with.
func simAddrinfo(list []resolver.Addrinfo) simResult {
	if len(list) == 0 {
		return simResult{}
	}
	n := 1
	for n < len(list) && list[n].Socktype != list[0].Socktype {
		n++
	}
	endpoints := simEndpoints(list[:n])
	var addrs []netip.Addr
	for chunk := range slices.Chunk(list, n) {
		if simEndpoints(chunk) != endpoints {
			return simText("not all combinations:", list)
		}
		addrs = append(addrs, chunk[0].Addr.Addr())
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	return simResult{simText(list[0].Canonname, addrs, endpoints).text, fmt.Sprint(list)}
}

// simEndpoints are the socket types and ports of one address.
func simEndpoints(list []resolver.Addrinfo) string {
	var words []string
	for _, a := range list {
		if a.Addr.Addr() != list[0].Addr.Addr() {
			return "of several addresses"
		}
		words = append(words, fmt.Sprintf("%d/%d", a.Socktype, a.Addr.Port()))
	}
	return strings.Join(words, " ")
}
