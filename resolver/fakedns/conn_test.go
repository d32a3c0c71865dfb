package fakedns

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"
)

// pipe joins two conns: what one writes the other reads.
func pipe(bounds, lossy bool) (*conn, *conn) {
	a := &conn{network: "pipe", in: newFlow(bounds, lossy)}
	b := &conn{network: "pipe", in: newFlow(bounds, lossy)}
	into := func(f *flow) func([]byte) error {
		return func(p []byte) error { return f.put(item{data: bytes.Clone(p)}, 0) }
	}
	a.gate, a.out = b.in, into(b.in)
	b.gate, b.out = a.in, into(a.in)
	return a, b
}

func TestConnAsStream(t *testing.T) {
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		a, b := pipe(false, false)
		return a, b, func() { a.Close(); b.Close() }, nil
	})
}

// The suite is for streams: it holds for datagrams as long as none is lost and none is longer than the reader's buffer.
func TestConnAsDatagramsWithoutLoss(t *testing.T) {
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		a, b := pipe(true, false)
		return packetConn{a}, packetConn{b}, func() { a.Close(); b.Close() }, nil
	})
}

func TestDatagramBoundaries(t *testing.T) {
	a, b := pipe(true, true)
	for _, s := range []string{"first", "", "third, and long", "fourth"} {
		if n, err := a.Write([]byte(s)); n != len(s) || err != nil {
			t.Fatalf("Write(%q) = %d, %v", s, n, err)
		}
	}
	buf := make([]byte, 8)
	for _, want := range []string{"first", "", "third, a", "fourth"} {
		if n, err := b.Read(buf); string(buf[:n]) != want || err != nil {
			t.Errorf("Read = %q, %v; want %q", buf[:n], err, want)
		}
	}
}

func TestStreamHasNoBoundaries(t *testing.T) {
	a, b := pipe(false, false)
	a.Write([]byte("first"))
	a.Write([]byte("second"))
	a.Close()
	if got, err := io.ReadAll(iotest.OneByteReader(b)); string(got) != "firstsecond" || err != nil {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestFullQueueDropsDatagrams(t *testing.T) {
	a, b := pipe(true, true)
	sent := 0
	for range 100 {
		if _, err := a.Write(make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		sent++
	}
	a.Close()
	got := 0
	for {
		if _, err := b.Read(make([]byte, 1000)); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		got++
	}
	if want := flowLimit/(1000+itemCost) + 1; got != want {
		t.Errorf("%d of %d datagrams arrived, want %d", got, sent, want)
	}
}

func TestFullStreamHoldsWriterUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe(false, false)
		a.SetWriteDeadline(time.Now().Add(time.Second))
		n, err := a.Write(make([]byte, 1<<20))
		if !errors.Is(err, os.ErrDeadlineExceeded) || n == 0 || n > flowLimit {
			t.Errorf("Write with no reader = %d, %v", n, err)
		}
		a.SetWriteDeadline(time.Time{})
		go func() {
			a.Write(make([]byte, 1<<20-n))
			a.Close()
		}()
		if got, err := io.Copy(io.Discard, b); got != 1<<20 || err != nil {
			t.Errorf("read %d octets, %v", got, err)
		}
	})
}

// Items are read in order of their due times, then in the order they were put.
func TestFlowOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFlow(true, true)
		start := time.Now()
		for _, p := range []struct {
			after time.Duration
			data  string
		}{{2, "d"}, {1, "b"}, {2, "e"}, {0, "a"}, {1, "c"}, {2, "f"}, {-1, "A"}} {
			f.put(item{data: []byte(p.data)}, p.after*time.Second)
		}
		f.closeWrite()
		var got strings.Builder
		buf := make([]byte, 1)
		for {
			n, err := f.read(buf)
			if err != nil {
				break
			}
			fmt.Fprintf(&got, "%s%d ", buf[:n], int(time.Since(start).Seconds()))
		}
		if want := "a0 A0 b1 c1 d2 e2 f2 "; got.String() != want {
			t.Errorf("read %q, want %q", got.String(), want)
		}
	})
}

// What is due at the instant of the deadline is too late, whichever timer fires first.
func TestDeadlineWinsATie(t *testing.T) {
	for range 100 {
		synctest.Test(t, func(t *testing.T) {
			a, _ := pipe(true, true)
			a.in.put(item{data: []byte("late")}, time.Second)
			a.SetReadDeadline(time.Now().Add(time.Second))
			if n, err := a.Read(make([]byte, 8)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("Read = %d, %v", n, err)
			}
		})
	}
}

func TestErrorsAreThoseOfPackageNet(t *testing.T) {
	a := &conn{
		network: "udp",
		local:   &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 49152},
		remote:  &net.UDPAddr{IP: net.IPv4(192, 0, 2, 53), Port: 53},
		in:      newFlow(true, true),
	}
	a.gate = a.in
	p := packetConn{a}
	const ends = " udp 127.0.0.1:49152->192.0.2.53:53: "
	read := func() error { _, err := a.Read(nil); return err }
	write := func(n int) error { _, err := a.Write(make([]byte, n)); return err }
	check := func(err, is error, want string) {
		t.Helper()
		if err == nil || err.Error() != want || !errors.Is(err, is) {
			t.Errorf("error %v, want %q, which is %v", err, want, is)
		}
	}
	a.in.put(item{err: syscall.ECONNREFUSED}, 0)
	check(read(), syscall.ECONNREFUSED, "read"+ends+"read: connection refused")
	check(write(maxDatagram+1), syscall.EMSGSIZE, "write"+ends+"write: message too long")
	_, err := p.WriteTo(nil, p.remote)
	check(err, net.ErrWriteToConnected, "write"+ends+net.ErrWriteToConnected.Error())

	a.SetDeadline(time.Unix(1, 0))
	check(read(), os.ErrDeadlineExceeded, "read"+ends+"i/o timeout")
	check(write(1), os.ErrDeadlineExceeded, "write"+ends+"i/o timeout")
	if err := read().(net.Error); !err.Timeout() {
		t.Errorf("%v is no timeout", err)
	}

	if err := a.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	const closed = "use of closed network connection"
	check(read(), net.ErrClosed, "read"+ends+closed)
	check(write(1), net.ErrClosed, "write"+ends+closed)
	check(a.Close(), net.ErrClosed, "close"+ends+closed)
	check(a.SetDeadline(time.Time{}), net.ErrClosed, "set"+ends+closed)
}

func TestCloseWakesBothSides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe(false, false)
		errs := make(chan error, 2)
		for _, c := range []net.Conn{a, b} {
			go func() {
				_, err := c.Read(make([]byte, 1))
				errs <- err
			}()
		}
		synctest.Wait()
		a.Close()
		e1, e2 := <-errs, <-errs
		if e1 == io.EOF {
			e1, e2 = e2, e1
		}
		if !errors.Is(e1, net.ErrClosed) || e2 != io.EOF {
			t.Errorf("reads ended with %v and %v", e1, e2)
		}
		if _, err := b.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("write to a closed end: %v", err)
		}
	})
}
