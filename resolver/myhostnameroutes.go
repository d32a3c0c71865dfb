package resolver

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net/netip"
	"strconv"
	"strings"
)

// The default routes, as Linux prints them in proc_pid_net(5): net/ipv4/fib_trie.c and net/ipv6/route.c. systemd asks by
// rtnetlink(7), and so knows more: of an IPv4 route with several next hops only the first stands in the file, one by way of an
// IPv6 gateway does not, and that of IPv6 has the routes of all tables.

// A gateway is a next hop of a default route.
type gateway struct {
	addr   netip.Addr
	iface  string
	metric uint32
}

// routeFiles hold the routes, one a line.
var routeFiles = [...]struct {
	path  string
	parse func(fields []string) (gateway, bool)
}{
	{"proc/net/route", gateway4},
	{"proc/net/ipv6_route", gateway6},
}

// gateways are those of the default routes. Where there is no such file there are none.
func (r *Resolver) gateways(interfaces []Interface) ([]place, error) {
	index := map[string]int{}
	for _, i := range interfaces {
		index[i.Name] = i.Index
	}
	var all []place
	for n, f := range routeFiles {
		read := func(text io.Reader) ([]gateway, error) { return readGateways(text, f.parse) }
		list, _, err := r.files.routes[n].get(r.system().fs(), f.path, read)
		if err != nil {
			return nil, err
		}
		for _, g := range list {
			all = append(all, place{addr: onLink(g.addr, g.iface), metric: g.metric, index: index[g.iface]})
		}
	}
	return sortPlaces(all), nil
}

// maxRoutes bounds what is read of a file: a router may have a million routes, of which IPv4's default ones are the first.
const maxRoutes = 16 << 20

func readGateways(text io.Reader, parse func(fields []string) (gateway, bool)) ([]gateway, error) {
	var all []gateway
	lines := bufio.NewScanner(io.LimitReader(text, maxRoutes))
	for lines.Scan() {
		if g, ok := parse(strings.Fields(lines.Text())); ok {
			all = append(all, g)
		}
	}
	return all, lines.Err()
}

// leadsOut reports whether flags, in hexadecimal, are of a route that is up and goes by way of a gateway: RTF_UP and RTF_GATEWAY
// of linux/route.h.
func leadsOut(flags string) bool {
	n, err := strconv.ParseUint(flags, 16, 32)
	return err == nil && n&3 == 3
}

// gateway4 reads Iface, Destination, Gateway, Flags, RefCnt, Use, Metric, Mask... Addresses are in hexadecimal, as the
// machine has numbers of 32 bits; the metric is a C int.
func gateway4(fields []string) (g gateway, ok bool) {
	if len(fields) < 8 || fields[7] != "00000000" || !leadsOut(fields[3]) {
		return g, false
	}
	addr, err := strconv.ParseUint(fields[2], 16, 32)
	if err != nil {
		return g, false
	}
	metric, err := strconv.ParseInt(fields[6], 10, 64)
	var b [4]byte
	binary.NativeEndian.PutUint32(b[:], uint32(addr))
	return gateway{netip.AddrFrom4(b), fields[0], uint32(metric)}, err == nil
}

// gateway6 reads the destination and the length of its prefix, the same for the source, next hop, metric, reference count,
// use, flags and device. All numbers are in hexadecimal.
func gateway6(fields []string) (g gateway, ok bool) {
	if len(fields) < 10 || fields[1] != "00" || fields[3] != "00" || !leadsOut(fields[8]) {
		return g, false
	}
	b, err := hex.DecodeString(fields[4])
	if err != nil || len(b) != 16 {
		return g, false
	}
	metric, err := strconv.ParseUint(fields[5], 16, 32)
	return gateway{netip.AddrFrom16([16]byte(b)), fields[9], uint32(metric)}, err == nil
}
