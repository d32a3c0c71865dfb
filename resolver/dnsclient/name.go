package dnsclient

import (
	"errors"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

var (
	errBadName = errors.New("not a domain name: an empty label, one over 63 bytes, or over 255 in all")
	errSpecial = errors.New("a special-use name that is never asked for in the DNS")
)

// maxNameLen is the greatest length of a name on the wire, its root label included.
const maxNameLen = 255

// CheckName says why name must never be asked for: its syntax (RFC 1035 §2.3.4), or its being a special name, however it
// is spelled: escapes in name are those of a master file (RFC 1035 §5.1).
func CheckName(name string) error {
	wire, err := pack(name)
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
	_, err := pack(name)
	return err
}

// pack returns name as it is on the wire.
func pack(name string) ([]byte, error) {
	wire := make([]byte, maxNameLen+1)
	n, err := dns.PackDomainName(dns.Fqdn(name), wire, 0, nil, false)
	if err != nil || n > maxNameLen || name == "" || strings.HasPrefix(name, ".") && name != "." {
		return nil, errBadName
	}
	return wire[:n], nil
}

// special are the domains whose names no server is to be asked for: they are answered here, or nowhere.
var special = []string{
	"localhost", // RFC 6761 §6.3
	"invalid",   // RFC 6761 §6.4
	"onion",     // RFC 7686 §2
	"alt",       // RFC 9476 §2
}

func isSpecial(wire []byte) bool {
	top := ""
	for i := 0; wire[i] != 0; i += 1 + int(wire[i]) {
		top = string(wire[i+1 : i+1+int(wire[i])])
	}
	for _, s := range special {
		if strings.EqualFold(top, s) {
			return true
		}
	}
	return false
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
	text := strconv.QuoteToASCII(name[:min(len(name), 255)])
	return text[1 : len(text)-1]
}
