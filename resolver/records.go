package resolver

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// Records returns the records of one type that name has, or that a chain of CNAMEs in the answer leads to:
//
//	certs, err := resolver.Records[*dns.TLSA](ctx, nil, "_443._tcp.www.example.org.")
//
// A nil r is [Default]. name is in presentation form (RFC 1035 §5.1), searched for as resolv.conf(5) has it and absolute with a
// final dot; hosts(5) and nsswitch.conf(5) have no part in it. T is a type of a record of package dns.
//
// Records with a preference come best first, in random order where that is the same: MX (RFC 5321 §5.1), NAPTR (RFC 3403 §4.1), SVCB
// and HTTPS (RFC 9460 §2.4.1); SRV by weight (RFC 2782). Others come as the server has them. If one of SVCB or HTTPS is in AliasMode,
// its Priority being 0, those in ServiceMode are left out (RFC 9460 §2.4.2): look at the first for what they all are. The alias
// is not followed.
//
// The error is an *[Error]: EAI_NONAME for a name that does not exist, EAI_NODATA for one without such records. Names in records
// are in presentation form, whatever bytes they hold: those that are of no host have escapes.
func Records[T dns.RR](ctx context.Context, r *Resolver, name string) ([]T, error) {
	c := startCall(ctx, "records", name, "")
	all, err := records[T](ctx, r, name)
	return all, c.done(err)
}

var errNoType = errors.New("not the type of a record")

// records is Records with an error of a function inside.
func records[T dns.RR](ctx context.Context, r *Resolver, name string) ([]T, error) {
	qtype, ok := typeOf[T]()
	if !ok {
		return nil, &cause{EAI_FAIL, errNoType}
	}
	r = r.orDefault()
	rrs, err := r.searchRecords(ctx, name, qtype)
	if err != nil {
		return nil, err
	}
	r.order(rrs)
	rrs = withoutService(rrs)
	all := make([]T, len(rrs))
	for i, rr := range rrs {
		all[i] = rr.(T) // as package dns makes all of the type
	}
	return all, nil
}

// typeOf is the type of record that T holds.
func typeOf[T dns.RR]() (qtype uint16, ok bool) {
	for qtype, newRecord := range dns.TypeToRR {
		if reflect.TypeOf(newRecord()) == reflect.TypeFor[T]() {
			return qtype, true
		}
	}
	return 0, false
}

// searchRecords asks the DNS for each name of the search list until one has records of type qtype, as dnsByName does for addresses.
func (r *Resolver) searchRecords(ctx context.Context, name string, qtype uint16) (rrs []dns.RR, err error) {
	if name, err = r.hostAlias(name); err != nil {
		return nil, system(err)
	}
	if err := dnsclient.CheckName(name); err != nil {
		return nil, &cause{EAI_NONAME, err}
	}
	conf, err := r.conf()
	if err != nil {
		return nil, system(err)
	}
	l := r.dnsLookup(ctx, conf)
	defer l.Close()
	s, t := dnsclient.NewSearch(conf, name), tracerOf(ctx)
	for candidate, ok := s.Next(); ok; candidate, ok = s.Next() {
		var a dnsclient.Answer
		if rrs, a = askRecords(l, candidate, qtype); t != nil {
			t.traceSearch(candidate, &a, false)
		}
		s.Note(&a)
	}
	if a := s.Answer(); a.Outcome != dnsclient.Found {
		return nil, failure(&found{Answer: *a})
	}
	return rrs, nil
}

// askRecords asks for the records of one name. What came of it is in a, but for names and addresses.
func askRecords(l *dnsclient.Lookup, name string, qtype uint16) (rrs []dns.RR, a dnsclient.Answer) {
	reply, err := l.Records(name, qtype)
	if err != nil {
		return nil, dnsclient.Failed(err)
	}
	m := reply.Msg
	f := &dnsclient.Failure{Question: m.Question[0].Name + " " + dns.Type(qtype).String(), Server: reply.Server, Network: reply.Network,
		Rcode: m.Rcode, Extended: reply.Extended}
	if rrs, f.Outcome, f.Err = readRecords(m, qtype); f.Outcome != dnsclient.Found {
		return nil, dnsclient.Failed(f)
	}
	return rrs, dnsclient.Answer{Server: reply.Server, Network: reply.Network, TTL: leastTTL(m.Answer), AuthenticatedData: m.AuthenticatedData}
}

// errDNAME is of an answer that leads on by a DNAME alone, which servers put a CNAME beside (RFC 6672 §3.1).
var errDNAME = errors.New("records behind a DNAME without its CNAME")

// readRecords returns the records of type qtype and class IN that the question's name owns or that CNAMEs lead to from it, in
// whatever order they stand: there is such an end, see [dnsclient.Lookup.Records].
func readRecords(m *dns.Msg, qtype uint16) ([]dns.RR, dnsclient.Outcome, error) {
	if m.Rcode == dns.RcodeNameError {
		return nil, dnsclient.NXDomain, nil
	}
	owner := m.Question[0].Name
	for range len(m.Answer) + 1 {
		if rrs := recordsOf(m, owner, qtype); rrs != nil {
			return rrs, dnsclient.Found, nil
		}
		links := recordsOf(m, owner, dns.TypeCNAME)
		if links == nil {
			break
		}
		owner = links[0].(*dns.CNAME).Target
	}
	if hasType(m, qtype) {
		return nil, dnsclient.Refused, errDNAME
	}
	return nil, dnsclient.NoData, nil
}

// recordsOf are the records of owner in the answer, whatever the case of its letters (RFC 4343); nil for none.
func recordsOf(m *dns.Msg, owner string, rrtype uint16) (rrs []dns.RR) {
	for _, rr := range m.Answer {
		if h := rr.Header(); h.Rrtype == rrtype && h.Class == dns.ClassINET && strings.EqualFold(h.Name, owner) {
			rrs = append(rrs, rr)
		}
	}
	return rrs
}

func hasType(m *dns.Msg, rrtype uint16) bool {
	for _, rr := range m.Answer {
		if rr.Header().Rrtype == rrtype {
			return true
		}
	}
	return false
}

// leastTTL is how long all of rrs hold; one with its top bit set is zero (RFC 2181 §8).
func leastTTL(rrs []dns.RR) time.Duration {
	least := uint32(1<<31 - 1)
	for _, rr := range rrs {
		ttl := rr.Header().Ttl
		if ttl > 1<<31-1 {
			ttl = 0
		}
		least = min(least, ttl)
	}
	return time.Duration(least) * time.Second
}
