//go:build unix

package fakedns

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// A process that has no descriptor left for a connection serves it when there is one again.
func TestShortageOfDescriptors(t *testing.T) {
	addr := New(t, "www A 192.0.2.1").Listen(t)
	var more func()
	d := net.Dialer{Control: func(string, string, syscall.RawConn) error { // when the client has its socket
		more = noMoreDescriptors(t)
		return nil
	}}
	c, err := d.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	conn := &dns.Conn{Conn: c}
	defer conn.Close()
	if err := conn.WriteMsg(question("www.", "A")); err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(2 * shortageWait))
	if _, err := conn.ReadMsg(); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("with no descriptor left: %v, want a timeout", err)
	}
	more()
	c.SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := conn.ReadMsg(); err != nil {
		t.Errorf("with descriptors again: %v", err)
	}
}

// noMoreDescriptors lets the process have the descriptors that it has, and no other until more is called.
func noMoreDescriptors(t *testing.T) (more func()) {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	now := before
	now.Cur = 0
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &now); err != nil {
		t.Fatal(err)
	}
	more = func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(more)
	return more
}
