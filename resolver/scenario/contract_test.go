package scenario_test

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"net"
	"net/netip"
	"time"

	"github.com/miekg/dns"

	"netdb.example/hostsfile"
	"netdb.example/inet"
	"netdb.example/protodb"
	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/nsswitch"
	"netdb.example/resolver/resolvconf"
	"netdb.example/resolver/scenario"
	"netdb.example/servicesdb"
)

// The names that other programs are written against: this compiles as long as none of them has changed.
var (
	_ func(string) ([4]byte, error)                                                      = inet.Aton
	_ func(string) ([4]byte, error)                                                      = inet.AtonExact
	_ func([4]byte) string                                                               = inet.Ntoa
	_ func(string) ([4]byte, error)                                                      = inet.Pton4
	_ func(string) ([16]byte, error)                                                     = inet.Pton6
	_ func([4]byte) string                                                               = inet.Ntop4
	_ func([16]byte) string                                                              = inet.Ntop6
	_ func([]byte, [4]byte) []byte                                                       = inet.AppendNtop4
	_ func([]byte, [16]byte) []byte                                                      = inet.AppendNtop6
	_ func(inet.Family, string) ([]byte, error)                                          = inet.Pton
	_ func(inet.Family, []byte) (string, error)                                          = inet.Ntop
	_ func(string) (uint32, error)                                                       = inet.Addr
	_ func(string) (uint32, error)                                                       = inet.Network
	_ func(uint32, uint32) [4]byte                                                       = inet.MakeAddr
	_ error                                                                              = (*inet.ParseError)(nil)
	_                                                                                    = inet.ParseError{Func: "", In: "", Msg: "", At: ""}
	_ func(io.Reader) (*hostsfile.File, error)                                           = hostsfile.Parse
	_                                                                                    = hostsfile.Entry{Addr: netip.Addr{}, Name: "", Aliases: nil, Line: 0}
	_                                                                                    = hostsfile.Warning{Line: 0, Text: "", Msg: ""}
	_ func(io.Reader) (*servicesdb.DB, error)                                            = servicesdb.Parse
	_ func() *servicesdb.DB                                                              = servicesdb.IANA
	_                                                                                    = servicesdb.Servent{Name: "", Aliases: nil, Port: uint16(0), Proto: ""}
	_ string                                                                             = servicesdb.IANAVersion
	_ func(io.Reader) (*protodb.DB, error)                                               = protodb.Parse
	_ func() *protodb.DB                                                                 = protodb.IANA
	_                                                                                    = protodb.Protoent{Name: "", Aliases: nil, Number: 0}
	_ string                                                                             = protodb.IANAVersion
	_ func(fakedns.TB, string) *fakedns.Server                                           = fakedns.New
	_ func(fakedns.TB, fs.FS) *scenario.Machine                                          = scenario.Load
	_                                                                                    = scenario.Machine{Resolver: (*resolver.Resolver)(nil), DNS: (*fakedns.Server)(nil)}
	_ func(io.Reader, resolvconf.Env) (*resolvconf.Config, error)                        = resolvconf.Parse
	_ func([]nsswitch.Source, func(string) nsswitch.Status) nsswitch.Status              = nsswitch.Walk
	_ func(*addrselect.Policy, []netip.Addr, func(netip.Addr) (addrselect.Source, bool)) = (*addrselect.Policy).Sort
	_                                                                                    = resolvconf.Env{LocalDomain: "", HasLocalDomain: false, ResOptions: "", Hostname: ""}
	_                                                                                    = resolvconf.Config{Servers: []netip.AddrPort(nil), Search: []string(nil), Sortlist: []netip.Prefix(nil),
		Ndots: 0, Attempts: 0, Timeout: time.Duration(0), Rotate: false, UseVC: false, EDNS0: false, SingleRequest: false, SingleRequestReopen: false,
		NoTLDQuery: false, NoReload: false, TrustAD: false, NoAAAA: false}
	_ = resolver.Resolver{Dial: (&net.Dialer{}).DialContext, Conf: (*resolvconf.Config)(nil), System: resolver.System{}, StrictErrors: false,
		DNS: resolver.DNSOptions{MixCase: false, NoEDNS: false, NoCookies: false}}
	_ = resolver.System{FS: fs.FS(nil), Getenv: func(string) string { return "" }, HasEnv: func(string) bool { return false },
		Hostname:   func() (string, error) { return "", nil },
		Interfaces: func() ([]resolver.Interface, error) { return nil, nil }, Source: func(netip.Addr) (addrselect.Source, bool) { return addrselect.Source{}, false },
		Rand: func() uint64 { return 0 }}
	_ = resolver.Hints{Flags: resolver.Flags(0), Family: inet.Family(0), Socktype: resolver.Socktype(0), Protocol: resolver.Protocol(0)}
	_ = resolver.Addrinfo{Flags: 0, Family: 0, Socktype: 0, Protocol: 0, Addr: netip.AddrPort{}, Canonname: ""}
	_ = resolver.Hostent{Name: "", Aliases: nil, Addrtype: inet.AF_INET, Addrs: []netip.Addr(nil)}
	_ = resolver.Result{Addrs: []resolver.Addrinfo(nil), Canonname: "", Aliases: []string(nil), Chain: []resolver.Link(nil), TTL: time.Duration(0),
		Expires: time.Time{}, Source: "", Server: "", Network: "", AuthenticatedData: false, EDE: []resolver.ExtendedError(nil), Warnings: []string(nil)}
	_           = resolver.Error{Func: "", Name: "", Service: "", Code: resolver.EAI_NONAME, Err: error(nil)}
	_           = (*resolver.Error).Herrno
	_ net.Error = (*resolver.Error)(nil)
	_ error     = resolver.EAI(0)
)

type lookups interface {
	Getaddrinfo(ctx context.Context, node, service string, hints *resolver.Hints) ([]resolver.Addrinfo, error)
	Getnameinfo(ctx context.Context, sa netip.AddrPort, flags resolver.NIFlags) (host, service string, err error)
	Gethostname() (string, error)
	Gethostbyname(ctx context.Context, name string) (netip.Addr, error)
	GethostbynameEx(ctx context.Context, name string) (*resolver.Hostent, error)
	Gethostbyname2(ctx context.Context, name string, af inet.Family) (*resolver.Hostent, error)
	Gethostbyaddr(ctx context.Context, addr netip.Addr) (*resolver.Hostent, error)
	Getfqdn(ctx context.Context, name string) string
	Getservbyname(name, proto string) (servicesdb.Servent, error)
	Getservbyport(port uint16, proto string) (servicesdb.Servent, error)
	Getprotobyname(name string) (protodb.Protoent, error)
	Getprotobynumber(number int) (protodb.Protoent, error)
	Resolve(ctx context.Context, node, service string, hints *resolver.Hints) (*resolver.Result, error)
	Query(ctx context.Context, name string, qtype uint16) (*dns.Msg, error)
}

var _ lookups = resolver.Default

type hosts interface {
	All() iter.Seq[hostsfile.Entry]
	Lookup(af inet.Family, name string) iter.Seq[hostsfile.Entry]
	LookupAddr(a netip.Addr) iter.Seq[hostsfile.Entry]
	Warnings() []hostsfile.Warning
}

var _ hosts = (*hostsfile.File)(nil)

type services interface {
	ByName(name, proto string) (servicesdb.Servent, bool)
	ByPort(port uint16, proto string) (servicesdb.Servent, bool)
	All() iter.Seq[servicesdb.Servent]
}

var _ services = (*servicesdb.DB)(nil)

type protocols interface {
	ByName(name string) (protodb.Protoent, bool)
	ByNumber(number int) (protodb.Protoent, bool)
	All() iter.Seq[protodb.Protoent]
}

var _ protocols = (*protodb.DB)(nil)

type fake interface {
	Dial(ctx context.Context, network, address string) (net.Conn, error)
	Listen(tb fakedns.TB) netip.AddrPort
	Inject(faults ...fakedns.Fault)
	Queries() []fakedns.Query
}

var _ fake = (*fakedns.Server)(nil)

type conf interface {
	Names(name string) iter.Seq[string]
	String() string
}

var _ conf = (*resolvconf.Config)(nil)
