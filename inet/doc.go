// Package inet is <arpa/inet.h> in pure Go: addresses as text and as packed bytes.
//
//	b, err := inet.Aton("127.1")     // [4]byte{127, 0, 0, 1}
//	s := inet.Ntop6(b6)              // "2001:db8::1"
//
// Its functions are those of inet(3), inet_pton(3) and inet_ntop(3), with two grammars
// for text. [Pton], [Pton4] and [Pton6] are strict, for what a program or a protocol
// wrote: four decimal octets, or RFC 4291 section 2.2. [Aton], [Addr] and [Network] are
// loose, for what a user typed: "127.1", "0x7f000001" and, beware, "010.0.0.1", which
// is 8.0.0.1. Packed addresses are in network order; addresses and networks that are
// numbers (uint32) are in host order, on every machine.
//
// What is accepted, and the text that is produced, is what glibc accepts and produces in
// the C locale, with what that implies: [Ntop6] departs from RFC 5952 and net/netip where
// glibc does, and [Network] has two oddities of its own. Two things differ because Go's
// strings and results differ from C's: NUL is a character like any other, neither white
// space nor an end; and 255.255.255.255 is not a failure.
//
// A function that refuses its argument returns a [*ParseError], which says what was
// wrong with it and where. None allocates unless it returns a string, a slice or an
// error; none panics; and all take time linear in the length of their argument.
package inet
