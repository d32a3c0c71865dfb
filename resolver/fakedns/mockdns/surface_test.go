package mockdns_test

import (
	"context"
	"net"
	"net/netip"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns/mockdns"
)

// The names of go-mockdns v1.3.0, with the types that they have there.
var (
	_ = [...]uint16{
		mockdns.RRTypeA, mockdns.RRTypeAAAA, mockdns.RRTypeCNAME, mockdns.RRTypeMX,
		mockdns.RRTypeNS, mockdns.RRTypePTR, mockdns.RRTypeSRV, mockdns.RRTypeTXT,
	}

	_ func(map[string]mockdns.Zone, bool) (*mockdns.Server, error)                 = mockdns.NewServer
	_ func(map[string]mockdns.Zone, mockdns.Logger, bool) (*mockdns.Server, error) = mockdns.NewServerWithLogger
	_ func(*net.Resolver)                                                          = mockdns.UnpatchNet

	_ = mockdns.Server{Log: mockdns.Logger(nil), Authoritative: false}
	_ = mockdns.Resolver{Zones: map[string]mockdns.Zone{}, SkipCNAME: false}

	_ mockdns.Logger                              = interface{ Printf(string, ...interface{}) }(nil)
	_ interface{ Printf(string, ...interface{}) } = mockdns.Logger(nil)

	_ dns.Handler = (*mockdns.Server)(nil)
	_ resolver    = (*mockdns.Resolver)(nil)
)

// Types of the same fields in the same order.
var (
	_ = struct {
		Zones     map[string]mockdns.Zone
		SkipCNAME bool
	}(mockdns.Resolver{})

	_ = struct {
		Err   error
		AD    bool
		A     []string
		AAAA  []string
		TXT   []string
		PTR   []string
		CNAME string
		MX    []net.MX
		NS    []net.NS
		SRV   []net.SRV
		Misc  map[dns.Type][]dns.RR
	}(mockdns.Zone{})
)

var (
	_ interface {
		AppendRR(name string, rrType uint16, rrData string) error
		Close() error
		LocalAddr() net.Addr
		NewResolver() *net.Resolver
		PatchNet(r *net.Resolver)
		RemoveRR(name string, rrType uint16)
		Reset()
		Resolver() *mockdns.Resolver
		ServeDNS(w dns.ResponseWriter, m *dns.Msg)
	} = (*mockdns.Server)(nil)

	_ interface {
		Dial(network, addr string) (net.Conn, error)
		DialContext(ctx context.Context, network, addr string) (net.Conn, error)
		LookupAddr(ctx context.Context, addr string) (names []string, err error)
		LookupCNAME(ctx context.Context, host string) (cname string, err error)
		LookupHost(ctx context.Context, host string) (addrs []string, err error)
		LookupIP(ctx context.Context, network, host string) ([]net.IP, error)
		LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error)
		LookupMX(ctx context.Context, name string) ([]*net.MX, error)
		LookupNS(ctx context.Context, name string) ([]*net.NS, error)
		LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
		LookupPort(ctx context.Context, network, service string) (port int, err error)
		LookupSRV(ctx context.Context, service, proto, name string) (rname string, addrs []*net.SRV, err error)
		LookupTXT(ctx context.Context, name string) ([]string, error)
	} = (*mockdns.Resolver)(nil)
)
