// Package dnsclient is the stub resolver's side of DNS (RFC 1034 §5.3.1, RFC 5452): one question to the servers of a
// resolv.conf(5), and one answer that is certainly the answer to it.
//
// Where is what: schedule.go says which server is asked when and for how long; exchange.go makes one round trip;
// check.go decides whether a datagram is ours, wants TCP, or has failed; answer.go reads the CNAME chain; search.go
// walks the search list and says which error wins; name.go knows which names may be asked and believed.
package dnsclient
