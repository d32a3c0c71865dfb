package scenario_test

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
	"netdb.example/testdata/scenarios"
)

// The tour is what two documents on Python's socket module show of one home network, behind a plain DNS and behind one that
// knows every name: each call with its result as one line.

// same stands for the result of tour.txtar.
const same = "same"

var tour = []struct {
	call           string
	run            call
	want, wildcard string // under tour.txtar and tour-wildcard.txtar
}{
	{"gethostname()", gethostname, "farnsworth.hellfly.net", same},

	{"gethostbyname('homer')", gethostbyname("homer"), "192.168.1.8", "67.215.65.132"},
	{"gethostbyname('www')", gethostbyname("www"), "50.56.79.68", same},
	{"gethostbyname('www.python.org')", gethostbyname("www.python.org"), "82.94.164.162", same},
	{"gethostbyname('nosuchname')", gethostbyname("nosuchname"), "EAI_NONAME", "67.215.65.132"},

	{"gethostbyname_ex('homer')", gethostbynameEx("homer"),
		"homer.hellfly.net, [], [192.168.1.8]", "homer.hellfly.net, [], [67.215.65.132]"},
	{"gethostbyname_ex('www')", gethostbynameEx("www"), "hellfly.net, [www.hellfly.net], [50.56.79.68]", same},
	{"gethostbyname_ex('www.python.org')", gethostbynameEx("www.python.org"), "www.python.org, [], [82.94.164.162]", same},
	{"gethostbyname_ex('nosuchname')", gethostbynameEx("nosuchname"),
		"HOST_NOT_FOUND", "nosuchname.hellfly.net, [], [67.215.65.132]"},

	{"getfqdn('homer')", getfqdn("homer"), "homer.hellfly.net", "hit-nxdomain.opendns.com"},
	{"getfqdn('www')", getfqdn("www"), "hellfly1.hellfly.net", same},

	{"gethostbyaddr('192.168.1.8')", gethostbyaddr("192.168.1.8"),
		"homer.hellfly.net, [8.1.168.192.in-addr.arpa], [192.168.1.8]", same},

	{"getservbyname('http')", getservbyname("http"), "80", same},
	{"getservbyname('https')", getservbyname("https"), "443", same},
	{"getservbyname('ftp')", getservbyname("ftp"), "21", same},
	{"getservbyname('gopher')", getservbyname("gopher"), "70", same},
	{"getservbyname('smtp')", getservbyname("smtp"), "25", same},
	{"getservbyname('imap')", getservbyname("imap"), "143", same},
	{"getservbyname('imaps')", getservbyname("imaps"), "993", same},
	{"getservbyname('pop3')", getservbyname("pop3"), "110", same},
	{"getservbyname('pop3s')", getservbyname("pop3s"), "995", same},

	{"getservbyport(80)", getservbyport(80), "http", same},
	{"getservbyport(443)", getservbyport(443), "https", same},
	{"getservbyport(21)", getservbyport(21), "ftp", same},
	{"getservbyport(70)", getservbyport(70), "gopher", same},
	{"getservbyport(25)", getservbyport(25), "smtp", same},
	{"getservbyport(143)", getservbyport(143), "imap", same},
	{"getservbyport(993)", getservbyport(993), "imaps", same},
	{"getservbyport(110)", getservbyport(110), "pop3", same},
	{"getservbyport(995)", getservbyport(995), "pop3s", same},

	{"getprotobyname('icmp')", getprotobyname("icmp"), "1", same},
	{"getprotobyname('udp')", getprotobyname("udp"), "17", same},
	{"getprotobyname('tcp')", getprotobyname("tcp"), "6", same},

	{"getaddrinfo('www.python.org', 'http')", getaddrinfo("www.python.org", "http", resolver.Hints{}),
		"AF_INET SOCK_STREAM IPPROTO_TCP '' ('82.94.164.162', 80); " +
			"AF_INET SOCK_DGRAM IPPROTO_UDP '' ('82.94.164.162', 80); " +
			"AF_INET6 SOCK_STREAM IPPROTO_TCP '' ('2001:888:2000:d::a2', 80, 0, 0); " +
			"AF_INET6 SOCK_DGRAM IPPROTO_UDP '' ('2001:888:2000:d::a2', 80, 0, 0)", same},
	{"getaddrinfo('www.doughellmann.com', 'http', AF_INET, SOCK_STREAM, IPPROTO_TCP, AI_CANONNAME)",
		getaddrinfo("www.doughellmann.com", "http", resolver.Hints{Family: inet.AF_INET, Socktype: resolver.SOCK_STREAM,
			Protocol: resolver.IPPROTO_TCP, Flags: resolver.AI_CANONNAME}),
		"AF_INET SOCK_STREAM IPPROTO_TCP 'homer.doughellmann.com' ('192.168.1.8', 80)", same},

	{"inet_aton('192.168.1.1')", inetAton("192.168.1.1"), "c0a80101", same},
	{"inet_aton('127.0.0.1')", inetAton("127.0.0.1"), "7f000001", same},
	{"inet_ntoa(c0a80101)", inetNtoa(192, 168, 1, 1), "192.168.1.1", same},
	{"inet_ntoa(7f000001)", inetNtoa(127, 0, 0, 1), "127.0.0.1", same},
	{"inet_pton(AF_INET6, '2002:ac10:10a:1234:21e:52ff:fe74:40e')", inetPton("2002:ac10:10a:1234:21e:52ff:fe74:40e"),
		"2002ac10010a1234021e52fffe74040e", same},
	{"inet_ntop(AF_INET6, 2002ac10010a1234021e52fffe74040e)", inetNtop("2002ac10010a1234021e52fffe74040e"),
		"2002:ac10:10a:1234:21e:52ff:fe74:40e", same},
}

func TestTour(t *testing.T) {
	for _, row := range tour {
		t.Run(row.call, func(t *testing.T) { check(t, "tour", row.run, row.want) })
	}
}

func TestTourWildcard(t *testing.T) {
	for _, row := range tour {
		want := row.wildcard
		if want == same {
			want = row.want
		}
		t.Run(row.call, func(t *testing.T) { check(t, "tour-wildcard", row.run, want) })
	}
}

func check(t *testing.T, name string, run call, want string) {
	synctest.Test(t, func(t *testing.T) {
		m := scenario.Load(t, embedded(t, name))
		if got := run(t.Context(), m.Resolver); got != want {
			t.Errorf("\n got %s\nwant %s\nasked:\n%s", got, want, m.DNS.Log())
		}
	})
}

// embedded is a scenario of testdata/scenarios, with more text behind it.
func embedded(t *testing.T, name string, more ...string) fs.FS {
	t.Helper()
	data, err := scenarios.FS.ReadFile(name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := scenario.Txtar([]byte(string(data) + strings.Join(more, "")))
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

// The queries of a lookup: where the search list leads, and which types are asked for. The two types of one name are asked
// for at the same time, and in no order.
func TestTourQueries(t *testing.T) {
	for _, tt := range []struct {
		name string
		run  call
		want []string
	}{
		{"gethostbyname('homer')", gethostbyname("homer"), []string{"homer.hellfly.net. A"}},
		{"gethostbyname('nosuchname')", gethostbyname("nosuchname"), []string{"nosuchname.hellfly.net. A", "nosuchname. A"}},
		{"getaddrinfo('www.python.org', 'http')", getaddrinfo("www.python.org", "http", resolver.Hints{}),
			[]string{"www.python.org. A", "www.python.org. AAAA"}},
		{"getfqdn('homer')", getfqdn("homer"),
			[]string{"homer.hellfly.net. A", "homer.hellfly.net. AAAA", "8.1.168.192.in-addr.arpa. PTR"}},
		{"gethostbyaddr('192.168.1.8')", gethostbyaddr("192.168.1.8"), []string{"8.1.168.192.in-addr.arpa. PTR"}},
		{"getservbyname('http')", getservbyname("http"), nil},
		{"getaddrinfo('192.168.1.8', 'http')", getaddrinfo("192.168.1.8", "http", resolver.Hints{}), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := scenario.Load(t, embedded(t, "tour"))
				tt.run(t.Context(), m.Resolver)
				if got := asked(m.DNS); !slices.Equal(got, tt.want) {
					t.Errorf("asked %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// asked lists the queries, A before AAAA where these two are neighbours.
func asked(dns *fakedns.Server) []string {
	var list []string
	for line := range strings.Lines(dns.Log()) {
		list = append(list, strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "udp 192.168.1.1:53 "))
	}
	for i := 1; i < len(list); i++ {
		if list[i-1] == list[i]+"AAA" {
			list[i-1], list[i] = list[i], list[i-1]
		}
	}
	return list
}

// localhost is this machine, though no file says so and the wildcard would say otherwise: no server is asked.
func TestTourLocalhost(t *testing.T) {
	const both = "AF_INET6 SOCK_STREAM IPPROTO_TCP '' ('::1', 80, 0, 0); AF_INET SOCK_STREAM IPPROTO_TCP '' ('127.0.0.1', 80)"
	stream := resolver.Hints{Socktype: resolver.SOCK_STREAM}
	for _, tt := range []struct {
		call string
		run  call
		want string
	}{
		{"gethostbyname('localhost')", gethostbyname("localhost"), "127.0.0.1"},
		{"gethostbyname('LOCALHOST.')", gethostbyname("LOCALHOST."), "127.0.0.1"},
		{"gethostbyname('a.localhost')", gethostbyname("a.localhost"), "127.0.0.1"},
		{"gethostbyname('a.b.LocalHost.')", gethostbyname("a.b.LocalHost."), "127.0.0.1"},
		{"gethostbyname_ex('localhost')", gethostbynameEx("localhost"), "localhost, [], [127.0.0.1]"},
		{"gethostbyname_ex('a.localhost')", gethostbynameEx("a.localhost"), "a.localhost, [], [127.0.0.1]"},
		{"getaddrinfo('localhost', 'http')", getaddrinfo("localhost", "http", stream), both},
		{"getaddrinfo('a.localhost', 'http')", getaddrinfo("a.localhost", "http", stream), both},
		{"gethostbyaddr('127.0.0.1')", gethostbyaddr("127.0.0.1"), "localhost, [], [127.0.0.1]"},
		{"gethostbyaddr('::1')", gethostbyaddr("::1"), "localhost, [], [::1]"},
		{"getnameinfo('127.0.0.1')", getnameinfo("127.0.0.1"), "localhost"},
		{"getnameinfo('::1')", getnameinfo("::1"), "localhost"},
	} {
		for _, name := range []string{"tour", "tour-wildcard"} {
			t.Run(tt.call+" in "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					m := scenario.Load(t, embedded(t, name))
					if got := tt.run(t.Context(), m.Resolver); got != tt.want {
						t.Errorf("\n got %s\nwant %s", got, tt.want)
					}
					if queries := m.DNS.Queries(); len(queries) > 0 {
						t.Errorf("asked:\n%s", m.DNS.Log())
					}
				})
			})
		}
	}
}

// A departure from glibc, which has no registry: the IANA has http for tcp, udp and sctp, and of these an unasked-for lookup
// considers tcp and udp. What has nothing else, and what is asked for, still comes.
func TestTourEmbeddedRegistryMeansTCPAndUDP(t *testing.T) {
	for _, tt := range []struct {
		service string
		hints   resolver.Hints
		want    string
	}{
		{"http", resolver.Hints{}, "SOCK_STREAM/IPPROTO_TCP/80 SOCK_DGRAM/IPPROTO_UDP/80"},
		{"http", resolver.Hints{Protocol: resolver.IPPROTO_SCTP}, "SOCK_STREAM/IPPROTO_SCTP/80"},
		{"http", resolver.Hints{Socktype: resolver.SOCK_SEQPACKET}, "SOCK_SEQPACKET/IPPROTO_SCTP/80"},
		{"pim-port", resolver.Hints{}, "SOCK_STREAM/IPPROTO_TCP/8471"},
		{"s1-control", resolver.Hints{}, "SOCK_STREAM/IPPROTO_SCTP/36412 SOCK_SEQPACKET/IPPROTO_SCTP/36412"},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := scenario.Load(t, embedded(t, "tour"))
			if got := endpoints(t.Context(), m.Resolver, tt.service, tt.hints); got != tt.want {
				t.Errorf("%s with %+v: got %s, want %s", tt.service, tt.hints, got, tt.want)
			}
		})
	}
}

// The same table as a services file is used as glibc uses one: sctp counts too.
func TestTourServicesFileMeansAllProtocols(t *testing.T) {
	const services = "-- etc/services --\nhttp 80/tcp\nhttp 80/udp\nhttp 80/sctp\n"
	const want = "SOCK_STREAM/IPPROTO_TCP/80 SOCK_DGRAM/IPPROTO_UDP/80 SOCK_STREAM/IPPROTO_SCTP/80 SOCK_SEQPACKET/IPPROTO_SCTP/80"
	synctest.Test(t, func(t *testing.T) {
		m := scenario.Load(t, embedded(t, "tour", services))
		if got := endpoints(t.Context(), m.Resolver, "http", resolver.Hints{}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// endpoints are the socket types, protocols and ports that a service comes to.
func endpoints(ctx context.Context, r *resolver.Resolver, service string, hints resolver.Hints) string {
	list, err := r.Getaddrinfo(ctx, "192.168.1.8", service, &hints)
	if err != nil {
		return code(err)
	}
	var all []string
	for _, a := range list {
		all = append(all, fmt.Sprintf("%v/%v/%d", a.Socktype, a.Protocol, a.Addr.Port()))
	}
	return strings.Join(all, " ")
}
