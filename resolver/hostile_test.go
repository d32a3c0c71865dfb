package resolver_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

// A hostile is one class of what a name server, or who speaks in its place, may do, and what the lookup of hostileHost is to
// come to. Whatever that is, it ends in time, sends no more than hostilePackets packets, and never has a forged address.
type hostile struct {
	name string
	do   fakedns.Action        // what becomes of the answers of the server
	each func() fakedns.Action // the same, for what keeps a state during a lookup
	dial fakedns.Action        // what becomes of its TCP connections; in memory only
	conf func(*resolvconf.Config)

	want   string        // of one family, with this server alone; see hostileWords
	second string        // with an honest server behind it; "" is what hostile.withSecond makes of want
	within time.Duration // how long it may take per hostile server, beside what waits allows
	waits  bool          // it may take the time of the tries
	sends  int           // how many queries it may send per hostile server and family; 0 is 1
	tcp    bool          // TCP is to be used, where there is no honest server
	alone  bool          // only for one family: on a connection that two share, pieces of two answers would be mixed up
	memory bool          // it cannot be had, or says nothing, over real sockets
}

// hostileWords are the words of what a lookup came to: an EAI code, or for each address of one family what it is, in the order
// of the words, once each. " or " stands between what is as good.
var hostileWords = map[string]string{
	"192.0.2.1": "right", "2001:db8::1": "right",
	"192.0.2.2": "other", "2001:db8::2": "other",
	"192.0.2.66": "FORGED", "2001:db8::66": "FORGED",
}

// The host is one with letters, a digit and a hyphen for which a careless comparison takes octets that are none of them.
const (
	hostileHost = "desk-1.example.org"
	hostileZone = `
$ORIGIN example.org.
@      SOA ns hostmaster 1 3600 600 86400 300
desk-1 A    192.0.2.1
desk-1 AAAA 2001:db8::1
`
	hostilePackets  = 64
	hostileAttempts = 2
	hostileDelay    = 20 * time.Millisecond // by which one family is behind the other
	spoofDelay      = 30 * time.Millisecond // by which the right answer is behind a forged one

	// failing is how many queries a server that never answers one gets: each try one with OPT and one without.
	failing = 2 * hostileAttempts
	// overBoth is the same where each of them is asked again over TCP.
	overBoth = 2 * failing
)

// hostiles are all classes, by kind.
func hostiles() map[string][]hostile {
	return map[string][]hostile{
		"spoof":      hostileSpoofs(),
		"flags":      hostileFlags,
		"junk":       hostileJunk(),
		"malformed":  hostileMalformed(),
		"skipped":    hostileSkipped(),
		"truncation": hostileTruncation(),
		"tcp":        hostileTCP(),
		"owner":      hostileOwners,
		"chain":      hostileChains(),
		"dname":      hostileDNAMEs,
		"rcode":      hostileRcodes(),
		"referral":   hostileReferrals,
		"silence":    hostileSilence,
		"edns":       hostileEDNS(),
		"opt":        hostileOPTs(),
	}
}

// A hostileLookup is the circumstances under which a class is met.
type hostileLookup struct {
	family  inet.Family
	hit     []uint16 // the types of the queries whose answers it is about
	servers int      // 1, or 2
	honest  bool     // the second one is honest
	late    uint16   // the type whose answers are all behind those of the other one
	short   bool     // a try takes a second and not five: where time is real
}

func (l hostileLookup) String() string {
	var hit []string
	for _, t := range l.hit {
		hit = append(hit, dns.Type(t).String())
	}
	text := fmt.Sprintf("%v, %s of %d", l.family, strings.Join(hit, "+"), l.servers)
	if l.honest {
		text += " (the second honest)"
	}
	if l.late != 0 {
		text += ", " + dns.Type(l.late).String() + " late"
	}
	return text
}

// timeout is the time of a try.
func (l hostileLookup) timeout() time.Duration {
	if l.short {
		return time.Second
	}
	return 5 * time.Second
}

// lookups are those that meet h: one family, and both with either or both hit, in either order, of one server and of two.
func (h hostile) lookups() []hostileLookup {
	four := []uint16{dns.TypeA}
	all := []hostileLookup{
		{family: inet.AF_INET, hit: four, servers: 1},
		{family: inet.AF_INET, hit: four, servers: 2},
		{family: inet.AF_INET, hit: four, servers: 2, honest: true},
		{family: inet.AF_INET6, hit: []uint16{dns.TypeAAAA}, servers: 1},
	}
	if h.alone {
		return all
	}
	for _, hit := range [][]uint16{four, {dns.TypeAAAA}, {dns.TypeA, dns.TypeAAAA}} {
		for servers := 1; servers <= 2; servers++ {
			for _, late := range []uint16{dns.TypeA, dns.TypeAAAA} {
				all = append(all, hostileLookup{inet.AF_UNSPEC, hit, servers, servers == 2, late, false})
			}
		}
	}
	return all
}

// TestHostile meets each class under all circumstances, in virtual time.
func TestHostile(t *testing.T) {
	classes, lookups := 0, 0
	for kind, rows := range hostiles() {
		for _, h := range rows {
			classes++
			t.Run(kind+"/"+h.name, func(t *testing.T) {
				for _, l := range h.lookups() {
					lookups++
					var broken string
					synctest.Test(t, func(t *testing.T) { broken = h.inMemory(t, l) })
					if broken != "" {
						t.Errorf("%v: %s", l, broken)
					}
				}
			})
		}
	}
	t.Logf("%d classes, %d lookups", classes, lookups)
}

// inMemory returns in what a lookup over the network in memory is not as h says, with what it asked; "" for in nothing.
func (h hostile) inMemory(t *testing.T, l hostileLookup) string {
	srv := hostileServer(t)
	servers := hostileServers()
	h.inject(srv, l, servers)
	r := h.resolver(servers[:l.servers], l.timeout())
	r.Dial = srv.Dial
	start := time.Now()
	addrs, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Family: l.family, Socktype: stream})
	took := time.Since(start)
	return h.broken(l, addrs, err, took, srv.Queries())
}

// hostileServer is one of the zone. Not all faults are met: the first of two servers may have the last word.
func hostileServer(t *testing.T) *fakedns.Server {
	srv, err := fakedns.Parse(fakedns.Zone{File: "zone", Text: hostileZone})
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

// hostileServers are the two of the network in memory.
func hostileServers() []netip.AddrPort {
	return []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53"), netip.MustParseAddrPort("192.0.2.54:53")}
}

// inject makes the servers of l hostile.
func (h hostile) inject(srv *fakedns.Server, l hostileLookup, servers []netip.AddrPort) {
	for i, server := range servers[:l.servers] {
		if i > 0 && l.honest {
			break
		}
		do := h.do
		if h.each != nil {
			do = h.each()
		}
		for _, qtype := range l.hit {
			srv.Inject(fakedns.Fault{Match: fakedns.Match{Server: server, Type: qtype}, Do: do})
		}
		if h.dial != nil {
			srv.Inject(fakedns.Fault{Match: fakedns.Match{Server: server, Network: "tcp", Dial: true}, Do: h.dial})
		}
	}
	if l.late != 0 {
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: l.late}, Do: fakedns.Delay(hostileDelay)})
	}
}

// resolver is one that knows nothing but its servers.
func (h hostile) resolver(servers []netip.AddrPort, timeout time.Duration) *resolver.Resolver {
	conf := &resolvconf.Config{Servers: servers, Timeout: timeout, Attempts: hostileAttempts, EDNS0: true}
	if h.conf != nil {
		h.conf(conf)
	}
	return &resolver.Resolver{Conf: conf, System: resolver.System{
		FS:       fstest.MapFS{},
		Hostname: func() (string, error) { return "host", nil },
		Source:   func(netip.Addr) (addrselect.Source, bool) { return addrselect.Source{}, false },
	}}
}

// broken says in what a lookup was not as h says, "" for in nothing.
func (h hostile) broken(l hostileLookup, addrs []resolver.Addrinfo, err error, took time.Duration, log []fakedns.Query) string {
	var broken []string
	if got, want := hostileOutcome(addrs, err), h.outcomes(l); !slices.Contains(want, got) {
		broken = append(broken, fmt.Sprintf("got %s, want %s", got, strings.Join(want, " or ")))
	}
	if allowed := h.allowed(l, len(log)); took > allowed {
		broken = append(broken, fmt.Sprintf("took %v, allowed %v", took, allowed))
	}
	if allowed := h.queries(l); len(log) > allowed {
		broken = append(broken, fmt.Sprintf("sent %d queries, allowed %d", len(log), allowed))
	}
	if isTCP := func(q fakedns.Query) bool { return q.Network == "tcp" }; h.tcp && !l.honest && !slices.ContainsFunc(log, isTCP) {
		broken = append(broken, "TCP was not used")
	}
	if len(broken) > 0 {
		broken = append(broken, "asked")
	}
	for _, q := range log {
		if len(broken) > 0 {
			broken = append(broken, "\n\t"+q.String())
		}
	}
	return strings.Join(broken, "; ")
}

// allowed is how long the lookup may take that sent so many queries, each of which may be late.
func (h hostile) allowed(l hostileLookup, queries int) time.Duration {
	d := time.Duration(queries) * hostileDelay
	switch {
	case l.honest && h.waits && h.withSecond() != h.want:
		return d + h.within + l.timeout()
	case h.waits:
		d += time.Duration(hostileAttempts*l.servers) * l.timeout()
	}
	if l.honest {
		return d + h.within
	}
	return d + time.Duration(l.servers)*h.within
}

// queries is how many the lookup may send.
func (h hostile) queries(l hostileLookup) int {
	servers, others := l.servers, 0
	if l.honest {
		servers, others = 1, len(l.hit)
	}
	if l.family == inet.AF_UNSPEC {
		others += 2 - len(l.hit)
	}
	return min(hostilePackets, len(l.hit)*servers*max(1, h.sends)+others)
}
