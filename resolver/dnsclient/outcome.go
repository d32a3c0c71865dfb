package dnsclient

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/rcode"
)

// An Outcome is what a question came to.
type Outcome int

// The outcomes of a question. Found, NXDomain and NoData are answers; Unusable is a failure that stays; after the others a
// later try may come to something else.
const (
	Found       Outcome = iota // records of the type asked for
	NXDomain                   // there is no such name (RFC 8020)
	NoData                     // the name exists, without such records (RFC 2308 §2.2)
	Unusable                   // FORMERR or another odd rcode from the servers, or a PTR to what is no host name: NO_RECOVERY
	ServFail                   // SERVFAIL from the servers, or an answer that leads nowhere
	Refused                    // REFUSED, NOTIMP or a referral from the servers
	NoAnswer                   // nothing came in time, or nothing could be sent
	Unreachable                // no server listens: each refused the connection
	Canceled                   // the context ended
)

var outcomeTexts = [...]string{"found", "NXDOMAIN", "NODATA", "unusable", "SERVFAIL", "refused", "no answer", "unreachable", "canceled"}

// String returns it as a log has it: "NXDOMAIN", "no answer".
func (o Outcome) String() string {
	if o < 0 || int(o) >= len(outcomeTexts) {
		return strconv.Itoa(int(o))
	}
	return outcomeTexts[o]
}

// A Link is one CNAME of a chain (RFC 1034 §3.6.2).
type Link struct {
	Name   string // the owner, without the root dot
	Target string
	TTL    time.Duration
}

// An Answer is what a lookup learnt, from the DNS or from elsewhere. Where Outcome is not Found, Err says why, if there is more
// to say. Beside the addresses of one family, it is what the other one failed of: see [Merge].
type Answer struct {
	Outcome Outcome
	Name    string   // the canonical name: the last of the chain that is a host name, without the root dot
	Aliases []string // the host names before it, the name asked for first
	Chain   []Link
	Addrs   []netip.Addr
	Names   []string // the targets of PTR records

	TTL               time.Duration // the least of all records used
	Server            netip.AddrPort
	Network           string // "udp" or "tcp"
	AuthenticatedData bool   // the AD bit (RFC 6840 §5.8), only where resolv.conf says trust-ad
	Err               error

	Extended []ExtendedError // what the server says of an answer, be it one that there is nothing (RFC 8914); at most 8
}

// isShort reports whether err is for want of descriptors on this machine.
func isShort(err error) bool { return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) }

// A Failure is why a question has no answer.
type Failure struct {
	Outcome  Outcome
	Question string         // "www.example.org. A"
	Server   netip.AddrPort // the last one asked; zero where none was
	Network  string
	Rcode    int            // of the reply, where there was one
	Extended *ExtendedError // what the server said of why, where it did
	Err      error          // of the system, where it failed
}

// Error returns one printable line.
func (f *Failure) Error() string {
	text := f.Question
	if f.Server.IsValid() {
		text += " from " + f.Network + " " + shown(f.Server.String())
	}
	text += ": " + f.reason()
	if f.Extended != nil {
		text += " (" + f.Extended.String() + ")"
	}
	return text
}

func (f *Failure) reason() string {
	switch {
	case f.Err != nil:
		return systemText(f.Err)
	case f.Rcode != dns.RcodeSuccess:
		return rcode.Text(f.Rcode)
	}
	return reasons[f.Outcome]
}

// systemText is err without what package net says of the connection: the server is named, and a client port says nothing.
func systemText(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}

var reasons = map[Outcome]string{
	NXDomain:    "addresses of what is no host name",
	NoData:      "no such records",
	Unusable:    "an answer that cannot be used",
	ServFail:    "a chain of names that leads nowhere",
	Refused:     "a referral",
	NoAnswer:    "no answer in time",
	Unreachable: "no server listens",
	Canceled:    "canceled",
}

// Unwrap returns the system's error.
func (f *Failure) Unwrap() error { return f.Err }

// Timeout reports whether servers were asked and stayed silent, or the context's time was over.
func (f *Failure) Timeout() bool {
	return f.Outcome == NoAnswer && f.Err == nil || errors.Is(f.Err, context.DeadlineExceeded)
}

// Failed is the answer of a question that [Client.Query] failed with err.
func Failed(err error) Answer {
	var f *Failure
	if errors.As(err, &f) {
		return Answer{Outcome: f.Outcome, Server: f.Server, Network: f.Network, Err: err}
	}
	return Answer{Outcome: NoAnswer, Err: err}
}

// Ended is the answer of a question for name and qtype that was left because its context had ended with err.
func Ended(name string, qtype uint16, err error) Answer {
	return Answer{Outcome: Canceled, Err: &Failure{Outcome: Canceled, Question: questionText(name, qtype), Err: err}}
}

// questionText is a question as an error tells it.
func questionText(name string, qtype uint16) string {
	return shown(dns.Fqdn(name)) + " " + dns.Type(qtype).String()
}
