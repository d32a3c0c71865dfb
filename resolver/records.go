package resolver

import (
	"context"
	"errors"
	"reflect"

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
// They are the caller's, with a Cache too: their TTLs are those that are left then.
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
	l := r.asker(ctx, conf, nil)
	defer l.Close()
	s, t := dnsclient.NewSearch(conf, name), tracerOf(ctx)
	for candidate, ok := s.Next(); ok; candidate, ok = s.Next() {
		var a *dnsclient.Answer
		if rrs, a = l.Records(candidate, qtype); t != nil {
			t.traceSearch(candidate, a, wasKept(l))
		}
		s.Note(a)
	}
	if a := s.Answer(); a.Outcome != dnsclient.Found {
		return nil, failure(&found{Answer: *a})
	}
	return rrs, nil
}
