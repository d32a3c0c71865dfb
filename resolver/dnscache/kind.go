package dnscache

import (
	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// A kind is what is asked for of a name: a type, of which an answer has the addresses or the names; or its records, which are another
// answer.
type kind uint32

const (
	kindA    = kind(dns.TypeA)
	kindAAAA = kind(dns.TypeAAAA)

	asRecords kind = 1 << 16 // with any type
)

// qtype is the type that is asked for.
func (k kind) qtype() uint16 { return uint16(k) }

// kinds are one or two that are asked for, each at the place of its answer; 0 where there is none.
type kinds [2]kind

// A reply is an answer, with the records where these were asked for. They are not changed.
type reply struct {
	dnsclient.Answer
	records *[]dns.RR
}
