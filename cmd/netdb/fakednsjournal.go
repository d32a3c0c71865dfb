package main

import (
	"errors"
	"io"
	"net/netip"
	"sync"
	"time"

	"netdb.example/resolver/fakedns"
)

const (
	journalSize = 4096            // objects that wait to be printed
	flushTime   = 2 * time.Second // for the last of them to be taken
)

var errNotRead = errors.New("standard output: nobody reads it")

// A journal prints what a server is asked, as it is notified of it, and never makes the server wait.
type journal struct {
	mu    sync.Mutex
	queue chan entry
	lost  int        // since the last entry of the queue
	ended chan error // has the error of print, once there is nothing to print any more
}

// An entry is an object to print, made when it is its turn, and how many before it were lost.
type entry struct {
	lost   int
	object func() any
}

// newJournal begins a journal. If w fails, failed is called and nothing more is printed.
func newJournal(w io.Writer, failed func()) *journal {
	j := &journal{queue: make(chan entry, journalSize), ended: make(chan error, 1)}
	go func() {
		err := j.print(w)
		if err != nil {
			failed()
		}
		j.ended <- err
	}()
	return j
}

func (j *journal) listening(addr netip.AddrPort) {
	j.put(func() any { return listeningObject{addr.String()} })
}

func (j *journal) query(q fakedns.Query) {
	j.put(func() any { return newQueryObject(q) })
}

// put adds an object to the queue, or loses it if that is full.
func (j *journal) put(object func() any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	select {
	case j.queue <- entry{j.lost, object}:
		j.lost = 0
	default:
		j.lost++
	}
}

// end waits for what is in the queue to be printed, as long as that is not held up. Nothing may be put from then on.
func (j *journal) end() error {
	close(j.queue)
	select {
	case err := <-j.ended:
		return err
	case <-time.After(flushTime):
		return errNotRead
	}
}

func (j *journal) print(w io.Writer) error {
	for e := range j.queue {
		if err := printLost(w, e.lost); err != nil {
			return err
		}
		if err := printJSON(w, e.object()); err != nil {
			return err
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return printLost(w, j.lost)
}

func printLost(w io.Writer, n int) error {
	if n == 0 {
		return nil
	}
	return printJSON(w, lostObject{n})
}
