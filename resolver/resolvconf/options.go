package resolvconf

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// The caps of glibc's <resolv.h>.
const (
	maxNdots    = 15 // RES_MAXNDOTS
	maxTimeout  = 30 // RES_MAXRETRANS, in seconds
	maxAttempts = 5  // RES_MAXRETRY
)

// numbers are the options with a value, as glibc's res_setoptions reads it: C's atoi, so that no digits are 0, and blanks may
// stand before them, as in "ndots: 2".
var numbers = []struct {
	prefix string
	set    func(c *Config, n int)
}{
	{"ndots:", func(c *Config, n int) { c.Ndots = ndots(n) }},
	{"timeout:", func(c *Config, n int) { c.Timeout = time.Duration(min(max(n, 1), maxTimeout)) * time.Second }},
	{"attempts:", func(c *Config, n int) { c.Attempts = attempts(n) }},
}

// flags are matched by prefix, the first that fits: "edns0x" is edns0. Hence the order of the two single-requests.
var flags = []struct {
	name string
	flag func(c *Config) *bool
}{
	{"rotate", func(c *Config) *bool { return &c.Rotate }},
	{"edns0", func(c *Config) *bool { return &c.EDNS0 }},
	{"single-request-reopen", func(c *Config) *bool { return &c.SingleRequestReopen }},
	{"single-request", func(c *Config) *bool { return &c.SingleRequest }},
	{"no-tld-query", func(c *Config) *bool { return &c.NoTLDQuery }},
	{"no_tld_query", func(c *Config) *bool { return &c.NoTLDQuery }},
	{"no-reload", func(c *Config) *bool { return &c.NoReload }},
	{"use-vc", func(c *Config) *bool { return &c.UseVC }},
	{"trust-ad", func(c *Config) *bool { return &c.TrustAD }},
	{"no-aaaa", func(c *Config) *bool { return &c.NoAAAA }},
}

// retired are the options that glibc has dropped: accepted, without effect.
var retired = []string{"inet6", "ip6-bytestring", "ip6-dotint", "no-ip6-dotint", "debug", "no-check-names", "insecure1", "insecure2", "blocking"}

// options takes words; those of all lines add up, the later wins. A '-' before the name of a flag clears it, where glibc 2.36 knows
// no such option.
func (c *Config) options(line int, rest string) {
	for rest = strings.TrimLeft(rest, blanks); rest != ""; rest = strings.TrimLeft(rest, blanks) {
		length := c.setNumber(rest)
		word := rest[:length+wordLength(rest[length:])]
		if length == 0 && !c.setFlag(word) {
			c.warnOption(line, word)
		}
		rest = rest[len(word):]
	}
}

// setNumber takes the option with a value that rest begins with, and returns how long it is; 0 where there is none.
func (c *Config) setNumber(rest string) (length int) {
	for _, o := range numbers {
		if value, ok := strings.CutPrefix(rest, o.prefix); ok {
			n, length := atoi(value)
			o.set(c, n)
			return len(o.prefix) + length
		}
	}
	return 0
}

func (c *Config) setFlag(word string) bool {
	name, clear := strings.CutPrefix(word, "-")
	for _, o := range flags {
		if strings.HasPrefix(name, o.name) {
			*o.flag(c) = !clear
			return true
		}
	}
	return false
}

func (c *Config) warnOption(line int, word string) {
	for _, name := range retired {
		if strings.HasPrefix(word, name) {
			c.warn(line, word, "an option without effect")
			return
		}
	}
	c.warn(line, word, "unknown option")
}

// ndots caps n at 15. glibc keeps four bits of a negative one, so that -3 is 13.
func ndots(n int) int {
	if n < 0 {
		return n & maxNdots
	}
	return min(n, maxNdots)
}

// attempts caps n at 5. Zero, negative and not a number turn DNS off, as glibc has it.
func attempts(n int) int {
	if n <= 0 {
		return -1
	}
	return min(n, maxAttempts)
}

// atoi is C's, with the length of what it reads: white space, an optional sign, and digits. Without digits it is 0, and reads
// nothing. Of a number beyond 64 bits it takes the nearest of 64, and of any the lowest 32 bits, as in glibc.
func atoi(s string) (n, length int) {
	start := len(s) - len(strings.TrimLeft(s, space))
	end := start
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || end == start && (s[end] == '-' || s[end] == '+')) {
		end++
	}
	long, err := strconv.ParseInt(s[start:end], 10, 64) // the nearest one, with ErrRange
	if errors.Is(err, strconv.ErrSyntax) {
		return 0, 0
	}
	return int(int32(long)), end
}
