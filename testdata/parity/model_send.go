package parity

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

// A stub puts questions to the servers of resolv.conf(5), as res_send.c of glibc does or, in what the departures say, as netdb.
type stub struct {
	as   Departures // those in which it is glibc
	dns  *fakedns.Server
	conf resolvconf.Config

	single, reopen bool                        // families are asked for one after the other, on a socket each
	sockets        map[netip.AddrPort]net.Conn // of the query under way, in glibc
	heard          bool                        // something has come in answer to the query under way, be it of no use
	rcode          int                         // in what the first buffer holds, which stays there from one name to the next
	id             uint16
	hangs          bool           // a server has been waited for without an end
	met            *atomic.Uint64 // the departures that made a difference so far, or would have
}

// glibc reports whether to do as glibc in a departure, which is met now.
func (s *stub) glibc(d Departure) bool {
	s.met.Or(1 << d)
	return s.as.has(d)
}

// An asking is a query under way, and its answer.
type asking struct {
	wire  []byte
	qtype uint16
}

// sent is what came of a query, or of two under way at once.
type sent struct {
	first, second []byte // as they came; nil for none
	failure       failure
	refused       bool // nobody listens: errno is ECONNREFUSED
	timedOut      bool // errno is ETIMEDOUT
}

func (x sent) ok() bool { return x.first != nil || x.second != nil }

// A failure is why a server gave no answer.
type failure int

const (
	none failure = iota
	servfail
	refused // or NOTIMP, or a referral
	unusable
	silent
	unreachable
)

// and is what a failure comes to after another one: that nobody listens, or that the asking makes no sense, must be the word of all.
func (f failure) and(g failure) failure {
	all := func(f failure) bool { return f == unusable || f == unreachable }
	switch {
	case f == none, f == g, !all(g):
		return g
	case all(f):
		return refused
	}
	return f
}

// send asks the servers, as often as attempts says. name is absolute. instead is whether it is a question instead of another one, under
// no-aaaa.
func (s *stub) send(name string, instead bool, qtypes ...uint16) sent {
	s.id += 2
	var qs []asking
	for i, qtype := range qtypes {
		wire, err := s.newQuery(name, qtype, s.id+uint16(i), instead)
		if err != nil {
			return sent{failure: unusable}
		}
		qs = append(qs, asking{wire, qtype})
	}
	circuit, got := s.conf.UseVC, false
	s.heard = false
	terrno := syscall.ETIMEDOUT
	x := sent{failure: silent}
	why := none
	s.sockets = map[netip.AddrPort]net.Conn{}
	defer func() {
		for _, conn := range s.sockets {
			conn.Close()
		}
	}()
	for attempt := 0; attempt < s.conf.Attempts; attempt++ {
		for i, server := range s.conf.Servers {
			wait := s.wait(i)
			began := time.Now()
			var f failure
			useTCP := circuit
			if !circuit {
				var tc bool
				x, f, tc = s.datagrams(server, wait, qs, &got)
				useTCP = tc
				circuit = tc && s.glibc(tcpAnswers)
			}
			if useTCP {
				var err syscall.Errno
				x, f, err = s.stream(server, wait-time.Since(began), qs)
				if f != none {
					terrno = err
				}
				if s.glibc(tcpAnswers) {
					attempt = s.conf.Attempts
				}
			}
			if x.ok() {
				return x
			}
			why = why.and(f)
		}
	}
	if why == none {
		why = silent
	}
	x = sent{failure: why}
	switch {
	case circuit && s.glibc(tcpAnswers):
		x.refused, x.timedOut = terrno == syscall.ECONNREFUSED, terrno == syscall.ETIMEDOUT
	case got:
		x.timedOut = true
	default:
		x.refused = true
	}
	return x
}

// wait is how long the i-th server is waited for.
func (s *stub) wait(i int) time.Duration {
	seconds := int(s.conf.Timeout/time.Second) << i
	if i > 0 {
		seconds /= len(s.conf.Servers)
	}
	return time.Duration(max(seconds, 1)) * time.Second
}

func (s *stub) newQuery(name string, qtype, id uint16, instead bool) ([]byte, error) {
	m := new(dns.Msg)
	m.SetQuestion(name, qtype)
	m.Id = id
	m.AuthenticatedData = s.conf.TrustAD
	switch {
	case !s.conf.EDNS0:
	case !s.glibc(edns):
		m.SetEdns0(netdbEDNS, false)
	case !instead:
		m.SetEdns0(glibcEDNS, false)
	}
	return m.Pack()
}

// apart asks for each of the types by itself, at the same time or, with single-request, one after the other.
func (s *stub) apart(ask func(s *stub, qtype uint16) said, qtypes ...uint16) []said {
	all := make([]said, len(qtypes))
	var group sync.WaitGroup
	for i, qtype := range qtypes {
		one := *s
		one.id += uint16(1000 * i)
		work := func() { all[i] = ask(&one, qtype) }
		if s.conf.SingleRequest || s.conf.SingleRequestReopen {
			work()
		} else {
			group.Go(work)
		}
	}
	group.Wait()
	return all
}
