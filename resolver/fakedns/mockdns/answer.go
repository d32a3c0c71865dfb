package mockdns

import (
	"context"
	"errors"
	"net"
	"slices"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// answer is the fakedns.Action that puts the answer of s in place of that of a server without zones.
func (s *Server) answer(q fakedns.Query, _ []fakedns.Packet) []fakedns.Packet {
	data, err := s.reply(q.Network, q.Msg, q.Wire).Pack()
	return []fakedns.Packet{{Data: data, Err: err}}
}

// ServeDNS implements dns.Handler. It answers nothing to what is no query.
func (s *Server) ServeDNS(w dns.ResponseWriter, m *dns.Msg) {
	q := new(dns.Msg)
	wire, err := m.Pack()
	if err != nil || q.Unpack(wire) != nil || q.Response {
		return
	}
	network := "tcp"
	if _, ok := w.RemoteAddr().(*net.UDPAddr); ok {
		network = "udp"
	}
	if err := w.WriteMsg(s.reply(network, q, wire)); err != nil {
		s.logf("%v", err)
	}
}

// reply returns the answer to q, which came over network as wire, and logs it.
func (s *Server) reply(network string, q *dns.Msg, wire []byte) *dns.Msg {
	m, err := s.resolve(network, q, wire)
	if err != nil {
		s.logf("%v", err)
		m = new(dns.Msg).SetRcode(q, dns.RcodeServerFailure)
	}
	m.Authoritative, m.RecursionAvailable = s.Authoritative, !s.Authoritative
	m.Compress = true
	s.logf("%v", m)
	return m
}

func (s *Server) resolve(network string, q *dns.Msg, wire []byte) (*dns.Msg, error) {
	c, err := s.catalog(q)
	if err != nil {
		return nil, err
	}
	server, err := c.server()
	if err != nil {
		return nil, err
	}
	m, err := ask(server, network, wire)
	if err != nil {
		return nil, err
	}
	s.finish(c, m)
	return m, nil
}

// catalog returns the zones as they are now. SkipCNAME is for all questions but those for a CNAME.
func (s *Server) catalog(q *dns.Msg) (catalog, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	forCNAME := len(q.Question) > 0 && q.Question[0].Qtype == dns.TypeCNAME
	return newCatalog(s.r.Zones, s.r.SkipCNAME && !forCNAME)
}

// ask returns the answer of server to a query. It must be one: nothing would come back else.
func ask(server *fakedns.Server, network string, query []byte) (*dns.Msg, error) {
	conn, err := server.Dial(context.Background(), network, "127.0.0.1:53")
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	d := &dns.Conn{Conn: conn, UDPSize: dns.MaxMsgSize}
	if _, err := d.Write(query); err != nil {
		return nil, err
	}
	return d.ReadMsg()
}

// finish adds to an answer what package fakedns does not know of: AD, and the Err of a Zone.
func (s *Server) finish(c catalog, m *dns.Msg) {
	if m.Rcode != dns.RcodeSuccess && m.Rcode != dns.RcodeNameError {
		return
	}
	path := follow(m)
	m.AuthenticatedData = c.authentic(path)
	links := len(path) - 1
	if z, _ := c.at(dns.CanonicalName(path[links])); z.Err != nil {
		s.fail(m, links, z.Err)
	}
}

// follow returns the names from the one that m is the answer for to the last one that m has anything to say of. The links of
// the CNAME chain between them are the first records of m.
func follow(m *dns.Msg) (path []string) {
	q := m.Question[0]
	path = []string{q.Name}
	if q.Qtype == dns.TypeCNAME || q.Qtype == dns.TypeANY {
		return path
	}
	for _, rr := range m.Answer {
		link, ok := rr.(*dns.CNAME)
		if !ok {
			break
		}
		path = append(path, link.Target)
	}
	return path
}

// fail makes m the answer for a Zone with Err behind a number of links. If m has any other record it is the SOA.
func (s *Server) fail(m *dns.Msg, links int, err error) {
	soa := slices.Concat(m.Answer[links:], m.Ns)
	m.Answer, m.Ns = m.Answer[:links], nil
	var dnsErr *net.DNSError
	if errors.As(err, &dnsErr) && dnsErr.IsNotFound {
		m.Rcode, m.Ns = dns.RcodeNameError, soa
		return
	}
	m.Rcode = dns.RcodeServerFailure
	s.logf("%s: %v", m.Question[0].Name, err)
}
