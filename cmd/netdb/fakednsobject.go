package main

import (
	"encoding/hex"
	"fmt"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// A listeningObject is the first that fakedns prints.
type listeningObject struct {
	Listening string `json:"listening"`
}

// A lostObject stands in place of queries that were not printed.
type lostObject struct {
	Lost int `json:"lost"`
}

// A queryObject is what fakedns prints of a query.
type queryObject struct {
	At      float64 `json:"at"`
	Network string  `json:"network"`
	Server  string  `json:"server"`
	Client  string  `json:"client"`
	Name    string  `json:"name,omitempty"`
	Type    string  `json:"type,omitempty"`
	Class   string  `json:"class,omitempty"`
	Nth     int     `json:"nth,omitempty"`
	Error   string  `json:"error,omitempty"`
	Replies []any   `json:"replies"`
}

// An arrival is what is said of every reply.
type arrival struct {
	After  float64 `json:"after"`
	Behind bool    `json:"behind,omitempty"`
	Close  bool    `json:"close,omitempty"`
}

type messageReply struct {
	arrival
	Rcode  string   `json:"rcode"`
	Flags  []string `json:"flags"`
	Size   int      `json:"size"`
	Answer []string `json:"answer"`
}

type octetsReply struct {
	arrival
	Size   int    `json:"size"`
	Octets string `json:"octets"`
}

type errorReply struct {
	arrival
	Error string `json:"error"`
}

func newQueryObject(q fakedns.Query) queryObject {
	o := queryObject{
		At:      seconds(q.At),
		Network: q.Network,
		Server:  q.Server.String(),
		Client:  q.Client.String(),
		Replies: make([]any, len(q.Replies)),
	}
	for i, p := range q.Replies {
		o.Replies[i] = newReply(p)
	}
	switch {
	case q.Msg == nil:
		o.Error = fmt.Sprintf("no query (%d octets)", len(q.Wire))
	case len(q.Msg.Question) == 0:
		o.Error = "no question"
	default:
		o.Name, o.Type, o.Nth = q.Name, dns.Type(q.Type).String(), q.Nth
		if class := q.Msg.Question[0].Qclass; class != dns.ClassINET {
			o.Class = dns.Class(class).String()
		}
	}
	return o
}

// seconds is d to the microsecond.
func seconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1e6 }

func newReply(p fakedns.Packet) any {
	at := arrival{seconds(p.After), p.Behind, p.Close}
	m := new(dns.Msg)
	switch {
	case p.Err != nil:
		return errorReply{at, fakedns.ErrorName(p.Err)}
	case p.Raw || m.Unpack(p.Data) != nil:
		return octetsReply{at, len(p.Data), hex.EncodeToString(p.Data)}
	}
	return messageReply{at, fakedns.RcodeName(m.Rcode), flagNames(m.MsgHdr), len(p.Data), recordTexts(m.Answer)}
}

func flagNames(h dns.MsgHdr) []string {
	names := []string{}
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"qr", h.Response}, {"aa", h.Authoritative}, {"tc", h.Truncated}, {"rd", h.RecursionDesired},
		{"ra", h.RecursionAvailable}, {"ad", h.AuthenticatedData}, {"cd", h.CheckingDisabled},
	} {
		if flag.set {
			names = append(names, flag.name)
		}
	}
	return names
}

// recordTexts are records in master file form.
func recordTexts(records []dns.RR) []string {
	texts := make([]string, len(records))
	for i, rr := range records {
		texts[i] = fakedns.RecordText(rr)
	}
	return texts
}
