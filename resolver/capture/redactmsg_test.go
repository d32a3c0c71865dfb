package capture

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// records returns records in master file form.
func records(t testing.TB, texts ...string) (list []dns.RR) {
	t.Helper()
	for _, text := range texts {
		rr, err := dns.NewRR(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, rr)
	}
	return list
}

// answerTo packs a reply to a query for name.
func answerTo(t testing.TB, name string, qtype uint16, compress bool, answer, ns, extra []dns.RR) []byte {
	t.Helper()
	m := new(dns.Msg)
	m.SetQuestion(name, qtype)
	m.Id, m.Response, m.RecursionAvailable, m.Compress = 0x1234, true, true, compress
	m.Answer, m.Ns, m.Extra = answer, ns, extra
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return wire
}

// wires are messages, whole and malformed.
func wires(t testing.TB) [][]byte {
	t.Helper()
	opt := &dns.OPT{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeOPT, Class: 1232}, Option: []dns.EDNS0{
		&dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: hexSecret + "0011"},
		&dns.EDNS0_NSID{Code: dns.EDNS0NSID, Nsid: hexSecret},
		&dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 20, Address: net.IPv4(10, 1, 2, 3)},
		&dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 2, SourceNetmask: 64, Address: net.ParseIP("2001:db8:7::")},
		&dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeStaleAnswer, ExtraText: secret},
		&dns.EDNS0_PADDING{Padding: []byte(secret)},
		&dns.EDNS0_LOCAL{Code: 65001, Data: []byte(secret)},
		&dns.EDNS0_ESU{Code: dns.EDNS0ESU, Uri: secret},
		&dns.EDNS0_REPORTING{Code: dns.EDNS0REPORTING, AgentDomain: "zebraq.example."},
		&dns.EDNS0_EXPIRE{Code: dns.EDNS0EXPIRE, Expire: 7},
		&dns.EDNS0_ZONEVERSION{Code: dns.EDNS0ZONEVERSION, Version: secret},
	}}
	soa := records(t, "zebraq.example. SOA ns.zebraq.example. zebraq.zebraq.example. 2023112233 2 3 4 5")
	chain := records(t, "www.zebraq.example. 60 CNAME Web.zebraq.example.", "web.zebraq.example. 30 A 10.1.2.3", "web.zebraq.example. 30 A 192.0.2.1",
		"web.zebraq.example. AAAA 2001:db8::1", `www.zebraq.example. TXT "zebraq" "of zebraq"`)
	ptr := records(t, "3.2.1.10.in-addr.arpa. PTR www.zebraq.example.")
	cut := answerTo(t, "www.zebraq.example.", dns.TypeA, true, chain, nil, nil)
	cut[2] |= 0x02 // TC
	list := [][]byte{
		answerTo(t, "www.zebraq.example.", dns.TypeA, true, chain, soa, []dns.RR{opt}),
		answerTo(t, "www.zebraq.example.", dns.TypeAAAA, false, chain, nil, nil),
		answerTo(t, "3.2.1.10.in-addr.arpa.", dns.TypePTR, true, ptr, nil, nil),
		answerTo(t, "nosuch.zebraq.example.", dns.TypeA, true, nil, soa, nil),
		cut[:len(cut)-7],           // says that it is cut off, and is
		cut[:20],                   // in the question
		cut[:12],                   // behind the header
		[]byte("zebraq"),           // no header
		{},                         //
		[]byte("HTTP/1.1 zebraq "), // another protocol
	}
	return append(list, append(bytes.Clone(list[1]), secret...)) // more than a message
}

func FuzzRedactMessage(f *testing.F) {
	for _, wire := range wires(f) {
		f.Add(wire, []byte("key"))
	}
	f.Fuzz(func(t *testing.T, wire, key []byte) {
		r := newRedactor(key)
		redacted := r.message(wire)
		if got, want := readings(redacted, identity), readings(wire, mappingOf(r)); got != want {
			t.Errorf("%x becomes %x, which says\n%s\nwant\n%s", wire, redacted, got, want)
		}
		if bytes.Contains(bytes.ToLower(redacted), []byte(secret)) {
			t.Errorf("%x becomes %x", wire, redacted)
		}
	})
}

// readAs is what a lookup of type qtype makes of the message in wire, whose question ends 4 bytes behind end.
func readAs(wire []byte, end int, qtype uint16) dnsclient.Answer {
	asked := bytes.Clone(wire)
	binary.BigEndian.PutUint16(asked[end:], qtype)
	a, _ := dnsclient.Read(asked)
	return a
}

// readings are what lookups make of a message.
func readings(wire []byte, m mapping) string {
	if len(wire) < headerLen {
		return fmt.Sprint(len(wire))
	}
	text := fmt.Sprintf("%x", wire[:4])
	name, end, ok := questionOf(wire)
	if isAnswer := wire[2]&0x80 != 0 && wire[4] == 0 && wire[5] == 1; !isAnswer || !ok {
		return text + " junk"
	}
	text += fmt.Sprintf(" %s %x", m.name(name), wire[end:end+4])
	msg := new(dns.Msg)
	if msg.Unpack(wire) != nil || !isWhole(msg, wire) {
		return text + " cut"
	}
	for _, qtype := range []uint16{dns.TypeA, dns.TypeAAAA, dns.TypePTR} {
		a := readAs(wire, end, qtype)
		text += fmt.Sprintf("\n%v %v %s %s %s", a.Outcome, a.TTL, m.name(a.Name), each(a.Aliases, m.name), each(a.Names, m.name))
		for _, link := range a.Chain {
			text += fmt.Sprintf(" %s %s", m.name(link.Name), m.name(link.Target))
		}
		for _, addr := range a.Addrs {
			text += " " + m.addr(addr).String()
		}
	}
	for _, section := range [][]dns.RR{msg.Answer, msg.Ns, msg.Extra} {
		text += "\n"
		for _, rr := range section {
			h := rr.Header()
			text += fmt.Sprintf(" %s %d %d %d", m.name(h.Name), h.Rrtype, h.Class, h.Ttl)
		}
	}
	return text
}

// What a message becomes, as a golden text.
func TestMessage(t *testing.T) {
	r := newRedactor([]byte("key"))
	m := new(dns.Msg)
	if err := m.Unpack(r.message(wires(t)[0])); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, section := range [][]dns.RR{m.Answer, m.Ns, m.Extra} {
		for _, rr := range section {
			lines = append(lines, strings.NewReplacer("\t", " ", "\x00", "").Replace(strings.TrimSpace(rr.String())))
		}
	}
	const want = `pwy.aoixcc.example. 60 IN CNAME Svv.aoixcc.example.
svv.aoixcc.example. 30 IN A 10.179.26.59
svv.aoixcc.example. 30 IN A 192.0.2.104
svv.aoixcc.example. 3600 IN AAAA 2001:db8:8d9e:ac36:a7c9:b8fc:ca56:6d07
pwy.aoixcc.example. 3600 IN TXT "xxxxxx" "xxxxxxxxx"
aoixcc.example. 3600 IN SOA ey.aoixcc.example. aoixcc.aoixcc.example. 0 2 3 4 5
;; OPT PSEUDOSECTION:
; EDNS: version 0; flags:; udp: 1232
; COOKIE: 0000000000000000
; NSID: 000000000000  ()()()()()()
; SUBNET: 10.179.16.0/20/0
; SUBNET: [2001:db8:8d9b:ac5d::]/64/0
; EDE: 3 (Stale Answer): (xxxxxx)
; PADDING: 000000000000
; LOCAL OPT: 65001:0x000000000000
; ESU: xxxxxx
; REPORT-CHANNEL: aoixcc.example.
; EXPIRE: 7`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// A message is as long as before, but for reverse names of IPv4 and options that are left out.
func TestMessagesKeepTheirLengths(t *testing.T) {
	r := newRedactor([]byte("key"))
	for i, wire := range wires(t) {
		if i == 0 || i == 2 || i == len(wires(t))-1 {
			continue
		}
		if redacted := r.message(wire); len(redacted) != len(wire) {
			t.Errorf("%x becomes %x", wire, redacted)
		}
	}
}

// Over TCP the lengths before messages are theirs, and that of the last one is what was promised.
func TestStream(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, tt := range []struct{ octets, want string }{
		{"", ""},
		{"00", "00"},
		{"0030", "0030"},
		{"003012348180000100", "0030ffffffffffffff"},
		{"00037a65620002ffff0001", "00037a65ff0002ffff0001"},
	} {
		octets, err := hex.DecodeString(tt.octets)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(r.stream(octets)); got != tt.want {
			t.Errorf("%s becomes %s, want %s", tt.octets, got, tt.want)
		}
	}
}
