// The loose grammar: inet_aton(3), inet_addr(3); glibc's resolv/inet_addr.c.

package inet

import (
	"encoding/binary"
	"math"
	"strings"
)

// Aton reads the address at the start of s as inet_aton(3) does: one to four
// numbers with dots between them, each decimal, octal (0...) or hexadecimal
// (0x...). The last number fills the bytes that the others leave, so "127.1" is
// 127.0.0.1; each number before it is one byte. The result is in network order.
//
// The address ends at the end of s or at ASCII white space; as with glibc,
// whatever follows that space is ignored. White space before it is an error, and
// so is NUL, which in Go ends nothing. The error is a [*ParseError].
func Aton(s string) ([4]byte, error) {
	v, err := aton("inet_aton", s, upToSpace)
	return packed(v), err
}

// AtonExact is [Aton] for addresses that must be the whole of s: text after white
// space is an error too. getaddrinfo(3) reads IPv4 literals so.
func AtonExact(s string) ([4]byte, error) {
	v, err := aton("inet_aton", s, wholeText)
	return packed(v), err
}

// Addr reads s as inet_addr(3) does, in the grammar of [Aton], and returns the
// address as a number: 127.0.0.1 is 0x7f000001, as INADDR_LOOPBACK is in C.
//
// C returns the same bytes as an in_addr_t in network order, a number that depends
// on the machine: ntohl(inet_addr(s)) is what Addr returns, the bytes in memory are
// what Aton returns. C's failure, INADDR_NONE, is also 255.255.255.255; here that
// address is no error. The error is a [*ParseError].
func Addr(s string) (uint32, error) {
	return aton("inet_addr", s, upToSpace)
}

// Where aton lets an address end.
const (
	wholeText = false
	upToSpace = true
)

// asciiSpace is isspace(3) in the C locale.
const asciiSpace = "\t\n\v\f\r "

func aton(fn, s string, spaceEnds bool) (uint32, error) {
	var v uint32
	at := 0
	for part := 0; ; part++ {
		base, prefix := radix(s[at:])
		n, size := digits(s[at+prefix:], base)
		if size == 0 {
			return 0, newParseError(fn, s, uint(at), msgWantNumber)
		}
		end := at + prefix + size
		if end < len(s) && s[end] == '.' {
			if part == 3 {
				return 0, newParseError(fn, s, uint(end), msgManyParts)
			}
			if n > 255 {
				return 0, newParseError(fn, s, uint(at), msgPartTooLarge)
			}
			v |= uint32(n) << (24 - 8*part)
			at = end + 1
			continue
		}
		if end < len(s) && !(spaceEnds && strings.IndexByte(asciiSpace, s[end]) >= 0) {
			return 0, newParseError(fn, s, uint(end), msgUnexpected)
		}
		if n > math.MaxUint32>>(8*part) {
			return 0, newParseError(fn, s, uint(at), msgPartTooLarge)
		}
		return v | uint32(n), nil
	}
}

// radix returns the base of the number at the start of s, as strtoul(3) finds it, and
// the length of the prefix that is not one of its digits.
func radix(s string) (base uint64, prefix int) {
	if s == "" || s[0] != '0' {
		return 10, 0
	}
	if len(s) > 1 && (s[1] == 'x' || s[1] == 'X') {
		return 16, 2
	}
	return 8, 0
}

// digits reads the digits of the given base at the start of s and returns how many
// there are. The low 32 bits of v are their value modulo 2^32; the high ones are all 0
// only if the value fits.
func digits(s string, base uint64) (v uint64, size int) {
	for size < len(s) {
		d := uint64(xdigit[s[size]])
		if d == 0 || d > base {
			break
		}
		v = v&^math.MaxUint32 | (v&math.MaxUint32*base + d - 1)
		size++
	}
	return v, size
}

// xdigit[c] is one more than the value of c as a hexadecimal digit, 0 if c is none.
var xdigit = [256]uint8{
	'0': 1, '1': 2, '2': 3, '3': 4, '4': 5, '5': 6, '6': 7, '7': 8, '8': 9, '9': 10,
	'A': 11, 'B': 12, 'C': 13, 'D': 14, 'E': 15, 'F': 16,
	'a': 11, 'b': 12, 'c': 13, 'd': 14, 'e': 15, 'f': 16,
}

// packed returns the address of number v in network order.
func packed(v uint32) (b [4]byte) {
	binary.BigEndian.PutUint32(b[:], v)
	return b
}
