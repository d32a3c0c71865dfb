package fakedns

import (
	"slices"
	"sync"
	"time"
)

const (
	behindGap   = time.Millisecond // how far behind the packet it has waited for one that is Behind arrives
	behindLimit = time.Second      // how long it waits for one
	instantEnd  = time.Nanosecond  // when all is known that is sent at one instant
)

// A queue lets packets that are Behind wait for the next instant at which the server sends anything to anybody. They arrive
// behind the packet of that instant that is first to arrive. What is sent at the instant at which they would be counts, before
// them or after: the order in which the messages of one instant are taken up makes no difference.
type queue struct {
	mu      sync.Mutex
	last    *instant // at which a packet was sent
	waiting []*held
}

// An instant is one at which packets were sent that are not Behind.
type instant struct {
	at, first time.Time // first is when the first of them arrives
}

// A held packet waits.
type held struct {
	packet Packet
	send   func(Packet)
	at     time.Time   // since when
	next   *instant    // what it has waited for, nil until that comes
	timer  *time.Timer // releases it
}

// pass sends p, now or, if it is Behind, later.
func (q *queue) pass(p Packet, send func(Packet)) {
	if p.Behind {
		q.hold(&held{packet: p, send: send, at: time.Now()})
		return
	}
	q.note(time.Now(), p.After)
	send(p)
}

func (q *queue) hold(h *held) {
	q.mu.Lock()
	defer q.mu.Unlock()
	wait := behindLimit
	if q.last != nil && q.last.at.Equal(h.at) {
		h.next, wait = q.last, instantEnd
	}
	q.waiting = append(q.waiting, h)
	h.timer = time.AfterFunc(wait, q.release)
}

// note tells those that wait of a packet that is sent now and arrives after a time.
func (q *queue) note(now time.Time, after time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	arrival := now.Add(after)
	if q.last == nil || !q.last.at.Equal(now) {
		q.last = &instant{now, arrival}
	}
	if arrival.Before(q.last.first) {
		q.last.first = arrival
	}
	for _, h := range q.waiting {
		if h.next == nil {
			h.next = q.last
			h.timer.Reset(instantEnd)
		}
	}
}

// release sends those that have waited long enough, in the order in which they came.
func (q *queue) release() {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	q.waiting = slices.DeleteFunc(q.waiting, func(h *held) bool {
		if !h.ready(now) {
			return false
		}
		h.timer.Stop()
		h.packet.After = h.after() - now.Sub(h.at)
		h.send(h.packet)
		return true
	})
}

func (h *held) ready(now time.Time) bool {
	return h.next != nil && now.After(h.next.at) || now.Sub(h.at) >= behindLimit
}

// after returns how long after it was to be sent h arrives: behind the one it has waited for if that comes within the limit,
// but never earlier than by itself.
func (h *held) after() time.Duration {
	late := behindLimit
	if h.next != nil {
		late = min(late, h.next.first.Sub(h.at)+behindGap)
	}
	return max(h.packet.After, late)
}
