// Addresses as text: inet_ntop(3), inet_ntoa(3); glibc's resolv/inet_ntop.c.

package inet

// Ntoa returns the text of b, in network order, as inet_ntoa(3) does. It is [Ntop4].
func Ntoa(b [4]byte) string {
	return Ntop4(b)
}

// Ntop returns the text of a packed address, in network order, as [Ntop4] or [Ntop6]
// does, by af. packed has 4 bytes for AF_INET and 16 for AF_INET6. Another length, and
// another family, where C fails with EAFNOSUPPORT, is a [*ParseError].
func Ntop(af Family, packed []byte) (string, error) {
	switch af {
	case AF_INET:
		if len(packed) != 4 {
			return "", &ParseError{Func: "inet_ntop", In: string(packed), Msg: msgSize4}
		}
		return Ntop4([4]byte(packed)), nil
	case AF_INET6:
		if len(packed) != 16 {
			return "", &ParseError{Func: "inet_ntop", In: string(packed), Msg: msgSize6}
		}
		return Ntop6([16]byte(packed)), nil
	}
	return "", &ParseError{Func: "inet_ntop", In: af.String(), Msg: msgFamily}
}

// Ntop4 returns the text of b, in network order, as inet_ntop(3) does for AF_INET:
// "192.0.2.1".
func Ntop4(b [4]byte) string {
	var buf [len("255.255.255.255")]byte
	return string(AppendNtop4(buf[:0], b))
}

// Ntop6 returns the text of b, in network order, as inet_ntop(3) of glibc does for
// AF_INET6: groups in lower case without leading zeros, and "::" for the longest run
// of two or more groups of zero, the first of equally long ones.
//
// Behind ::ffff:0:0/96 and ::/96 the last two groups are written as an IPv4 address,
// "::ffff:192.0.2.1" and "::192.0.2.1", unless "::" reaches into them ("::1").
// RFC 5952 and net/netip write so only the former, and the latter as "::c000:201".
func Ntop6(b [16]byte) string {
	var buf [len("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]byte
	return string(AppendNtop6(buf[:0], b))
}

// AppendNtop4 appends the text of [Ntop4] to dst, at most 15 bytes.
func AppendNtop4(dst []byte, b [4]byte) []byte {
	dst = append(appendOctet(dst, b[0]), '.')
	dst = append(appendOctet(dst, b[1]), '.')
	dst = append(appendOctet(dst, b[2]), '.')
	return appendOctet(dst, b[3])
}

// appendOctet appends v in decimal.
func appendOctet(dst []byte, v byte) []byte {
	switch {
	case v < 10:
		return append(dst, '0'+v)
	case v < 100:
		return append(dst, '0'+v/10, '0'+v%10)
	}
	return append(dst, '0'+v/100, '0'+v/10%10, '0'+v%10)
}

// AppendNtop6 appends the text of [Ntop6] to dst, at most 39 bytes.
func AppendNtop6(dst []byte, b [16]byte) []byte {
	start, end := longestZeros(b)
	tail4 := start == 0 && (end == 6 || end == 5 && b[10] == 0xff && b[11] == 0xff)
	for i := 0; i < 8; i++ {
		if i == start {
			dst = append(dst, "::"...)
			i = end
			if i == 8 {
				break
			}
		} else if i > 0 {
			dst = append(dst, ':')
		}
		if i == 6 && tail4 {
			return AppendNtop4(dst, [4]byte(b[12:]))
		}
		dst = appendGroup(dst, uint16(b[2*i])<<8|uint16(b[2*i+1]))
	}
	return dst
}

// longestZeros returns the bounds of the longest run of two or more groups of zero
// in b, the first of equally long ones; 8, 8 if there is none.
func longestZeros(b [16]byte) (start, end int) {
	start, end = 8, 8
	for i := 0; i < 8; i++ {
		first := i
		for i < 8 && b[2*i]|b[2*i+1] == 0 {
			i++
		}
		if n := i - first; n >= 2 && n > end-start {
			start, end = first, i
		}
	}
	return start, end
}

// appendGroup appends g in lower-case hexadecimal without leading zeros.
func appendGroup(dst []byte, g uint16) []byte {
	const hex = "0123456789abcdef"
	switch {
	case g < 0x10:
		return append(dst, hex[g])
	case g < 0x100:
		return append(dst, hex[g>>4], hex[g&15])
	case g < 0x1000:
		return append(dst, hex[g>>8], hex[g>>4&15], hex[g&15])
	}
	return append(dst, hex[g>>12], hex[g>>8&15], hex[g>>4&15], hex[g&15])
}
