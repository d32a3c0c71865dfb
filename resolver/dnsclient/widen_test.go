package dnsclient

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver/fakedns"
)

// bufferedConn notes what read buffer it was asked for.
type bufferedConn struct {
	packetConn
	asked *[]int
}

type packetConn interface {
	net.Conn
	net.PacketConn
}

func (c *bufferedConn) SetReadBuffer(bytes int) error {
	*c.asked = append(*c.asked, bytes) // under the server's mutex
	return nil
}

var _ interface{ SetReadBuffer(bytes int) error } = (*net.UDPConn)(nil)

// The read buffer of a socket is widened for more than narrow exchanges, once.
func TestReadBufferIsWidened(t *testing.T) {
	for _, tt := range []struct{ lookups, wide int }{{narrow, 0}, {fewest * roomy, 2 * fewest}} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, shareZone)
			srv.Inject(fakedns.Fault{Do: fakedns.Drop})
			var asked []int
			client := &Client{shared: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := srv.Dial(ctx, network, address)
				return &bufferedConn{conn.(packetConn), &asked}, err
			}}
			ctx, cancel := context.WithCancel(t.Context())
			var all sync.WaitGroup
			for i := range tt.lookups {
				all.Go(func() { both(client, ctx, fmt.Sprintf("n%d.wild.test", i)) })
			}
			synctest.Wait()
			cancel()
			all.Wait()
			time.Sleep(10 * time.Millisecond)
			if len(asked) != tt.wide {
				t.Errorf("%d lookups: %d sockets are wide, want %d", tt.lookups, len(asked), tt.wide)
			}
		})
	}
}
