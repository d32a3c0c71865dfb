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

	memory         *memory
	plain          uint64                      // the servers, by their place, that netdb asks without OPT
	single, reopen bool                        // families are asked for one after the other, on a socket each
	sockets        map[netip.AddrPort]net.Conn // of the query under way, in glibc
	asked          string                      // the name of the query under way
	aloneOfBoth    bool                        // A is asked for in place of both families, under no-aaaa
	heard          bool                        // something has come in answer to the query under way, be it of no use
	rcode          int                         // in what the first buffer holds, which stays there from one name to the next
	id             uint16
	course                        // of the query under way
	hangs          bool           // a server has been waited for without an end
	met            *atomic.Uint64 // the departures that made a difference so far, or would have
}

// glibc reports whether to do as glibc in a departure, which is met now.
func (s *stub) glibc(d Departure) bool {
	s.met.Or(1 << d)
	return s.as.has(d)
}

// An asking is a query under way.
type asking struct {
	name    string
	qtype   uint16
	instead bool // of another one, under no-aaaa
	id      uint16
	wire    []byte
	size    int // what OPT advertises; 0 without
}

// sent is what came of a query, or of two under way at once.
type sent struct {
	first, second []byte // as they came; nil for none
	failure       failure
	refused       bool // nobody listens: errno is ECONNREFUSED
	timedOut      bool // errno is ETIMEDOUT
	course
}

// A course is how a query went.
type course struct {
	try      int // the last one
	silentAt int // the first try that was not answered, or -1
	replied  bool
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
	exhausted // too many queries: no more are sent
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
	var qs []asking
	for _, qtype := range qtypes {
		qs = append(qs, asking{name: name, qtype: qtype, instead: instead})
	}
	circuit, got := s.conf.UseVC, false
	s.asked, s.heard, s.course = name, false, course{silentAt: -1}
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
		for i := range s.conf.Servers {
			s.try = attempt*len(s.conf.Servers) + i
			if !s.dress(qs, s.plain>>i&1 != 0) {
				return sent{failure: unusable}
			}
			wait := s.wait(i)
			began := time.Now()
			var f failure
			useTCP := circuit
			if !circuit {
				var tc bool
				x, f, tc = s.datagrams(i, wait, qs, &got)
				useTCP = tc
				circuit = tc && s.glibc(tcpAnswers)
			}
			if useTCP {
				var err syscall.Errno
				x, f, err = s.stream(i, wait-time.Since(began), qs)
				if f != none {
					terrno = err
				}
				if s.glibc(tcpAnswers) {
					attempt = s.conf.Attempts
				}
			}
			if x.ok() {
				x.course = s.course
				x.course.replied = true
				return x
			}
			if f == exhausted {
				return sent{failure: silent, timedOut: true}
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

// dress makes the messages of qs for the next try, each with an id of its own, in netdb.
func (s *stub) dress(qs []asking, plain bool) (ok bool) {
	for i := range qs {
		if q := &qs[i]; q.wire == nil || !s.glibc(lateAnswers) {
			s.id++
			q.id = s.id
		}
		if !s.newQuery(&qs[i], plain) {
			return false
		}
	}
	return true
}

func (s *stub) newQuery(q *asking, plain bool) (ok bool) {
	m := new(dns.Msg)
	m.SetQuestion(q.name, q.qtype)
	m.Id = q.id
	m.AuthenticatedData = s.conf.TrustAD
	q.size = 0
	switch {
	case s.glibc(edns) && s.conf.EDNS0 && !q.instead:
		q.size = glibcEDNS
	case !s.glibc(edns) && !plain:
		q.size = netdbEDNS
	}
	if q.size > 0 {
		m.SetEdns0(uint16(q.size), false)
	}
	var err error
	q.wire, err = m.Pack()
	return err == nil
}

// apart asks for each of the types by itself, at the same time or, with single-request, one after the other.
func (s *stub) apart(ask func(s *stub, qtype uint16) said, qtypes ...uint16) []said {
	all := make([]said, len(qtypes))
	single := s.isSingle()
	var group sync.WaitGroup
	for i, qtype := range qtypes {
		one := *s
		one.id += uint16(1000 * i)
		work := func() { all[i] = ask(&one, qtype) }
		if single {
			work()
		} else {
			group.Go(work)
		}
	}
	group.Wait()
	if !single {
		s.pair(all[0], all[1])
	}
	return all
}
