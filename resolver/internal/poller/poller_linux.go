// Package poller sees to it that the Go runtime can wait for files, sockets and timers.
//
// It does so by epoll(7), which it sets up when the first file or socket is opened, or the first timer runs (that of
// crypto/rand for one): with two descriptors. Where they are not to be had it ends the program ("runtime: netpollinit
// failed"), be the rest of the program ready for EMFILE or not.
package poller

import (
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// needed is how many descriptors the first to open something takes: an epoll, an eventfd, and its own before them.
const needed = 3

var (
	mu    sync.Mutex
	ready atomic.Bool
)

// Ready has the runtime set up its poller, if there are descriptors for it and for one thing to wait for; the error is that
// there are not. It is to be called before a file or a socket is opened, a timer runs or crypto/rand is first read. Once it has
// returned nil it does nothing more. Who takes the last descriptors in another thread meanwhile can make the program end all the same.
func Ready() error {
	if ready.Load() {
		return nil
	}
	mu.Lock()
	defer mu.Unlock()
	if ready.Load() {
		return nil
	}
	if err := probe(); err != nil {
		return err
	}
	time.AfterFunc(time.Hour, func() {}).Stop()
	ready.Store(true)
	return nil
}

// probe opens and closes as many descriptors as are needed.
func probe() error {
	for range needed {
		fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
		if err != nil {
			return os.NewSyscallError("epoll_create1", err)
		}
		defer syscall.Close(fd)
	}
	return nil
}
