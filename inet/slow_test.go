package inet_test

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netdb.example/inet"
)

// The functions below say what this package says, for reading and not for speed: by
// taking strings apart. The fast functions and glibc's recorded answers are held
// against them.

const space = " \t\n\v\f\r"

// slowAton: inet_aton(3).
func slowAton(s string) (uint32, bool) {
	if i := strings.IndexAny(s, space); i >= 0 {
		s = s[:i]
	}
	return slowAtonExact(s)
}

func slowAtonExact(s string) (uint32, bool) {
	parts := strings.Split(s, ".")
	last := len(parts) - 1
	if last > 3 {
		return 0, false
	}
	var v uint64
	for i, part := range parts {
		bits := 8
		if i == last {
			bits = 8 * (4 - last)
		}
		n, ok := slowNumber(part)
		if !ok || n.BitLen() > bits {
			return 0, false
		}
		v = v<<bits | n.Uint64()
	}
	return uint32(v), true
}

// slowNumber: an integer as C writes it.
func slowNumber(s string) (*big.Int, bool) {
	lower := strings.ToLower(s)
	if digits, ok := strings.CutPrefix(lower, "0x"); ok {
		return slowDigits(digits, 16)
	}
	if strings.HasPrefix(lower, "0") {
		return slowDigits(lower, 8)
	}
	return slowDigits(s, 10)
}

func slowDigits(s string, base int) (*big.Int, bool) {
	if s == "" || strings.Trim(s, "0123456789abcdef"[:base]) != "" {
		return nil, false
	}
	return new(big.Int).SetString(s, base)
}

// slowNetwork: inet_network(3).
func slowNetwork(s string) (uint32, bool) {
	parts := strings.Split(strings.TrimRight(s, space), ".")
	if len(parts) > 4 {
		return 0, false
	}
	var v uint32
	for _, part := range parts {
		if part != "" && strings.ContainsAny(part[:1], "xX") {
			part = "0" + part
		}
		n, ok := slowNumber(part)
		if !ok {
			return 0, false
		}
		n.Mod(n, big.NewInt(1<<32))
		if n.BitLen() > 8 {
			return 0, false
		}
		v = v<<8 | uint32(n.Uint64())
	}
	return v, true
}

// slowPton4: inet_pton(3), AF_INET.
func slowPton4(s string) (b [4]byte, ok bool) {
	octets := strings.Split(s, ".")
	if len(octets) != 4 {
		return b, false
	}
	for i, octet := range octets {
		n, err := strconv.ParseUint(octet, 10, 8)
		if err != nil || octet != strconv.Itoa(int(n)) {
			return [4]byte{}, false
		}
		b[i] = byte(n)
	}
	return b, true
}

// slowPton6: inet_pton(3), AF_INET6.
func slowPton6(s string) (b [16]byte, ok bool) {
	if strings.Contains(s, ".") {
		i := strings.LastIndex(s, ":") + 1
		tail, ok := slowPton4(s[i:])
		if !ok {
			return b, false
		}
		s = fmt.Sprintf("%s%x:%x", s[:i], tail[:2], tail[2:])
	}
	head, tail, gap := strings.Cut(s, "::")
	front, ok1 := slowGroups(head)
	back, ok2 := slowGroups(tail)
	if !ok1 || !ok2 || !gap && len(front) != 16 || gap && len(front)+len(back) > 14 {
		return b, false
	}
	copy(b[:], front)
	copy(b[16-len(back):], back)
	return b, true
}

// slowGroups: groups with single colons between them, or nothing.
func slowGroups(s string) (packed []byte, ok bool) {
	if s == "" {
		return nil, true
	}
	for group := range strings.SplitSeq(s, ":") {
		n, err := strconv.ParseUint(group, 16, 16)
		if err != nil || len(group) > 4 {
			return nil, false
		}
		packed = append(packed, byte(n>>8), byte(n))
	}
	return packed, true
}

// slowNtop6: inet_ntop(3) of glibc, AF_INET6.
func slowNtop6(b [16]byte) string {
	var words []string
	for i := 0; i < 16; i += 2 {
		words = append(words, fmt.Sprintf("%x", int(b[i])<<8|int(b[i+1])))
	}
	at, n := slowZeros(words)
	if n == 0 {
		return strings.Join(words, ":")
	}
	if at == 0 && (n == 6 || n == 5 && words[5] == "ffff") {
		words = append(words[:6], fmt.Sprintf("%d.%d.%d.%d", b[12], b[13], b[14], b[15]))
	}
	return strings.Join(words[:at], ":") + "::" + strings.Join(words[at+n:], ":")
}

// slowZeros: where the first of the longest runs of two "0" or more begins, and how
// long it is.
func slowZeros(words []string) (at, n int) {
	zeros := strings.Split("0 0 0 0 0 0 0 0", " ")
	for n := len(words); n >= 2; n-- {
		for at := 0; at+n <= len(words); at++ {
			if slices.Equal(words[at:at+n], zeros[:n]) {
				return at, n
			}
		}
	}
	return 0, 0
}

// TestSlow puts each byte in place of, and before, each byte of some texts, and leaves
// out each: around a good text lie the bad ones.
func TestSlow(t *testing.T) {
	for _, s := range []string{
		"", "1.2.3.4", "10.99.100.255", "127.1", "0x7f.0377.09 ", "x1F.4294967297",
		"::", "::1", "1:2:3:4:5:6:7:8", "1::ff:8", "fFf0:00a:0::0:1", "1:2:3:4:5:6:7::",
		"1:2:3:4:5:6:1.2.3.4", "::ffff:1.2.3.4",
	} {
		for i := range len(s) + 1 {
			if i < len(s) {
				compareWithSlow(t, s[:i]+s[i+1:])
			}
			for c := range 256 {
				compareWithSlow(t, s[:i]+string([]byte{byte(c)})+s[i:])
				if i < len(s) {
					compareWithSlow(t, s[:i]+string([]byte{byte(c)})+s[i+1:])
				}
			}
		}
	}
}

func compareWithSlow(t *testing.T, s string) {
	compareAton(t, s)
	compareNetwork(t, s)
	comparePton4(t, s)
	comparePton6(t, s)
}

func compareAton(t *testing.T, s string) {
	want, ok := slowAton(s)
	b, err := inet.Aton(s)
	if err == nil != ok || b != bytes4(want) {
		t.Errorf("Aton(%q) = %v, %v; want %v, %t", s, b, err, bytes4(want), ok)
	}
	checkError(t, "inet_aton", s, err)
	v, err := inet.Addr(s)
	if err == nil != ok || v != want {
		t.Errorf("Addr(%q) = %#x, %v; want %#x, %t", s, v, err, want, ok)
	}
	checkError(t, "inet_addr", s, err)
	want, ok = slowAtonExact(s)
	b, err = inet.AtonExact(s)
	if err == nil != ok || b != bytes4(want) {
		t.Errorf("AtonExact(%q) = %v, %v; want %v, %t", s, b, err, bytes4(want), ok)
	}
	checkError(t, "inet_aton", s, err)
}

func compareNetwork(t *testing.T, s string) {
	want, ok := slowNetwork(s)
	v, err := inet.Network(s)
	if err == nil != ok || v != want {
		t.Errorf("Network(%q) = %#x, %v; want %#x, %t", s, v, err, want, ok)
	}
	checkError(t, "inet_network", s, err)
}

func comparePton4(t *testing.T, s string) {
	want, ok := slowPton4(s)
	b, err := inet.Pton4(s)
	if err == nil != ok || b != want {
		t.Errorf("Pton4(%q) = %v, %v; want %v, %t", s, b, err, want, ok)
	}
	checkError(t, "inet_pton", s, err)
}

func comparePton6(t *testing.T, s string) {
	want, ok := slowPton6(s)
	b, err := inet.Pton6(s)
	if err == nil != ok || b != want {
		t.Errorf("Pton6(%q) = %x, %v; want %x, %t", s, b, err, want, ok)
	}
	checkError(t, "inet_pton", s, err)
}

// bytes4 is v in network order.
func bytes4(v uint32) [4]byte {
	return [4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}
}
