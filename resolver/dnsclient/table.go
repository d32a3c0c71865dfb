package dnsclient

// A table finds exchanges by a number. They hang from its slots by hooks of their own, so that one more takes no memory, but for the
// doubling of the slots, and little stack.
type table struct {
	slots []*exchange // a power of two of them, or none
	size  int
	by    int // which hook of an exchange
}

// The hooks of an exchange.
const (
	byID       = iota // among those of a link
	byQuestion        // among those to a server
	hooks
)

type hook struct {
	number uint64
	next   *exchange // of the slot
}

// fewestSlots is how many slots a table begins with, and goes back to when it is empty.
const fewestSlots = roomy

func (t *table) slot(number uint64) **exchange { return &t.slots[number&uint64(len(t.slots)-1)] }

// find returns the exchange with that number that came last; nil for none.
func (t *table) find(number uint64) *exchange {
	if t.size == 0 {
		return nil
	}
	x := *t.slot(number)
	for x != nil && x.hooks[t.by].number != number {
		x = x.hooks[t.by].next
	}
	return x
}

// put adds x, which is not in it.
func (t *table) put(x *exchange, number uint64) {
	if t.size == len(t.slots) {
		t.grow()
	}
	t.size++
	t.hang(x, number)
}

func (t *table) hang(x *exchange, number uint64) {
	slot := t.slot(number)
	x.hooks[t.by] = hook{number, *slot}
	*slot = x
}

// grow doubles the slots. Of those with the same number, the last stays so.
func (t *table) grow() {
	all := t.all()
	t.slots = make([]*exchange, max(fewestSlots, 2*len(t.slots)))
	for i := len(all) - 1; i >= 0; i-- {
		t.hang(all[i], all[i].hooks[t.by].number)
	}
}

// remove takes out x, and reports whether it was there.
func (t *table) remove(x *exchange) bool {
	if t.size == 0 {
		return false
	}
	at := t.slot(x.hooks[t.by].number)
	for *at != nil && *at != x {
		at = &(*at).hooks[t.by].next
	}
	if *at == nil {
		return false
	}
	*at = x.hooks[t.by].next
	if t.size--; t.size == 0 && len(t.slots) > fewestSlots {
		t.slots = nil
	}
	return true
}

// all are the exchanges, in no order; of one slot, those that came last go first.
func (t *table) all() []*exchange {
	all := make([]*exchange, 0, t.size)
	for _, x := range t.slots {
		for ; x != nil; x = x.hooks[t.by].next {
			all = append(all, x)
		}
	}
	return all
}
