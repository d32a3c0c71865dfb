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
//	the cache, or the servers                       asker.go
//	what was said a moment ago                      memo.go
//	what is kept, how long, what goes               dnscache
//	the host name, _gateway, _outbound              myhostname.go
//	sources that there are not                      sources.go
//	localhost                                       special.go
//	what a missing file means                       config.go
//	when a file is read again                       reload.go
//	interfaces, source addresses                    kernel.go
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
// Each is deliberate, and held by a test; departures.md says what glibc does, what netdb does, and why: localhost,
// special-names, host-names, digits-and-dots, colons, idna-symbols, idna-decoding; registry, missing-hosts, nameless-lines,
// host-conf, host-conf-reorder, host-conf-trim, host-conf-environment, cleared-options; invalid-nsswitch, no-source,
// absent-sources, merge, last-source, address-failures, mapped-alone; reverse-name, edns, query-limit, shared-questions,
// families-apart, format-error, extended-rcodes, error-codes, junk, late-answers, referrals, tcp-answers, tcp-deadline,
// asked-twice, chains, chain-ends, search-failures, search-entries, no-aaaa-failures, endpoints-together, nofqdn;
// canonical-names, host-aliases, sortlist, scopev4, files-in-force, cancel.
//
// # Not honoured
//
// The sources of hosts are files, dns and myhostname, that of services and protocols is files: any other, mdns4_minimal and
// resolve among them, is unavailable, as a module that is not installed is to glibc. [Sources].Parse warns of it, and the error
// of a lookup that came by it names it; except for db beside files, where Debian's nsswitch.conf has it. nscd is not asked.
package resolver
