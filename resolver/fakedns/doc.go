// Package fakedns is a DNS server for deterministic tests: zones in master file form (RFC 1035 §5), faults, a log of
// everything asked, and a network held in memory.
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
// never is, and a name in no zone does not exist. CNAME chains are followed to their end, across zones (RFC 1034 §4.3.2), up
// to [MaxLinks] of them; wildcards are those of RFC 4592; a name or a type that does not exist is answered with the SOA of
// the closest zone (RFC 2308). The ADDITIONAL section holds nothing but the OPT record of EDNS (RFC 6891).
//
//	exact name and type, or ANY        the records, as written and in the order written
//	a CNAME, another type asked        the links in order, then what the last target has; its RCODE counts
//	a loop, or more than MaxLinks      SERVFAIL, no records
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
// # Determinism
//
// A query sent through [Server.Dial] is logged, matched against the faults and answered before the client's Write returns:
// the log of a client that sends from one goroutine is always the same, and so is what the n-th query meets. No goroutine
// serves such a connection and nothing is left of it after its Close. What is late is late by timers alone, so that
// testing/synctest runs it in virtual time; an [Action] or its [Handler] therefore must not block.
//
// A net.Resolver needs one thing more: package net makes a channel at the first lookup of the process and keeps it, and a
// channel made in a bubble may not be used in another. Let TestMain look up anything.
package fakedns
