package resolver_test

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
)

// FuzzHostile drives a lookup through a server that answers with the octets of the fuzzer: over one network and over the other,
// behind our id, and, if ours is set, with our question. Whatever they are, the lookup neither panics nor hangs, nor sends more
// than it may, and what it returns, or says there is not, stands in a message that is an answer by another reading than its own.
func FuzzHostile(f *testing.F) {
	for _, rows := range hostiles() {
		for _, h := range rows {
			if udp, tcp := fuzzSeed(h, "udp"), fuzzSeed(h, "tcp"); udp != nil && tcp != nil {
				f.Add(udp, tcp, false, byte(0))
				f.Add(withoutQuestion(udp), withoutQuestion(tcp), true, byte(len(udp)))
			}
		}
	}
	f.Fuzz(func(t *testing.T, udp, tcp []byte, ours bool, call byte) {
		synctest.Test(t, func(t *testing.T) { lookUpFuzzed(t, udp, tcp, ours, call) })
	})
}

// fuzzSeed is what h sends first over a network, without the id; nil if that is nothing.
func fuzzSeed(h hostile, network string) []byte {
	m := new(dns.Msg).SetQuestion(hostileHost+".", dns.TypeA)
	m.SetEdns0(1232, false)
	wire, err := m.Pack()
	if err != nil || h.do == nil {
		return nil
	}
	q := fakedns.Query{Network: network, Name: hostileHost + ".", Type: dns.TypeA, Msg: m, Nth: 1, Wire: wire}
	right := says("@ ADDR right")(q, nil)
	for _, p := range h.do(q, right) {
		if len(p.Data) >= 12 && len(p.Data) <= 4096 && !p.Raw {
			return p.Data[2:]
		}
	}
	return right[0].Data[2:]
}

// withoutQuestion takes the question that fuzzSeed has out.
func withoutQuestion(seed []byte) []byte {
	const end = 10 + len(hostileHost) + 2 + 4
	return slices.Concat(seed[:10], seed[min(end, len(seed)):])
}

func lookUpFuzzed(t *testing.T, udp, tcp []byte, ours bool, call byte) {
	var sent [][]byte
	r, srv := on53(t, func(q fakedns.Query, _ []fakedns.Packet) []fakedns.Packet {
		data := udp
		if q.Network == "tcp" {
			data = tcp
		}
		reply := append([]byte(nil), q.Wire[:2]...)
		if ours && len(data) >= 10 {
			reply = slices.Concat(reply, data[:10], questionIn(q), data[10:])
		} else {
			reply = append(reply, data...)
		}
		return []fakedns.Packet{{Data: reply[:min(len(reply), dns.MaxMsgSize)]}}
	})
	start := time.Now()
	got, err := fuzzedCall(t, r, call)
	if took, n := time.Since(start), len(srv.Queries()); took > hostileAttempts*5*time.Second || n > hostilePackets {
		t.Errorf("took %v and %d queries", took, n)
	}
	for _, q := range srv.Queries() {
		for _, p := range q.Replies {
			sent = append(sent, p.Data)
		}
	}
	if err != nil && !isPrintable(err.Error()) {
		t.Errorf("the error is %q", err)
	}
	answers := slices.Collect(answersIn(sent, srv.Queries()))
	stands := func(rcode int) bool {
		return slices.ContainsFunc(answers, func(a fuzzedAnswer) bool { return a.rcode == rcode })
	}
	switch code := code(err); {
	case err == nil:
		for _, text := range got {
			if !slices.ContainsFunc(answers, func(a fuzzedAnswer) bool { return a.rcode == dns.RcodeSuccess && slices.Contains(a.data, text) }) {
				t.Errorf("%s stands in none of the answers %v", text, answers)
			}
		}
	case code == "EAI_NONAME" && !stands(dns.RcodeNameError), code == "EAI_NODATA" && !stands(dns.RcodeSuccess):
		t.Errorf("%s stands in none of the answers %v", code, answers)
	}
}

// fuzzedCall looks up, and returns the addresses, or the name, that it got.
func fuzzedCall(t *testing.T, r *resolver.Resolver, call byte) (got []string, err error) {
	if call%4 == 3 {
		h, err := r.Gethostbyaddr(t.Context(), netip.MustParseAddr("192.0.2.1"))
		if err != nil {
			return nil, err
		}
		if h.Name != "." && !isHost(h.Name) {
			t.Errorf("%q came out", h.Name)
		}
		return []string{strings.TrimSuffix(h.Name, ".") + "."}, nil
	}
	hints := &resolver.Hints{Family: []inet.Family{inet.AF_INET, inet.AF_INET6, inet.AF_UNSPEC}[call%4], Socktype: stream}
	res, err := r.Resolve(t.Context(), hostileHost, "", hints)
	if err != nil {
		return nil, err
	}
	for _, name := range append(res.Aliases, res.Canonname) {
		if name != "." && !isHost(name) {
			t.Errorf("%q came out", name)
		}
	}
	for _, a := range res.Addrs {
		got = append(got, a.Addr.Addr().String())
	}
	return got, nil
}

// A fuzzedAnswer is what stands in a message that is a reply to what was asked, by miekg/dns.
type fuzzedAnswer struct {
	rcode int // with its upper half, where there is one OPT record
	data  []string
}

// answersIn yields the messages that answer one of queries.
func answersIn(sent [][]byte, queries []fakedns.Query) func(yield func(fuzzedAnswer) bool) {
	return func(yield func(fuzzedAnswer) bool) {
		for _, wire := range sent {
			for _, q := range queries {
				if a, ok := answerTo(q, wire); ok && !yield(a) {
					return
				}
			}
		}
	}
}

// answerTo reads a reply. What it has behind ANSWER may be anything, but for the RCODE that an OPT record there extends.
func answerTo(q fakedns.Query, wire []byte) (a fuzzedAnswer, ok bool) {
	if len(wire) < 12 || wire[0] != q.Wire[0] || wire[1] != q.Wire[1] || wire[2]&0xFA != 0x80 || wire[4] != 0 || wire[5] != 1 {
		return a, false // the id, QR, opcode QUERY, no TC, one question
	}
	name, off, err := dns.UnpackDomainName(wire, 12)
	if err != nil || off+4 > len(wire) || !asciiFold(name, q.Name) ||
		binary.BigEndian.Uint16(wire[off:]) != q.Type || binary.BigEndian.Uint16(wire[off+2:]) != dns.ClassINET {
		return a, false
	}
	a.rcode = int(wire[3] & 0xF)
	off += 4
	var records []dns.RR
	for range binary.BigEndian.Uint16(wire[6:]) {
		rr, next, ok := recordAt(wire, off)
		if !ok {
			return a, false
		}
		records, off = append(records, rr), next
	}
	if m := new(dns.Msg); m.Unpack(wire) == nil {
		a.rcode = m.Rcode
	}
	a.data = dataFrom(q.Name, q.Type, records)
	return a, true
}

// recordAt reads the record at off, of a type that counts, and returns where the next one is; of others it reads the header.
func recordAt(wire []byte, off int) (rr dns.RR, next int, ok bool) {
	owner, at, err := dns.UnpackDomainName(wire, off)
	if err != nil || at+10 > len(wire) {
		return nil, 0, false
	}
	h := dns.RR_Header{Name: owner, Rrtype: binary.BigEndian.Uint16(wire[at:]), Class: binary.BigEndian.Uint16(wire[at+2:]), Rdlength: binary.BigEndian.Uint16(wire[at+8:])}
	end := at + 10 + int(h.Rdlength)
	if end > len(wire) {
		return nil, 0, false
	}
	counts := []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypeDNAME, dns.TypePTR}
	if h.Class == dns.ClassINET && slices.Contains(counts, h.Rrtype) {
		rr, next, err = dns.UnpackRRWithHeader(h, wire, at+10)
		return rr, next, err == nil && next == end && h.Rdlength > 0
	}
	return &dns.ANY{Hdr: h}, end, true
}

// dataFrom is what records have of a type for name, and for all that its CNAMEs and DNAMEs lead to.
func dataFrom(name string, qtype uint16, records []dns.RR) (data []string) {
	names := []string{name}
	for i := 0; i < len(names) && i < 1000; i++ {
		for _, rr := range records {
			own := asciiFold(rr.Header().Name, names[i])
			switch rr := rr.(type) {
			case *dns.CNAME:
				if own {
					names = append(names, rr.Target)
				}
			case *dns.DNAME:
				if !own && dns.IsSubDomain(rr.Hdr.Name, names[i]) {
					prefix := strings.TrimSuffix(names[i][:len(names[i])-len(rr.Hdr.Name)], ".")
					names = append(names, dns.Fqdn(prefix+"."+strings.TrimSuffix(rr.Target, ".")))
				}
			case *dns.A:
				if own && qtype == dns.TypeA {
					addr, _ := netip.AddrFromSlice(rr.A.To4())
					data = append(data, addr.String())
				}
			case *dns.AAAA:
				if own && qtype == dns.TypeAAAA {
					addr, _ := netip.AddrFromSlice(rr.AAAA.To16())
					data = append(data, addr.String())
				}
			case *dns.PTR:
				if own && qtype == dns.TypePTR {
					data = append(data, rr.Ptr)
				}
			}
		}
	}
	return data
}

// asciiFold reports whether two names in presentation form are one, but for the case of letters.
func asciiFold(a, b string) bool {
	return dns.CanonicalName(a) == dns.CanonicalName(b)
}
