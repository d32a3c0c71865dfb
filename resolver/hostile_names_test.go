package resolver_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
)

// unsafeNames are names, in master-file form, that are none of a host (RFC 1123 §2.1, and the underscore that is in use): a
// terminal, a shell or a log may take them for something else.
func unsafeNames() map[string]string {
	names := map[string]string{
		"an escape sequence":        `\027[31mred.test.`,
		"a title for a terminal":    `\027]0\;x\007.test.`,
		"a NUL at the end":          `www\000.test.`,
		"a dot in a label":          `www\.evil.test.`,
		"a dot alone":               `\..test.`,
		"an address and a dot":      `192\.0\.2\.1.`,
		"an escaped escape":         `a\\.test.`,
		"a script":                  `<script>.test.`,
		"a command":                 `$\(id\).test.`,
		"a path":                    `\.\./etc/passwd.test.`,
		"a first hyphen":            `-rf.test.`,
		"a wildcard":                `*.test.`,
		"a line of a log":           `a\010ok:\032b.test.`,
		"e acute in UTF-8":          `caf\195\169.test.`,
		"a space of no width":       `a\226\128\139b.test.`,
		"from right to left":        `\226\128\174gro.test.`,
		"an IPv6 address":           `2001:db8::1.test.`,
		"a zone":                    `fe80%lo.test.`,
		"a label of 63 octets 0xFF": strings.Repeat(`\255`, 63) + ".test.",
	}
	for c := range 256 {
		if !isHostByte(byte(c)) {
			names[fmt.Sprintf("octet %#02x", c)] = fmt.Sprintf(`a\%03db.test.`, c)
		}
	}
	return names
}

func isHostByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// isHost reports whether a name that came out is one of a host.
func isHost(name string) bool {
	bad := func(c rune) bool { return c > 0x7F || !isHostByte(byte(c)) && c != '.' }
	return name != "" && name[0] != '-' && !strings.ContainsFunc(name, bad) && !strings.Contains(name, "..")
}

func isPrintable(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c > '~' })
}

// on53 is a machine whose server answers by do.
func on53(t *testing.T, do fakedns.Action) (*resolver.Resolver, *fakedns.Server) {
	srv := hostileServer(t)
	srv.Inject(fakedns.Fault{Do: do})
	r := hostile{}.resolver(hostileServers()[:1], 5*time.Second)
	r.Dial = srv.Dial
	return r, srv
}

// A PTR record to an unsafe name is no name: Gethostbyaddr fails for good, and Getnameinfo has the number. Nor is one of the
// names behind it that is safe taken instead.
func TestHostilePTR(t *testing.T) {
	addr := netip.MustParseAddr("192.0.2.1")
	for name, target := range unsafeNames() {
		for _, records := range [][]string{{"@ PTR " + target}, {"@ PTR " + target, "@ PTR safe.test."}, {"@ CNAME c.test.", "c.test. PTR " + target}} {
			synctest.Test(t, func(t *testing.T) {
				r, _ := on53(t, says(records...))
				h, err := r.Gethostbyaddr(t.Context(), addr)
				if herrno(err) != "NO_RECOVERY" || !isPrintable(err.Error()) {
					t.Errorf("%s, %q: got %v, %v", name, records, h, err)
				}
				host, _, err := r.Getnameinfo(t.Context(), netip.AddrPortFrom(addr, 53), 0)
				if host != "192.0.2.1" {
					t.Errorf("%s, %q: got %q, %v", name, records, host, err)
				}
				host, _, err = r.Getnameinfo(t.Context(), netip.AddrPortFrom(addr, 53), resolver.NI_NAMEREQD)
				if host != "" || code(err) != "EAI_NONAME" || !isPrintable(err.Error()) {
					t.Errorf("%s, %q: got %q, %v", name, records, host, err)
				}
			})
		}
	}
}

// What else a server may do to a reverse lookup.
func TestHostileReverse(t *testing.T) {
	const safe = "safe.test [1.2.0.192.in-addr.arpa] AF_INET [192.0.2.1]"
	for _, tt := range []struct {
		name string
		do   fakedns.Action
		want string
	}{
		{"a name", says("@ PTR safe.test."), safe},
		{"a name with an underscore", says("@ PTR a_b.test."), strings.Replace(safe, "safe", "a_b", 1)},
		{"a name with a last hyphen", says("@ PTR a-.test."), strings.Replace(safe, "safe", "a-", 1)},
		{"a safe name, and unsafe ones", says("@ PTR safe.test.", `@ PTR \027[m.test.`), safe},
		{"a name of others", says("evil.test. PTR evil.test.", "@ PTR safe.test."), safe},
		{"only a name of others", says("evil.test. PTR evil.test."), "TRY_AGAIN"},
		{"a name of class CH", says("@ CH PTR evil.test."), "TRY_AGAIN"},
		{"a name in ADDITIONAL", says(soa, "ADDITIONAL @ PTR evil.test."), "NO_DATA"},
		{"by a CNAME", says("@ CNAME 1.sub.test.", "1.sub.test. PTR safe.test."), safe},
		{"by an unsafe CNAME", says(`@ CNAME a\027b.test.`, `a\027b.test. PTR safe.test.`), safe},
		{"by a CNAME, backwards", says("1.sub.test. PTR safe.test.", "@ CNAME 1.sub.test."), safe},
		{"by a DNAME", says("2.0.192.in-addr.arpa. DNAME sub.test.", "1.sub.test. PTR safe.test."), safe},
		{"a loop", says("@ CNAME 1.sub.test.", "1.sub.test. CNAME 1.2.0.192.in-addr.arpa."), "TRY_AGAIN"},
		{"NXDOMAIN, and a name", coded(dns.RcodeNameError, "@ PTR evil.test."), "HOST_NOT_FOUND"},
		{"a referral", lame("AUTHORITY 192.in-addr.arpa. NS ns.test."), "TRY_AGAIN"},
		{"a referral, RA set", says("AUTHORITY 192.in-addr.arpa. NS ns.test."), "TRY_AGAIN"},
		{"SERVFAIL", coded(dns.RcodeServerFailure), "TRY_AGAIN"},
		{"FORMERR", coded(dns.RcodeFormatError), "NO_RECOVERY"},
		{"FORMERR to OPT", toOPT(coded(dns.RcodeFormatError)), "HOST_NOT_FOUND"}, // the zone's answer
		{"a name that ends behind its RDLENGTH", ptrData(4, "\x04safe\x04test\x00"), "TRY_AGAIN"},
		{"a name that ends before its RDLENGTH", ptrData(14, "\x04safe\x04test\x00xxx"), "TRY_AGAIN"},
		{"a name of no octets", ptrData(0, ""), "TRY_AGAIN"},
		{"a name that is a pointer to itself", sends(func(q fakedns.Query) []byte {
			return message(q, 1, record(questionName, dns.TypePTR, 2, pointer(endOf(q)+12)))
		}), "TRY_AGAIN"},
		{"a name of a label of 64 octets", ptrData(66, "\x40"+strings.Repeat("x", 64)+"\x00"), "TRY_AGAIN"},
		{"a name of 256 octets", ptrData(256, strings.Repeat("\x3f"+strings.Repeat("x", 63), 3)+"\x3e"+strings.Repeat("x", 62)+"\x00"), "TRY_AGAIN"},
		{"silence", fakedns.Drop, "TRY_AGAIN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, srv := on53(t, tt.do)
				start := time.Now()
				h, err := r.Gethostbyaddr(t.Context(), netip.MustParseAddr("192.0.2.1"))
				if got := hostent(h, err); got != tt.want {
					t.Errorf("got %s, want %s: %v", got, tt.want, err)
				}
				if took, n := time.Since(start), len(srv.Queries()); took > hostileAttempts*5*time.Second || n > overBoth {
					t.Errorf("took %v and %d queries\n%s", took, n, srv.Log())
				}
			})
		})
	}
}

// ptrData sends a PTR record of octets.
func ptrData(n int, rdata string) fakedns.Action {
	return sends(func(q fakedns.Query) []byte { return message(q, 1, record(questionName, dns.TypePTR, n, rdata)) })
}

// The addresses behind a CNAME to an unsafe name count. The name does not come out: the last safe one before it is canonical.
func TestHostileCNAME(t *testing.T) {
	for name, target := range unsafeNames() {
		for _, records := range [][]string{
			{"@ CNAME " + target, target + " ADDR right"},
			{"@ CNAME " + target, target + " CNAME safe.test.", "safe.test. ADDR right"},
			{"@ CNAME safe.test.", "safe.test. CNAME " + target, target + " ADDR right"},
		} {
			synctest.Test(t, func(t *testing.T) {
				r, _ := on53(t, says(records...))
				res, err := r.Resolve(t.Context(), hostileHost, "", &resolver.Hints{Socktype: stream, Flags: resolver.AI_CANONNAME})
				if err != nil || hostileOutcome(res.Addrs, err) != "AF_INET right, AF_INET6 right" {
					t.Fatalf("%s, %q: %v, %v", name, records, res, err)
				}
				names := append([]string{res.Addrs[0].Canonname, res.Canonname}, res.Aliases...)
				h, err := r.Gethostbyname2(t.Context(), hostileHost, inet.AF_INET)
				if err != nil {
					t.Fatalf("%s, %q: %v", name, records, err)
				}
				for _, n := range append(append(names, h.Name), h.Aliases...) {
					if !isHost(n) {
						t.Errorf("%s, %q: %q came out", name, records, n)
					}
				}
				for _, link := range res.Chain {
					if !isPrintable(link.Name + link.Target) {
						t.Errorf("%s, %q: the chain has %q", name, records, link)
					}
				}
			})
		}
	}
}
