package parity

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"
)

// A try is one server that is asked over UDP, as by send_dg in res_send.c of glibc: one question, or A and AAAA at once.
type try struct {
	*stub
	place  int // of the server
	server netip.AddrPort
	wait   time.Duration
	qs     []asking
	got    *bool // something has been heard of some server, or waited for

	conn     net.Conn
	deadline time.Time
	hint     hint
	have     [2]bool // which of the questions have an answer
	sent             // so far
	why      failure // of the answer that was none
}

// A hint is what seems to be the answer to one of the questions, and when it is taken for it.
type hint struct {
	worth
	which int
	rcode int
	until time.Time
}

// grace is how long netdb waits for something better than a hint.
const grace = 100 * time.Millisecond

// What a round of a try came to.
type round int

const (
	answered round = iota
	failed
	timedOut
	truncated
	oneMissing // of two answers
	nextPacket // there is more to wait for
	overspent
)

// datagrams asks one server. tc is whether it wants to be asked over TCP.
func (s *stub) datagrams(place int, wait time.Duration, qs []asking, got *bool) (x sent, f failure, tc bool) {
	server := s.conf.Servers[place]
	t := try{stub: s, place: place, server: server, wait: wait, qs: qs, got: got, conn: s.sockets[server]}
	delete(s.sockets, server)
	if t.conn == nil && !t.dial() {
		return sent{}, unreachable, false
	}
	before := *got
	r := t.round()
	for r == oneMissing && !(s.single && s.reopen) { // ask for one after the other, and then on two sockets, from now on
		if s.single {
			s.reopen = true
			t.conn.Close()
			if !t.dial() {
				return sent{}, unreachable, false
			}
		}
		s.single = true
		*got = before
		r = t.round()
	}
	if r == timedOut && s.glibc(lateAnswers) {
		s.sockets[server] = t.conn
	} else {
		t.conn.Close()
	}
	switch r {
	case answered, oneMissing:
		return t.sent, none, false
	case truncated:
		return sent{}, none, true
	case overspent:
		return sent{}, exhausted, false
	}
	return sent{}, t.why, false
}

func (t *try) dial() (ok bool) {
	var err error
	t.conn, err = t.dns.Dial(context.Background(), "udp", t.server.String())
	return err == nil
}

func (t *try) two() bool { return len(t.qs) == 2 }

// round sends the questions, or the first if they are asked for one after the other, and waits.
func (t *try) round() round {
	t.have = [2]bool{false, !t.two()}
	t.sent, t.why, t.hint = sent{}, silent, hint{}
	t.deadline = time.Now().Add(t.wait)
	t.conn.SetReadDeadline(t.deadline)
	send := t.qs
	if t.single {
		send = t.qs[:1]
	}
	if r := t.write(send); r != nextPacket {
		return r
	}
	buf := make([]byte, 1<<16)
	for {
		n, err := t.conn.Read(buf)
		switch late := errors.Is(err, os.ErrDeadlineExceeded); {
		case late && t.hint.worth != worthless && time.Now().Before(t.deadline):
			t.conn.SetReadDeadline(t.deadline)
			if r := t.heed(); r != nextPacket {
				return r
			}
			continue
		case late && t.two() && t.first != nil && (t.have[0] || t.have[1]):
			return oneMissing
		case late:
			*t.got = true
			t.silence(t.place, t.qs)
			return timedOut
		case err != nil:
			t.why = unreachable
			return failed
		}
		if n > 0 {
			*t.got = true
		}
		if r := t.take(bytes.Clone(buf[:n])); r != nextPacket {
			return r
		}
	}
}

// take looks at what has come.
func (t *try) take(packet []byte) round {
	if len(packet) < headerLen {
		if t.glibc(junk) {
			return failed
		}
		return nextPacket
	}
	inFirst := !t.two() || !t.have[0] && !t.have[1]
	if inFirst {
		t.buffer(packet)
	}
	which, worth := t.match(packet, "udp", t.qs, t.have)
	switch worth {
	case worthless:
		return nextPacket
	case bareHint, cutHint:
		t.hint = hint{worth, which, int(packet[3] & 0xf), time.Now().Add(grace)}
		if t.hint.until.Before(t.deadline) {
			t.conn.SetReadDeadline(t.hint.until)
		}
		return nextPacket
	}
	wantsTCP := isTruncated(packet) && !t.glibc(tcpAnswers)
	if plainly := t.answer(t.server, &t.qs[which], t.rcodeOf(packet)); plainly && !wantsTCP {
		return t.again(which)
	}
	if why, bad := t.bad(packet, "udp"); bad {
		return t.passOver(which, why)
	}
	if isTruncated(packet) {
		return truncated
	}
	t.have[which] = true
	if inFirst {
		t.first = packet
	} else {
		t.second = packet
	}
	if t.have[0] && t.have[1] {
		return answered
	}
	if t.single {
		return t.sendOther()
	}
	return nextPacket
}

// heed takes a hint for the answer.
func (t *try) heed() round {
	h := t.hint
	t.hint = hint{}
	if h.worth == cutHint {
		return truncated
	}
	q := &t.qs[h.which]
	if wantsPlain(h.rcode) && q.size > 0 && !t.glibc(edns) {
		t.answer(t.server, q, h.rcode)
		return t.again(h.which)
	}
	why, _ := t.badRcode(h.rcode)
	return t.passOver(h.which, why)
}

// again asks one of the questions without OPT.
func (t *try) again(which int) round {
	t.plain |= 1 << t.place
	t.hint = hint{}
	t.conn.SetReadDeadline(t.deadline)
	if !t.dress(t.qs[which:which+1], true) {
		return failed
	}
	return t.write(t.qs[which : which+1])
}

// write sends qs.
func (t *try) write(qs []asking) round {
	for _, q := range qs {
		if !t.spend() {
			return overspent
		}
		if _, err := t.conn.Write(q.wire); err != nil {
			t.why = unreachable
			return failed
		}
	}
	return nextPacket
}

// passOver takes note of an answer that is none: the other one of two may do.
func (t *try) passOver(which int, why failure) round {
	t.why = why
	switch {
	case t.two() && (t.have[0] || t.have[1]):
		t.second = nil
		if t.first == nil {
			return failed
		}
		return answered
	case t.two() && !t.single:
		t.have[which] = true
		return nextPacket
	}
	return failed
}

// sendOther sends the second question, when the first has been answered.
func (t *try) sendOther() round {
	if t.reopen {
		t.conn.Close()
		if !t.dial() {
			t.why = unreachable
			return failed
		}
		t.conn.SetReadDeadline(t.deadline)
	}
	return t.write(t.qs[1:])
}
