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
	interfaces map[netip.Addr]Source
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
	for line := range strings.Lines(block) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch word {
		case "case":
			c.name = rest
		case "addr":
			prefix, options, _ := strings.Cut(rest, " ")
			p := netip.MustParsePrefix(prefix)
			c.interfaces[p.Addr()] = Source{p.Addr(), p.Bits(), options == "preferred_lft 0"}
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

// hasIPv6 reports whether glibc looked at the interfaces.
func (c *goldenCase) hasIPv6() bool {
	for addr := range c.interfaces {
		if addr.Is6() {
			return true
		}
	}
	return false
}

func (c *goldenCase) source(dst netip.Addr) (Source, bool) {
	text := c.src[slices.Index(c.dst, dst)]
	if text == "-" {
		return Source{}, false
	}
	addr := netip.MustParseAddr(text)
	if src, ok := c.interfaces[addr]; ok && c.hasIPv6() {
		return src, true
	}
	return Source{Addr: addr}, true
}

func (c *goldenCase) asked(dst netip.Addr) bool {
	return c.family == "AF_UNSPEC" || (c.family == "AF_INET") == dst.Is4()
}

func TestOrderIsThatOfGlibc(t *testing.T) {
	cases := readGolden(t)
	if len(cases) < 49 {
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
