package fakedns

import (
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

const (
	flowLimit = 64 << 10 // octets a flow holds before it drops or holds up
	itemCost  = 64       // what an item counts for beside its octets
)

// A flow is one direction of a connection in memory: what has been put and not yet been read. Items are read when they are
// due, those due at one instant in the order they were put. Waiting is sync.Cond and timers only, and so durable in a
// testing/synctest bubble.
type flow struct {
	bounds bool // an item is read by one Read, which cuts it, as a datagram is
	lossy  bool // what is put into a full flow is dropped; otherwise the writer waits for room

	mu             sync.Mutex
	moved          sync.Cond // something below has changed
	items          []item
	size           int
	reader, writer side
}

type item struct {
	due   time.Time
	timer *time.Timer // wakes the readers when it is due
	data  []byte
	err   error // read instead of data; in a stream nothing follows it
}

// A side is the state of one of the two that share a flow.
type side struct {
	gone     bool        // has closed
	deadline time.Time   // on the monotonic clock
	timer    *time.Timer // wakes those who wait as it passes
}

func newFlow(bounds, lossy bool) *flow {
	f := &flow{bounds: bounds, lossy: lossy}
	f.moved.L = &f.mu
	return f
}

// put adds what is to be read at the end of the given time, and never waits.
func (f *flow) put(it item, after time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reader.gone {
		return syscall.EPIPE
	}
	if f.lossy && f.size >= flowLimit {
		return nil
	}
	it.due = time.Now().Add(max(0, after))
	if after > 0 {
		it.timer = time.AfterFunc(after, f.wake)
	}
	i, _ := slices.BinarySearchFunc(f.items, it.due, func(e item, due time.Time) int {
		if e.due.After(due) {
			return 1
		}
		return -1
	})
	f.items = slices.Insert(f.items, i, it)
	f.size += len(it.data) + itemCost
	f.moved.Broadcast()
	return nil
}

func (f *flow) wake() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.moved.Broadcast()
}

// read waits for an item to be due and reads from it.
func (f *flow) read(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		switch {
		case f.reader.gone:
			return 0, net.ErrClosed
		case f.reader.late():
			return 0, os.ErrDeadlineExceeded
		case len(f.items) > 0 && !f.items[0].due.After(time.Now()):
			return f.take(b)
		case len(f.items) == 0 && f.writer.gone:
			return 0, io.EOF
		}
		f.moved.Wait()
	}
}

// take reads from the first item. f.mu is held.
func (f *flow) take(b []byte) (int, error) {
	it := &f.items[0]
	if it.err != nil && !f.bounds {
		return 0, it.err
	}
	n, err := copy(b, it.data), it.err
	if f.bounds || n == len(it.data) {
		f.size -= len(it.data) + itemCost
		f.items = slices.Delete(f.items, 0, 1)
	} else {
		f.size -= n
		it.data = it.data[n:]
	}
	f.moved.Broadcast()
	return n, err
}

// room waits until the writer may put more.
func (f *flow) room() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		switch {
		case f.writer.gone:
			return net.ErrClosed
		case f.writer.late():
			return os.ErrDeadlineExceeded
		case f.lossy || f.reader.gone || f.size < flowLimit:
			return nil
		}
		f.moved.Wait()
	}
}

// set moves the deadline of one side; the zero time is none.
func (f *flow) set(s *side, t time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.gone {
		return net.ErrClosed
	}
	s.stop()
	if !t.IsZero() {
		left := time.Until(t)
		s.deadline = time.Now().Add(left)
		s.timer = time.AfterFunc(left, f.wake)
	}
	return nil
}

// late reports whether the deadline has come. What is due at that very instant is too late.
func (s *side) late() bool {
	return !s.deadline.IsZero() && !time.Now().Before(s.deadline)
}

func (s *side) stop() {
	if s.timer != nil {
		s.timer.Stop()
	}
	s.timer, s.deadline = nil, time.Time{}
}

// closeRead ends the reader's side: what is left is lost. It reports false if that was done before.
func (f *flow) closeRead() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reader.gone {
		return false
	}
	for _, it := range f.items {
		if it.timer != nil {
			it.timer.Stop()
		}
	}
	f.reader.gone = true
	f.items, f.size = nil, 0
	f.reader.stop()
	f.moved.Broadcast()
	return true
}

// closeWrite ends the writer's side: the reader gets what is left, then io.EOF.
func (f *flow) closeWrite() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.writer.gone = true
	f.writer.stop()
	f.moved.Broadcast()
}
