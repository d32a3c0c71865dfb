package capture

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"sync"

	"netdb.example/inet"
	"netdb.example/protodb"
	"netdb.example/servicesdb"
)

// host maps what getaddrinfo(3) takes for a host: an address in any form that it reads, or a name. What looks like an address
// and is none remains such: its digits become 9, or f. The blanks around it, which getfqdn takes off, stay.
func (r *redactor) host(text string) string {
	if text == "<broadcast>" { // as gethostbyname has it
		return text
	}
	bare := strings.TrimSpace(text)
	if bare != "" && bare != text {
		return strings.Replace(text, bare, r.host(bare), 1)
	}
	if mapped, ok := r.aton(text); ok {
		return mapped
	}
	six, scope, scoped := strings.Cut(text, "%")
	b, err := inet.Pton6(six)
	switch {
	case err == nil && scoped:
		return r.addr(netip.AddrFrom16(b)).String() + "%" + r.interfaceName(scope)
	case err == nil:
		return r.addr(netip.AddrFrom16(b)).String()
	case strings.Trim(text, digits+".") == "" && strings.Trim(text, ".") == text:
		return nines(text)
	case strings.Contains(text, ":") && strings.Trim(strings.ToLower(text), digits+hexLetters+".:") == "":
		return replaced(text, "f", func(c byte) bool { return c != ':' && c != '.' })
	}
	return r.name(text)
}

// aton maps an IPv4 address as inet_aton(3) reads it, ok being false where it is none. It keeps its number of parts, each
// of which stays decimal, octal or hexadecimal.
func (r *redactor) aton(text string) (mapped string, ok bool) {
	b, err := inet.AtonExact(text)
	if err != nil {
		return "", false
	}
	b = r.addr(netip.AddrFrom4(b)).As4()
	parts := strings.Split(text, ".")
	last := len(parts) - 1
	for i, part := range parts {
		v := uint32(b[i])
		if i == last {
			v = binary.BigEndian.Uint32(b[:]) << (8 * i) >> (8 * i)
		}
		parts[i] = fmt.Sprintf(notation(part), v)
	}
	return strings.Join(parts, "."), true
}

// notation is the verb that prints a number as this one is written.
func notation(number string) string {
	switch {
	case len(number) > 1 && strings.EqualFold(number[:2], "0x"):
		return "0x%x"
	case len(number) > 1 && number[0] == '0':
		return "0%o"
	}
	return "%d"
}

// nines replaces the digits of what is no address, which stays none: no part of it becomes smaller, and an octal one stays
// octal, with digits that are not.
func nines(text string) string {
	parts := strings.Split(text, ".")
	for i, part := range parts {
		octal := ""
		if len(part) > 1 && part[0] == '0' {
			octal = "0"
		}
		parts[i] = octal + strings.Repeat("9", len(part)-len(octal))
	}
	return strings.Join(parts, ".")
}

// replaced puts by in place of each octet that is meant.
func replaced(text, by string, meant func(c byte) bool) string {
	var b strings.Builder
	for i := range len(text) {
		if meant(text[i]) {
			b.WriteString(by)
		} else {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// word maps the name of a service or a protocol. One that the registries of the IANA have stays, as does a number.
func (r *redactor) word(text string) string {
	return inLowerCase(text, func(lower string) string {
		if isCommonWord(lower) {
			return lower
		}
		return walk(r, "word", lower, alphabetsOf, isCommonWord)
	})
}

func isCommonWord(lower string) bool {
	isNumber := strings.Trim(strings.TrimLeft(lower, " \t\n\v\f\r+-"), digits) == ""
	return isNumber || isRegistered(lower)
}

// isRegistered reports whether the IANA has a service or a protocol of that name, in lower case.
func isRegistered(name string) bool { return registered()[name] }

var registered = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for s := range servicesdb.IANA().All() {
		for _, name := range append([]string{s.Name, s.Proto}, s.Aliases...) {
			names[strings.ToLower(name)] = true
		}
	}
	for p := range protodb.IANA().All() {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			names[strings.ToLower(name)] = true
		}
	}
	return names
})

// interfaceName maps the name of an interface, or its number, which stays. So do usual names, but not those that hold a MAC
// address, as enx001122334455.
func (r *redactor) interfaceName(text string) string {
	return inLowerCase(text, func(lower string) string {
		if isUsualInterface(lower) {
			return lower
		}
		return walk(r, "interface", lower, alphabetsOf, isUsualInterface)
	})
}

// usualInterfaces are those of kernels, of their tunnels and bridges, and of systemd.net-naming-scheme(7) without MAC addresses.
var usualInterfaces = regexp.MustCompile(`^([0-9]+|lo|` +
	`(lo|eth|wlan|wwan|usb|ppp|sit|gre|tun|tap|wg|dummy|bond|team|br|virbr|vlan|docker|podman|lxcbr|lxdbr|vnet|tailscale|` +
	`en|utun|awdl|llw|bridge|gif|stf|em|igb|re|vtnet)[0-9]{1,3}|` +
	`(en|wl|ww)(p[0-9]{1,5}){0,2}(s[0-9]{1,3}|o[0-9]{1,3})(f[0-9]{1,3})?(d[0-9]{1,3})?([nu][0-9]{1,3})*)(\.[0-9]{1,4})?$`)

func isUsualInterface(name string) bool { return usualInterfaces.MatchString(name) }
