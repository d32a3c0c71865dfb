package fakedns

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"github.com/miekg/dns"
)

// A Network is what may happen to a query and its answer on their way. The probabilities are from 0 to 1.
type Network struct {
	Loss      float64       // of a datagram being lost, each way
	Duplicate float64       // of an answer arriving twice
	Reorder   float64       // of an answer taking longer, by up to 40 ms or, if that is more, four times the Jitter
	Corrupt   float64       // of an answer arriving damaged
	Latency   time.Duration // there and back, at least
	Jitter    time.Duration // what may come on top of it
	Seed      uint64
}

// Lossy lets n happen to whatever meets it. What that is depends on nothing but the Seed and which query it is: its server,
// network, name, type and Nth. So the same is in store for each however many goroutines ask at the same time, and no two runs
// differ. Over TCP, which makes up for loss, only Latency and Jitter count, and are the same for all that goes back.
//
// A damaged answer is one that a careful client can tell from a good one: an octet of the id or of the question is another, or
// the end is missing. Damage to the rest of a datagram is what the checksum of UDP (RFC 768) is for: it counts as Loss.
func Lossy(n Network) Action {
	return func(q Query, out []Packet) []Packet {
		luck := n.luck(q)
		if q.Network != "udp" {
			return Delay(n.Latency+part(n.Jitter, luck.Float64()))(q, out)
		}
		if luck.Float64() < n.Loss {
			return nil // as if the query had not come
		}
		var arrive []Packet
		for _, p := range out {
			arrive = append(arrive, n.pass(luck, p)...)
		}
		return arrive
	}
}

// luck returns the numbers that decide about q.
func (n Network) luck(q Query) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %v %s %d %d", q.Network, q.Server, dns.CanonicalName(q.Name), q.Type, q.Nth)
	return rand.New(rand.NewPCG(n.Seed, h.Sum64()))
}

// pass returns what arrives of p. It draws as many numbers whatever they are.
func (n Network) pass(luck *rand.Rand, p Packet) []Packet {
	lost, twice, late, damaged := luck.Float64(), luck.Float64(), luck.Float64(), luck.Float64()
	jitter, again, more, where := luck.Float64(), luck.Float64(), luck.Float64(), luck.Uint64()
	if lost < n.Loss {
		return nil
	}
	first, second := p, p
	first.After += n.Latency + part(n.Jitter, jitter)
	second.After += n.Latency + part(n.Jitter, again)
	if late < n.Reorder {
		first.After += part(max(4*n.Jitter, 40*time.Millisecond), more)
	}
	if damaged < n.Corrupt && first.Err == nil {
		first.Data = damage(first.Data, where)
	}
	if twice < n.Duplicate {
		return []Packet{first, second}
	}
	return []Packet{first}
}

func part(d time.Duration, of float64) time.Duration {
	return time.Duration(math.Round(float64(d) * of))
}

// damage returns data with one octet changed, of its id or its question, or cut off in or behind its header.
func damage(data []byte, where uint64) []byte {
	data = bytes.Clone(data)
	end := questionEnd(data)
	switch {
	case len(data) == 0:
		return data
	case end == 0 || where%4 == 0:
		return data[:where/4%uint64(len(data))]
	case where%4 == 1:
		data[where/4%2] ^= byte(where>>8) | 1
	default:
		// 0x10 never only changes the case of a letter.
		data[headerLen+where/4%uint64(end-headerLen)] ^= 0x10
	}
	return data
}

// questionEnd returns where the one question of a message ends, 0 if it has not one.
func questionEnd(data []byte) int {
	if len(data) < headerLen || binary.BigEndian.Uint16(data[4:]) != 1 {
		return 0
	}
	_, end, err := dns.UnpackDomainName(data, headerLen)
	if err != nil || end+4 > len(data) {
		return 0
	}
	return end + 4
}
