package resolver

import (
	"strconv"
	"strings"
)

// Flags are the ai_flags of getaddrinfo(3), numbered as in glibc's <netdb.h>.
type Flags int

// The flags of getaddrinfo(3). Any other bit is EAI_BADFLAGS.
const (
	AI_PASSIVE     Flags = 0x1   // no node: the wildcard addresses rather than loopback
	AI_CANONNAME   Flags = 0x2   // fill Canonname of the first result
	AI_NUMERICHOST Flags = 0x4   // the node is an address; never look it up
	AI_V4MAPPED    Flags = 0x8   // AF_INET6 without IPv6 addresses: IPv4 ones as ::ffff:a.b.c.d
	AI_ALL         Flags = 0x10  // with AI_V4MAPPED: both IPv6 and mapped IPv4 addresses
	AI_ADDRCONFIG  Flags = 0x20  // only families of which the machine has an address
	AI_IDN         Flags = 0x40  // encode a non-ASCII node by UTS 46 before looking it up
	AI_CANONIDN    Flags = 0x80  // decode Canonname
	AI_NUMERICSERV Flags = 0x400 // the service is a number; never look it up

	aiDeprecated Flags = 0x100 | 0x200 // AI_IDN_ALLOW_UNASSIGNED, AI_IDN_USE_STD3_ASCII_RULES: accepted, without effect
)

// NIFlags are the flags of getnameinfo(3), numbered as in glibc's <netdb.h>.
type NIFlags int

// The flags of getnameinfo(3). Any other bit is EAI_BADFLAGS.
const (
	NI_NUMERICHOST NIFlags = 0x1  // the address as text; never look it up
	NI_NUMERICSERV NIFlags = 0x2  // the port as a number
	NI_NOFQDN      NIFlags = 0x4  // only the host part of a name in the local domain
	NI_NAMEREQD    NIFlags = 0x8  // EAI_NONAME where there is no name
	NI_DGRAM       NIFlags = 0x10 // the service over udp rather than tcp
	NI_IDN         NIFlags = 0x20 // decode the host name

	niDeprecated NIFlags = 0x40 | 0x80 // NI_IDN_ALLOW_UNASSIGNED, NI_IDN_USE_STD3_ASCII_RULES: accepted, without effect
)

// A Socktype is a socket type, numbered as on Linux.
type Socktype int

// The socket types that getaddrinfo(3) knows; zero asks for any.
const (
	SOCK_STREAM    Socktype = 1
	SOCK_DGRAM     Socktype = 2
	SOCK_RAW       Socktype = 3
	SOCK_SEQPACKET Socktype = 5
	SOCK_DCCP      Socktype = 6
)

// A Protocol is an IP protocol number.
type Protocol int

// The protocols that getaddrinfo(3) knows; zero asks for any.
const (
	IPPROTO_IP      Protocol = 0
	IPPROTO_ICMP    Protocol = 1
	IPPROTO_TCP     Protocol = 6
	IPPROTO_UDP     Protocol = 17
	IPPROTO_DCCP    Protocol = 33
	IPPROTO_ICMPV6  Protocol = 58
	IPPROTO_SCTP    Protocol = 132
	IPPROTO_UDPLITE Protocol = 136
	IPPROTO_RAW     Protocol = 255
)

// cName is a constant and its C spelling.
type cName struct {
	value int
	name  string
}

var (
	flagNames = []cName{
		{int(AI_PASSIVE), "AI_PASSIVE"}, {int(AI_CANONNAME), "AI_CANONNAME"}, {int(AI_NUMERICHOST), "AI_NUMERICHOST"},
		{int(AI_V4MAPPED), "AI_V4MAPPED"}, {int(AI_ALL), "AI_ALL"}, {int(AI_ADDRCONFIG), "AI_ADDRCONFIG"},
		{int(AI_IDN), "AI_IDN"}, {int(AI_CANONIDN), "AI_CANONIDN"}, {int(AI_NUMERICSERV), "AI_NUMERICSERV"},
	}
	niFlagNames = []cName{
		{int(NI_NUMERICHOST), "NI_NUMERICHOST"}, {int(NI_NUMERICSERV), "NI_NUMERICSERV"}, {int(NI_NOFQDN), "NI_NOFQDN"},
		{int(NI_NAMEREQD), "NI_NAMEREQD"}, {int(NI_DGRAM), "NI_DGRAM"}, {int(NI_IDN), "NI_IDN"},
	}
	socktypeNames = []cName{
		{int(SOCK_STREAM), "SOCK_STREAM"}, {int(SOCK_DGRAM), "SOCK_DGRAM"}, {int(SOCK_RAW), "SOCK_RAW"},
		{int(SOCK_SEQPACKET), "SOCK_SEQPACKET"}, {int(SOCK_DCCP), "SOCK_DCCP"},
	}
	protocolNames = []cName{
		{int(IPPROTO_IP), "IPPROTO_IP"}, {int(IPPROTO_ICMP), "IPPROTO_ICMP"}, {int(IPPROTO_TCP), "IPPROTO_TCP"},
		{int(IPPROTO_UDP), "IPPROTO_UDP"}, {int(IPPROTO_DCCP), "IPPROTO_DCCP"}, {int(IPPROTO_ICMPV6), "IPPROTO_ICMPV6"},
		{int(IPPROTO_SCTP), "IPPROTO_SCTP"}, {int(IPPROTO_UDPLITE), "IPPROTO_UDPLITE"}, {int(IPPROTO_RAW), "IPPROTO_RAW"},
	}
)

// String returns the C names of the flags that are set ("AI_PASSIVE|AI_CANONNAME"), "0" for none.
func (f Flags) String() string { return flagString(flagNames, int(f)) }

// String returns the C names of the flags that are set ("NI_NAMEREQD|NI_DGRAM"), "0" for none.
func (f NIFlags) String() string { return flagString(niFlagNames, int(f)) }

// String returns the C name ("SOCK_STREAM"), or the number where there is none here.
func (t Socktype) String() string { return nameString(socktypeNames, int(t)) }

// String returns the C name ("IPPROTO_TCP"), or the number where there is none here.
func (p Protocol) String() string { return nameString(protocolNames, int(p)) }

func nameString(names []cName, value int) string {
	for _, n := range names {
		if n.value == value {
			return n.name
		}
	}
	return strconv.Itoa(value)
}

// flagString joins the names of the bits of value; bits without a name follow as one hexadecimal number.
func flagString(names []cName, value int) string {
	var set []string
	for _, n := range names {
		if value&n.value != 0 {
			set = append(set, n.name)
			value &^= n.value
		}
	}
	if value != 0 {
		set = append(set, "0x"+strconv.FormatUint(uint64(uint32(value)), 16))
	}
	if set == nil {
		return "0"
	}
	return strings.Join(set, "|")
}
