package resolver_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// A lookup ends with its context, or with its connection, and leaves no goroutine: the bubble would not end.
func TestNetResolverEnds(t *testing.T) {
	silent := func(t *testing.T, f func(t *testing.T, l *net.Resolver)) {
		on(t, servedMachine, func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
			f(t, m.Resolver.NetResolver())
		})
	}
	query := func(t *testing.T, conn net.Conn) {
		if err := (&dns.Conn{Conn: conn}).WriteMsg(new(dns.Msg).SetQuestion("both.example.org.", dns.TypeA)); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("a lookup is cancelled", func(t *testing.T) {
		silent(t, func(t *testing.T, l *net.Resolver) {
			ctx, cancel := context.WithCancel(t.Context())
			go func() { synctest.Wait(); cancel() }()
			start := time.Now()
			_, err := l.LookupMX(ctx, "both.example.org.")
			if !errors.Is(err, context.Canceled) || time.Since(start) != 0 {
				t.Errorf("%v after %v", err, time.Since(start))
			}
		})
	})
	t.Run("its time is over", func(t *testing.T) {
		silent(t, func(t *testing.T, l *net.Resolver) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			_, err := l.LookupMX(ctx, "both.example.org.")
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("%v after %v", err, time.Since(start))
			}
		})
	})
	t.Run("the connection is closed with a query under way", func(t *testing.T) {
		silent(t, func(t *testing.T, l *net.Resolver) {
			conn, _ := l.Dial(context.Background(), "udp", "")
			query(t, conn)
			synctest.Wait()
			start := time.Now()
			conn.Close()
			if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, context.Canceled) {
				t.Errorf("a read from a closed connection: %v", err)
			}
			synctest.Wait()
			if time.Since(start) != 0 {
				t.Errorf("closed after %v", time.Since(start))
			}
		})
	})
	t.Run("nobody reads the answer", func(t *testing.T) {
		on(t, servedMachine, func(t *testing.T, m *scenario.Machine) {
			conn, _ := m.Resolver.NetResolver().Dial(context.Background(), "tcp", "")
			query(t, conn)
			synctest.Wait()
			conn.Close()
		})
	})
	t.Run("nobody closes, but the context ends", func(t *testing.T) {
		silent(t, func(t *testing.T, l *net.Resolver) {
			ctx, cancel := context.WithCancel(context.Background())
			conn, _ := l.Dial(ctx, "udp", "")
			query(t, conn)
			synctest.Wait()
			cancel()
			if _, err := conn.Read(make([]byte, 1)); err != context.Canceled {
				t.Errorf("%v", err)
			}
		})
	})
	t.Run("it has ended before", func(t *testing.T) {
		on(t, servedMachine, func(t *testing.T, m *scenario.Machine) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := m.Resolver.NetResolver().Dial(ctx, "udp", ""); err != context.Canceled {
				t.Errorf("%v", err)
			}
		})
	})
	t.Run("junk", func(t *testing.T) {
		on(t, servedMachine, func(t *testing.T, m *scenario.Machine) {
			conn, _ := m.Resolver.NetResolver().Dial(context.Background(), "udp", "")
			conn.Write([]byte("\x00\x02ab"))
			if _, err := conn.Read(make([]byte, 1)); err == nil {
				t.Error("it has an answer")
			}
			conn.Close()
		})
	})
}
