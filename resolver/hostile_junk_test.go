package resolver_test

import (
	"bytes"
	"slices"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// junk are datagrams that are no messages, or say nothing.
var junk = []struct {
	name string
	do   fakedns.Action
}{
	{"nothing", fakedns.Garbage(nil)},
	{"1 octet", fakedns.Garbage([]byte("a"))},
	{"the id", cutAt(2)},
	{"3 octets", fakedns.Garbage([]byte("abc"))},
	{"11 octets of the header", cutAt(11)},
	{"20 octets of 0xFF", fakedns.Garbage(bytes.Repeat([]byte{0xFF}, 20))},
	{"512 octets of 0", fakedns.Garbage(make([]byte, 512))},
	{"8 KiB of 0xFF", fakedns.Garbage(bytes.Repeat([]byte{0xFF}, 8<<10))},
	{"HTTP", fakedns.Garbage([]byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"))},
	{"a header, NOERROR", bare(dns.RcodeSuccess)},
	{"a header, NXDOMAIN", bare(dns.RcodeNameError)},
	{"a header, YXDOMAIN", bare(dns.RcodeYXDomain)},
	{"a header, TC", sends(func(q fakedns.Query) []byte { return slices.Concat(q.Wire[:2], []byte{0x83, 0x80}, make([]byte, 8)) })},
	{"a header with a question counted, SERVFAIL", sends(func(q fakedns.Query) []byte {
		return slices.Concat(q.Wire[:2], []byte{0x81, 0x82, 0, 1}, make([]byte, 6))
	})},
	{"a header with an answer counted, SERVFAIL", sends(func(q fakedns.Query) []byte {
		return slices.Concat(q.Wire[:2], []byte{0x81, 0x82, 0, 0, 0, 1}, make([]byte, 4))
	})},
	{"a header, SERVFAIL, another id", sends(func(q fakedns.Query) []byte {
		return slices.Concat([]byte{^q.Wire[0], q.Wire[1], 0x81, 0x82}, make([]byte, 8))
	})},
	{"a header, SERVFAIL, QR not set", sends(func(q fakedns.Query) []byte {
		return slices.Concat(q.Wire[:2], []byte{0x01, 0x02}, make([]byte, 8))
	})},
}

// cutAt cuts a forged answer after n octets.
func cutAt(n int) fakedns.Action {
	return rewritten(func(_ fakedns.Query, b []byte) []byte { return b[:min(n, len(b))] })
}

// bare is a header alone, without a question.
func bare(rcode int) fakedns.Action {
	return sends(func(q fakedns.Query) []byte {
		return slices.Concat(q.Wire[:2], []byte{0x81, 0x80 | byte(rcode)}, make([]byte, 8))
	})
}

func hostileJunk() []hostile {
	var all []hostile
	for _, j := range junk {
		all = append(all,
			hostile{name: j.name + ", first", do: before(j.do), want: "right", within: spoofDelay},
			hostile{name: j.name + ", for ever", do: j.do, want: "EAI_AGAIN", waits: true, sends: overBoth})
	}
	return append(all, hostileHints()...)
}

// hostileHints are headers alone that say what may be true, and that anybody can send who guesses an id: they shorten the wait
// for an answer, they do not end it.
func hostileHints() []hostile {
	var all []hostile
	for _, h := range []struct {
		rcode int
		want  string
	}{
		{dns.RcodeServerFailure, "EAI_AGAIN"},
		{dns.RcodeRefused, "EAI_AGAIN"},
		{dns.RcodeNotImplemented, "EAI_FAIL or EAI_AGAIN"},
		{dns.RcodeFormatError, "EAI_FAIL or EAI_AGAIN"},
	} {
		name := "a header, " + dns.RcodeToString[h.rcode]
		all = append(all,
			hostile{name: name + ", first", do: before(bare(h.rcode)), want: "right", within: spoofDelay, sends: 2},
			hostile{name: name + ", for ever", do: bare(h.rcode), want: h.want, within: failing * hintGrace, sends: failing})
	}
	return all
}

// hintGrace is how long an answer is waited for at most behind a hint.
const hintGrace = 250 * time.Millisecond
