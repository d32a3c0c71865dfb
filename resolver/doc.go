// Package resolver is <netdb.h> without a libc: getaddrinfo(3), getnameinfo(3), gethostbyname(3), gethostbyaddr(3),
// getservbyname(3), getprotobyname(3) and their kin, with glibc's behaviour, from the files of /etc and the DNS.
//
//	addrs, err := resolver.Getaddrinfo(ctx, "www.example.org", "https", nil)
//
// The functions use [Default]. A [Resolver] of one's own can be given a configuration, a way to dial name servers, or a
// whole machine as a value; its zero value is this machine.
//
// # Where is what
//
//	flags, NULL hints, "*", the order of errors     hints.go
//	AI_ADDRCONFIG                                   addrconfig.go
//	socket types, protocols, ports, "http"          services.go
//	IDN                                             idn.go
//	numeric nodes, scope ids, no node               literal.go
//	nsswitch.conf's order, files, merging of lines  hosts.go
//	search list x A and AAAA, PTR                   dns.go
//	the host name, _gateway, _outbound              myhostname.go
//	sources that there are not                      sources.go
//	localhost                                       special.go
//	the addresses and names of package net          lookuphost.go, lookupaddr.go
//	its MX, NS, SRV and TXT, its ports              lookuprecord.go, lookupport.go
//	its errors, the words in them                   dnserror.go
//	MX, TLSA and other records, the search list     records.go
//	their order: preference, weight, AliasMode      recordorder.go
//	a net.Resolver that asks a Resolver             netresolver.go
//	its connection, failures on the wire            netresolver_conn.go
//	what a missing file means                       config.go
//	when a file is read again                       reload.go
//	ndots, search, trailing dot                     resolvconf/search.go
//	HOSTALIASES                                     resolvconf/hostaliases.go
//	sortlist                                        resolvconf/sortlist.go
//	options of resolv.conf, their caps              resolvconf/options.go
//	which server, how long, how much                dnsclient/schedule.go
//	the course of a question, TCP, OPT or not       dnsclient/ask.go
//	sockets and their ports                         dnsclient/pool.go
//	whether an answer is ours, next server          dnsclient/check.go
//	CNAME chain, canonical name, aliases            dnsclient/answer.go
//	which error a search reports                    dnsclient/search.go
//	names that are never asked for                  dnsclient/name.go
//	RFC 6724, gai.conf                              addrselect
//
// # Departures from glibc
//
// Each is deliberate, and held by a test.
//
//   - A missing file has a stated default: services(5) and protocols(5) are the IANA's registries, which are embedded;
//     host.conf(5) is `multi on`, as Debian ships it. From the embedded registry, a service by name without a socket type
//     or protocol is looked up for tcp and udp, and for the others only if it has neither.
//   - localhost and what is under it are never asked for in the DNS (RFC 6761), and answered where no source knows them;
//     so are 127.0.0.1 and ::1. Names under invalid, onion and alt are not asked for either.
//   - Gethostbyaddr lists the reverse name (8.1.168.192.in-addr.arpa) among the aliases of an answer from the DNS.
//   - EAI_NONAME and EAI_NODATA are answers only. After a failure to get one, of another name of the search list, of the
//     other family or of an earlier source, the lookup is EAI_AGAIN; except that a name which was asked for as it is
//     first, and does not exist, does not exist. FORMERR is EAI_FAIL, and lets the next server be asked. A CNAME that
//     leads to no address is EAI_NODATA, one that leads nowhere EAI_AGAIN.
//   - One family that is found is a success, whatever became of the other (see StrictErrors).
//   - What arrives and is not the answer to the question asked never ends the wait. CNAME chains count in any order.
//   - A server that accepts a TCP connection and stays silent is given up like any other. A and AAAA are asked from
//     different ports. After a failed A, single-request still asks for AAAA.
//   - Queries have an OPT record (RFC 6891) with a cookie (RFC 7873), also without `options edns0`; a server that makes nothing
//     of it is asked without. Answers of up to 1232 octets need no TCP.
//   - Two lookups that ask a server the same within a second wait for one answer. A lookup sends 64 queries at most, and ends
//     when all names of its search list have had their time.
//   - Records of other names than those asked for or led to are no answer, and no sign that there is none: the next server is
//     asked, and in the end a lookup is EAI_AGAIN.
//   - Digits and dots that are no address are EAI_NONAME at once, whatever the family and the flags.
//   - The file that HOSTALIASES names has to be at an absolute path, without ".."; a pipe is empty. While it cannot be read,
//     a lookup that might need it is EAI_AGAIN. Its lines may be of any length, and none ends it. What it has under localhost
//     is this machine. A word of sortlist that is no network is passed over, where glibc may hang, and so is a mask with ones
//     behind a zero.
//   - A file that cannot be read leaves the last good one in force, and one that cannot be parsed too. A file is looked at
//     once a second at most.
//
// # Departures from package net
//
// LookupHost and its kin have the signatures and the documented behaviour of net.Resolver. They go the way of getaddrinfo(3) and
// gethostbyaddr(3), with all of glibc's above, and other records the way of res_search(3). What that makes different:
//
//   - LookupHost takes an address in all forms of inet_aton(3), and returns it in its usual spelling; the zone of one has to be a number
//     or an interface. LookupNetIP returns zones, and never an IPv4 address as an IPv4-mapped one.
//   - hosts(5) does not have a name with a final dot, and of an address its first line only.
//   - LookupCNAME returns the end of a chain of CNAMEs, where net returns the end or the first link, whichever answer is first. Where
//     there is no address both return the first link.
//   - A name in a record is one of a host as glibc's res_hnok has it: labels may be digits, and may begin or end with a
//     hyphen. A dot within a label is none between labels; net mistakes or drops the whole answer.
//   - SRV is shuffled as RFC 2782 says, so that a record of weight 0 has a chance.
//   - An error unwraps to an [Error]: its code tells EAI_NONAME from EAI_NODATA, both of which are IsNotFound. REFUSED is temporary.
//     Of several failures, of families or names of the search list, the weightiest counts, not the first or the last. The name in
//     it is the one that was given, also of an address, and of a service the one asked for. Behind net's words stands the reason,
//     but for what is not found.
//   - LookupPort has sctp and dccp, and the whole registry of the IANA where there is no services(5).
//   - The hooks of net/http/httptrace for DNS are not called.
//
// # Not honoured
//
// The RESOLV_ variables of host.conf(5) have no effect. The sources of hosts are files, dns and myhostname, that of services and
// protocols is files: any other, mdns4_minimal and resolve among them, is unavailable, as a module that is not installed is to
// glibc. [Sources].Parse warns of it, and the error of a lookup that came by it names it; except for db beside files, where
// Debian's nsswitch.conf has it. nscd is not asked.
package resolver
