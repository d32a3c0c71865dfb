package dnsclient

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver/resolvconf"
)

// The world is never given a lookup with the channel of a bubble.
func TestLookupOfABubbleIsNotKept(t *testing.T) {
	client := new(Client)
	synctest.Test(t, func(t *testing.T) {
		client.Lookup(t.Context(), &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}, Timeout: time.Second, Attempts: 1}).Close()
	})
	if client.lookups.Get() != nil {
		t.Error("kept")
	}
}
