package dnsclient

// A table finds exchanges by a number. They hang from its slots by hooks of their own, so that one more takes no memory, but for the
// doubling of the slots, and little stack.
type table struct {
	slots []*exchange // a power of two of them, or none
	size  int
	by    int // which hook of an exchange
}

// The hooks of an exchange, each with its number.
const (
	byID       = iota // among those of a link: id
	byQuestion        // among those to a server: key
	hooks
)

func (x *exchange) number(by int) uint32 {
	if by == byID {
		return uint32(x.id)
	}
	return x.key
}

// fewestSlots is how many slots a table begins with, and goes back to when it is empty.
const fewestSlots = 64

func (t *table) slot(number uint32) **exchange { return &t.slots[number&uint32(len(t.slots)-1)] }

// find returns the exchange with that number that came last; nil for none.
func (t *table) find(number uint32) *exchange {
	if t.size == 0 {
		return nil
	}
	x := *t.slot(number)
	for x != nil && x.number(t.by) != number {
		x = x.next[t.by]
	}
	return x
}

// put adds x, which is not in it.
func (t *table) put(x *exchange) {
	if t.size == len(t.slots) {
		t.grow()
	}
	t.size++
	t.hang(x)
}

func (t *table) hang(x *exchange) {
	slot := t.slot(x.number(t.by))
	x.next[t.by], *slot = *slot, x
}

// grow doubles the slots. Of those with the same number, the last stays so.
func (t *table) grow() {
	all := t.all()
	t.slots = make([]*exchange, max(fewestSlots, 2*len(t.slots)))
	for i := len(all) - 1; i >= 0; i-- {
		t.hang(all[i])
	}
}

// remove takes out x, and reports whether it was there.
func (t *table) remove(x *exchange) bool {
	if t.size == 0 {
		return false
	}
	at := t.slot(x.number(t.by))
	for *at != nil && *at != x {
		at = &(*at).next[t.by]
	}
	if *at == nil {
		return false
	}
	*at = x.next[t.by]
	if t.size--; t.size == 0 && len(t.slots) > fewestSlots {
		t.slots = nil
	}
	return true
}

// all are the exchanges, in no order; of one slot, those that came last go first.
func (t *table) all() []*exchange {
	all := make([]*exchange, 0, t.size)
	for _, x := range t.slots {
		for ; x != nil; x = x.next[t.by] {
			all = append(all, x)
		}
	}
	return all
}
