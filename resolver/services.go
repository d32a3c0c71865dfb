package resolver

import (
	"slices"
	"strconv"
	"strings"

	"netdb.example/servicesdb"
)

// An endpoint is what getaddrinfo(3) combines with each address.
type endpoint struct {
	protocol Protocol
	socktype int16 // a Socktype of tuples
	port     uint16
}

// A tuple is a socket type with a protocol that fits it.
type tuple struct {
	socktype Socktype
	protocol Protocol
	name     string // of the protocol in services(5); "" has no services
	usual    bool   // wanted when neither a socket type, nor a protocol, nor a service by name is
}

// tuples are gaih_inet_typeproto of glibc's getaddrinfo.c, in its order.
var tuples = [...]tuple{
	{SOCK_STREAM, IPPROTO_TCP, "tcp", true},
	{SOCK_DGRAM, IPPROTO_UDP, "udp", true},
	{SOCK_DCCP, IPPROTO_DCCP, "dccp", false},
	{SOCK_DGRAM, IPPROTO_UDPLITE, "udplite", false},
	{SOCK_STREAM, IPPROTO_SCTP, "sctp", false},
	{SOCK_SEQPACKET, IPPROTO_SCTP, "sctp", false},
	{SOCK_RAW, 0, "", true}, // any protocol
}

var usualTuples = slices.DeleteFunc(slices.Clone(tuples[:]), func(t tuple) bool { return !t.usual })

// appendEndpoints appends the socket types, protocols and ports that the hints and the service ask for: the first tuple that fits a
// socket type or protocol given, or else every usual one, or for a service by name every one that has it.
func (r *Resolver) appendEndpoints(all []endpoint, q *request) ([]endpoint, error) {
	fit := usualTuples
	if q.Socktype != 0 || q.Protocol != 0 {
		t, ok := firstTuple(q.Socktype, q.Protocol)
		if !ok {
			return nil, EAI_SOCKTYPE
		}
		if t.name == "" && q.service != "" {
			return nil, EAI_SERVICE
		}
		fit = []tuple{t}
	}
	if port, numeric := parsePort(q.service); q.service == "" || numeric && port >= 0 {
		return appendPort(all, fit, uint16(port)), nil
	}
	db, err := r.services()
	if err != nil {
		c := system(err)
		return nil, r.unknown("services", c.code, c.err)
	}
	if q.Socktype == 0 && q.Protocol == 0 {
		fit = wanted(db, q.service)
	}
	if all = appendService(all, fit, db, q.service); len(all) > 0 {
		return all, nil
	}
	return nil, r.unknown("services", EAI_SERVICE, nil)
}

func firstTuple(socktype Socktype, protocol Protocol) (tuple, bool) {
	for _, t := range tuples {
		anyProtocol := t.name == ""
		if (socktype == 0 || socktype == t.socktype) && (protocol == 0 || protocol == t.protocol || anyProtocol) {
			if anyProtocol {
				t.protocol = protocol
			}
			return t, true
		}
	}
	return tuple{}, false
}

// wanted are the tuples to look a service up for when none is asked for: all with a services(5) file. The embedded
// registry lists much for sctp that nobody serves there: it is asked for tcp and udp, and for the others only where it has
// the name for neither. This departs from glibc, which has no registry.
func wanted(db *servicesdb.DB, service string) []tuple {
	if db != servicesdb.IANA() {
		return tuples[:]
	}
	for _, t := range tuples[:2] {
		if _, ok := db.ByName(service, t.name); ok {
			return tuples[:2]
		}
	}
	return tuples[:]
}

func appendPort(all []endpoint, fit []tuple, port uint16) []endpoint {
	for _, t := range fit {
		all = append(all, endpoint{t.protocol, int16(t.socktype), port})
	}
	return all
}

func appendService(all []endpoint, fit []tuple, db *servicesdb.DB, service string) []endpoint {
	for _, t := range fit {
		if t.name == "" {
			continue
		}
		if s, ok := db.ByName(service, t.name); ok {
			all = append(all, endpoint{t.protocol, int16(t.socktype), s.Port})
		}
	}
	return all
}

// parsePort reads a service as C's strtoul(s, &end, 10) does in glibc's getaddrinfo, and reports whether all of s is a
// number: blanks before it and a sign are. The value is cut to a C int, where a negative one is no port, and then to 16
// bits: 65616 is 80. A negative number counts as one for AI_NUMERICSERV, and is looked up as a name.
func parsePort(s string) (port int, numeric bool) {
	digits := strings.TrimLeft(s, " \t\n\v\f\r")
	negative := strings.HasPrefix(digits, "-")
	if negative || strings.HasPrefix(digits, "+") {
		digits = digits[1:]
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 64) // out of range: the greatest number, whatever the sign
	if negative && err == nil {
		n = -n
	}
	if int32(n) < 0 {
		return -1, true
	}
	return int(uint16(n)), true
}
