package dnsclient

import "github.com/miekg/dns"

// Query asks for records of any type, as [Client.Query] does: whatever the answer holds, it is the server's.
func (l *Lookup) Query(name string, qtype uint16) (Reply, error) {
	a := &l.asks[0]
	l.prepare(name, qtype)
	a.wants = whole | verbatim
	l.run(l.asks[:1])
	if err := a.result().Err; err != nil {
		return Reply{}, err
	}
	m := new(dns.Msg)
	if err := m.Unpack(a.room.wire); err != nil {
		return Reply{}, err
	}
	m.AuthenticatedData = m.AuthenticatedData && l.conf.TrustAD
	reply := Reply{Msg: m, Server: a.room.Server, Network: a.room.Network}
	if said := a.room.Extended; said != nil {
		reply.Extended = &said[0]
	}
	return reply, nil
}

// Records asks for records of any type. They are those that name owns or that a chain leads to from it, in the order of the answer, which
// has neither addresses nor names of them; there are none unless it is Found. They are the caller's, the answer holds until the next
// question. A name may be that of no host.
func (l *Lookup) Records(name string, qtype uint16) ([]dns.RR, *Answer) {
	a := &l.asks[0]
	l.prepare(name, qtype)
	a.wants = whole
	l.run(l.asks[:1])
	answer := a.result()
	return a.room.records, answer
}
