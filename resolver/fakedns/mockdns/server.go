package mockdns

import (
	"context"
	"errors"
	"log"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"

	"netdb.example/resolver/fakedns"
)

// A Server answers from its zones, as they are when it is asked. The caller of [NewServer] may still change the map, but not
// while a lookup runs: for that there are [Server.AppendRR], [Server.RemoveRR] and [Server.Reset].
type Server struct {
	// These may change, but not while s is asked.
	Log           Logger // of every answer; nil for none
	Authoritative bool   // answers have AA set, and RA not

	front *fakedns.Server // has no zones, but an Action that answers
	mu    sync.Mutex      // for what follows
	r     Resolver

	closed bool
	addr   netip.AddrPort // from the first LocalAddr on
	stop   func()         // nil if there are no sockets
}

// A Logger is what a [Server] needs of a *log.Logger.
type Logger interface {
	Printf(f string, args ...interface{})
}

// NewServer returns a server that logs to standard error.
func NewServer(zones map[string]Zone, authoritative bool) (*Server, error) {
	return NewServerWithLogger(zones, log.New(os.Stderr, "mockdns server: ", log.LstdFlags), authoritative)
}

// NewServerWithLogger returns a server of zones, whose keys are names. The error is that of a malformed Zone.
func NewServerWithLogger(zones map[string]Zone, l Logger, authoritative bool) (*Server, error) {
	if zones == nil {
		zones = map[string]Zone{}
	}
	if err := check(zones); err != nil {
		return nil, err
	}
	front, err := fakedns.Parse()
	if err != nil {
		return nil, err
	}
	s := &Server{Log: l, Authoritative: authoritative, front: front, r: Resolver{Zones: zones}}
	front.Inject(fakedns.Fault{Do: s.answer})
	return s, nil
}

// check returns the error of the first malformed Zone, in the order of the names.
func check(zones map[string]Zone) error {
	c, err := newCatalog(zones, false)
	if err != nil {
		return err
	}
	_, err = c.server()
	return err
}

func (s *Server) logf(format string, args ...any) {
	if s.Log != nil {
		s.Log.Printf(format, args...)
	}
}

// PatchNet lets r ask s and nobody else, in memory, whatever servers its machine has. [UnpatchNet] undoes it.
func (s *Server) PatchNet(r *net.Resolver) {
	r.PreferGo = true
	r.Dial = s.dial
}

// UnpatchNet lets r ask the servers of its machine.
func UnpatchNet(r *net.Resolver) {
	r.PreferGo = false
	r.Dial = nil
}

// NewResolver returns a resolver that is patched to ask s.
func (s *Server) NewResolver() *net.Resolver {
	r := new(net.Resolver)
	s.PatchNet(r)
	return r
}

// Resolver returns the resolver that holds the zones of s. Its SkipCNAME is that of s. It must not be used while the zones
// change.
//
// Deprecated: use [Server.NewResolver].
func (s *Server) Resolver() *Resolver { return &s.r }

// dial connects to s: the address may be anything.
func (s *Server) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return nil, errors.New("mockdns: asked after Server.Close")
	}
	return s.front.Dial(ctx, strings.TrimRight(network, "46"), "127.0.0.1:53")
}
