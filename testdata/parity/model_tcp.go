package parity

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// forever is longer than a request to glibc may take.
const forever = 20 * time.Second

// stream asks one server over TCP, both questions on one connection.
func (s *stub) stream(server netip.AddrPort, wait time.Duration, qs []asking) (x sent, f failure, terrno syscall.Errno) {
	if s.glibc(tcpDeadline) {
		wait = forever
	}
	for range 2 {
		x, f, terrno = s.connection(server, wait, qs)
		if terrno != syscall.ECONNRESET || !s.glibc(tcpAnswers) {
			break
		}
	}
	return x, f, terrno
}

func (s *stub) connection(server netip.AddrPort, wait time.Duration, qs []asking) (x sent, f failure, terrno syscall.Errno) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	conn, err := s.dns.Dial(ctx, "tcp", server.String())
	if err != nil {
		return sent{}, s.tcpFailure(err), errnoOf(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(wait))
	var out []byte
	for _, q := range qs {
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(q.wire))), q.wire...)
	}
	if _, err := conn.Write(out); err != nil {
		return sent{}, s.tcpFailure(err), errnoOf(err)
	}
	have := [2]bool{false, len(qs) == 1}
	for strangers := 0; strangers < 64; {
		packet, err := readFramed(conn)
		if err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) && s.glibc(tcpDeadline) {
				s.hangs = true
			}
			return sent{}, silent, errnoOf(err)
		}
		if len(packet) < headerLen {
			if s.glibc(tcpAnswers) {
				return sent{}, silent, syscall.EMSGSIZE
			}
			strangers++
			continue
		}
		inFirst := len(qs) == 1 || !have[0] && !have[1]
		if inFirst {
			s.buffer(packet)
		}
		which, ok := s.matchStream(packet, qs, have)
		if !ok {
			if !s.glibc(tcpAnswers) {
				strangers++
			}
			continue
		}
		if !s.glibc(tcpAnswers) {
			if isTruncated(packet) {
				return sent{}, silent, 0
			}
			if why, bad := s.bad(packet, "tcp"); bad {
				return sent{}, why, 0
			}
		}
		have[which] = true
		if inFirst {
			x.first = packet
		} else {
			x.second = packet
		}
		if have[0] && have[1] {
			return x, none, 0
		}
	}
	return sent{}, silent, 0
}

func (s *stub) tcpFailure(err error) failure {
	if errnoOf(err) == syscall.ECONNREFUSED && s.conf.UseVC {
		return unreachable
	}
	return silent
}

// matchStream goes by the id alone, in glibc.
func (s *stub) matchStream(packet []byte, qs []asking, have [2]bool) (int, bool) {
	if !s.glibc(tcpAnswers) {
		return s.match(packet, qs, have)
	}
	for i, q := range qs {
		if !have[i] && packet[0] == q.wire[0] && packet[1] == q.wire[1] {
			return i, true
		}
	}
	return 0, false
}

func readFramed(r io.Reader) ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	packet := make([]byte, binary.BigEndian.Uint16(size[:]))
	_, err := io.ReadFull(r, packet)
	return packet, err
}

func errnoOf(err error) syscall.Errno {
	var e syscall.Errno
	errors.As(err, &e)
	return e
}
