package parity

import (
	"net/netip"
	"sync"

	"github.com/miekg/dns"
)

// A memory is what netdb has learnt of the servers since the machine started, but for cookies, of which the servers of scenarios know
// nothing; and how much it has sent.
type memory struct {
	mu      sync.Mutex
	servers map[netip.AddrPort]*learnt
	sent    int
}

// learnt is what is known of a server.
type learnt struct {
	knowsEDNS bool // it has answered a query with OPT
	tryPlain  bool // the last query with OPT had no answer
	plainOnly int  // how often the one without it that followed had one
	plain     bool // it makes nothing of OPT
	lost      int  // how many pairs in a row lost one
	single    bool // is asked one question at a time
}

// of has f see or change what is known of server.
func (m *memory) of(server netip.AddrPort, f func(l *learnt)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.servers == nil {
		m.servers = map[netip.AddrPort]*learnt{}
	}
	if m.servers[server] == nil {
		m.servers[server] = new(learnt)
	}
	f(m.servers[server])
}

// maxSent is how many queries netdb sends for one lookup.
const maxSent = 64

// spend takes note of a query, and reports whether it may be sent.
func (s *stub) spend() bool {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	s.memory.sent++
	return s.memory.sent <= maxSent || s.glibc(queryLimit)
}

// recall notes which servers are known to make nothing of OPT.
func (s *stub) recall() {
	s.plain = 0
	for i, server := range s.conf.Servers {
		s.memory.of(server, func(l *learnt) {
			if l.plain || l.tryPlain {
				s.plain |= 1 << i
			}
		})
	}
}

// isSingle reports whether the families are asked for one after the other.
func (s *stub) isSingle() (is bool) {
	s.memory.of(s.conf.Servers[0], func(l *learnt) { is = l.single })
	return is || s.conf.SingleRequest || s.conf.SingleRequestReopen
}

// silence notes that the i-th server did not answer qs: the next time it is asked without OPT.
func (s *stub) silence(i int, qs []asking) {
	if s.silentAt < 0 {
		s.silentAt = s.try
	}
	opt := qs[0].size > 0
	s.memory.of(s.conf.Servers[i], func(l *learnt) {
		if !l.knowsEDNS {
			l.tryPlain = opt
		}
	})
	if opt {
		s.plain |= 1 << i
	}
}

// answer notes an answer of a server to q, and reports whether q is to be asked again without OPT.
func (s *stub) answer(server netip.AddrPort, q *asking, rcode int) (plainly bool) {
	opt := q.size > 0
	s.memory.of(server, func(l *learnt) {
		switch {
		case wantsPlain(rcode) && opt:
			l.plain, l.knowsEDNS, l.plainOnly = true, false, 0
		case wantsPlain(rcode):
		case opt:
			l.knowsEDNS, l.tryPlain, l.plainOnly = true, false, 0
		default:
			if l.tryPlain {
				l.plainOnly++
			}
			if l.plainOnly == 2 {
				l.plain, l.knowsEDNS, l.plainOnly = true, false, 0
			}
			l.tryPlain = false
		}
	})
	return wantsPlain(rcode) && opt && !s.glibc(edns)
}

// wantsPlain reports whether a server that was sent an OPT record may say so because of it.
func wantsPlain(rcode int) bool {
	return rcode == dns.RcodeFormatError || rcode == dns.RcodeNotImplemented || rcode == dns.RcodeBadVers
}

// pair notes whether the server that answered two questions, asked for at once, or one of them, lost the other.
func (s *stub) pair(a, b said) {
	if !a.replied || !b.replied {
		return
	}
	earlier, later := a, b
	if b.try < a.try {
		earlier, later = b, a
	}
	both := a.try == b.try
	if !both && later.silentAt != earlier.try {
		return
	}
	s.memory.of(s.conf.Servers[earlier.try%len(s.conf.Servers)], func(l *learnt) {
		l.lost++
		if both {
			l.lost = 0
		}
		l.single = l.single || l.lost >= 2
	})
}
