package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

func TestReplies(t *testing.T) {
	query := new(dns.Msg).SetQuestion("www.example.", dns.TypeTXT)
	packed := func(rcode int, records ...string) []byte {
		m := new(dns.Msg).SetReply(query)
		m.SetEdns0(1232, false)
		m.Rcode = rcode
		for _, text := range records {
			rr, err := dns.NewRR(text)
			if err != nil {
				t.Fatal(err)
			}
			m.Answer = append(m.Answer, rr)
		}
		wire, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return wire
	}
	for _, tt := range []struct {
		packet fakedns.Packet
		want   string
	}{
		{fakedns.Packet{Err: syscall.ECONNREFUSED}, `{"after":0,"error":"ECONNREFUSED"}`},
		{fakedns.Packet{After: 1500 * time.Millisecond, Err: errors.New("unknown")}, `{"after":1.5,"error":"EIO"}`},
		{fakedns.Packet{After: time.Microsecond}, `{"after":0.000001,"size":0,"octets":""}`},
		{fakedns.Packet{Data: []byte{0, 255}, Behind: true}, `{"after":0,"behind":true,"size":2,"octets":"00ff"}`},
		{fakedns.Packet{Data: packed(0), Raw: true, Close: true}, `{"after":0,"close":true,"size":40,"octets":"` +
			hex.EncodeToString(packed(0)) + `"}`},
		{fakedns.Packet{Data: packed(dns.RcodeBadVers)}, `{"after":0,"rcode":"BADVERS","flags":["qr","rd"],"size":40,"answer":[]}`},
		{fakedns.Packet{Data: packed(3841)}, `{"after":0,"rcode":"RCODE3841","flags":["qr","rd"],"size":40,"answer":[]}`},
		{fakedns.Packet{Data: packed(0, `www.example. 5 TXT "<a>\009\"" "\027[2J"`, `www.example. 5 TYPE65280 \# 1 ff`)},
			`{"after":0,"rcode":"NOERROR","flags":["qr","rd"],"size":98,"answer":["www.example. 5 TXT \"<a>\\009\\\"\" \"\\027[2J\"","www.example. 5 TYPE65280 \\# 1 ff"]}`},
	} {
		var got bytes.Buffer
		if err := printJSON(&got, newReply(tt.packet)); err != nil || got.String() != tt.want+"\n" {
			t.Errorf("%v, %swant\n%s", err, got.String(), tt.want)
		}
	}
}

// Data of which package dns escapes nothing is printed in hexadecimal digits.
func TestQueryObjectIsPrintable(t *testing.T) {
	m := new(dns.Msg).SetQuestion("a.", dns.TypeNULL)
	m.Response = true
	m.Answer = []dns.RR{&dns.NULL{Hdr: dns.RR_Header{Name: "a.", Rrtype: dns.TypeNULL, Class: dns.ClassINET}, Data: "\x1b\n\u202e\xff"}}
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := printJSON(&got, newReply(fakedns.Packet{Data: wire})); err != nil || !strings.HasSuffix(got.String(), `"a. 0 NULL \\# 6 1b0ae280aeff"]}`+"\n") {
		t.Errorf("%v, %s", err, got.String())
	}
}
