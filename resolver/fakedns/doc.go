// Package fakedns is a DNS server for deterministic tests: zones in master file form (RFC 1035 §5), faults, a log of
// everything asked and what came back, and a network held in memory.
//
//	func TestLookup(t *testing.T) {
//		synctest.Test(t, func(t *testing.T) {
//			srv := fakedns.New(t, `
//				$ORIGIN example.org.
//				www A    192.0.2.1
//				    AAAA 2001:db8::1
//			`)
//			srv.Inject(fakedns.Fault{Match: fakedns.Match{Nth: 1}, Do: fakedns.Drop})
//			r := &net.Resolver{PreferGo: true, Dial: srv.Dial}
//			addrs, err := r.LookupHost(t.Context(), "www.example.org.")
//			// ...
//		})
//	}
//
// # Answers
//
// The server answers as a recursive resolver would to which the zones are all there is: RA is set when the query has RD, AA
// never is, and a name in no zone does not exist. Chains of CNAME and DNAME records are followed to their end, across zones
// (RFC 1034 §4.3.2), up to [MaxLinks]; wildcards are those of RFC 4592; a name or a type that does not exist is answered with
// the SOA of the closest zone (RFC 2308). The ADDITIONAL section holds the OPT record of EDNS (RFC 6891), and nothing else but
// in a referral.
//
//	exact name and type, or ANY        the records, as written and in the order written
//	a CNAME, another type asked        the links in order, then what the last target has; its RCODE counts
//	a DNAME above the name             the DNAME and a CNAME made of it (RFC 6672), then as at a CNAME
//	one that makes it too long         YXDOMAIN, the DNAME in ANSWER
//	a loop, or more than MaxLinks      SERVFAIL, no records
//	a delegation at the name or above  a referral: NOERROR, NS in AUTHORITY, RA not set; behind a chain, its links in ANSWER
//	the name has other types only      NOERROR, SOA in AUTHORITY; so too a name that only has names below it
//	no such name, no wildcard for it   NXDOMAIN, SOA in AUTHORITY
//	class other than IN, AXFR, IXFR    REFUSED
//	opcode other than QUERY            NOTIMP
//	not one question, two OPT records  FORMERR
//	EDNS version above 0               BADVERS
//	no DNS message, or a response      nothing over UDP; over TCP the connection is closed
//
// An answer owned by the name asked for is spelled as the question spells it, the owner of each further link as the CNAME
// before it. Over UDP an answer is cut at the size asked for, 512 octets without EDNS, and marked TC; over TCP only at the
// 65 535 octets of a message.
//
// A delegation is a name with NS records and no SOA, somewhere below a SOA that a text has. What is at it or below it is not
// answered, but for the zones further down that a text has a SOA of; the DS records at it are, and those at the top of a zone,
// by the zone above (RFC 4035 §3.1.4.1). A referral has in ADDITIONAL what addresses the texts have for the names of the
// servers: first those of servers in the domain itself, without which it is TC (RFC 9471), then others if there is room. Where
// no SOA is above them NS records are like any others. Where both a zone and its child are, what both texts have of the child
// is there twice.
//
// In the same way nothing below a DNAME is answered but from a zone of its own. A DNAME at a wildcard redirects nothing.
//
// # Servers and versions
//
// All texts make one tree of names, which is at every address. A [Zone] with a Server is for one address, which then has only
// such texts: so servers may differ, or refer to one another. One with a From takes the place of an earlier one when that time
// has come, and [Server.Replace] puts others in the place of all at once.
//
// # Faults
//
// A [Fault] says what goes wrong for which queries: [Drop], [Delay], [Rcode] and the like are ready, and [ParseFaults] reads
// them from text. [Lossy] is a whole network that loses, doubles, delays and damages answers, the same ones in every run. Under
// [New] a fault that no query has met fails the test.
//
// [Server.Log] is what was asked, in the order in which it came; [Server.Trace] has what came back too, in an order that does
// not depend on which of several goroutines was first. Both are golden texts; [Server.Queries] is the same as data.
//
// # Determinism
//
// A query sent through [Server.Dial] is logged, matched against the faults and answered before the client's Write returns:
// the log of a client that sends from one goroutine is always the same, and so is what the n-th query meets. No goroutine
// serves such a connection and nothing is left of it after its Close. What is late is late by timers alone, so that
// testing/synctest runs it in virtual time; an [Action] or its [Handler] therefore must not block.
//
// A net.Resolver needs two things more. Package net makes a channel at the first lookup of the process and keeps it, and a
// channel made in a bubble may not be used in another: let TestMain look up anything. And LookupNetIP, which net.Dialer calls,
// returns when its context ends but leaves the lookup running: sleep it out before the bubble ends.
package fakedns
