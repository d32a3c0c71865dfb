package fakedns

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestReplace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, "w TXT old")
		s.Inject(Fault{Match: Match{Nth: 2}, Do: Drop})
		check := func(want string) {
			t.Helper()
			if got := texts(t, s, "192.0.2.1"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		check("old")
		if err := s.Replace(Zone{File: "new", Text: "w TXT new"}, Zone{File: "bad", Text: "\nw TXT (\n"}); err == nil ||
			err.Error() != `bad:4: unbalanced brace: "unbalanced brace"` {
			t.Errorf("Replace: %v", err)
		}
		wire, _ := question("w.", "TXT").Pack()
		if out, _ := s.respond(overUDP, wire); out != nil { // the faults and the log are as before
			t.Errorf("the fault is not met: %s", list(out))
		}
		check("old")
		time.Sleep(time.Hour)
		later := version(time.Minute, "f", "", "later") // counts from now
		if err := s.Replace(version(0, "f", "", "new"), later); err != nil {
			t.Error(err)
		}
		check("new")
		time.Sleep(time.Minute)
		check("later")
		if err := s.Replace(); err != nil {
			t.Error(err)
		}
		check("NXDOMAIN")
		if n := len(s.Queries()); n != 6 {
			t.Errorf("%d queries in the log", n)
		}
	})
}

// An error does not begin the time of the versions anew.
func TestReplaceWithAnErrorKeepsTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Parse(version(0, "f", "", "a"), version(2*time.Second, "f", "", "b"))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if err := s.Replace(Zone{Text: "w A"}); err == nil {
			t.Error("no error")
		}
		time.Sleep(time.Second)
		if got := texts(t, s, "192.0.2.1"); got != "b" {
			t.Errorf("got %s", got)
		}
	})
}

// Queries see the one set of zones or the other, and nothing between.
func TestReplaceWhileAsked(t *testing.T) {
	s := parse(t, "w TXT 0a\nw TXT 0b")
	done := make(chan error)
	go func() {
		var errs []error
		for i := range 200 {
			errs = append(errs, s.Replace(Zone{Text: fmt.Sprintf("w TXT %da\nw TXT %[1]db", i)}))
		}
		done <- errors.Join(errs...)
	}()
	for range 500 {
		a, b, _ := strings.Cut(texts(t, s, "192.0.2.1"), " ")
		if strings.TrimSuffix(a, "a") != strings.TrimSuffix(b, "b") {
			t.Errorf("%s and %s", a, b)
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// watch lets the queries of a server, with what goes back, be added to a list.
func watch(s *Server) *[]string {
	var seen []string
	s.Notify(func(q Query) {
		seen = append(seen, fmt.Sprintf("%v #%d: %s", q, q.Nth, strings.TrimSuffix(brief(q.Replies), ", ")))
	})
	return &seen
}

// brief prints packets: when, and how many octets or which error.
func brief(out []Packet) string {
	var b strings.Builder
	for _, p := range out {
		what := fmt.Sprint(len(p.Data))
		if p.Err != nil {
			what = p.Err.Error()
		}
		fmt.Fprintf(&b, "%s, ", strings.TrimSpace(fmt.Sprint(p.After, " ", what, " ", flags(p))))
	}
	return b.String()
}

// Each message that the server gets is told once, queries or not, with what goes back to it.
func TestNotify(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, "* A 192.0.2.1")
		faults, err := ParseFaults("faults", `
			late. -> delay 1h
			behind. -> reorder
			gone. -> drop
			pieces. -> slow-drip 30 1s
			refused. -> refuse
			twice. #2 -> duplicate
		`)
		if err != nil {
			t.Fatal(err)
		}
		s.Inject(faults...)
		seen := watch(s)
		for _, name := range []string{"w", "late", "behind", "gone", "refused", "twice", "twice"} {
			send(t, s, "udp", name).Close()
		}
		send(t, s, "tcp", "pieces").Close()
		c, _ := s.Dial(t.Context(), "udp", "192.0.2.53:53") // a dial is no query
		defer c.Close()
		c.Write([]byte("abc"))
		time.Sleep(2 * time.Hour)
		want := []string{
			"udp 192.0.2.53:53 w. A #1: 0s 35",
			"udp 192.0.2.53:53 late. A #1: 1h0m0s 38",
			"udp 192.0.2.53:53 behind. A #1: 0s 40 behind",
			"udp 192.0.2.53:53 gone. A #1: ",
			"udp 192.0.2.53:53 refused. A #1: 0s connection refused",
			"udp 192.0.2.53:53 twice. A #1: 0s 39",
			"udp 192.0.2.53:53 twice. A #2: 0s 39, 0s 39",
			"tcp 192.0.2.53:53 pieces. A #1: 0s 30 raw, 1s 12 raw",
			"udp 192.0.2.53:53 no query (3 octets) #1: ",
		}
		if !slices.Equal(*seen, want) {
			t.Errorf("got:\n%s\nwant:\n%s", strings.Join(*seen, "\n"), strings.Join(want, "\n"))
		}
		if got := logged(s); !slices.Equal(got, want) {
			t.Errorf("the log has:\n%s", strings.Join(got, "\n"))
		}
	})
}

// logged prints the log as watch does.
func logged(s *Server) []string {
	again := new(Server)
	seen := watch(again)
	for _, q := range s.Queries() {
		again.notify(q)
	}
	return *seen
}

// When it is told nothing has been sent; f may ask the server, and change it.
func TestNotifyComesBeforeTheAnswer(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "* A 192.0.2.1")
			var unread []int
			c, _ := s.Dial(t.Context(), network, "192.0.2.53:53")
			defer c.Close()
			s.Notify(func(q Query) {
				unread = append(unread, buffered(c), len(s.Queries()), len(s.Queries()[0].Replies))
				s.Inject(Fault{Match: Match{Nth: 1}, Do: Drop})
				s.Notify(nil)
			})
			wire, _ := question("w.", "A").Pack()
			if network == "tcp" {
				wire = Packet{Data: wire}.frame()
			}
			c.Write(wire)
			if want := []int{0, 1, 1}; !slices.Equal(unread, want) {
				t.Errorf("over %s: %v items to read, queries, and replies; want %v", network, unread, want)
			}
			c.Write(wire) // meets the fault, and nobody is told
			if n := buffered(c); n != 1 || len(unread) != 3 || len(s.Queries()) != 2 {
				t.Errorf("over %s: %d items to read, told %v", network, n, unread)
			}
		})
	}
}

// buffered returns how many items a client has not read.
func buffered(c any) int {
	if p, ok := c.(packetConn); ok {
		c = p.conn
	}
	return len(c.(*conn).in.items)
}

// Goroutines that ask at the same time are told of one by one or together, but each once.
func TestNotifyOnceForEach(t *testing.T) {
	s := parse(t, "* A 192.0.2.1")
	var mu sync.Mutex
	told := map[int]int{}
	s.Notify(func(q Query) {
		mu.Lock()
		defer mu.Unlock()
		told[q.Nth]++
	})
	wire, _ := question("w.", "A").Pack()
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() { s.respond(overUDP, wire) })
	}
	wg.Wait()
	for nth := range 100 {
		if told[nth+1] != 1 {
			t.Errorf("#%d is told %d times", nth+1, told[nth+1])
		}
	}
}

// A real socket's queries are told as well.
func TestNotifyOfRealSockets(t *testing.T) {
	s := New(t, "w A 192.0.2.1")
	told := make(chan Query, 2)
	s.Notify(func(q Query) { told <- q })
	addr := s.Listen(t)
	for _, network := range []string{"udp", "tcp"} {
		if _, err := exchange(t, network, addr, question("w.", "A")); err != nil {
			t.Fatal(err)
		}
		if q := <-told; q.Network != network || q.Server != addr || brief(q.Replies) != "0s 35, " {
			t.Errorf("%v: %s", q, brief(q.Replies))
		}
	}
}
