package hostsfile

import (
	"iter"
	"math/bits"
)

// An index finds the offsets that were put in under a hash, in the order in which they were, and few others. It is built in
// two rounds, so that it is two arrays and nothing else: count all tokens, allocate, place all in the same order.
type index struct {
	starts []uint32 // where in items each bucket begins, and where the last one ends
	items  []uint32 // the offsets of all buckets; above each, some bits of its hash that do not choose the bucket
}

// A token is something to be found again: its hash and its offset in the text.
type token struct {
	hash   uint64
	offset uint32
}

// A file of [MaxSize] bytes leaves the upper 6 bits of an item to its hash.
const offsetBits = 26

func tag(hash uint64) uint32 { return uint32(hash>>32) &^ (1<<offsetBits - 1) }

// newIndex makes an index of about size buckets.
func newIndex(size int) index {
	buckets := 1 << bits.Len(uint(size)) >> 1
	return index{starts: make([]uint32, max(buckets, 1)+2)}
}

func (x *index) bucket(hash uint64) uint64 { return hash & uint64(len(x.starts)-3) }

// count makes room for tokens.
func (x *index) count(tokens []token) {
	for _, t := range tokens {
		x.starts[x.bucket(t.hash)+2]++
	}
}

// allocate ends the first round: starts[b+1] is where bucket b begins.
func (x *index) allocate() {
	for i := 1; i < len(x.starts); i++ {
		x.starts[i] += x.starts[i-1]
	}
	x.items = make([]uint32, x.starts[len(x.starts)-1])
}

// place puts tokens in. What was the beginning of a bucket becomes its end step by step, which is the beginning of the next:
// after the last token, bucket b is from starts[b] to starts[b+1].
func (x *index) place(tokens []token) {
	for _, t := range tokens {
		next := &x.starts[x.bucket(t.hash)+1]
		x.items[*next] = t.offset | tag(t.hash)
		*next++
	}
}

// A batch hands tokens on, many at a time: what an index does with them waits for memory, all of it at once then.
type batch struct {
	tokens [128]token
	n      int
	to     func([]token)
}

func (b *batch) add(hash uint64, offset int) {
	b.tokens[b.n] = token{hash, uint32(offset)}
	b.n++
	if b.n == len(b.tokens) {
		b.flush()
	}
}

func (b *batch) flush() {
	b.to(b.tokens[:b.n])
	b.n = 0
}

// offsets returns the candidates for hash.
func (x *index) offsets(hash uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		b := x.bucket(hash)
		for _, item := range x.items[x.starts[b]:x.starts[b+1]] {
			if item&^(1<<offsetBits-1) == tag(hash) && !yield(int(item&(1<<offsetBits-1))) {
				return
			}
		}
	}
}
