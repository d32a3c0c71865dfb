package dnsclient

import (
	"errors"
	"strconv"
	"strings"
)

var (
	errBadName = errors.New("not a domain name: an empty label, one over 63 bytes, or over 255 in all")
	errSpecial = errors.New("a special-use name that is never asked for in the DNS")
)

// The limits of RFC 1035 §2.3.4: of a name on the wire, its root label included, and of a label.
const (
	maxNameLen  = 255
	maxLabelLen = 63
)

// CheckName says why name must never be asked for: its syntax (RFC 1035 §2.3.4), or its being a special name, however it
// is spelled: escapes in name are those of a master file (RFC 1035 §5.1).
func CheckName(name string) error {
	var buf [maxNameLen]byte
	wire, err := appendName(buf[:0], name)
	if err != nil {
		return err
	}
	if isSpecial(wire) {
		return errSpecial
	}
	return nil
}

// CheckSyntax is the part of CheckName that holds for special names too.
func CheckSyntax(name string) error {
	var buf [maxNameLen]byte
	_, err := appendName(buf[:0], name)
	return err
}

// appendName appends name as it is on the wire, uncompressed. name is in presentation form, with or without the root dot.
func appendName(dst []byte, name string) ([]byte, error) {
	if name == "." {
		return append(dst, 0), nil
	}
	start := len(dst)
	escapes := strings.IndexByte(name, '\\') >= 0
	for rest := name; rest != ""; {
		label := rest
		if escapes {
			label, rest = cutEscaped(rest)
		} else {
			label, rest, _ = strings.Cut(rest, ".")
		}
		if label == "" || len(label) > maxLabelLen || len(dst)-start > maxNameLen {
			return nil, errBadName
		}
		dst = append(append(dst, byte(len(label))), label...)
	}
	if dst = append(dst, 0); len(dst)-start > maxNameLen || len(dst)-start < 2 {
		return nil, errBadName
	}
	return dst, nil
}

// cutEscaped is strings.Cut by the first dot that is no part of an escape, with the octets of the label before it: none where an escape there
// is none.
func cutEscaped(name string) (label, rest string) {
	var octets []byte
	for i := 0; i < len(name); {
		if name[i] == '.' {
			return string(octets), name[i+1:]
		}
		c, width := unescape(name[i:])
		if width == 0 || len(octets) > maxLabelLen {
			return "", ""
		}
		octets = append(octets, c)
		i += width
	}
	return string(octets), ""
}

// unescape returns the octet that s begins with and the width of its text: \X is X, \DDD the decimal octet DDD (RFC 1035 §5.1).
// The width of an escape that is none is 0.
func unescape(s string) (c byte, width int) {
	switch {
	case s[0] != '\\':
		return s[0], 1
	case len(s) < 2:
		return 0, 0
	case s[1] < '0' || s[1] > '9':
		return s[1], 2
	case len(s) < 4:
		return 0, 0
	}
	n, err := strconv.ParseUint(s[1:4], 10, 8)
	if err != nil {
		return 0, 0
	}
	return byte(n), 4
}

// special are the domains whose names no server is to be asked for: they are answered here, or nowhere.
var special = []string{
	"localhost", // RFC 6761 §6.3
	"invalid",   // RFC 6761 §6.4
	"onion",     // RFC 7686 §2
	"alt",       // RFC 9476 §2
}

func isSpecial(wire []byte) bool {
	top := wire[:1]
	for i := 0; wire[i] != 0; i += 1 + int(wire[i]) {
		top = wire[i+1 : i+1+int(wire[i])]
	}
	for _, s := range special {
		if len(s) == len(top) && equalFold(top, s) {
			return true
		}
	}
	return false
}

// equalFold compares octets as DNS does, with ASCII letters of either case alike (RFC 4343). Both are of one length.
func equalFold[S, T []byte | string](a S, b T) bool {
	for i := 0; i < len(a); i++ {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// IsHostname reports whether name, in presentation form, is one that a host may have as glibc's res_hnok sees it: letters,
// digits, '-', '_' and dots, not beginning with '-'. What is not never comes out of a host-name function.
func IsHostname(name string) bool {
	if name == "" || name[0] == '-' {
		return false
	}
	for i := range len(name) {
		if c := lower(name[i]); (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// shown is name as an error may print it: printable, and not longer than a name can be.
func shown(name string) string {
	text := strconv.QuoteToASCII(name[:min(len(name), maxNameLen)])
	return text[1 : len(text)-1]
}

// unrooted drops the root dot, but for the root itself.
func unrooted(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}

// mixCase draws the case of each letter of name.
func mixCase(name string, rand func() uint64) string {
	mixed := []byte(name)
	bits, left := uint64(0), 0
	for i, c := range mixed {
		if c = lower(c); c < 'a' || c > 'z' {
			continue
		}
		if left == 0 {
			bits, left = rand(), 64
		}
		mixed[i] = c - byte(bits&1)*('a'-'A')
		bits, left = bits>>1, left-1
	}
	return string(mixed)
}
