package resolver_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

const warned = `
-- interfaces --
eth0 up 192.0.2.10/24 2001:db8::10/64
-- zone --
$ORIGIN example.test.
both  A    192.0.2.1
both  AAAA 2001:db8::1
four  A    192.0.2.4
`

const twoServers = `
-- etc/resolv.conf --
search a.test example.test
nameserver 192.0.2.53
nameserver 192.0.2.54
options timeout:1 attempts:1
`

// Each of these lookups finds what there is, in spite of what its warnings say.
func TestWarnings(t *testing.T) {
	for _, tt := range []struct {
		name, machine, node string
		hints               resolver.Hints
		want                string
	}{
		{"nothing", twoServers, "both.example.test", resolver.Hints{}, ""},
		{"a family that there is not, a name of the search list neither", twoServers, "four", resolver.Hints{}, ""},
		{"an address, whatever the files hold", "-- etc/nsswitch.conf --\nhosts [\n", "192.0.2.1", resolver.Hints{}, ""},
		{"a server that fails", twoServers + "-- faults --\n192.0.2.53 A -> rcode SERVFAIL\n", "both.example.test", resolver.Hints{},
			"both.example.test. A from udp 192.0.2.53:53: SERVFAIL"},
		{"a server that is silent, to both questions", twoServers + "-- faults --\n192.0.2.53 -> drop\n", "both.example.test", resolver.Hints{}, `
both.example.test. A from udp 192.0.2.53:53: no answer in time
both.example.test. AAAA from udp 192.0.2.53:53: no answer in time`},
		{"a server that nobody listens at, each time", twoServers + "-- faults --\n192.0.2.53 -> refuse\n", "four", resolver.Hints{Family: inet.AF_INET}, `
four.a.test. A from udp 192.0.2.53:53: read: connection refused
four.example.test. A from udp 192.0.2.53:53: read: connection refused`},
		{"half an answer", twoServers + "-- faults --\nAAAA -> rcode SERVFAIL\n", "both.example.test", resolver.Hints{}, `
both.example.test. AAAA from udp 192.0.2.53:53: SERVFAIL
half an answer: both.example.test. AAAA from udp 192.0.2.54:53: SERVFAIL`},
		{"the other half", twoServers + "-- faults --\nA -> rcode REFUSED\n", "both.example.test", resolver.Hints{}, `
both.example.test. A from udp 192.0.2.53:53: REFUSED
half an answer: both.example.test. A from udp 192.0.2.54:53: REFUSED`},
		{"half an answer, IPv4-mapped", twoServers + "-- faults --\nAAAA -> rcode FORMERR\n", "both.example.test.",
			resolver.Hints{Family: inet.AF_INET6, Flags: resolver.AI_V4MAPPED}, `
both.example.test. AAAA from udp 192.0.2.53:53: FORMERR
half an answer: both.example.test. AAAA from udp 192.0.2.54:53: FORMERR`},
		{"a name of the search list", twoServers + "-- faults --\nboth.a.test. -> rcode SERVFAIL\n", "both", resolver.Hints{Family: inet.AF_INET}, `
both.a.test. A from udp 192.0.2.53:53: SERVFAIL
both.a.test. A from udp 192.0.2.54:53: SERVFAIL`},
		{"sources that there are not, before and behind", "-- etc/nsswitch.conf --\nhosts: mdns4_minimal \x1b dns nis\n" + twoServers, "four", resolver.Hints{}, `
not asked: mdns4_minimal
not asked: "\x1b"`},
		{"a source that fails", "-- hostname --\nfour\n-- etc/nsswitch.conf --\nhosts: dns myhostname\n" + twoServers + "-- faults --\nany -> rcode SERVFAIL\n",
			"four", resolver.Hints{Family: inet.AF_INET}, `
four.a.test. A from udp 192.0.2.53:53: SERVFAIL
four.a.test. A from udp 192.0.2.54:53: SERVFAIL
four.example.test. A from udp 192.0.2.53:53: SERVFAIL
four.example.test. A from udp 192.0.2.54:53: SERVFAIL
four. A from udp 192.0.2.53:53: SERVFAIL
four. A from udp 192.0.2.54:53: SERVFAIL`},
		{"a malformed nsswitch.conf, and localhost", "-- etc/nsswitch.conf --\nhosts: files [\n", "localhost", resolver.Hints{},
			`etc/nsswitch.conf: line 1: no status SUCCESS, NOTFOUND, UNAVAIL or TRYAGAIN at ""`},
		{"the files", `
-- env --
RES_OPTIONS=nonsense
-- etc/nsswitch.conf --
automount: files
passwd: files [NOTFOUND=return] [SUCCESS=return] x
hosts dns files
-- etc/hosts --
# a comment
192.0.2.256 "x"
-- etc/host.conf --
multi yes
-- etc/gai.conf --
precedence nowhere
-- etc/resolv.conf --
nameserver 192.0.2.53
nameserver ns.test
-- faults --
A -> rcode SERVFAIL
`, "both.example.test.", resolver.Hints{}, `
half an answer: both.example.test. A from udp 192.0.2.53:53: SERVFAIL
etc/nsswitch.conf:3: "hosts dns files": no colon after the database; the line counts
etc/resolv.conf:2: "ns.test": not an address: the name server is ignored
environment: "nonsense": unknown option`},
		{"those that were not asked do not count", "-- etc/hosts --\n192.0.2.7 four\n192.0.2.8 four\nx four\n-- etc/gai.conf --\nx\n-- etc/resolv.conf --\nx\n", "four", resolver.Hints{}, `
etc/hosts:3: "x four": no address
etc/gai.conf:1: "x": unknown keyword`},
	} {
		on(t, warned+strings.TrimPrefix(tt.machine, "\n"), func(t *testing.T, m *scenario.Machine) {
			result, err := m.Resolver.Resolve(t.Context(), tt.node, "80", &tt.hints)
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			if got, want := strings.Join(result.Warnings, "\n"), strings.TrimSpace(tt.want); got != want || want == "" && result.Warnings != nil {
				t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, want)
			}
		})
	}
}

// There are not more of them than somebody reads.
func TestWarningsAreBounded(t *testing.T) {
	sources := "hosts:"
	for i := range 70 {
		sources += fmt.Sprint(" source", i)
	}
	for _, machine := range []string{
		"-- etc/hosts --\n192.0.2.1 a\n" + strings.Repeat("x\n", 70),
		"-- etc/hosts --\n192.0.2.1 a\n-- etc/nsswitch.conf --\n" + sources + " files\n",
	} {
		on(t, machine, func(t *testing.T, m *scenario.Machine) {
			result, err := m.Resolver.Resolve(t.Context(), "a", "", nil)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(result.Warnings); n != 65 || result.Warnings[64] != "and 6 more" {
				t.Errorf("%d: %q", n, result.Warnings[n-1])
			}
		})
	}
}

// A file that only an earlier lookup came by does not count.
func TestWarningsOfFilesThatAreNotUsed(t *testing.T) {
	on(t, warned+"-- etc/nsswitch.conf --\nhosts: dns files\n-- etc/resolv.conf --\nnameserver 192.0.2.53\n"+
		"-- etc/hosts --\n192.0.2.7 a\n192.0.2.8 a\nx\n-- etc/gai.conf --\nx\n", func(t *testing.T, m *scenario.Machine) {
		for _, tt := range []struct {
			node string
			want int
		}{{"a", 2}, {"four.example.test.", 0}, {"both.example.test.", 1}} {
			result, err := m.Resolver.Resolve(t.Context(), tt.node, "", &resolver.Hints{})
			if err != nil || len(result.Warnings) != tt.want {
				t.Errorf("%s: got %+v, %v, want %d warnings", tt.node, result, err, tt.want)
			}
		}
	})
}

// A broken FS has a file that cannot be opened while it is broken.
type brokenFS struct {
	fs.FS
	name   string
	broken *bool
}

func (f brokenFS) Open(name string) (fs.File, error) {
	if name == f.name && *f.broken {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errBroken}
	}
	return f.FS.Open(name)
}

var errBroken = fmt.Errorf("input/output\nerror")

// A file that cannot be read fails its source; once it was read, what it held stays in force. Either is told.
func TestWarningsOfFilesThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := true
		r := &resolver.Resolver{System: resolver.System{
			FS: brokenFS{fstest.MapFS{
				"etc/hosts":         {Data: []byte("192.0.2.1 a\n")},
				"etc/nsswitch.conf": {Data: []byte("hosts: files myhostname\n")},
			}, "etc/hosts", &broken},
			Hostname:   func() (string, error) { return "a", nil },
			Interfaces: func() ([]resolver.Interface, error) { return nil, nil },
		}}
		for i, want := range []struct{ source, warnings string }{
			{"myhostname", `[etc/hosts: open etc/hosts: input/output\nerror]`},
			{"hosts:1", "[]"},
			{"hosts:1", `[etc/hosts: open etc/hosts: input/output\nerror]`},
		} {
			broken = i != 1
			result, err := r.Resolve(t.Context(), "a", "", &resolver.Hints{Family: inet.AF_INET})
			if err != nil || result.Source != want.source || fmt.Sprint(result.Warnings) != want.warnings {
				t.Errorf("%d: got %+v, %v, want %v", i, result, err, want)
			}
			time.Sleep(time.Second)
		}
	})
}

// A source that could not even begin is one that failed.
func TestWarningOfASourceWithoutConfiguration(t *testing.T) {
	on(t, "-- hostname --\na\n", func(t *testing.T, m *scenario.Machine) {
		broken := true
		m.Resolver.System.FS = brokenFS{fstest.MapFS{"etc/nsswitch.conf": {Data: []byte("hosts: dns myhostname\n")}, "etc/resolv.conf": {}}, "etc/resolv.conf", &broken}
		result, err := m.Resolver.Resolve(t.Context(), "a", "", nil)
		if want := `[etc/resolv.conf: open etc/resolv.conf: input/output\nerror]`; err != nil || fmt.Sprint(result.Warnings) != want {
			t.Errorf("got %+v, %v, want %s", result, err, want)
		}
	})
}

// What a Cache has is asked for nowhere, so that no server can fail; but the half that is missing is still missing. A trace of the
// caller hears what it hears without.
func TestWarningsWithCache(t *testing.T) {
	on(t, warned+twoServers+"-- faults --\nAAAA -> rcode SERVFAIL\n", func(t *testing.T, m *scenario.Machine) {
		m.Resolver.Cache = new(dnscache.Cache)
		const first, half = "both.example.test. AAAA from udp 192.0.2.53:53: SERVFAIL", "half an answer: both.example.test. AAAA from udp 192.0.2.54:53: SERVFAIL"
		for _, want := range [][]string{{first, half}, {half + " (cached)"}} {
			var heard []string
			ctx := resolver.WithTrace(t.Context(), &resolver.Trace{
				Search: func(e resolver.TraceSearch) { heard = append(heard, fmt.Sprint("half an answer: ", e.Err)) },
				Reply: func(e resolver.TraceReply) {
					if e.Failure != nil {
						heard = append(heard, e.Failure.Error())
					}
				},
			})
			result, err := m.Resolver.Resolve(ctx, "both.example.test", "", nil)
			heard = slices.DeleteFunc(heard, func(s string) bool { return "half an answer: "+s == want[len(want)-1] })
			if err != nil || !slices.Equal(result.Warnings, want) || !slices.Equal(heard, want) {
				t.Errorf("got %q, %v, heard %q, want %q", result.Warnings, err, heard, want)
			}
		}
	})
}

// ede adds Extended DNS Errors to what is answered.
func ede(all ...dns.EDNS0_EDE) fakedns.Action {
	return func(_ fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		for i := range out {
			m := new(dns.Msg)
			m.Unpack(out[i].Data)
			for _, e := range all {
				m.IsEdns0().Option = append(m.IsEdns0().Option, &e)
			}
			out[i].Data, _ = m.Pack()
		}
		return out
	}
}

// What servers say of an answer is there, each thing once, whichever family it is about; a cache keeps it, and gives each caller a copy.
func TestEDE(t *testing.T) {
	stale := dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeStaleAnswer}
	forged := dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeForgedAnswer, ExtraText: "by \x1b[31mus"}
	filtered := dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeFiltered}
	for _, tt := range []struct {
		name, node string
		family     inet.Family
		a, aaaa    fakedns.Action
		want       string
	}{
		{"nothing", "both", inet.AF_UNSPEC, ede(), ede(), "[]"},
		{"one family alone", "both", inet.AF_INET6, nil, ede(stale), "[Stale Answer]"},
		{"A first", "both", inet.AF_UNSPEC, ede(forged), ede(stale), `[Forged Answer: by \x1b[31mus Stale Answer]`},
		{"each once", "both", inet.AF_UNSPEC, ede(stale, filtered, stale), ede(filtered, forged), `[Stale Answer Filtered Forged Answer: by \x1b[31mus]`},
		{"A, which comes later", "both", inet.AF_UNSPEC, func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
			return fakedns.Delay(time.Second/2)(q, ede(stale)(q, out))
		}, ede(filtered), "[Stale Answer Filtered]"},
		{"addresses that are kept back", "four", inet.AF_UNSPEC, ede(), ede(filtered), "[Filtered]"},
		{"eight of a message", "four", inet.AF_INET, ede(codes(100)...), nil, fmt.Sprint(codes8)},
	} {
		for _, cache := range []*dnscache.Cache{nil, {}} {
			on(t, warned+twoServers, func(t *testing.T, m *scenario.Machine) {
				m.Resolver.Cache = cache
				for qtype, do := range map[uint16]fakedns.Action{dns.TypeA: tt.a, dns.TypeAAAA: tt.aaaa} {
					if do != nil {
						m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: qtype}, Do: do})
					}
				}
				for range 2 {
					result, err := m.Resolver.Resolve(t.Context(), tt.node+".example.test.", "", &resolver.Hints{Family: tt.family})
					if err != nil || fmt.Sprint(result.EDE) != tt.want || result.Warnings != nil {
						t.Errorf("%s, with a cache %v: got %v, %v, want %s", tt.name, cache != nil, result, err, tt.want)
						continue
					}
					for i := range result.EDE {
						result.EDE[i].Text = "mine"
					}
				}
			})
		}
	}
}

var codes8 = func() (all []resolver.ExtendedError) {
	for i := range 8 {
		all = append(all, resolver.ExtendedError{Code: uint16(1000 + i)})
	}
	return all
}()

func codes(n int) (all []dns.EDNS0_EDE) {
	for i := range n {
		all = append(all, dns.EDNS0_EDE{InfoCode: uint16(1000 + i)})
	}
	return all
}

// An answer that a cache gives after its end says so.
func TestEDEOfStaleAnswers(t *testing.T) {
	on(t, warned+twoServers, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.Cache = &dnscache.Cache{MaxStale: 24 * time.Hour}
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA, Nth: 1}, Do: ede(dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeForgedAnswer})})
		resolve := func(want string) {
			t.Helper()
			result, err := m.Resolver.Resolve(t.Context(), "both.example.test.", "", nil)
			if err != nil || fmt.Sprint(result.EDE) != want {
				t.Errorf("got %v, %v, want %s", result, err, want)
			}
		}
		resolve("[Forged Answer]")
		time.Sleep(2 * time.Hour)
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
		resolve("[Forged Answer Stale Answer: kept by this process]")
		resolve("[Forged Answer Stale Answer: kept by this process]")
	})
}
