package mockdns

import (
	"context"
	"net"
	"net/netip"
)

// LocalAddr returns the address, a *net.UDPAddr, at which s is served over UDP and TCP from the first call on until Close.
// Its port is 0 if there are no sockets: for a reason that is logged, or because the first call is after Close.
func (s *Server) LocalAddr() net.Addr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed && s.stop == nil {
		s.listen()
	}
	if !s.addr.IsValid() {
		return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	}
	return net.UDPAddrFromAddrPort(s.addr)
}

func (s *Server) listen() {
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan netip.AddrPort, 1)
	ended := make(chan error, 1)
	go func() { ended <- s.front.Serve(ctx, "127.0.0.1:0", func(a netip.AddrPort) { ready <- a }) }()
	select {
	case s.addr = <-ready:
		s.stop = func() {
			cancel()
			<-ended
		}
	case err := <-ended:
		cancel()
		s.logf("%v", err)
	}
}

// Close ends s; again, it does nothing. What has been started for [Server.LocalAddr] is gone when it returns.
func (s *Server) Close() error {
	s.mu.Lock()
	stop := s.stop
	s.closed, s.stop = true, nil
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
	return nil
}
