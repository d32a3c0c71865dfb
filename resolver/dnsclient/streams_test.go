package dnsclient

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// A stream takes no more questions than leave most ids free: those beyond go over another.
func TestAStreamHasRoomForSoMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Do: fakedns.Drop})
		var streams conns
		client := streams.client(srv)
		conf := *oneServer()
		conf.UseVC = true
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for i := range crowded + 1 {
			all.Go(func() {
				l := client.Lookup(ctx, &conf)
				defer l.Close()
				l.Ask(fmt.Sprintf("n%d.wild.test", i), dns.TypeA)
			})
		}
		synctest.Wait()
		if opened, open := streams.count(); opened != 2 || open != 2 {
			t.Errorf("%d streams, of which %d are open", opened, open)
		}
		cancel()
		all.Wait()
		if _, open := streams.count(); open != 1 {
			t.Errorf("%d streams are open after the last answer, want the new one for a moment", open)
		}
		time.Sleep(10 * time.Millisecond)
		if _, open := streams.count(); open != 0 {
			t.Errorf("%d streams are left", open)
		}
	})
}
