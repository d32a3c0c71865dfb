package table

import (
	"iter"
	"math/bits"
)

// An Index is an open-addressed hash table of numbers, with linear probing. Its length is a
// power of two, and a quarter of its slots or more are free. A free slot is 0, another holds
// a number plus one. Slots are filled in file order and never emptied, so that the first
// match of a probe is the first in the file.
type Index []uint32

// newIndex returns an Index with room for n numbers.
func newIndex(n int) Index {
	return make(Index, 1<<bits.Len(uint(n+n/3)))
}

// put files number n under h.
func (x Index) put(h uint32, n int) {
	mask := uint32(len(x) - 1)
	i := h & mask
	for x[i] != 0 {
		i = (i + 1) & mask
	}
	x[i] = uint32(n + 1)
}

// under ranges over the numbers filed under h, and others between them, in the order of put.
func (x Index) under(h uint32) iter.Seq[int] {
	return func(yield func(int) bool) {
		if len(x) == 0 {
			return
		}
		mask := uint32(len(x) - 1)
		for i := h & mask; x[i] != 0; i = (i + 1) & mask {
			if !yield(int(x[i] - 1)) {
				return
			}
		}
	}
}

const seed = 2166136261

// hash continues h over s: FNV-1a, 32 bits.
func hash(h uint32, s string) uint32 {
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// hashPort starts a hash with port, multiplicatively: neighbours are spread over an Index.
func hashPort(port uint16) uint32 {
	return uint32(port) * 2654435769
}
