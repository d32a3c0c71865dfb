package fakedns

import (
	"net"
	"net/netip"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// A udpSocket says at which address a datagram has come, and answers from there: also if it is bound to every address of the
// machine (RFC 1122 §4.1.3.5), where the system can tell.
type udpSocket struct {
	*net.UDPConn
	bound netip.AddrPort
	every bool // it is bound to every address
}

func newUDPSocket(conn *net.UDPConn) *udpSocket {
	u := &udpSocket{UDPConn: conn, bound: unmap(conn.LocalAddr().(*net.UDPAddr).AddrPort())}
	if u.bound.Addr().IsUnspecified() {
		// One of these fails on a socket of the other family; where none is known, read learns nothing.
		ipv4.NewPacketConn(conn).SetControlMessage(ipv4.FlagDst, true)
		ipv6.NewPacketConn(conn).SetControlMessage(ipv6.FlagDst, true)
		u.every = true
	}
	return u
}

// read returns the length of a datagram, whence it is, and the address of this machine at which it has come.
func (u *udpSocket) read(b []byte) (n int, from, at netip.AddrPort, err error) {
	var control [128]byte
	n, controls, _, from, err := u.ReadMsgUDPAddrPort(b, control[:])
	at = u.bound
	if a, ok := arrivedAt(control[:controls]); ok && u.every {
		at = netip.AddrPortFrom(a, u.bound.Port())
	}
	return n, unmap(from), at, err
}

// arrivedAt returns the destination that control messages tell.
func arrivedAt(control []byte) (netip.Addr, bool) {
	var v4 ipv4.ControlMessage
	var v6 ipv6.ControlMessage
	if v6.Parse(control) == nil && v6.Dst != nil {
		a, ok := netip.AddrFromSlice(v6.Dst)
		return a.Unmap(), ok
	}
	if v4.Parse(control) != nil {
		return netip.Addr{}, false
	}
	return netip.AddrFromSlice(v4.Dst.To4())
}

// write sends a datagram from an address that read has returned. It may be lost, as on a network.
func (u *udpSocket) write(b []byte, to, at netip.AddrPort) {
	var control []byte
	switch src := net.IP(at.Addr().AsSlice()); {
	case at == u.bound:
	case at.Addr().Is4():
		control = (&ipv4.ControlMessage{Src: src}).Marshal()
	default:
		control = (&ipv6.ControlMessage{Src: src}).Marshal()
	}
	u.WriteMsgUDPAddrPort(b, control, to)
}
