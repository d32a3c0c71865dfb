package fakedns

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// A Network is what may happen to a query and its answer on their way. The probabilities are from 0 to 1.
type Network struct {
	Loss      float64       // of a datagram being lost, each way
	Duplicate float64       // of an answer arriving twice
	Reorder   float64       // of an answer taking up to four times the jitter longer, and 40 ms at least
	Corrupt   float64       // of an answer arriving damaged
	Latency   time.Duration // there and back, at least
	Jitter    time.Duration // what may come on top of it
	Seed      uint64
}

// Lossy lets n happen to whatever meets it. What that is depends on nothing but the Seed and which query it is: its server,
// network, name, type and Nth. So the same is in store for each however many goroutines ask at the same time, and no two runs
// differ. Over TCP, which makes up for loss, only Latency and Jitter count.
//
// A damaged answer is one that a careful client can tell from a good one: an octet of the id or of the question is another, or
// the end is missing. Damage to the rest of a datagram is what the checksum of UDP (RFC 768) is for: it counts as Loss.
func Lossy(n Network) Action {
	return func(q Query, out []Packet) []Packet {
		luck := n.luck(q)
		var arrive []Packet
		for _, p := range out {
			arrive = append(arrive, n.pass(luck, q, p)...)
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
func (n Network) pass(luck *rand.Rand, q Query, p Packet) []Packet {
	there, back, twice, late, damaged := luck.Float64(), luck.Float64(), luck.Float64(), luck.Float64(), luck.Float64()
	jitter, again, more, where := luck.Float64(), luck.Float64(), luck.Float64(), luck.Uint64()
	first := p
	first.After += n.Latency + part(n.Jitter, jitter)
	switch {
	case q.Network != "udp":
		return []Packet{first}
	case there < n.Loss || back < n.Loss:
		return nil
	}
	if late < n.Reorder {
		first.After += part(max(4*n.Jitter, 40*time.Millisecond), more)
	}
	if damaged < n.Corrupt && first.Err == nil {
		first.Data = damage(first.Data, where)
	}
	if twice >= n.Duplicate {
		return []Packet{first}
	}
	second := p
	second.After += n.Latency + part(n.Jitter, again)
	return []Packet{first, second}
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

// parseLossy reads KEY=VALUE words.
func parseLossy(args []word) (Action, error) {
	var n Network
	for _, w := range args {
		key, value, _ := strings.Cut(w.text, "=")
		var err error
		switch key {
		case "loss":
			n.Loss, err = percent(value)
		case "duplicate":
			n.Duplicate, err = percent(value)
		case "reorder":
			n.Reorder, err = percent(value)
		case "corrupt":
			n.Corrupt, err = percent(value)
		case "latency":
			n.Latency, err = duration(word{text: value})
		case "jitter":
			n.Jitter, err = duration(word{text: value})
		case "seed":
			if n.Seed, err = strconv.ParseUint(value, 10, 64); err != nil {
				err = fmt.Errorf("%q is not a number", value)
			}
		default:
			err = fmt.Errorf("%q is none of loss=, duplicate=, reorder=, corrupt=, latency=, jitter=, seed=", w.text)
		}
		if err != nil {
			return nil, err
		}
	}
	return Lossy(n), nil
}

// percent reads 30% as 0.3.
func percent(text string) (float64, error) {
	digits, ok := strings.CutSuffix(text, "%")
	f, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || !(0 <= f && f <= 100) {
		return 0, fmt.Errorf("%q is not a percentage, as 12.5%%", text)
	}
	return f / 100, nil
}
