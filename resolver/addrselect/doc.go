// Package addrselect orders the addresses of a name for connecting to them: RFC 6724 section 6, with the policy table and
// the deviations of glibc, and gai.conf(5), which changes that table.
//
//	var policy *addrselect.Policy // nil is glibc's default; or addrselect.Parse(file), or addrselect.RFC6724()
//	policy.Sort(addrs, func(dst netip.Addr) (addrselect.Source, bool) { ... })
//
// Nothing here asks the machine: the source address that a destination would be reached from is the caller's to find,
// usually with connect(2) on a datagram socket and getsockname(2).
package addrselect
