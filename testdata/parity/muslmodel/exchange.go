package muslmodel

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"github.com/miekg/dns"
)

const answerBuffer = 512

// A datagram is one that is on its way to the client.
type datagram struct {
	at     time.Time
	server netip.Addr
	behind int // see Race
	data   []byte
}

// exchange sends the queries and returns an answer to each: res_msend.c. All servers are asked at once, over UDP alone, and again in every
// interval; the first answer with a good RCODE counts, whatever it is an answer to if only the id is right. One that does not come is empty.
func (m *machine) exchange(queries [][]byte, conf config) [][]byte {
	m.Trace.Servers = conf.servers
	if conf.attempts == 0 {
		panic(killed(sigfpe))
	}
	answers := make([][]byte, len(queries))
	begin := time.Now()
	interval := (conf.timeout / time.Duration(conf.attempts)).Truncate(time.Millisecond)
	var under []datagram
	for t := 0; t < conf.attempts && interval > 0; t++ {
		failures := 2 * len(queries)
		until := begin.Add(time.Duration(t+1) * interval)
		for i, q := range queries {
			if answers[i] == nil {
				for n, s := range conf.servers {
					under = append(under, m.send(s, q, m.race[i][n])...)
				}
			}
		}
		for slices.ContainsFunc(answers, func(a []byte) bool { return a == nil }) {
			d, ok := next(&under, until)
			if !ok {
				m.Trace.Waited = true
				time.Sleep(time.Until(until))
				break
			}
			time.Sleep(time.Until(d.at))
			i := slices.IndexFunc(queries, func(q []byte) bool { return len(d.data) >= 4 && q[0] == d.data[0] && q[1] == d.data[1] })
			if i < 0 || answers[i] != nil {
				continue
			}
			switch rcode := d.data[3] & 15; {
			case rcode == dns.RcodeSuccess || rcode == dns.RcodeNameError:
				answers[i] = d.data
			case rcode == dns.RcodeServerFailure && failures > 0:
				failures--
				m.Trace.Failed = true
				under = append(under, m.send(d.server, queries[i], d.behind)...)
			default:
				m.Trace.Refused = true
			}
		}
	}
	return answers
}

// next takes out what arrives first, if it does before until.
func next(under *[]datagram, until time.Time) (d datagram, ok bool) {
	if len(*under) == 0 {
		return d, false
	}
	first := 0
	for i, d := range *under {
		if d.at.Before((*under)[first].at) {
			first = i
		}
	}
	if d = (*under)[first]; !d.at.Before(until) {
		return d, false
	}
	*under = slices.Delete(*under, first, first+1)
	return d, true
}

// send sends a query and returns what will come back. Where nobody listens nothing is logged, and nothing comes back.
func (m *machine) send(server netip.Addr, query []byte, behind int) (under []datagram) {
	if !m.listens[server] {
		return nil
	}
	conn, err := m.dnsServer.Dial(context.Background(), "udp", netip.AddrPortFrom(server, 53).String())
	if err != nil {
		return nil
	}
	defer conn.Close()
	now := time.Now()
	if _, err := conn.Write(query); err != nil {
		return nil
	}
	log := m.dnsServer.Queries()
	for _, p := range log[len(log)-1].Replies {
		if p.Err == nil {
			after := p.After + time.Duration(behind)*time.Microsecond
			if p.Behind {
				after += time.Millisecond
			}
			under = append(under, datagram{now.Add(after), server, behind, p.Data[:min(len(p.Data), answerBuffer)]})
		}
	}
	return under
}
