package fakedns

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// carefully reads an answer as a careful client does, and reports whether it is that to the question.
func carefully(data []byte) bool {
	m := new(dns.Msg)
	if m.Unpack(data) != nil || len(data) < headerLen {
		return false
	}
	for i, section := range [][]dns.RR{m.Answer, m.Ns, m.Extra} {
		if len(section) != int(binary.BigEndian.Uint16(data[6+2*i:])) {
			return false // Unpack does not mind
		}
	}
	return m.Id == 4711 && m.Response && len(m.Question) == 1 &&
		strings.EqualFold(m.Question[0].Name, "www.example.org.") &&
		m.Question[0].Qtype == dns.TypeA && m.Question[0].Qclass == dns.ClassINET
}

// Damage is never a good answer in the eyes of a careful client, nor one with other data: and there is damage of each kind.
func TestLossyDamageCanBeTold(t *testing.T) {
	if !carefully(lossyAnswer) {
		t.Fatal("not a good answer")
	}
	kinds := map[string]int{}
	for nth := range 5000 {
		q := Query{Server: overUDP.server, Network: "udp", Name: "www.example.org.", Type: dns.TypeA, Nth: nth}
		data := Lossy(Network{Corrupt: 1})(q, []Packet{{Data: lossyAnswer}})[0].Data
		if carefully(data) {
			t.Errorf("a good answer: % x", data)
		}
		kinds[damageOf(lossyAnswer, data)]++
	}
	for _, kind := range []string{"cut in the header", "cut in the question", "cut behind it", "id", "question"} {
		if kinds[kind] < 50 {
			t.Errorf("%s: %d times", kind, kinds[kind])
		}
		delete(kinds, kind)
	}
	if len(kinds) > 0 {
		t.Errorf("other damage: %v", kinds)
	}
}

// damageOf says what is wrong with a message whose question ends at its octet 33.
func damageOf(good, bad []byte) string {
	const question = 33
	if len(bad) < len(good) {
		switch {
		case !bytes.HasPrefix(good, bad):
			return "cut and changed"
		case len(bad) < headerLen:
			return "cut in the header"
		case len(bad) < question:
			return "cut in the question"
		}
		return "cut behind it"
	}
	var changed []int
	for i := range good {
		if good[i] != bad[i] {
			changed = append(changed, i)
		}
	}
	switch {
	case len(changed) != 1:
		return fmt.Sprint("octets ", changed)
	case changed[0] < 2:
		return "id"
	case headerLen <= changed[0] && changed[0] < question:
		return "question"
	}
	return fmt.Sprint("octet ", changed)
}

// Whatever is damaged, the packet that came in is not.
func TestDamage(t *testing.T) {
	for _, data := range []string{"", "a", "eleven octs", string(lossyAnswer[:12]), string(lossyAnswer[:20]), string(lossyAnswer)} {
		for where := range uint64(2000) {
			in := []byte(data)
			out := damage(in, where*0x9E3779B97F4A7C15)
			if string(in) != data || len(data) > 0 && bytes.Equal(out, in) || len(out) > len(in) {
				t.Fatalf("%q became %q, and that %q", data, in, out)
			}
		}
	}
}
