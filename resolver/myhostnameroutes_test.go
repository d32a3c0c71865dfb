package resolver_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"netdb.example/inet"
	"netdb.example/resolver/scenario"
)

// proc is /proc/net of Linux over a file system. The addresses of route are written as in inet_ntop(3).
type proc struct {
	fs.FS
	files fstest.MapFS
}

func newProc(fsys fs.FS, route, ipv6Route string) proc {
	native := func(addr string) string {
		return fmt.Sprintf("%08X", binary.NativeEndian.Uint32(netip.MustParseAddr(addr).AsSlice()))
	}
	route = regexp.MustCompile(`\d+\.\d+\.\d+\.\d+`).ReplaceAllStringFunc(route, native)
	return proc{fsys, fstest.MapFS{"proc/net/route": {Data: []byte(route)}, "proc/net/ipv6_route": {Data: []byte(ipv6Route)}}}
}

func (p proc) Open(name string) (fs.File, error) {
	if p.files[name] != nil {
		return p.files.Open(name)
	}
	return p.FS.Open(name)
}

const (
	route = "Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT          \n" +
		"b0	0.0.0.0	10.0.0.77	0003	0	0	0	128.0.0.0	0	0	0                      \n" +
		"a0	0.0.0.0	0.0.0.0	0001	0	0	4	0.0.0.0	0	0	0                              \n" +
		"b0	0.0.0.0	10.0.0.1	0003	0	0	20	0.0.0.0	0	0	0                              \n" +
		"a0	0.0.0.0	10.0.1.1	0003	0	0	10	0.0.0.0	0	0	0                              \n" +
		"a0	0.0.0.0	10.0.1.9	0003	0	0	-1	0.0.0.0	0	0	0                              \n" + // 4294967295
		"*	0.0.0.0	0.0.0.0	0201	0	0	9999	0.0.0.0	0	0	0                              \n" +
		"a0	10.4.4.2	0.0.0.0	0005	0	0	0	255.255.255.255	0	0	0                      \n"
	ipv6Route = "20000000000000000000000000000000 03 00000000000000000000000000000000 00 fe800000000000000000000000000003 00000400 00000001 00000000 00000003       a0\n" +
		"00000000000000000000000000000000 00 20010db8000000000000000000000000 40 fe800000000000000000000000000004 00000003 00000001 00000000 00000003       a0\n" +
		"00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 00000005 00000001 00000000 00000001       b0\n" +
		"00000000000000000000000000000000 00 00000000000000000000000000000000 00 20010db8000000000000000000000001 0000003c 00000001 00000000 00000003       b0\n" +
		"00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000028 00000001 00000000 00000003       a0\n" +
		"00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000002 00000000 00200200       lo\n" +
		"00000000000000000000000000000001 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000003 00000000 80200001       lo\n"
)

func TestGatewayAndOutbound(t *testing.T) {
	const gateways4, gateways6 = "_gateway [] AF_INET [10.0.1.1 10.0.0.1 10.0.1.9]", "_gateway [] AF_INET6 [fe80::1 2001:db8::1]"
	for _, tt := range []struct{ node, any, four, six string }{
		{"_gateway", "_gateway [fe80::1%a0 2001:db8::1 10.0.1.1 10.0.0.1 10.0.1.9]", gateways4, gateways6},
		{"_Gateway.", "_gateway [fe80::1%a0 2001:db8::1 10.0.1.1 10.0.0.1 10.0.1.9]", gateways4, gateways6},
		{"gateway", "EAI_NONAME", "HOST_NOT_FOUND", "HOST_NOT_FOUND"},
		{"_OUTBOUND", "_outbound [fe80::5%a0 2001:db8::5 10.0.0.5 10.0.1.5]", "_outbound [] AF_INET [10.0.0.5 10.0.1.5]",
			"_outbound [] AF_INET6 [2001:db8::5 fe80::5]"},
	} {
		on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
			m.Resolver.System.FS = newProc(m.Resolver.System.FS, route, ipv6Route)
			if got := gai(t, m, tt.node, inet.AF_UNSPEC); got != tt.any {
				t.Errorf("%s: got %s, want %s", tt.node, got, tt.any)
			}
			for af, want := range map[inet.Family]string{inet.AF_INET: tt.four, inet.AF_INET6: tt.six} {
				if got := hostent(m.Resolver.Gethostbyname2(t.Context(), tt.node, af)); got != want {
					t.Errorf("%s: got %s, want %s", tt.node, got, want)
				}
			}
		})
	}
	for addr, want := range map[string]string{
		"10.0.0.1": gateways4, "10.0.1.9": gateways4, "fe80::1": gateways6, "2001:db8::1": gateways6,
		"10.0.0.77": "HOST_NOT_FOUND", "fe80::3": "HOST_NOT_FOUND", "fe80::4": "HOST_NOT_FOUND", "10.4.4.2": "HOST_NOT_FOUND",
	} {
		on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
			m.Resolver.System.FS = newProc(m.Resolver.System.FS, route, ipv6Route)
			if got := hostent(m.Resolver.Gethostbyaddr(t.Context(), netip.MustParseAddr(addr))); got != want {
				t.Errorf("%s: got %s, want %s", addr, got, want)
			}
		})
	}
}

func TestGatewaysOfOneMetricAreInTheOrderOfTheirInterfaces(t *testing.T) {
	const lines = "eth1 0.0.0.0 10.0.1.1 0003 0 0 10 0.0.0.0\n" + "eth0 0.0.0.0 10.8.0.1 0003 0 0 10 0.0.0.0\n"
	on(t, loopbackOnly+"eth0 up 10.8.0.5/24\neth1 up 10.0.1.5/24\n", func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = newProc(m.Resolver.System.FS, lines, "")
		for name, want := range map[string]string{"_gateway": "[10.8.0.1 10.0.1.1]", "_outbound": "[10.8.0.5 10.0.1.5]"} {
			if got := hostent(m.Resolver.GethostbynameEx(t.Context(), name)); got != name+" [] AF_INET "+want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}

func TestNothingLeavesForAGatewayThatCannotBeReached(t *testing.T) {
	const lines = "eth0 0.0.0.0 10.0.0.1 0003 0 0 10 0.0.0.0\n" + "eth0 0.0.0.0 10.0.0.9 0003 0 0 20 0.0.0.0\n"
	on(t, loopbackOnly+"eth0 up 10.0.0.5/24\n-- routes --\n10.0.0.1 unreachable\n", func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = newProc(m.Resolver.System.FS, lines, "")
		if got := gai(t, m, "_outbound", inet.AF_UNSPEC); got != "_outbound [10.0.0.5]" {
			t.Errorf("got %s", got)
		}
	})
}

// Files of /proc have no size, and a time that says nothing: they are read anew.
func TestGatewaysChange(t *testing.T) {
	on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
		p := newProc(m.Resolver.System.FS, "", "")
		m.Resolver.System.FS = sizeless{p, time.Now().Add(-time.Hour)}
		for _, tt := range []struct{ gateway, want string }{
			{"10.0.0.1", "_gateway [10.0.0.1]"}, {"10.0.0.2", "_gateway [10.0.0.2]"},
		} {
			p.files["proc/net/route"] = newProc(nil, "b0 0.0.0.0 "+tt.gateway+" 0003 0 0 0 0.0.0.0\n", "").files["proc/net/route"]
			if got := gai(t, m, "_gateway", inet.AF_UNSPEC); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			time.Sleep(5 * time.Second) // of virtual time
		}
	})
}

// A sizeless file system says of its files that they are empty, and of one time.
type sizeless struct {
	fs.FS
	time time.Time
}

func (s sizeless) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	return sizelessFile{f, s.time}, err
}

type sizelessFile struct {
	fs.File
	time time.Time
}

func (f sizelessFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return sizelessInfo{info, f.time}, err
}

type sizelessInfo struct {
	fs.FileInfo
	time time.Time
}

func (i sizelessInfo) Size() int64        { return 0 }
func (i sizelessInfo) ModTime() time.Time { return i.time }

func TestOddRoutesAreNone(t *testing.T) {
	for _, line := range []string{
		"", "b0", "b0 0.0.0.0 10.0.0.1 0003 0 0 0", "b0 0.0.0.0 10.0.0.1 3x 0 0 0 0.0.0.0", "b0 0.0.0.0 10.0.0.1 0003 0 0 x 0.0.0.0",
		"b0 0.0.0.0 10 0003 0 0 0", "b0 0.0.0.0 0123456789 0003 0 0 0 0.0.0.0", "b0 0.0.0.0 x 0003 0 0 0 0.0.0.0",
		"b0 0.0.0.0 10.0.0.1 0002 0 0 0 0.0.0.0", // down
	} {
		on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
			m.Resolver.System.FS = newProc(m.Resolver.System.FS, line+"\n", "")
			if got := gai(t, m, "_gateway", inet.AF_UNSPEC); got != "EAI_NONAME" {
				t.Errorf("%q: got %s", line, got)
			}
		})
	}
	const any6 = "00000000000000000000000000000000"
	for _, line := range []string{
		any6 + " 00 " + any6 + " 00 fe80 00000001 0 0 00000003 a0", any6 + " 00 " + any6 + " 00 " + any6 + " x 0 0 00000003 a0",
		any6 + " 00 " + any6 + " 00 " + any6 + " 00000001 0 0 00000003",
	} {
		on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
			m.Resolver.System.FS = newProc(m.Resolver.System.FS, "", line+"\n")
			if got := gai(t, m, "_gateway", inet.AF_UNSPEC); got != "EAI_NONAME" {
				t.Errorf("%q: got %s", line, got)
			}
		})
	}
}

// A file of routes that is none is not one without gateways.
func TestRoutesWithoutLines(t *testing.T) {
	on(t, manyAddrs, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = newProc(m.Resolver.System.FS, strings.Repeat("x", 1<<20), "")
		if _, err := m.Resolver.Gethostbyname(t.Context(), "_gateway"); code(err) != "EAI_SYSTEM" || !errors.Is(err, bufio.ErrTooLong) {
			t.Errorf("%v", err)
		}
	})
}
