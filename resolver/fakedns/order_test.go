package fakedns

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A timed query goes out at a time, over a connection of its own.
type timed struct {
	at            time.Duration
	network, name string
}

// An arrival is one message, or error, that a client reads.
type arrival struct {
	at   time.Duration
	name string
}

// arrivals prints when each query has its answers: "0s b, 1ms a". All clients run at the same time.
func arrivals(t *testing.T, faults string, queries ...timed) string {
	t.Helper()
	s := New(t, "* A 192.0.2.1")
	parsed, err := ParseFaults("faults", faults)
	if err != nil {
		t.Fatal(err)
	}
	s.Inject(parsed...)
	var mu sync.Mutex
	var all []arrival
	var wg sync.WaitGroup
	start := time.Now()
	for _, q := range queries {
		wg.Go(func() {
			time.Sleep(q.at)
			c := send(t, s, q.network, q.name)
			defer c.Close()
			for {
				_, err := readMessage(c)
				if at := time.Since(start); at < time.Minute {
					mu.Lock()
					all = append(all, arrival{at, q.name})
					mu.Unlock()
				}
				if err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	slices.SortFunc(all, func(a, b arrival) int { return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(a.name, b.name)) })
	var lines []string
	for _, a := range all {
		lines = append(lines, fmt.Sprintf("%v %s", a.at, a.name))
	}
	return strings.Join(lines, ", ")
}

// send asks for the address of name. The client waits a minute for what comes.
func send(t *testing.T, s *Server, network, name string) net.Conn {
	c, err := s.Dial(t.Context(), network, "192.0.2.53:53")
	if err != nil {
		t.Error(err)
		return nil
	}
	wire, _ := question(name+".", "A").Pack()
	if network == "tcp" {
		wire = Packet{Data: wire}.frame()
	}
	c.SetDeadline(time.Now().Add(time.Minute))
	c.Write(wire)
	return c
}

// The names of queries that are reordered begin with r.
func TestReorder(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		what, faults string
		queries      []timed
		want         string
	}{
		{"alone it waits for a second", "r. -> reorder", []timed{{0, "", "r"}}, "1s r"},
		{"behind the next packet to anybody", "r. -> reorder", []timed{{0, "", "r"}, {300 * ms, "", "x"}}, "300ms x, 301ms r"},
		{"of the next packets the first counts", "r. -> reorder",
			[]timed{{0, "", "r"}, {300 * ms, "", "x"}, {400 * ms, "", "y"}}, "300ms x, 301ms r, 400ms y"},
		{"what was sent before does not", "r. -> reorder", []timed{{0, "", "x"}, {1 * ms, "", "r"}}, "0s x, 1.001s r"},
		{"what comes at the end of the second is late", "r. -> reorder", []timed{{0, "", "r"}, {time.Second, "", "x"}}, "1s r, 1s x"},
		{"and later still", "r. -> reorder", []timed{{0, "", "r"}, {2 * time.Second, "", "x"}}, "1s r, 2s x"},

		// At one instant, whichever of the two is taken up first.
		{"at the same instant", "r. -> reorder", []timed{{0, "", "r"}, {0, "", "x"}}, "0s x, 1ms r"},
		{"the first to arrive counts", "r. -> reorder\nx. -> delay 20ms",
			[]timed{{0, "", "r"}, {0, "", "x"}, {0, "", "y"}}, "0s y, 1ms r, 20ms x"},
		{"of a later instant too", "r. -> reorder\nx. -> delay 20ms",
			[]timed{{0, "", "r"}, {50 * ms, "", "x"}, {50 * ms, "", "y"}}, "50ms y, 51ms r, 70ms x"},
		{"but not of the instant after that", "r. -> reorder\nx. -> delay 200ms",
			[]timed{{0, "", "r"}, {50 * ms, "", "x"}, {60 * ms, "", "y"}}, "60ms y, 250ms x, 251ms r"},

		// What is late, and what never comes.
		{"behind one that is late", "r. -> reorder\nx. -> delay 400ms", []timed{{0, "", "r"}, {0, "", "x"}}, "400ms x, 401ms r"},
		{"not behind one that is too late", "r. -> reorder\nx. -> delay 5s", []timed{{0, "", "r"}, {0, "", "x"}}, "1s r, 5s x"},
		{"it keeps its own delay", "r. -> delay 500ms, reorder", []timed{{0, "", "r"}, {100 * ms, "", "x"}}, "100ms x, 500ms r"},
		{"and no more than that", "r. -> delay 2s, reorder", []timed{{0, "", "r"}}, "2s r"},
		{"a delay after it is the same", "r. -> reorder, delay 2s", []timed{{0, "", "r"}}, "2s r"},
		{"what is dropped is no packet", "r. -> reorder\nx. -> drop", []timed{{0, "", "r"}, {0, "", "x"}}, "1s r"},
		{"an error is one", "r. -> reorder\nx. -> refuse", []timed{{0, "", "r"}, {100 * ms, "", "x"}}, "100ms x, 101ms r"},
		{"an error may wait too", "r. -> refuse, reorder", []timed{{0, "", "r"}, {100 * ms, "", "x"}}, "100ms x, 101ms r"},

		// Several that wait.
		{"none waits for another", "any -> reorder", []timed{{0, "", "r1"}, {100 * ms, "", "r2"}}, "1s r1, 1.1s r2"},
		{"all go at once", "r1. -> reorder\nr2. -> reorder",
			[]timed{{0, "", "r1"}, {100 * ms, "", "r2"}, {200 * ms, "", "x"}}, "200ms x, 201ms r1, 201ms r2"},
		{"those that are too late do not", "r1. -> reorder\nr2. -> reorder",
			[]timed{{0, "", "r1"}, {800 * ms, "", "r2"}, {1200 * ms, "", "x"}}, "1s r1, 1.2s x, 1.201s r2"},
		{"one after the other", "r1. -> reorder\nr2. -> reorder",
			[]timed{{0, "", "r1"}, {100 * ms, "", "x"}, {200 * ms, "", "r2"}, {300 * ms, "", "y"}},
			"100ms x, 101ms r1, 300ms y, 301ms r2"},
		{"both packets of a pair wait", "r. -> duplicate, reorder", []timed{{0, "", "r"}, {10 * ms, "", "x"}}, "10ms x, 11ms r, 11ms r"},
		{"the second of a pair", "r. -> spoof-before 0s reorder", []timed{{0, "", "r"}}, "0s r, 1ms r"},

		// Over TCP the connection goes on, and others are held up no more than over UDP.
		{"between networks", "r. -> reorder", []timed{{0, "tcp", "r"}, {300 * ms, "udp", "x"}}, "300ms x, 301ms r"},
		{"between streams", "r. -> reorder", []timed{{0, "tcp", "r"}, {300 * ms, "tcp", "x"}}, "300ms x, 301ms r"},
		{"in pieces", "r. -> reorder, slow-drip 30 500ms", []timed{{0, "tcp", "r"}, {100 * ms, "", "x"}}, "100ms x, 500ms r"},
		{"in pieces, alone", "r. -> slow-drip 30 500ms, reorder", []timed{{0, "tcp", "r"}}, "1s r"},
		{"to a close", "r. -> reorder, close-mid 9", []timed{{0, "tcp", "r"}, {100 * ms, "", "x"}}, "100ms x, 101ms r"},
		{"to a reset", "r. -> reset, reorder", []timed{{0, "tcp", "r"}}, "1s r"},
	} {
		for range 10 { // the goroutines may run in another order each time
			synctest.Test(t, func(t *testing.T) {
				for i := range tt.queries {
					tt.queries[i].network = cmp.Or(tt.queries[i].network, "udp")
				}
				if got := arrivals(t, tt.faults, tt.queries...); got != tt.want {
					t.Errorf("%s:\n got %s\nwant %s", tt.what, got, tt.want)
				}
			})
		}
	}
}

// Two packets of one client that wait together stay in their order.
func TestReorderKeepsTheOrderOfOneClient(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		for range 20 {
			synctest.Test(t, func(t *testing.T) {
				s := New(t, "w A 192.0.2.1")
				faults, err := ParseFaults("faults", "any -> spoof-before 0s wrong-id, spoof-before 0s rcode REFUSED, reorder")
				if err != nil {
					t.Fatal(err)
				}
				s.Inject(faults...)
				const answer = "NOERROR | w. A 192.0.2.1\n"
				const want = "1s id 60824 REFUSED\n1s REFUSED\n1s id 60824 " + answer + "1s " + answer
				if got := what(t, s, network, question("w.", "A")); got != want {
					t.Errorf("over %s:\n got %q\nwant %q", network, got, want)
				}
			})
		}
	}
}

// A packet that waits for the next one does not keep the client's next query of the same stream from its answer.
func TestReorderWithinAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, "* A 192.0.2.1")
		s.Inject(Fault{Match: Match{Name: "a"}, Do: Reorder})
		c := send(t, s, "tcp", "a")
		defer c.Close()
		wire, _ := question("b.", "A").Pack()
		c.Write(Packet{Data: wire}.frame())
		start := time.Now()
		for _, want := range []string{"0s about b. NOERROR | b. A 192.0.2.1", "1ms about a. NOERROR | a. A 192.0.2.1"} {
			data, err := readMessage(c)
			if got := fmt.Sprint(time.Since(start), " ", describe(data)); err != nil || got != want {
				t.Errorf("got %s, %v; want %s", got, err, want)
			}
		}
	})
}

// The client is gone when the packet comes: nobody minds, and nothing is left at the end of the bubble.
func TestReorderToAClosedConnection(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		for _, next := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				s := New(t, "* A 192.0.2.1")
				s.Inject(Fault{Match: Match{Name: "r"}, Do: Reorder})
				send(t, s, network, "r").Close()
				if next {
					send(t, s, network, "x").Close()
				}
				time.Sleep(2 * time.Second)
				synctest.Wait()
				if n := len(s.order.waiting); n != 0 {
					t.Errorf("over %s: %d still wait", network, n)
				}
			})
		}
	}
}

// A bubble may end while a packet waits, and its connection be open.
func TestReorderAtTheEndOfABubble(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "* A 192.0.2.1")
			s.Inject(Fault{Match: Match{Name: "r"}, Do: Reorder})
			send(t, s, network, "r")
			if n := len(s.order.waiting); n != 1 {
				t.Errorf("over %s: %d wait", network, n)
			}
		})
	}
}

// What is late on a real socket after the server has ended, because it was behind, starts nothing.
func TestReorderAfterServeHasEnded(t *testing.T) {
	s := parse(t, "")
	l, err := s.listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	udp := l.addr
	l.udp.SetReadDeadline(time.Unix(1, 0))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.serve(ctx); err != nil {
		t.Fatal(err)
	}
	l.reply(ctx, path{server: udp}, Packet{After: time.Hour})
	l.reply(ctx, path{server: udp}, Packet{Data: []byte("late")})
	if len(l.late) != 0 {
		t.Errorf("%d datagrams are late", len(l.late))
	}
}
