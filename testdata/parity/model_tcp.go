package parity

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// forever is longer than a request to glibc may take.
const forever = 20 * time.Second

// A connection is one over TCP, to one server.
type connection struct {
	*stub
	place int // of the server
	until time.Time
	qs    []asking

	conn    net.Conn
	hint    hint
	have    [2]bool // which of the questions have an answer
	sent            // so far
	plainly bool    // the server is to be asked again, without OPT
}

// stream asks one server over TCP, both questions on one connection.
func (s *stub) stream(place int, wait time.Duration, qs []asking) (x sent, f failure, terrno syscall.Errno) {
	if s.glibc(tcpDeadline) {
		wait = forever
	}
	c := connection{stub: s, place: place, until: time.Now().Add(wait), qs: qs}
	f, terrno = c.ask()
	if terrno == syscall.ECONNRESET && s.glibc(tcpAnswers) {
		f, terrno = c.ask()
	}
	for c.plainly && s.dress(qs, true) {
		s.plain |= 1 << place
		f, terrno = c.ask()
	}
	if f != none {
		return sent{}, f, terrno
	}
	return c.sent, none, terrno
}

func (c *connection) ask() (f failure, terrno syscall.Errno) {
	c.sent, c.hint, c.plainly, c.have = sent{}, hint{}, false, [2]bool{false, len(c.qs) == 1}
	ctx, cancel := context.WithDeadline(context.Background(), c.until)
	defer cancel()
	conn, err := c.dns.Dial(ctx, "tcp", c.conf.Servers[c.place].String())
	if err != nil {
		return c.failed(err, true)
	}
	defer conn.Close()
	c.conn = conn
	conn.SetDeadline(c.until)
	var out []byte
	for _, q := range c.qs {
		if !c.spend() {
			return exhausted, 0
		}
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(q.wire))), q.wire...)
	}
	if _, err := conn.Write(out); err != nil {
		return c.failed(err, true)
	}
	return c.listen()
}

// failed is what an error of the connection comes to.
func (c *connection) failed(err error, first bool) (failure, syscall.Errno) {
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		c.hangs = c.hangs || c.glibc(tcpDeadline)
		c.silence(c.place, c.qs)
	}
	if errnoOf(err) == syscall.ECONNREFUSED && first && c.conf.UseVC {
		return unreachable, syscall.ECONNREFUSED
	}
	return silent, errnoOf(err)
}

// listen waits for the answers.
func (c *connection) listen() (failure, syscall.Errno) {
	for strangers := 0; strangers <= 64; {
		packet, err := readFramed(c.conn)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded) && c.hint.worth != worthless && time.Now().Before(c.until):
			return c.heed(), 0
		case err != nil:
			return c.failed(err, false)
		case len(packet) < headerLen && c.glibc(tcpAnswers):
			return silent, syscall.EMSGSIZE
		case len(packet) < headerLen:
			strangers++
			continue
		}
		f, done, known := c.take(packet)
		if done {
			return f, 0
		}
		if !known {
			strangers++
		}
	}
	return silent, 0
}

// take looks at what has come; known is whether it was an answer.
func (c *connection) take(packet []byte) (f failure, done, known bool) {
	inFirst := len(c.qs) == 1 || !c.have[0] && !c.have[1]
	if inFirst {
		c.buffer(packet)
	}
	which, worth := c.matchStream(packet)
	switch worth {
	case worthless:
		return none, false, c.glibc(tcpAnswers)
	case bareHint, cutHint:
		c.hint = hint{worth, which, int(packet[3] & 0xf), time.Now().Add(grace)}
		if c.hint.until.Before(c.until) {
			c.conn.SetReadDeadline(c.hint.until)
		}
		return none, false, false
	}
	if !c.glibc(tcpAnswers) {
		plainly := c.answer(c.conf.Servers[c.place], &c.qs[which], c.rcodeOf(packet))
		if isTruncated(packet) {
			return silent, true, true
		}
		if c.plainly = plainly; plainly {
			return silent, true, true
		}
		if why, bad := c.bad(packet, "tcp"); bad {
			return why, true, true
		}
	}
	c.have[which] = true
	if inFirst {
		c.first = packet
	} else {
		c.second = packet
	}
	return none, c.have[0] && c.have[1], true
}

// heed takes a hint for the answer.
func (c *connection) heed() failure {
	if c.hint.worth == cutHint {
		return silent
	}
	q := &c.qs[c.hint.which]
	if c.plainly = wantsPlain(c.hint.rcode) && q.size > 0 && !c.glibc(edns); c.plainly {
		c.answer(c.conf.Servers[c.place], q, c.hint.rcode)
		return silent
	}
	why, _ := c.badRcode(c.hint.rcode)
	return why
}

// matchStream goes by the id alone, in glibc.
func (c *connection) matchStream(packet []byte) (int, worth) {
	if !c.glibc(tcpAnswers) {
		return c.match(packet, "tcp", c.qs, c.have)
	}
	for i, q := range c.qs {
		if !c.have[i] && packet[0] == q.wire[0] && packet[1] == q.wire[1] {
			return i, reply
		}
	}
	return 0, worthless
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
