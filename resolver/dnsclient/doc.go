// Package dnsclient is the stub resolver's side of DNS (RFC 1034 §5.3.1, RFC 5452): one question to the servers of a
// resolv.conf(5), and one answer that is certainly the answer to it.
//
// A [Lookup] asks for one name after the other, for one family or both, and waits in the caller's goroutine or, with [Client.LookupIn], in none.
// Where is what:
//
//	lookup.go    what is asked for together; wait.go what waits, and for how long
//	query.go     records of any type, read by package dns
//	ask.go       one question on its way from server to server
//	judge.go     what to do with a reply: when to use TCP, to leave out OPT, to ask the next server
//	schedule.go  which server is asked when; the bounds of a lookup
//	exchange.go  one question to one server, and all who wait for its answer; question.go and request.go what makes two the same, table.go
//	             where it is found, arrive.go a message that comes, event.go what comes of it
//	link.go      a connection and the goroutine that reads from it
//	pool.go      which socket a question goes over
//	memory.go    what is learnt of a server: EDNS, cookies, one question at a time
//	check.go     whether a message is ours, and what a server's failure is
//	answer.go    the chain of names and what it leads to
//	wire.go      messages, records and names on the wire; edns.go the OPT record
//	search.go    which error a search list comes to
//	trace.go     what is told of all this
//	name.go      which names may be asked and believed
package dnsclient
