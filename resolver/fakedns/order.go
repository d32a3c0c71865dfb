package fakedns

import (
	"sync"
	"time"
)

const (
	behindGap   = time.Millisecond // how far a packet that is Behind arrives after the one before it
	behindLimit = time.Second      // how long it waits for one
)

// A queue lets packets that are Behind wait for the next one that the server sends to anybody.
type queue struct {
	mu      sync.Mutex
	waiting []*held
	last    time.Time     // when a packet was sent
	after   time.Duration // and that packet's After
}

// held is a packet that waits, or has been sent.
type held struct {
	packet Packet
	send   func(Packet)
	timer  *time.Timer
}

// pass sends p, and those that have waited for it behind it. If p is to be behind another, it is held back, unless one was sent
// at this very instant: so the order in which the messages of one instant are taken up makes no difference.
func (q *queue) pass(p Packet, send func(Packet)) {
	q.mu.Lock()
	now := time.Now()
	if p.Behind && !now.Equal(q.last) {
		h := &held{packet: p, send: send}
		h.timer = time.AfterFunc(behindLimit, func() { q.release(h) })
		q.waiting = append(q.waiting, h)
		q.mu.Unlock()
		return
	}
	if p.Behind {
		p.After = max(p.After, q.after+behindGap)
	} else {
		q.last, q.after = now, p.After
	}
	waiting := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	send(p)
	for _, h := range waiting {
		h.timer.Stop()
		h.packet.After = max(h.packet.After, p.After+behindGap)
		h.send(h.packet)
	}
}

// release sends h, which has waited in vain, if it has not been sent.
func (q *queue) release(h *held) {
	q.mu.Lock()
	found := false
	for i, other := range q.waiting {
		if other == h {
			q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
			found = true
			break
		}
	}
	q.mu.Unlock()
	if found {
		h.send(h.packet)
	}
}
