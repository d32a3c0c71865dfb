//go:build !linux

package poller

// Ready does nothing where the runtime has no epoll(7).
func Ready() error { return nil }
