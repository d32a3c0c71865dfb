package fakedns

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

const (
	bindTries    = 16                    // ports to try for one that is free for UDP and TCP
	maxTCP       = 128                   // TCP connections at a time; more wait to be accepted
	maxLate      = 4096                  // datagrams delayed at a time; more are lost
	shortageWait = 10 * time.Millisecond // for a descriptor to be free again
	idleTimeout  = 30 * time.Second      // for a TCP client that sends nothing (RFC 7766 §6.2.3)
)

// Listen serves on real sockets, UDP and TCP on one port of 127.0.0.1, until the end of tb: for dig, glibc, anything that
// cannot use [Server.Dial]. Of faults, those for Dial are not met there.
func (s *Server) Listen(tb TB) netip.AddrPort {
	tb.Helper()
	l, err := s.listen("127.0.0.1:0")
	if err != nil {
		tb.Fatalf("fakedns: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.serve(ctx) }()
	tb.Cleanup(func() {
		tb.Helper()
		cancel()
		if err := <-ended; err != nil {
			tb.Fatalf("fakedns: %v", err)
		}
	})
	return l.addr
}

// Serve serves on real sockets, UDP and TCP on one port, until ctx ends, and returns nil then; before that only if a socket
// fails. The addr is as for net.Listen: with port 0 a free one is taken. Once the sockets are open ready, unless nil, is
// called with their address. Nothing is left running or open when Serve returns.
func (s *Server) Serve(ctx context.Context, addr string, ready func(netip.AddrPort)) error {
	l, err := s.listen(addr)
	if err != nil {
		return err
	}
	if ready != nil {
		ready(l.addr)
	}
	return l.serve(ctx)
}

// A listener is the server's two sockets, and what they serve.
type listener struct {
	server *Server
	addr   netip.AddrPort
	udp    *udpSocket
	tcp    net.Listener
	late   chan struct{} // has one element for each datagram delayed
	wg     sync.WaitGroup
	mu     sync.Mutex // held while a delayed datagram enters wg, and while the sockets close
}

// listen binds both sockets; if port 0 gave TCP one that is in use for UDP, it takes another.
func (s *Server) listen(addr string) (*listener, error) {
	_, port, _ := net.SplitHostPort(addr)
	family := ""
	if a, err := netip.ParseAddrPort(addr); err == nil && a.Addr() == netip.IPv4Unspecified() {
		family = "4" // 0.0.0.0 is not [::], as package net has it
	}
	for try := 1; ; try++ {
		tcp, err := net.Listen("tcp"+family, addr)
		if err != nil {
			return nil, err
		}
		bound := tcp.Addr().(*net.TCPAddr).AddrPort()
		udp, err := net.ListenUDP("udp"+family, net.UDPAddrFromAddrPort(bound))
		if err == nil {
			return &listener{server: s, addr: unmap(bound), udp: newUDPSocket(udp), tcp: tcp, late: make(chan struct{}, maxLate)}, nil
		}
		tcp.Close()
		if port != "0" || try == bindTries || !errors.Is(err, syscall.EADDRINUSE) {
			return nil, err
		}
	}
}

func unmap(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// serve runs until ctx ends, or one socket fails. Both are closed when it returns.
func (l *listener) serve(ctx context.Context) error {
	inner, stop := context.WithCancelCause(ctx)
	l.wg.Go(func() { stop(l.serveUDP(inner)) })
	l.wg.Go(func() { stop(l.serveTCP(inner)) })
	<-inner.Done()
	l.close()
	l.wg.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return context.Cause(inner)
}

func (l *listener) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.udp.Close()
	l.tcp.Close()
}

func (l *listener) serveUDP(ctx context.Context) error {
	buf := make([]byte, dns.MaxMsgSize)
	for {
		n, from, at, err := l.udp.read(buf)
		if err != nil {
			return err
		}
		way := path{"udp", from, at}
		l.server.receive(way, buf[:n], func(p Packet) { l.reply(ctx, way, p) })
	}
}

// reply sends one datagram, or loses it as a network does: when it is too long, or too many are late already.
func (l *listener) reply(ctx context.Context, way path, p Packet) {
	switch {
	case p.Err != nil:
	case p.After <= 0:
		l.udp.write(p.Data, way.client, way.server)
	default:
		l.replyLate(ctx, way, p)
	}
}

// replyLate starts nothing once ctx has ended: a packet that is Behind may come after that.
func (l *listener) replyLate(ctx context.Context, way path, p Packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	select {
	case l.late <- struct{}{}:
	default:
		return
	}
	l.wg.Go(func() {
		if wait(ctx, p.After) == nil {
			l.udp.write(p.Data, way.client, way.server)
		}
		<-l.late
	})
}

func (l *listener) serveTCP(ctx context.Context) error {
	slots := make(chan struct{}, maxTCP)
	for {
		slots <- struct{}{}
		c, err := l.tcp.Accept()
		switch {
		case err == nil:
			l.wg.Go(func() {
				l.serveConn(ctx, c.(*net.TCPConn))
				<-slots
			})
			continue
		case !passes(err):
			return err
		}
		<-slots
		wait(ctx, shortageWait)
	}
}

// passes reports whether an error of accept(2) says nothing about the socket.
func passes(err error) bool {
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// serveConn joins a TCP connection to one in memory, until the client is gone and has its answers, the server has closed, or
// ctx ends.
func (l *listener) serveConn(ctx context.Context, c *net.TCPConn) {
	mem := l.server.open("tcp", path{"tcp", addrPort(c.RemoteAddr()), addrPort(c.LocalAddr())})
	stop := context.AfterFunc(ctx, func() {
		c.Close()
		mem.Close()
	})
	defer stop()
	l.wg.Go(func() {
		io.Copy(mem, patientReader{c})
		mem.gate.closeWrite()
	})
	if _, err := io.Copy(c, mem); err != nil {
		c.SetLinger(0)
	}
	c.Close()
	mem.Close()
}

func addrPort(a net.Addr) netip.AddrPort {
	return unmap(a.(*net.TCPAddr).AddrPort())
}

// A patientReader waits for its connection no longer than idleTimeout.
type patientReader struct{ net.Conn }

func (r patientReader) Read(b []byte) (int, error) {
	r.SetReadDeadline(time.Now().Add(idleTimeout))
	return r.Conn.Read(b)
}
