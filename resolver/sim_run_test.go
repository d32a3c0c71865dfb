package resolver_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/scenario"
)

// A simRun is what a scenario has come to: its calls, and what they took from the machine. Times count from its start.
type simRun struct {
	calls []*simCall
	trace string
	sent  []simSend
	looks []simLook
	open  int    // connections that were not closed
	stuck string // why the bubble did not end by itself
}

// A simSend is a message that a call has sent.
type simSend struct {
	call, conn      int
	network, server string
	name, qtype     string // of its question
}

// A simLook is a file of /etc that was opened.
type simLook struct {
	path string
	at   time.Duration
}

// simLimit is longer than any call may take.
const simLimit = 24 * time.Hour

// simulate runs the calls of a scenario, each in a goroutine of its own, in a bubble of its own.
func simulate(text string) (run *simRun, err error) {
	fsys, err := scenario.Txtar([]byte(text))
	if err != nil {
		return nil, err
	}
	calls, err := scenario.Calls(fsys)
	if err != nil {
		return nil, err
	}
	run = new(simRun)
	for i, c := range calls {
		run.calls = append(run.calls, &simCall{Call: c, index: i})
	}
	defer func() {
		if p := recover(); p != nil { // what is blocked when the bubble ends
			run.stuck = fmt.Sprint(p)
		}
	}()
	synctest.Test(new(testing.T), func(*testing.T) { err = run.play(fsys) })
	return run, err
}

// play makes the calls. It takes what is left of one that never ends off its hands, so that the bubble can end.
func (run *simRun) play(fsys fs.FS) error {
	m, err := scenario.New(fsys)
	if err != nil {
		return err
	}
	watch := &simWatch{start: time.Now(), dial: m.Resolver.Dial, open: map[*simConn]bool{}}
	m.Resolver.Dial = watch.Dial
	m.Resolver.System.FS = simFS{m.Resolver.System.FS, watch}
	ctx, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	var all sync.WaitGroup
	for _, c := range run.calls {
		all.Go(func() { c.make(ctx, m.Resolver, watch.start) })
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(simLimit):
		watch.closeAll()
		giveUp()
		<-done
	}
	synctest.Wait()
	run.trace, run.sent, run.looks, run.open = m.DNS.Trace(), watch.sent, watch.looks, len(watch.open)
	watch.closeAll()
	return nil
}

// simCallKey is where a context keeps the index of its call.
type simCallKey struct{}

// A simWatch sees what lookups take from the machine.
type simWatch struct {
	start time.Time
	dial  func(ctx context.Context, network, address string) (net.Conn, error)

	mu    sync.Mutex
	conns int
	open  map[*simConn]bool
	sent  []simSend
	looks []simLook
}

func (w *simWatch) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := w.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	call, _ := ctx.Value(simCallKey{}).(int)
	server, _ := netip.ParseAddrPort(address)
	w.conns++
	c := &simConn{conn, w, simSend{call: call, conn: w.conns, network: network, server: server.Addr().String()}}
	w.open[c] = true
	if _, ok := conn.(net.PacketConn); ok {
		return simPacketConn{c}, nil
	}
	return c, nil
}

func (w *simWatch) closeAll() {
	w.mu.Lock()
	left := w.open
	w.open = map[*simConn]bool{}
	w.mu.Unlock()
	for c := range left {
		c.Conn.Close()
	}
}

// A simConn counts its messages, and whether it is closed.
type simConn struct {
	net.Conn
	watch *simWatch
	send  simSend
}

func (c *simConn) Write(b []byte) (int, error) {
	wire := b
	if c.send.network == "tcp" && len(b) > 2 {
		wire = b[2 : 2+min(int(binary.BigEndian.Uint16(b)), len(b)-2)]
	}
	s := c.send
	m := new(dns.Msg)
	if m.Unpack(wire) == nil && len(m.Question) == 1 {
		s.name, s.qtype = m.Question[0].Name, dns.Type(m.Question[0].Qtype).String()
	}
	c.watch.mu.Lock()
	c.watch.sent = append(c.watch.sent, s)
	c.watch.mu.Unlock()
	return c.Conn.Write(b)
}

func (c *simConn) Close() error {
	c.watch.mu.Lock()
	delete(c.watch.open, c)
	c.watch.mu.Unlock()
	return c.Conn.Close()
}

// A simPacketConn is a simConn for datagrams.
type simPacketConn struct{ *simConn }

func (c simPacketConn) ReadFrom(b []byte) (int, net.Addr, error) {
	return c.Conn.(net.PacketConn).ReadFrom(b)
}

func (c simPacketConn) WriteTo(b []byte, to net.Addr) (int, error) {
	return c.Conn.(net.PacketConn).WriteTo(b, to)
}

// A simFS notes when which file is opened.
type simFS struct {
	fs.FS
	watch *simWatch
}

func (f simFS) Open(name string) (fs.File, error) {
	f.watch.mu.Lock()
	f.watch.looks = append(f.watch.looks, simLook{name, time.Since(f.watch.start)})
	f.watch.mu.Unlock()
	return f.FS.Open(name)
}
