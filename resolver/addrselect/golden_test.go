package addrselect

import (
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
)

// A goldenCase is a case of testdata/glibc.golden, recorded from getaddrinfo(3) by testdata/record.sh.
type goldenCase struct {
	name       string
	interfaces map[netip.Addr]Source // what glibc knows of them
	hasIPv6    bool                  // glibc looked at the interfaces
	gaiConf    string
	family     string
	dst, want  []netip.Addr
	src        []string // of dst, "-" where there is none
}

func readGolden(t *testing.T) []goldenCase {
	text, err := os.ReadFile("testdata/glibc.golden")
	if err != nil {
		t.Fatal(err)
	}
	var cases []goldenCase
	for block := range strings.SplitSeq(string(text), "\n\n") {
		if strings.HasPrefix(block, "case ") {
			cases = append(cases, parseGolden(block))
		}
	}
	return cases
}

func parseGolden(block string) goldenCase {
	c := goldenCase{interfaces: map[netip.Addr]Source{}}
	c.add("127.0.0.1/8", true)
	c.add("::1/128", true)
	for line := range strings.Lines(block) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		addr, options, _ := strings.Cut(rest, " ")
		switch word {
		case "case":
			c.name = rest
		case "addr":
			c.hasIPv6 = c.hasIPv6 || strings.Contains(addr, ":")
			if !strings.HasPrefix(options, "peer ") { // else glibc knows nothing of it
				c.add(addr, true, strings.Split(options, " ")...)
			}
		case "tunnel":
			c.hasIPv6 = c.hasIPv6 || strings.Contains(addr, ":")
			c.add(addr, options == "778") // GRE is none to glibc
		case "gai":
			c.gaiConf += rest + "\n"
		case "family":
			c.family = rest
		case "dst":
			c.dst = addrs(rest)
		case "src":
			c.src = strings.Fields(rest)
		case "out":
			c.want = addrs(rest)
		}
	}
	return c
}

func (c *goldenCase) add(addr string, native bool, options ...string) {
	p := netip.MustParsePrefix(addr)
	c.interfaces[p.Addr()] = Source{Addr: p.Addr(), Bits: p.Bits(), Native: native,
		Deprecated: slices.Contains(options, "preferred_lft"), Home: slices.Contains(options, "home")}
}

func (c *goldenCase) source(dst netip.Addr) (Source, bool) {
	text := c.src[slices.Index(c.dst, dst)]
	if text == "-" {
		return Source{}, false
	}
	addr := netip.MustParseAddr(text)
	src := Source{Addr: addr}
	if known, ok := c.interfaces[addr.Unmap()]; ok && c.hasIPv6 {
		src = known
		src.Addr = addr
	}
	return src, true
}

func (c *goldenCase) asked(dst netip.Addr) bool {
	return c.family == "AF_UNSPEC" || (c.family == "AF_INET") == dst.Is4()
}

func TestOrderIsThatOfGlibc(t *testing.T) {
	cases := readGolden(t)
	if len(cases) < 71 {
		t.Errorf("%d cases read from the golden file", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			policy, err := Parse(strings.NewReader(c.gaiConf))
			if err != nil {
				t.Fatal(err)
			}
			var dst []netip.Addr
			for _, addr := range c.dst {
				if c.asked(addr) {
					dst = append(dst, addr)
				}
			}
			policy.Sort(dst, c.source)
			if !slices.Equal(dst, c.want) {
				t.Errorf("\n got %v\nwant %v", dst, c.want)
			}
		})
	}
}

func addrs(text string) []netip.Addr {
	var all []netip.Addr
	for _, s := range strings.Fields(text) {
		all = append(all, netip.MustParseAddr(s))
	}
	return all
}
