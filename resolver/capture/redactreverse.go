package capture

import (
	"net/netip"
	"strconv"
	"strings"
)

// maxNameLen is the greatest length of a name on the wire (RFC 1035 §2.3.4).
const maxNameLen = 255

// A reverseTree is where the names of addresses are (RFC 1035 §3.5, RFC 3596 §2.5).
type reverseTree struct {
	label   string // beside arpa
	base    int    // of the numbers that are labels
	bits    int    // of an address in each of them
	address netip.Addr
}

var reverseTrees = []reverseTree{
	{"in-addr", 10, 8, netip.IPv4Unspecified()},
	{"ip6", 16, 4, netip.IPv6Unspecified()},
}

// reverseLabels maps in place the labels at the end of a reverse name that are of its address, or of its prefix, and
// returns how many labels there are from the first of these on: 0 where the name is not a reverse one. A name that would
// become too long is none.
func (r *redactor) reverseLabels(labels []string) int {
	end := len(labels)
	if labels[end-1] == "" {
		end--
	}
	if end < 2 || !strings.EqualFold(labels[end-1], "arpa") {
		return 0
	}
	for _, t := range reverseTrees {
		if !strings.EqualFold(labels[end-2], t.label) {
			continue
		}
		prefix, n := t.prefix(labels[:end-2])
		first := end - 2 - n
		mapped := t.labelsOf(r.prefix(prefix))
		if wireLen(labels[:first])+wireLen(mapped)+wireLen(labels[end-2:end])+1 > maxNameLen {
			return 0
		}
		copy(labels[first:], mapped)
		return len(labels) - first
	}
	return 0
}

// prefix reads the labels at the end of list, as many as are numbers of an address.
func (t reverseTree) prefix(list []string) (prefix netip.Prefix, n int) {
	octets := t.address.AsSlice()
	for n < len(list) && n < t.address.BitLen()/t.bits {
		label := strings.ToLower(list[len(list)-1-n])
		v, err := strconv.ParseUint(label, t.base, t.bits)
		if err != nil || strconv.FormatUint(v, t.base) != label {
			break
		}
		bit := n * t.bits
		octets[bit/8] |= byte(v) << (8 - t.bits - bit%8)
		n++
	}
	addr, _ := netip.AddrFromSlice(octets)
	return netip.PrefixFrom(addr, n*t.bits), n
}

// labelsOf is the way back.
func (t reverseTree) labelsOf(prefix netip.Prefix) []string {
	octets := prefix.Addr().AsSlice()
	n := prefix.Bits() / t.bits
	list := make([]string, n)
	for i := range n {
		bit := i * t.bits
		v := octets[bit/8] >> (8 - t.bits - bit%8) & byte(1<<t.bits-1)
		list[n-1-i] = strconv.FormatUint(uint64(v), t.base)
	}
	return list
}

// wireLen is the length of labels on the wire.
func wireLen(labels []string) int {
	n := 0
	for _, label := range labels {
		octets, _ := unescape(label)
		n += 1 + len(octets)
	}
	return n
}
