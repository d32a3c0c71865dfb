package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/resolver"
)

// settings are what a machine has beside files and DNS: environ(7), hostname(5), the interfaces of getifaddrs(3), routes,
// randomness, and how it asks the DNS.
type settings struct {
	env        map[string]string
	hostname   string
	interfaces []resolver.Interface
	routes     []route
	seed       *uint64
	dns        resolver.DNSOptions
}

// defaults are the texts of files that are missing. Any other is then empty.
var defaults = map[string]string{
	"hostname":   "localhost\n",
	"interfaces": "lo up,loopback 127.0.0.1/8 ::1/128\n",
	"seed":       "0\n",
}

func readSettings(fsys fs.FS) (*settings, error) {
	s := &settings{env: map[string]string{}}
	for _, part := range []struct {
		file string
		line func(line string) error
	}{
		{"env", s.addEnv},
		{"hostname", once("name", s.setHostname)},
		{"interfaces", s.addInterface},
		{"routes", s.addRoute},
		{"seed", once("number", s.setSeed)},
		{"dns", s.addDNS},
	} {
		if err := eachLine(fsys, part.file, part.line); err != nil {
			return nil, err
		}
	}
	switch {
	case s.hostname == "":
		return nil, errors.New("hostname: there is no name in it")
	case s.seed == nil:
		return nil, errors.New("seed: there is no number in it")
	}
	return s, nil
}

// once returns parse for a file of one line with one word, which is called what.
func once(what string, parse func(word string) error) func(line string) error {
	lines := 0
	return func(line string) error {
		if lines++; lines > 1 || len(strings.Fields(line)) != 1 {
			return fmt.Errorf("%q: the file is to hold one %s", line, what)
		}
		return parse(line)
	}
}

// addEnv takes KEY=VALUE. The value is everything behind the =, quotes too.
func (s *settings) addEnv(line string) error {
	key, value, ok := strings.Cut(line, "=")
	if !ok || key == "" || strings.ContainsAny(key, " \t") {
		return fmt.Errorf("%q is not KEY=VALUE", line)
	}
	if _, ok := s.env[key]; ok {
		return fmt.Errorf("%q is set twice", key)
	}
	s.env[key] = value
	return nil
}

func (s *settings) setHostname(line string) error {
	s.hostname = line
	return nil
}

func (s *settings) setSeed(line string) error {
	seed, err := strconv.ParseUint(line, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a number from 0 to %d", line, uint64(math.MaxUint64))
	}
	s.seed = &seed
	return nil
}

// addDNS takes options of the DNS client with blanks between them.
func (s *settings) addDNS(line string) error {
	for word := range strings.FieldsSeq(line) {
		if !s.dns.Set(word) {
			return fmt.Errorf("%q is not an option: these are mix-case, no-edns and no-cookies", word)
		}
	}
	return nil
}

// addInterface takes [INDEX:]NAME FLAGS [ADDRESS/BITS[,FLAG...]...].
func (s *settings) addInterface(line string) error {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return fmt.Errorf("%q is not [INDEX:]NAME FLAGS [ADDRESS/BITS[,FLAG...]...]", line)
	}
	i, err := s.newInterface(fields[0])
	if err != nil {
		return err
	}
	if i.Flags, i.Tunnel, err = parseFlags(fields[1]); err != nil {
		return err
	}
	for _, text := range fields[2:] {
		a, err := parseAddress(text)
		if err != nil {
			return err
		}
		if a.tunnel {
			return fmt.Errorf("%q: a tunnel is an interface, not an address", text)
		}
		a.addTo(&i)
	}
	s.interfaces = append(s.interfaces, i)
	return nil
}

func (a *address) addTo(i *resolver.Interface) {
	i.Addrs = append(i.Addrs, a.Prefix)
	if a.deprecated {
		i.Deprecated = append(i.Deprecated, a.Addr())
	}
	if a.home {
		i.Home = append(i.Home, a.Addr())
	}
	if a.peer.IsValid() {
		i.Peers = append(i.Peers, resolver.Peer{Local: a.Addr(), Remote: a.peer})
	}
}

// newInterface returns the interface of the first word of a line. Without an index it has the one after that of the line before.
func (s *settings) newInterface(word string) (i resolver.Interface, err error) {
	i.Index, i.Name = 1, word
	if n := len(s.interfaces); n > 0 {
		i.Index = s.interfaces[n-1].Index + 1
	}
	if digits, name, ok := strings.Cut(word, ":"); ok && strings.Trim(digits, "0123456789") == "" {
		i.Name = name
		if i.Index, err = strconv.Atoi(digits); err != nil || i.Index < 1 || i.Index > math.MaxInt32 {
			return i, fmt.Errorf("%q is not the index of an interface", digits)
		}
	}
	for _, other := range s.interfaces {
		switch {
		case other.Name == i.Name:
			return i, fmt.Errorf("a second interface %q", i.Name)
		case other.Index == i.Index:
			return i, fmt.Errorf("a second interface of index %d", i.Index)
		}
	}
	return i, nil
}

// interfaceFlags are the flags that an interface may have, each spelled as its String; the zero one is spelled 0.
var interfaceFlags = []net.Flags{0, net.FlagUp, net.FlagBroadcast, net.FlagLoopback, net.FlagPointToPoint,
	net.FlagMulticast, net.FlagRunning}

// parseFlags reads flags with commas between them: those, and tunnel.
func parseFlags(text string) (flags net.Flags, isTunnel bool, err error) {
	for word := range strings.SplitSeq(text, ",") {
		f, ok := parseFlag(word)
		switch {
		case word == "tunnel":
			isTunnel = true
		case !ok:
			return 0, false, fmt.Errorf("%q is not a flag: these are %v and tunnel", word, interfaceFlags)
		}
		flags |= f
	}
	return flags, isTunnel, nil
}

func parseFlag(word string) (net.Flags, bool) {
	for _, f := range interfaceFlags {
		if f.String() == word {
			return f, true
		}
	}
	return 0, false
}

// An address is what an interface has, and a packet may leave from.
type address struct {
	netip.Prefix
	deprecated, home, tunnel bool
	peer                     netip.Prefix
}

// parseAddress reads ADDRESS/BITS, and flags with commas before them: deprecated, home, tunnel and peer=REMOTE/BITS, with which
// the address stands alone.
func parseAddress(text string) (a address, err error) {
	text, flags, flagged := strings.Cut(text, ",")
	if a.Prefix, err = parseOwn(text); err != nil || !flagged {
		return a, err
	}
	for flag := range strings.SplitSeq(flags, ",") {
		remote, isPeer := strings.CutPrefix(flag, "peer=")
		switch {
		case flag == "deprecated":
			a.deprecated = true
		case flag == "home":
			a.home = true
		case flag == "tunnel":
			a.tunnel = true
		case !isPeer:
			return a, fmt.Errorf("%q is not a flag of an address: these are deprecated, home, tunnel and peer=REMOTE/BITS", flag)
		default:
			if a.peer, err = parseOwn(remote); err != nil {
				return a, err
			}
			if !a.IsSingleIP() || a.peer.Addr().Is4() != a.Addr().Is4() || a.peer.Addr() == a.Addr() {
				return a, fmt.Errorf("%q: a peer is for one address, and another one of its family", text+","+flag)
			}
		}
	}
	return a, nil
}

// parseOwn reads an address, and the length of its prefix, which an interface may have.
func parseOwn(text string) (p netip.Prefix, err error) {
	if p, err = netip.ParsePrefix(text); err != nil {
		return p, err
	}
	if ip := p.Addr(); ip.IsUnspecified() || ip.IsMulticast() || ip.Is4In6() {
		return p, fmt.Errorf("%q is not an address that an interface may have", text)
	}
	return p, nil
}
