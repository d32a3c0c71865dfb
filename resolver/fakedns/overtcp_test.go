package fakedns

import (
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// pieces prints what a client reads from a stream, and when, until its end or for a minute: "0s 4, 1s 3, 1s EOF".
func pieces(t *testing.T, s *Server, frames []byte) string {
	t.Helper()
	c, err := s.Dial(t.Context(), "tcp", "192.0.2.53:53")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	start := time.Now()
	c.SetReadDeadline(start.Add(time.Minute))
	c.Write(frames)
	var got []string
	buf := make([]byte, 1<<16)
	for {
		n, err := c.Read(buf)
		if err != nil {
			got = append(got, fmt.Sprintf("%v %v", time.Since(start), bare(err)))
			return strings.Join(got, ", ")
		}
		got = append(got, fmt.Sprintf("%v %d", time.Since(start), n))
	}
}

// The answer to w. has 37 octets, its length included.
func TestPiecesOfAStream(t *testing.T) {
	const end = ", 1m0s i/o timeout"
	for _, tt := range []struct{ faults, want string }{
		{"", "0s 37" + end},
		{"slow-drip 10 1s", "0s 10, 1s 10, 2s 10, 3s 7" + end},
		{"slow-drip 5 1s", "0s 5, 1s 5, 2s 5, 3s 5, 4s 5, 5s 5, 6s 5, 7s 2" + end},
		{"slow-drip 36 1ms", "0s 36, 1ms 1" + end},
		{"slow-drip 37 1s", "0s 37" + end},
		{"slow-drip 65537 1s", "0s 37" + end},
		{"slow-drip 20 0s", "0s 20, 0s 17" + end},
		{"delay 3s, slow-drip 20 1s", "3s 20, 4s 17" + end},
		{"slow-drip 20 1s, delay 3s", "3s 20, 4s 17" + end},
		{"slow-drip 20 2s, slow-drip 10 1s", "0s 10, 1s 10, 2s 10, 3s 7" + end},
		{"slow-drip 20 1s, wrong-id", "0s 20, 1s 17" + end}, // a piece has no id

		{"close-mid 0", "0s EOF"},
		{"close-mid 1", "0s 1, 0s EOF"},
		{"close-mid 36", "0s 36, 0s EOF"},
		{"close-mid 37", "0s 37, 0s EOF"},
		{"close-mid 38", "0s 37, 0s EOF"},
		{"delay 2s, close-mid 9", "2s 9, 2s EOF"},
		{"close-mid 9, delay 2s", "2s 9, 2s EOF"},
		{"close-mid 9, duplicate", "0s 9, 0s EOF"}, // nothing follows the end

		// The octets are those of all that goes back, in however many pieces.
		{"slow-drip 10 1s, close-mid 25", "0s 10, 1s 10, 2s 5, 2s EOF"},
		{"slow-drip 10 1s, close-mid 20", "0s 10, 1s 10, 1s EOF"},
		{"slow-drip 10 1s, close-mid 99", "0s 10, 1s 10, 2s 10, 3s 7, 3s EOF"},
		{"close-mid 25, slow-drip 10 1s", "0s 10, 1s 10, 2s 5, 2s EOF"},
		{"duplicate, close-mid 45", "0s 37, 0s 8, 0s EOF"},
		{"close-mid 9, duplicate, close-mid 99", "0s 9, 0s EOF"},
		{"spoof-before 1s delay 2s, close-mid 45", "1s 37, 2s 8, 2s EOF"}, // in the order in which they arrive
		{"close-mid 25, close-mid 9", "0s 9, 0s EOF"},
		{"close-mid 9, close-mid 25", "0s 9, 0s EOF"},

		// Errors are the end, and no octets.
		{"reset", "0s connection reset by peer"},
		{"delay 1s, reset", "0s connection reset by peer"}, // instead of what was late
		{"reset, delay 1s", "1s connection reset by peer"},
		{"reset, slow-drip 1 1s", "0s connection reset by peer"},
		{"reset, close-mid 9", "0s connection reset by peer"},
		{"error 2s EPIPE, slow-drip 20 1s", "0s 20, 1s 17, 2s broken pipe"},
		{"slow-drip 20 2s, error 1s EPIPE", "0s 20, 1s broken pipe"},
		{"error 2s EPIPE, close-mid 99", "0s 37, 2s broken pipe"},
		{"error 2s EPIPE, close-mid 9", "0s 9, 0s EOF"},
		{"error 2s EPIPE, send 1s 00, close-mid 99", "0s 37, 1s 3, 2s broken pipe"},
		{"error 2s EPIPE, send 3s 00, close-mid 99", "0s 37, 2s broken pipe"},
		{"error 2s EOF", "0s 37, 2s EOF"},
		{"drop, slow-drip 1 1s", "1m0s i/o timeout"},
		{"drop, close-mid 1", "1m0s i/o timeout"},
		{"garbage, slow-drip 1 1s", "0s 1, 1s 1" + end}, // the length alone
	} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "w A 192.0.2.1")
			if tt.faults != "" {
				faults, err := ParseFaults("faults", "tcp -> "+tt.faults)
				if err != nil {
					t.Fatal(err)
				}
				s.Inject(faults...)
			}
			wire, _ := question("w.", "A").Pack()
			if got := pieces(t, s, Packet{Data: wire}.frame()); got != tt.want {
				t.Errorf("%s:\n got %s\nwant %s", tt.faults, got, tt.want)
			}
		})
	}
}

// Values that no text can have.
func TestPiecesOutOfRange(t *testing.T) {
	for _, tt := range []struct {
		do   Action
		want string
	}{
		{SlowDrip(0, time.Second), "0s 00, 1s 03, 2s 01, 3s 02, 4s 03, "},
		{SlowDrip(-1, time.Second), "0s 00, 1s 03, 2s 01, 3s 02, 4s 03, "},
		{CloseMid(-1), "0s  raw close, "},
	} {
		out := tt.do(Query{Network: "tcp"}, []Packet{{Data: []byte{1, 2, 3}}})
		var got strings.Builder
		for _, p := range out {
			fmt.Fprintf(&got, "%v % x", p.After, p.Data)
			if p.Close {
				got.WriteString(" " + flags(p))
			}
			got.WriteString(", ")
		}
		if got.String() != tt.want {
			t.Errorf("got %s, want %s", got.String(), tt.want)
		}
	}
}

// UDP has no stream: what is done to one leaves datagrams alone.
func TestStreamActionsOverUDP(t *testing.T) {
	in := []Packet{{Data: []byte("answer")}, {Err: syscall.EIO}}
	for name, do := range map[string]Action{"SlowDrip": SlowDrip(1, 1), "CloseMid": CloseMid(1), "Reset": Reset} {
		if got, want := list(do(Query{Network: "udp"}, in)), list(in); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// Whatever pieces it comes in, the answer is whole.
func TestDrippedAnswerIsWhole(t *testing.T) {
	for n := 1; n <= 40; n++ {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "w A 192.0.2.1")
			s.Inject(Fault{Do: SlowDrip(n, time.Millisecond)})
			if got, want := what(t, s, "tcp", question("w.", "A")), "0s NOERROR | w. A 192.0.2.1\n"; got != want {
				t.Errorf("%d at a time: %q", n, got)
			}
		})
	}
}

// A reset is not an end: what was sent before it is still read, what came after it is not, and it stays.
func TestResetStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, "w A 192.0.2.1")
		s.Inject(Fault{Match: Match{Nth: 2}, Do: Reset})
		wire, _ := question("w.", "A").Pack()
		frame := Packet{Data: wire}.frame()
		c, _ := s.Dial(t.Context(), "tcp", "192.0.2.53:53")
		defer c.Close()
		c.Write(append(append([]byte{}, frame...), frame...))
		if data, err := readMessage(c); err != nil || describe(data) != "NOERROR | w. A 192.0.2.1" {
			t.Errorf("first answer: % x, %v", data, err)
		}
		for range 2 {
			if _, err := io.ReadFull(c, make([]byte, 1)); bare(err) != syscall.ECONNRESET {
				t.Errorf("then: %v", err)
			}
		}
	})
}
