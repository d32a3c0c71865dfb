package dnsclient

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/crew"
	"netdb.example/resolver/resolvconf"
)

// The world is never given a lookup with the channel of a bubble, nor the other way round.
func TestLookupOfABubbleIsNotKept(t *testing.T) {
	client := new(Client)
	conf := &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}, Timeout: time.Second, Attempts: 1}
	synctest.Test(t, func(t *testing.T) {
		client.Lookup(t.Context(), conf).Close()
	})
	if client.lookups.Get() != nil {
		t.Error("kept")
	}
	kept := &Lookup{waiter: crew.New(nil)}
	client.lookups.Put(kept)
	synctest.Test(t, func(t *testing.T) {
		if l := client.Lookup(t.Context(), conf); l == kept || l.waiter == kept.waiter {
			t.Error("one of the world is used")
		}
	})
}

// A lookup in a bubble that asks over real sockets shares neither these nor a question with those outside.
func TestABubbleSharesNothing(t *testing.T) {
	silent, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	conf := &resolvconf.Config{Servers: []netip.AddrPort{silent.LocalAddr().(*net.UDPAddr).AddrPort()}, Timeout: time.Minute, Attempts: 1}
	client := new(Client)
	ask := func(ctx context.Context) (*Lookup, *ask) {
		l := client.Lookup(ctx, conf)
		l.prepare("www.test", dns.TypeA)
		a := &l.asks[0]
		a.start(present())
		a.send(present())
		return l, a
	}
	outside, first := ask(t.Context())
	defer outside.Close()
	synctest.Test(t, func(t *testing.T) {
		l, a := ask(t.Context())
		defer l.Close()
		if a.joined || a.exchange.link == first.exchange.link || a.exchange.link.shared || !a.exchange.past {
			t.Error("shared with the world")
		}
		again, b := ask(t.Context())
		defer again.Close()
		if b.joined {
			t.Error("joined in a bubble")
		}
	})
	later, c := ask(t.Context())
	defer later.Close()
	if !c.joined || !first.exchange.link.shared {
		t.Error("not shared in the world")
	}
}
