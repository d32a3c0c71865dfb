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
//	the steps of getaddrinfo, AI_V4MAPPED           resolution.go
//	who takes them where many wait                  handover.go, internal/crew
//	nsswitch.conf's order, which error counts       hostwalk.go
//	files, merging of lines                         hosts.go
//	search list x A and AAAA, PTR                   dns.go
//	the cache, or the servers                       asker.go
//	what was said a moment ago                      memo.go
//	what is kept, how long, what goes               dnscache
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
//	interfaces, source addresses                    kernel.go
//	no descriptors left                             rootfs.go, internal/poller
//	what went wrong beside an answer                warnings.go
//	addresses as they come                          stream.go
//	DialContext                                     dial.go
//	which address is attempted when (RFC 8305)      dialschedule.go
//	Trace: what a lookup does, step by step         trace.go
//	the same as a log of package slog               traceslog.go
//	ndots, search, trailing dot                     resolvconf/search.go
//	HOSTALIASES                                     resolvconf/hostaliases.go
//	sortlist                                        resolvconf/sortlist.go
//	options of resolv.conf, their caps              resolvconf/options.go
//	which server, how long, how much                dnsclient/schedule.go
//	the course of a question                        dnsclient/ask.go
//	what to do with a reply: TCP, OPT, next server  dnsclient/judge.go
//	sockets and their ports                         dnsclient/pool.go
//	whether an answer is ours                       dnsclient/check.go
//	CNAME chain, canonical name, aliases            dnsclient/answer.go
//	which error a search reports                    dnsclient/search.go
//	names that are never asked for                  dnsclient/name.go
//	RFC 6724, gai.conf                              addrselect
//
// # Departures from glibc
//
// Each is deliberate, and held by a test; departures.md says what glibc does, what netdb does, and why: localhost,
// special-names, host-names, digits-and-dots, colons, idna-symbols, idna-decoding; registry, missing-hosts, nameless-lines,
// host-conf, host-conf-reorder, host-conf-trim, host-conf-environment, cleared-options; invalid-nsswitch, no-source,
// absent-sources, merge, last-source, address-failures, mapped-alone; reverse-name, edns, query-limit, shared-questions,
// families-apart, format-error, extended-rcodes, error-codes, junk, late-answers, referrals, tcp-answers, tcp-deadline,
// asked-twice, chains, chain-ends, search-failures, search-entries, no-aaaa-failures, endpoints-together, nofqdn;
// canonical-names, host-aliases, sortlist, scopev4, files-in-force, cancel.
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
//
// # Not honoured
//
// The sources of hosts are files, dns and myhostname, that of services and protocols is files: any other, mdns4_minimal and
// resolve among them, is unavailable, as a module that is not installed is to glibc. [Sources].Parse warns of it, and the error
// of a lookup that came by it names it; except for db beside files, where Debian's nsswitch.conf has it. nscd is not asked.
package resolver
