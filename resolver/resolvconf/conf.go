package resolvconf

import (
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"netdb.example/inet"
)

// A Config is the effective configuration of the stub resolver: what resolv.conf(5), LOCALDOMAIN and RES_OPTIONS come
// to together. In a Config made by hand, zero Servers, Timeout and Attempts are the defaults (see [Config.Effective]), while
// Ndots is taken as it stands.
type Config struct {
	Servers  []netip.AddrPort // in the order in which they are asked; none is 127.0.0.1:53. Parse gives 1 to 3
	Search   []string         // domains to try after a name; "." and "" stand for the name as it is
	Sortlist []netip.Prefix   // networks whose addresses come first, see SortAddrs
	Ndots    int              // a name with so many dots is tried as it is first: 0 to 15, by default 1
	Attempts int              // rounds over the servers: 1 to 5, by default 2; negative: no query is sent at all
	Timeout  time.Duration    // how long the first server of a round is waited for: 1 to 30 s, by default 5 s

	Rotate              bool // begin each lookup at another server
	UseVC               bool // TCP only
	EDNS0               bool // send an OPT record (RFC 6891)
	SingleRequest       bool // ask AAAA when A has been answered
	SingleRequestReopen bool // the same, from another port, as netdb always does
	NoTLDQuery          bool // never try a name without a dot as it is
	NoReload            bool // keep this configuration when the file changes
	TrustAD             bool // set AD in queries and believe it in answers (RFC 6840 §5.7); else it is cleared there
	NoAAAA              bool // no host has IPv6 addresses: AAAA is not asked for

	warnings []Warning
}

// Effective returns c with the defaults of resolv.conf(5) for zero Servers, Timeout and Attempts, and with a Timeout of a
// second at least: c itself where it has all that.
func (c *Config) Effective() *Config {
	if len(c.Servers) > 0 && c.Timeout >= leastTimeout && c.Attempts != 0 {
		return c
	}
	e := *c
	if len(e.Servers) == 0 {
		e.Servers = []netip.AddrPort{netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)}
	}
	if e.Timeout == 0 {
		e.Timeout = defaultTimeout
	}
	if e.Attempts == 0 {
		e.Attempts = defaultAttempts
	}
	e.Timeout = max(e.Timeout, leastTimeout)
	return &e
}

// A Warning is a piece of a file that has no effect.
type Warning struct {
	Line int    // counted from 1; 0 where it stands in the environment
	Text string // the piece, as it was given, at most 80 bytes of it
	Msg  string // why
}

// An Env is what counts beside the file.
type Env struct {
	LocalDomain    string // $LOCALDOMAIN: a search list that replaces the file's
	HasLocalDomain bool   // LOCALDOMAIN is set, even where LocalDomain is "": to a list of one empty domain
	ResOptions     string // $RES_OPTIONS: options that follow the file's
	Hostname       string // gethostname(2): what follows its first dot is the search list where nothing else names one
}

// The defaults and limits of glibc's <resolv.h>.
const (
	defaultTimeout  = 5 * time.Second // RES_TIMEOUT
	leastTimeout    = time.Second
	defaultAttempts = 2 // RES_DFLRETRY
	defaultNdots    = 1
	maxServers      = 3 // MAXNS
	port            = 53
)

// Parse reads a resolv.conf(5) as glibc 2.36 does. A keyword counts at the start of a line only, a comment too; the last
// of all search and domain lines wins; without a name server there is 127.0.0.1. The error is the reader's.
func Parse(r io.Reader, env Env) (*Config, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	c := &Config{Ndots: defaultNdots}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		c.parseLine(n, strings.TrimSuffix(line, "\n"))
	}
	c.parseEnv(env)
	return c.Effective(), nil
}

// keywords are those of resolv.conf(5), each with what the rest of its line means.
var keywords = map[string]func(c *Config, line int, rest string){
	"nameserver": (*Config).nameserver,
	"domain":     (*Config).domain,
	"search":     (*Config).search,
	"sortlist":   (*Config).sortlist,
	"options":    (*Config).options,
}

// parseLine takes one line. Lines that begin with '#' or ';' are comments; nothing else is one.
func (c *Config) parseLine(n int, line string) {
	if line == "" || line[0] == '#' || line[0] == ';' {
		return
	}
	end := wordLength(line)
	if end == len(line) {
		c.warn(n, line, "a keyword without a value")
		return
	}
	set, ok := keywords[line[:end]]
	switch {
	case ok:
		set(c, n, line[end:])
	case end == 0:
		if strings.Trim(line, blanks) != "" {
			c.warn(n, line, "a line that begins with a blank is ignored")
		}
	default:
		c.warn(n, line, "unknown keyword")
	}
}

// parseEnv lets the environment speak in the grammar of the file.
func (c *Config) parseEnv(env Env) {
	if env.LocalDomain != "" || env.HasLocalDomain {
		c.Search = localDomains(env.LocalDomain)
	}
	c.options(0, env.ResOptions)
	if c.Search != nil {
		return
	}
	if _, domain, ok := strings.Cut(env.Hostname, "."); ok {
		c.Search = []string{domain}
	}
}

// localDomains is the search list that a LOCALDOMAIN is, up to a newline. Its first domain begins where the value does, and is
// empty where a blank stands there, or nothing.
func localDomains(value string) []string {
	value, _, _ = strings.Cut(value, "\n")
	domains := fields(value)
	if wordLength(value) == 0 {
		domains = slices.Insert(domains, 0, "")
	}
	return domains
}

// nameserver takes the address at the start of rest; what follows a blank is ignored.
func (c *Config) nameserver(line int, rest string) {
	word := firstWord(rest)
	addr, ok := parseServer(word)
	switch {
	case !ok:
		c.warn(line, word, "not an address: the name server is ignored")
	case len(c.Servers) == maxServers:
		c.warn(line, word, "only the first 3 name servers are asked")
	default:
		c.Servers = append(c.Servers, netip.AddrPortFrom(addr, port))
	}
}

// parseServer accepts what glibc's res_init.c does: the forms of inet_aton(3), or IPv6 with an optional %scope. A scope
// by name counts on a link-local address only.
func parseServer(s string) (netip.Addr, bool) {
	if b, err := inet.AtonExact(s); err == nil {
		return netip.AddrFrom4(b), true
	}
	text, scope, _ := strings.Cut(s, "%")
	b, err := inet.Pton6(text)
	if err != nil {
		return netip.Addr{}, false
	}
	addr := netip.AddrFrom16(b)
	if _, err := strconv.ParseUint(scope, 10, 32); err != nil && !linkLocal(addr) {
		scope = ""
	}
	return addr.WithZone(scope), true
}

func linkLocal(a netip.Addr) bool { return a.IsLinkLocalUnicast() || a.IsLinkLocalMulticast() }

func (c *Config) domain(line int, rest string) {
	if word := firstWord(rest); word != "" {
		c.Search = []string{word}
	}
}

func (c *Config) search(line int, rest string) {
	if words := fields(rest); len(words) > 0 {
		c.Search = words
	}
}

// blanks are what words end at, and nothing else: a carriage return is part of the last word.
const blanks = " \t"

func fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(blanks, r) })
}

// wordLength is the length of the word that s begins with.
func wordLength(s string) int {
	if end := strings.IndexAny(s, blanks); end >= 0 {
		return end
	}
	return len(s)
}

func firstWord(s string) string {
	if words := fields(s); len(words) > 0 {
		return words[0]
	}
	return ""
}

const (
	maxWarnings = 1000
	maxShown    = 80
)

func (c *Config) warn(line int, text, msg string) {
	if len(c.warnings) < maxWarnings {
		c.warnings = append(c.warnings, Warning{line, text[:min(len(text), maxShown)], msg})
	}
}

// Warnings lists what had no effect, in the order of the file, at most 1000 of them.
func (c *Config) Warnings() []Warning { return c.warnings }
