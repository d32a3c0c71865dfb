package resolver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptrace"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/fakedns"
)

// story returns a Trace that writes down what it is told, a line each.
func story(lines *[]string) *Trace {
	add := func(format string, args ...any) { *lines = append(*lines, fmt.Sprintf(format, args...)) }
	return &Trace{
		Start: func(e TraceStart) { add("start %s %s %s", e.Func, e.Name, e.Service) },
		Source: func(e TraceSource) {
			add("source %s %q %v %s %v missing=%v in %v: %v", e.Source, e.Where, e.Status, e.Name, e.Addrs, e.Missing, e.Elapsed, e.Err)
		},
		Search: func(e TraceSearch) { add("search %s %v %v %v", e.Name, e.Outcome, e.Addrs, e.TTL) },
		Query: func(e TraceQuery) {
			add("query %s %d at %v %s, try %d, edns=%v", e.Name, e.Type, e.Server, e.Network, e.Try, e.EDNS)
		},
		Reply: func(e TraceReply) {
			add("reply %s %d after %v: %s %d %v: %v", e.Name, e.Type, e.RTT, e.Rcode, e.Answers, e.Err, e.Then)
		},
		Sort: func(e TraceSort) {
			for _, s := range e {
				add("sort %v from %v %v: rule %d", s.Addr, s.Source.Addr, s.Reachable, s.Rule)
			}
		},
		Done: func(e TraceDone) { add("done %s %s in %v: %v", e.Func, e.Name, e.Elapsed, e.Err) },
	}
}

func TestTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, `
www.example.org. 300 IN CNAME host.example.org.
host.example.org. 60 IN A 192.0.2.1
host.example.org. 60 IN AAAA 2001:db8::1
`)
		first := fakedns.Match{Name: "www.example.org.", Type: dns.TypeAAAA, Nth: 1}
		srv.Inject(fakedns.Fault{Match: first, Do: fakedns.Rcode(dns.RcodeServerFailure)}, fakedns.Fault{Match: first, Do: fakedns.Delay(20 * time.Millisecond)},
			fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: fakedns.Delay(time.Millisecond)})
		var lines, outer []string
		r := Resolver{Dial: srv.Dial, System: System{
			FS: fstest.MapFS{
				"etc/resolv.conf":   {Data: []byte("nameserver 192.0.2.53\nsearch example.org\noptions timeout:1")},
				"etc/nsswitch.conf": {Data: []byte("hosts: files mdns dns\n")},
			},
			Source: func(dst netip.Addr) (s addrselect.Source, ok bool) {
				if dst.Is4() {
					s.Addr = netip.MustParseAddr("192.0.2.9")
				}
				return s, dst.Is4()
			},
			Interfaces: func() ([]Interface, error) { return nil, nil },
		}}
		ctx := WithTrace(WithTrace(t.Context(), &Trace{Start: story(&outer).Start}), story(&lines))
		if _, err := r.Getaddrinfo(ctx, "www", "80", &Hints{Socktype: SOCK_STREAM}); err != nil {
			t.Fatal(err)
		}
		want := `start getaddrinfo www 80
source files "" UNAVAIL  [] missing=false in 0s: <nil>
source mdns "" UNAVAIL  [] missing=true in 0s: <nil>
query www.example.org. 1 at 192.0.2.53:53 udp, try 0, edns=true
query www.example.org. 28 at 192.0.2.53:53 udp, try 0, edns=true
reply www.example.org. 1 after 1ms: NOERROR 2 <nil>: done
reply www.example.org. 28 after 20ms: SERVFAIL 0 <nil>: next server
query www.example.org. 28 at 192.0.2.53:53 udp, try 1, edns=true
reply www.example.org. 28 after 0s: NOERROR 2 <nil>: done
search www.example.org. found [192.0.2.1 2001:db8::1] 1m0s
source dns "dns" SUCCESS host.example.org [192.0.2.1 2001:db8::1] missing=false in 20ms: <nil>
sort 192.0.2.1 from 192.0.2.9 true: rule 1
sort 2001:db8::1 from invalid IP false: rule 0
done getaddrinfo www in 20ms: <nil>`
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if len(outer) != 1 {
			t.Errorf("the outer trace was told %q", outer)
		}
	})
}

// Sources that there are not are told of in the order of the walk, as far as it goes; not db beside files, which nobody misses.
func TestTraceOfMissingSources(t *testing.T) {
	for list, want := range map[string]string{
		"first db files second [UNAVAIL=continue] myhostname third": "first? files second? myhostname",
		"first [UNAVAIL=return] files":                              "first?",
		"myhostname [SUCCESS=continue] last":                        "myhostname last?",
		"myhostname [SUCCESS=return] last":                          "myhostname",
	} {
		r := Resolver{System: System{FS: fstest.MapFS{"etc/hosts": {}, "etc/nsswitch.conf": {Data: []byte("hosts: " + list + "\n")}},
			Hostname: func() (string, error) { return "a", nil }, Interfaces: func() ([]Interface, error) { return nil, nil }}}
		var got []string
		r.Gethostbyname(WithTrace(t.Context(), &Trace{Source: func(e TraceSource) {
			got = append(got, e.Source+map[bool]string{true: "?"}[e.Missing])
		}}), "a")
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %s", list, got, want)
		}
	}
}

// Nobody who listens is nothing that costs.
func TestNoTraceAllocatesNothing(t *testing.T) {
	r := Resolver{System: System{FS: fstest.MapFS{}}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if n := testing.AllocsPerRun(100, func() {
		c := startCall(ctx, "f", "n", "s")
		startHTTP(ctx, "n")
		r.orDefault()
		c.done(nil)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// What listens to package net, such as an http.Client's trace, hears of names, and not of addresses.
func TestHTTPTrace(t *testing.T) {
	r := Resolver{System: System{FS: fstest.MapFS{"etc/hosts": {Data: []byte("192.0.2.1 web\n")}, "etc/nsswitch.conf": {Data: []byte("hosts: files\n")}}}}
	var heard []string
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		DNSStart: func(i httptrace.DNSStartInfo) { heard = append(heard, "start "+i.Host) },
		DNSDone: func(i httptrace.DNSDoneInfo) {
			heard = append(heard, fmt.Sprint("done ", i.Addrs, " ", errors.Is(i.Err, EAI_NONAME)))
		},
	})
	for _, name := range []string{"web", "192.0.2.7", "nobody"} {
		r.Getaddrinfo(ctx, name, "", nil)
	}
	want := []string{"start web", "done [{192.0.2.1 }] false", "start nobody", "done [] true"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}

func TestSlogTrace(t *testing.T) {
	r := Resolver{System: System{FS: fstest.MapFS{"etc/hosts": {Data: []byte("192.0.2.1 web\n")}, "etc/nsswitch.conf": {Data: []byte("hosts: files\n")}}}}
	var b strings.Builder
	log := slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "elapsed" {
			return slog.Attr{}
		}
		return a
	}}))
	ctx := WithTrace(t.Context(), SlogTrace(log))
	r.Gethostbyname(ctx, "web")
	r.Gethostbyaddr(ctx, netip.MustParseAddr("192.0.2.2"))
	want := `level=DEBUG msg=lookup func=gethostbyname name=web service=""
level=DEBUG msg="lookup source" source=files where=hosts:1 status=SUCCESS missing=false canonname=web addrs=[192.0.2.1]
level=DEBUG msg="lookup done" func=gethostbyname name=web service=""
level=DEBUG msg=lookup func=gethostbyaddr name=192.0.2.2 service=""
level=DEBUG msg="lookup source" source=files where="" status=NOTFOUND missing=false canonname="" addrs=[]
level=INFO msg="lookup done" func=gethostbyaddr name=192.0.2.2 service="" err="gethostbyaddr \"192.0.2.2\": Name or service not known"
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// A requestHandler notes of what request the context of a record is, by its message.
type requestHandler struct {
	slog.Handler
	of map[string]any
}

type requestKey struct{}

func (h requestHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h requestHandler) Handle(ctx context.Context, r slog.Record) error {
	h.of[r.Message] = ctx.Value(requestKey{})
	return nil
}

// A log of one request tells of the request; what listened before hears all the same.
func TestWithSlogKeepsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "a.test. 60 IN A 192.0.2.1\na.test. 60 IN AAAA 2001:db8::1\n")
		r := Resolver{Dial: srv.Dial, Cache: new(dnscache.Cache), System: System{FS: fstest.MapFS{"etc/resolv.conf": {Data: []byte("nameserver 192.0.2.53\n")}},
			Interfaces: func() ([]Interface, error) { return nil, nil }}}
		heard, of := 0, map[string]any{}
		ctx := WithTrace(t.Context(), &Trace{Done: func(TraceDone) { heard++ }})
		ctx = WithSlog(context.WithValue(ctx, requestKey{}, 4711), slog.New(requestHandler{of: of}))
		r.Getaddrinfo(ctx, "a.test", "", &Hints{})
		want := map[string]any{"lookup": 4711, "lookup source": 4711, "lookup search": 4711, "lookup query": 4711, "lookup reply": 4711,
			"lookup sort": 4711, "lookup done": 4711}
		if !maps.Equal(of, want) || heard != 1 {
			t.Errorf("logged %v, want %v; heard %d times", of, want, heard)
		}
	})
}

// The functions of package net and Records are calls as well, and what fails is told of as an *Error.
func TestTraceOfLookups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "example.org. 60 IN MX 10 mail.example.org.\nmail.example.org. 60 IN A 192.0.2.1\n")
		r := Resolver{Dial: srv.Dial, System: System{FS: fstest.MapFS{"etc/resolv.conf": {Data: []byte("nameserver 192.0.2.53\n")}},
			Interfaces: func() ([]Interface, error) { return nil, nil }}}
		var got []string
		ctx := WithTrace(t.Context(), &Trace{
			Start:  func(e TraceStart) { got = append(got, e.Func+" "+e.Name) },
			Search: func(e TraceSearch) { got = append(got, e.Name+" "+e.Outcome.String()) },
			Done: func(e TraceDone) {
				failed := new(Error)
				errors.As(e.Err, &failed)
				got = append(got, "done "+failed.Code.String())
			},
		})
		r.LookupMX(ctx, "example.org.")
		r.LookupTXT(ctx, "example.org.")
		r.LookupNetIP(ctx, "ip4", "mail.example.org.")
		r.LookupCNAME(ctx, "mail.example.org.")
		r.LookupAddr(ctx, "192.0.2.7")
		Records[*dns.TXT](ctx, &r, "example.org.")
		want := []string{
			"lookup example.org.", "example.org. found", "done 0",
			"lookup example.org.", "example.org. NODATA", "done EAI_NODATA",
			"lookup mail.example.org.", "mail.example.org. found", "done 0",
			"lookup mail.example.org.", "mail.example.org. found", "done 0",
			"lookup 192.0.2.7", "done EAI_NONAME",
			"records example.org.", "example.org. NODATA", "done EAI_NODATA",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
