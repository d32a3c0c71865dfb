// The strict grammars: inet_pton(3), RFC 4291 section 2.2.

package inet

import (
	"encoding/binary"
	"strings"
)

// Pton reads s as [Pton4] or [Pton6] does, by af, and returns the address packed, in
// network order: 4 bytes for AF_INET, 16 for AF_INET6. Another family, where C fails
// with EAFNOSUPPORT, is a [*ParseError] too.
func Pton(af Family, s string) ([]byte, error) {
	switch af {
	case AF_INET:
		b, err := Pton4(s)
		if err != nil {
			return nil, err
		}
		return b[:], nil
	case AF_INET6:
		b, err := Pton6(s)
		if err != nil {
			return nil, err
		}
		return b[:], nil
	}
	return nil, &ParseError{Func: "inet_pton", In: af.String(), Msg: msgFamily}
}

// Pton4 reads s as inet_pton(3) does for AF_INET: exactly four decimal octets of
// 0 to 255 with dots between them, no leading zeros, nothing before or after.
// The result is in network order. The error is a [*ParseError].
func Pton4(s string) (b [4]byte, err error) {
	var v uint32
	i, end := uint(0), uint(len(s))
	for octet := 0; ; octet++ {
		if i >= end {
			return b, newParseError("inet_pton", s, i, msgWantDigit)
		}
		n := uint32(s[i]) - '0'
		if n > 9 {
			return b, newParseError("inet_pton", s, i, msgWantDigit)
		}
		i++
		// Two more digits at most, unrolled: a loop costs half as much again.
		if i < end {
			if d := uint32(s[i]) - '0'; d <= 9 {
				if n == 0 {
					return b, newParseError("inet_pton", s, i-1, msgLeadingZero)
				}
				n = n*10 + d
				i++
				if i < end {
					if d := uint32(s[i]) - '0'; d <= 9 {
						n = n*10 + d
						i++
						if n > 255 {
							return b, newParseError("inet_pton", s, i-3, msgOctetAbove255)
						}
					}
				}
			}
		}
		v = v<<8 | n
		if octet == 3 {
			break
		}
		if i >= end || s[i] != '.' {
			return b, newParseError("inet_pton", s, i, msgWantDot)
		}
		i++
	}
	if i != end {
		return b, newParseError("inet_pton", s, i, msgUnexpected)
	}
	return packed(v), nil
}

// Pton6 reads s as inet_pton(3) does for AF_INET6: eight groups of one to four
// hexadecimal digits, upper or lower case, with colons between them. One "::"
// stands for one or more groups of zero, and an IPv4 address as of [Pton4] may
// stand for the last two groups. A scope id ("%eth0") is not part of the
// address, and is refused. The error is a [*ParseError].
func Pton6(s string) (b [16]byte, err error) {
	var head, tail groups
	i := uint(0)
	if !strings.HasPrefix(s, "::") {
		head, i, err = readGroups(s, 0)
		if err != nil {
			return b, err
		}
	}
	if i == uint(len(s)) && head.n < 8 {
		return b, newParseError("inet_pton", s, i, msgFewGroups)
	}
	if gap := i; gap < uint(len(s)) {
		i += 2
		if i < uint(len(s)) {
			tail, i, err = readGroups(s, i)
			if err != nil {
				return b, err
			}
		}
		if i < uint(len(s)) {
			return b, newParseError("inet_pton", s, i, msgSecondGap)
		}
		if head.n+tail.n > 7 {
			return b, newParseError("inet_pton", s, gap, msgEmptyGap)
		}
		head = head.shift(8 - head.n)
	}
	binary.BigEndian.PutUint64(b[:8], head.hi|tail.hi)
	binary.BigEndian.PutUint64(b[8:], head.lo|tail.lo)
	return b, nil
}

// groups are the n last of the eight 16-bit groups of an IPv6 address.
type groups struct {
	hi, lo uint64
	n      uint
}

// shift moves the groups k places to the front, 0 < k <= 8.
func (g groups) shift(k uint) groups {
	k *= 16
	// Shifts by 64 bits and more, as those by "less than 0", leave nothing.
	return groups{g.hi<<k | g.lo>>(64-k) | g.lo<<(k-64), g.lo << k, g.n}
}

// readGroups reads at s[i:] one or more groups with single colons between them,
// up to "::" or to the end of s, and returns where it stopped.
func readGroups(s string, i uint) (g groups, at uint, err error) {
	end := uint(len(s))
	for {
		start := i
		if i >= end || xdigit[s[i]] == 0 {
			return g, 0, newParseError("inet_pton", s, i, msgWantGroup)
		}
		v := uint64(xdigit[s[i]]) - 1
		i++
		// Three more digits at most, unrolled as in Pton4.
		if i < end {
			if d := uint64(xdigit[s[i]]); d != 0 {
				v = v<<4 + d - 1
				i++
				if i < end {
					if d := uint64(xdigit[s[i]]); d != 0 {
						v = v<<4 + d - 1
						i++
						if i < end {
							if d := uint64(xdigit[s[i]]); d != 0 {
								v = v<<4 + d - 1
								i++
							}
						}
					}
				}
			}
		}
		if g.n == 8 {
			return g, 0, newParseError("inet_pton", s, start, msgManyGroups)
		}
		if i < end && s[i] == '.' {
			return readTail(s, start, g)
		}
		g = groups{g.hi<<16 | g.lo>>48, g.lo<<16 | v, g.n + 1}
		if i >= end {
			return g, i, nil
		}
		if s[i] != ':' {
			return g, 0, newParseError("inet_pton", s, i, afterGroup(s[i]))
		}
		if i+1 < end && s[i+1] == ':' {
			return g, i, nil
		}
		i++
	}
}

// readTail reads s[i:] as the IPv4 address that stands for the two groups after g.
func readTail(s string, i uint, g groups) (groups, uint, error) {
	if g.n > 6 {
		return g, 0, newParseError("inet_pton", s, i, msgManyGroups)
	}
	b, err := Pton4(s[i:])
	if err != nil {
		e := err.(*ParseError)
		return g, 0, &ParseError{Func: e.Func, In: s, Msg: e.Msg, At: e.At}
	}
	v := uint64(binary.BigEndian.Uint32(b[:]))
	return groups{g.hi<<32 | g.lo>>32, g.lo<<32 | v, g.n + 2}, uint(len(s)), nil
}

// afterGroup says why c cannot follow a group of an IPv6 address.
func afterGroup(c byte) string {
	switch {
	case c == '%':
		return msgScope
	case xdigit[c] != 0:
		return msgLongGroup
	}
	return msgWantColon
}
