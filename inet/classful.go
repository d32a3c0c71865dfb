// Networks as before CIDR: inet_network(3), inet_makeaddr(3), inet_netof(3),
// inet_lnaof(3); glibc's inet/inet_net.c, inet_mkadr.c, inet_netof.c, inet_lnaof.c.

package inet

import (
	"encoding/binary"
	"strings"
)

// Network reads s as inet_network(3) does: one to four numbers of one byte each,
// decimal, octal (0...) or hexadecimal (0x...), with dots between them. They are
// the low bytes of the result, a number in host order: "127" is 127, and "1.2" is
// 0x0102, where [Addr] has 0x01000002. White space may follow them, nothing else.
//
// Two oddities are glibc's. A number counts modulo 2^32, so "4294967296" is 0; and
// a hexadecimal number needs no 0 in front, so "x7f" is 127. C's failure,
// INADDR_NONE, is also 255.255.255.255; here that is no error. The error is a
// [*ParseError].
func Network(s string) (uint32, error) {
	var v uint32
	at := 0
	for part := 0; ; part++ {
		base, prefix := networkRadix(s[at:])
		n, size := digits(s[at+prefix:], base)
		if size == 0 {
			return 0, newParseError("inet_network", s, uint(at), msgWantNumber)
		}
		if uint32(n) > 255 {
			return 0, newParseError("inet_network", s, uint(at), msgPartTooLarge)
		}
		v = v<<8 | uint32(n)
		end := at + prefix + size
		if strings.TrimLeft(s[end:], asciiSpace) == "" {
			return v, nil
		}
		if s[end] != '.' {
			return 0, newParseError("inet_network", s, uint(end), msgUnexpected)
		}
		if part == 3 {
			return 0, newParseError("inet_network", s, uint(end), msgManyParts)
		}
		at = end + 1
	}
}

// networkRadix is radix as inet_network(3) finds it: an x counts without a 0 too.
func networkRadix(s string) (base uint64, prefix int) {
	if s != "" && (s[0] == 'x' || s[0] == 'X') {
		return 16, 1
	}
	return radix(s)
}

// MakeAddr returns the address of host on network net, both numbers in host order,
// as inet_makeaddr(3) does. A net below 128 is of class A and leaves 24 bits to
// host, one below 65536 is of class B and leaves 16, one below 2^24 is of class C
// and leaves 8; bits of host above these are dropped. A larger net is combined with
// host bit by bit.
func MakeAddr(net, host uint32) [4]byte {
	switch {
	case net < 1<<7:
		return packed(net<<24 | host&(1<<24-1))
	case net < 1<<16:
		return packed(net<<16 | host&(1<<16-1))
	case net < 1<<24:
		return packed(net<<8 | host&(1<<8-1))
	}
	return packed(net | host)
}

// Netof returns the network number of b in host order, as inet_netof(3) does: the
// first 8 bits of a class A address (0 to 127), the first 16 of a class B one (128
// to 191), and the first 24 of any other.
func Netof(b [4]byte) uint32 {
	return binary.BigEndian.Uint32(b[:]) >> hostBits(b)
}

// Lnaof returns the local part of b in host order, as inet_lnaof(3) does: the bits
// that [Netof] leaves.
func Lnaof(b [4]byte) uint32 {
	return binary.BigEndian.Uint32(b[:]) & (1<<hostBits(b) - 1)
}

// hostBits returns the width of the local part of b. As in C, classes D and E are
// taken for class C.
func hostBits(b [4]byte) uint {
	switch {
	case b[0] < 128:
		return 24
	case b[0] < 192:
		return 16
	}
	return 8
}
