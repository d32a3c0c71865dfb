package dnsclient

import "github.com/miekg/dns"

// Query asks for records of any type, as [Client.Query] does: whatever the answer holds, it is the server's.
func (l *Lookup) Query(name string, qtype uint16) (Reply, error) { return l.query(name, qtype, true) }

// Records is Query for an answer that has to lead to records of the type or to say that there are none: after records of other names
// or a chain without an end the next server is asked, as by Ask.
func (l *Lookup) Records(name string, qtype uint16) (Reply, error) {
	return l.query(name, qtype, false)
}

func (l *Lookup) query(name string, qtype uint16, verbatim bool) (Reply, error) {
	a := &l.asks[0]
	l.prepare(a, name, qtype)
	a.whole, a.verbatim = true, verbatim
	l.run(l.asks[:1])
	if err := a.result().Err; err != nil {
		return Reply{}, err
	}
	m := new(dns.Msg)
	if err := m.Unpack(a.room.wire); err != nil {
		return Reply{}, err
	}
	m.AuthenticatedData = m.AuthenticatedData && l.conf.TrustAD
	return Reply{m, a.room.Server, a.room.Network, a.room.extended}, nil
}
