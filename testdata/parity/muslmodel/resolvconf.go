package muslmodel

import (
	"bytes"
	"net/netip"
	"strings"
	"time"
)

// A config is what /etc/resolv.conf says: resolvconf.c.
type config struct {
	servers         []netip.Addr
	search          string
	ndots, attempts int
	timeout         time.Duration
}

const maxServers = 3

func (m *machine) config() config {
	c := config{ndots: 1, attempts: 2, timeout: 5 * time.Second}
	data, _ := m.file("resolv.conf")
	for _, line := range bytes.SplitAfter(data, []byte("\n")) {
		if len(line) < 256 { // a longer one is not read at all
			text, _, _ := strings.Cut(string(line), "\x00")
			c.line(m, text)
		}
	}
	if c.servers == nil {
		c.servers = []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	}
	return c
}

func (c *config) line(m *machine, line string) {
	keyword, rest := cutWord(line)
	switch {
	case rest == "":
	case keyword == "options":
		c.ndots = option(line, "ndots:", 15, c.ndots)
		c.attempts = option(line, "attempts:", 10, c.attempts)
		c.timeout = time.Duration(option(line, "timeout:", 60, int(c.timeout/time.Second))) * time.Second
	case keyword == "nameserver" && len(c.servers) < maxServers:
		word, _ := cutWord(trimSpace(rest))
		if a, ok, _ := m.literal(word, 0); ok {
			c.servers = append(c.servers, a.addr)
		}
	case keyword == "domain", keyword == "search":
		c.search = trimSpace(rest)
	}
}

// option is the number behind the first place in the line where the name of the option stands.
func option(line, name string, most, otherwise int) int {
	_, value, ok := strings.Cut(line, name)
	if !ok || value == "" || !isDigit(value[0]) {
		return otherwise
	}
	n, _ := number(value)
	return int(min(n, uint64(most)))
}
