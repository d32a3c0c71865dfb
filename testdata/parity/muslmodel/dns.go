package muslmodel

import (
	"encoding/binary"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// dns asks for the addresses of one name: lookup_name.c. Without any, and without an error, the next name of the search list is asked.
func (m *machine) dns(name, canon string, family inet.Family, conf config) ([]address, string, error) {
	var types []uint16
	if family != inet.AF_INET6 {
		types = append(types, dns.TypeA)
	}
	if family != inet.AF_INET {
		types = append(types, dns.TypeAAAA)
	}
	questions, ok := queries(name, types)
	if !ok {
		return nil, "", resolver.EAI_NONAME
	}
	answers := m.exchange(questions, conf)
	m.Trace.tried(name, types, answers)
	for _, a := range answers {
		switch {
		case len(a) < 4 || a[3]&15 == dns.RcodeServerFailure:
			return nil, "", resolver.EAI_AGAIN
		case a[3]&15 == dns.RcodeNameError:
			return nil, canon, nil
		}
	}
	var list []address
	for i := range answers {
		parse(answers[i], func(r record) bool {
			switch {
			case len(list) == maxAddresses:
				return false
			case r.rrtype == dns.TypeA && len(r.data) != 4, r.rrtype == dns.TypeAAAA && len(r.data) != 16:
				return false
			case r.rrtype == dns.TypeA, r.rrtype == dns.TypeAAAA:
				a, _ := netip.AddrFromSlice(r.data)
				list = append(list, address{addr: a})
			case r.rrtype == dns.TypeCNAME:
				if target, ok := r.name(); ok && isHostname(target) {
					canon = target
				}
			}
			return true
		})
	}
	if list == nil {
		return nil, "", resolver.EAI_NONAME
	}
	return list, canon, nil
}

// pointer returns the name of the last PTR record for an address: getnameinfo.c. Nothing is an error there.
func (m *machine) pointer(reverse string) (name string) {
	questions, ok := queries(reverse, []uint16{dns.TypePTR})
	if !ok {
		return ""
	}
	answers := m.exchange(questions, m.config())
	m.Trace.tried(reverse, []uint16{dns.TypePTR}, answers)
	parse(answers[0], func(r record) bool {
		if r.rrtype == dns.TypePTR {
			name, _ = r.name()
		}
		return true
	})
	return name
}

// queries are the messages that ask for a name: res_mkquery.c. There is no escape in a name; false is one that no message can hold.
// A second dot at the end becomes the length of a label that is not there: the message makes no sense.
func queries(name string, types []uint16) (list [][]byte, ok bool) {
	name = strings.TrimSuffix(name, ".")
	if len(name) > 253 {
		return nil, false
	}
	name, nonsense := strings.CutSuffix(name, ".")
	for i, t := range types {
		b := []byte{0, byte(i + 1), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}
		for label := range strings.SplitSeq(name, ".") {
			if len(label) == 0 && name != "" || len(label) > 63 {
				return nil, false
			}
			b = append(append(b, byte(len(label))), label...)
		}
		if nonsense {
			b = append(b, '.')
		}
		if name != "" {
			b = append(b, 0)
		}
		b = binary.BigEndian.AppendUint16(b, t)
		list = append(list, append(b, 0, 1))
	}
	return list, true
}

// A record is one of an answer section.
type record struct {
	rrtype uint16
	data   []byte
	packet []byte
	at     int // where data begins in the packet
}

// parse calls f with each record until f returns false or the packet makes no sense: dns_parse.c. Names are skipped by their octets, the type is the
// lower octet of its two. The last ten octets of a record may be missing: what the buffer held before is read instead, here zeros.
func parse(packet []byte, f func(record) bool) {
	if len(packet) < 12 || packet[3]&15 != 0 {
		return
	}
	questions, records := int(binary.BigEndian.Uint16(packet[4:])), int(binary.BigEndian.Uint16(packet[6:]))
	if questions+records > 64 {
		return
	}
	p := 12
	for range questions {
		if p = skipName(packet, p, 6); p < 0 {
			return
		}
		p += 4
	}
	for range records {
		if p = skipName(packet, p, 12); p < 0 {
			return
		}
		size := int(binary.BigEndian.Uint16(packet[p+8:]))
		if size > len(packet)-p {
			return
		}
		r := record{uint16(packet[p+1]), make([]byte, size), packet, p + 10}
		copy(r.data, packet[p+10:])
		if !f(r) {
			return
		}
		p += 10 + size
	}
}

// skipName returns where the name at p ends, or -1 if less than room octets are left where its last octet or pointer begins.
func skipName(packet []byte, p, room int) int {
	for p < len(packet) && packet[p] != 0 && packet[p] < 128 {
		p++
	}
	if p > len(packet)-room || packet[p] > 193 || packet[p] == 193 && packet[p+1] > 254 {
		return -1
	}
	if packet[p] != 0 {
		p++
	}
	return p + 1
}

// name is the name that the data of the record is: dn_expand.c. Its octets are what they are.
func (r record) name() (string, bool) {
	packet := make([]byte, answerBuffer)
	copy(packet, r.packet)
	var labels []string
	size := 0
	for p, steps := r.at, 0; steps < answerBuffer && p < answerBuffer; steps += 2 {
		switch c := int(packet[p]); {
		case c == 0:
			name, _, _ := strings.Cut(strings.Join(labels, "."), "\x00")
			return name, true
		case c >= 0x40:
			if p+1 == answerBuffer {
				return "", false
			}
			if p = c&0x3f<<8 | int(packet[p+1]); p >= answerBuffer {
				return "", false
			}
		default:
			if size += c + 1; p+1+c >= answerBuffer || size > 254 {
				return "", false
			}
			labels = append(labels, string(packet[p+1:p+1+c]))
			p += 1 + c
		}
	}
	return "", false
}
