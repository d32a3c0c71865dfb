package capture

import (
	"net/netip"
	"strings"
	"testing"
	"unicode"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
)

// What a name becomes under one key: this holds as long as the cipher does.
func TestName(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, tt := range []struct{ name, want string }{
		{"", ""},
		{".", "."},
		{"www", "pwy"},
		{"www.corp.acme.com", "pwy.feed.twdo.com"},
		{"www.corp.acme.com.", "pwy.feed.twdo.com."},
		{"WwW.Corp.ACME.com", "PwY.Feed.TWDO.com"},
		{"*.acme.com", "*.twdo.com"},
		{"acme.example", "twdo.example"},
		{"corp", "feed"},
		{"db-07.acme.com", "zz-59.twdo.com"},
		{"a_b", "d_j"},

		// What stays.
		{"localhost", "localhost"},
		{"localhost.localdomain", "localhost.localdomain"},
		{"acme.LOCALHOST", "twdo.LOCALHOST"},
		{"acme.onion", "twdo.onion"},
		{"acme.alt", "twdo.alt"},
		{"acme.invalid", "twdo.invalid"},
		{"acme.test.", "twdo.test."},
		{"acme.home.arpa", "twdo.home.arpa"},
		{"_ldap._tcp.acme.com", "_ldap._tcp.twdo.com"},
		{"_acmesync._tcp.acme.com", "_epganfok._tcp.twdo.com"},

		// Reverse names: those of addresses that are mapped, of the prefixes of such, and of what is below them.
		{"3.2.1.10.in-addr.arpa", "59.26.179.10.in-addr.arpa"},
		{"3.2.1.10.IN-ADDR.ARPA.", "59.26.179.10.IN-ADDR.ARPA."},
		{"2.1.10.in-addr.arpa", "26.179.10.in-addr.arpa"},
		{"in-addr.arpa", "in-addr.arpa"},
		{"1.0.0.127.in-addr.arpa", "1.0.0.127.in-addr.arpa"},
		{"3.0-31.2.1.10.in-addr.arpa", "4.8-44.26.179.10.in-addr.arpa"},
		{"300.1.10.in-addr.arpa", "485.179.10.in-addr.arpa"},
		{"03.2.1.10.in-addr.arpa", "37.26.179.10.in-addr.arpa"},
		{"b._dns-sd._udp.2.1.10.in-addr.arpa", "h._dns-sd._udp.26.179.10.in-addr.arpa"},
		{"8.b.d.0.1.0.0.2.ip6.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"},
		{"0.1.8.B.D.0.1.0.0.2.ip6.arpa", "6.9.8.b.d.0.1.0.0.2.ip6.arpa"},

		// Not of one: to inet_aton(3) a number is one before and after, and IDNA finds nothing to decode.
		{"0x1f.acme", "0x4d.twdo"},
		{"xn--bcher-kva.acme", "nx--etele-ofl.twdo"},

		// Escapes (RFC 1035 §5.1), and octets above ASCII.
		{`a\.b.acme`, `q\.y.twdo`},
		{`\119ww`, `\112wy`},
		{`a\ b`, `w\ j`},
		{`\`, `\`},
		{`a\200`, `d\219`},
		{"b\u00fccher", "g\xb7\x9ajlum"},
	} {
		if got := r.name(tt.name); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A name that would be too long for the DNS (RFC 1035 §2.3.4) when its address is mapped is mapped like any other.
func TestLongReverseName(t *testing.T) {
	label := strings.Repeat("a", 63) + "."
	name := label + label + label + strings.Repeat("a", 38) + ".1.1.1.1.in-addr.arpa."
	got := newRedactor([]byte("key")).name(name)
	if _, ok := dns.IsDomainName(got); !ok || len(got) != len(name) {
		t.Errorf("%s becomes %s", name, got)
	}
}

func FuzzRedactName(f *testing.F) {
	for _, seed := range []struct{ a, b string }{
		{"www.corp.acme.com", "WWW.CORP.ACME.COM"},
		{"a", "b"},
		{"www.example.org.", "www.example.com."},
		{"8.1.168.192.in-addr.arpa", "8.1.168.193.in-addr.arpa"},
		{"1.0.0.2.ip6.arpa", "ip6.arpa"},
		{"0x7f.1", "017.0xff"},
		{"xn--a-b", "nx--a-b"},
		{`a\.b`, `\046`},
		{"\u00fc\u2003", "\xff"},
		{"_tcp._acme", "localhost"},
		{"01\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdbX\u06ae", "0"}, // on its way it meets white space
	} {
		f.Add(seed.a, seed.b, []byte("key"))
	}
	f.Fuzz(func(t *testing.T, a, b string, key []byte) {
		r := newRedactor(key)
		mappedA, mappedB := r.name(a), r.name(b)
		if again := newRedactor(key).name(a); again != mappedA {
			t.Errorf("%q becomes %q and then %q", a, mappedA, again)
		}
		if (a == b) != (mappedA == mappedB) || equalFold(a, b) != equalFold(mappedA, mappedB) {
			t.Errorf("%q and %q become %q and %q", a, b, mappedA, mappedB)
		}
		sameForm(t, a, mappedA)
	})
}

// sameForm reports what lookups would take another step for.
func sameForm(t *testing.T, name, mapped string) {
	t.Helper()
	if strings.HasSuffix(strings.TrimSuffix(name, "."), `\`) { // dns.IsFqdn goes by how wide the character before that is
		return
	}
	before, after := asciiLower(name), asciiLower(mapped)
	for what, law := range map[string]func(name string) any{
		"dots":               func(name string) any { return strings.Count(name, ".") },
		"rooted":             func(name string) any { return strings.HasSuffix(name, ".") },
		"a host name":        func(name string) any { return dnsclient.IsHostname(name) },
		"in the DNS":         func(name string) any { return dnsclient.CheckName(name) == nil },
		"a name":             func(name string) any { return dnsclient.CheckSyntax(name) == nil },
		"digits and dots":    func(name string) any { return strings.Trim(name, digits+".") == "" },
		"under localhost":    func(name string) any { return isUnder(name, ".localhost") },
		"a reverse name":     func(name string) any { return isUnder(name, ".in-addr.arpa") },
		"a reverse name of6": func(name string) any { return isUnder(name, ".ip6.arpa") },
		"words":              func(name string) any { return len(strings.Fields(name)) },
	} {
		if law(before) != law(after) {
			t.Errorf("%q becomes %q: %s", name, mapped, what)
		}
	}
	if strings.HasSuffix(before, "arpa") || strings.HasSuffix(before, "arpa.") || strings.Contains(before, `\`) {
		return
	}
	if _, err := inet.AtonExact(mapped); err == nil && strings.Trim(mapped, digits+".") != "" && !strings.Contains(before, "0x") {
		t.Errorf("%q becomes the address %q", name, mapped)
	}
	if formOf(name) != formOf(mapped) {
		t.Errorf("%q becomes %q: their forms are %s and %s", name, mapped, formOf(name), formOf(mapped))
	}
}

func isUnder(name, domain string) bool {
	return strings.HasSuffix("."+name, domain) && !strings.Contains(name, `\`)
}

// formOf shows what each octet of a name is.
func formOf(name string) string {
	form := []byte(name)
	for i, c := range form {
		switch {
		case c >= 0x80:
			form[i] = '^'
		case unicode.IsUpper(rune(c)):
			form[i] = 'A'
		case unicode.IsLower(rune(c)):
			form[i] = 'a'
		case unicode.IsDigit(rune(c)):
			form[i] = '0'
		}
	}
	return string(form)
}

// equalFold is as the DNS has it (RFC 4343): for ASCII alone.
func equalFold(a, b string) bool { return asciiLower(a) == asciiLower(b) }

func asciiLower(text string) (lower string) {
	inLowerCase(text, func(l string) string { lower = l; return l })
	return lower
}

// Each permutation of a small form has all of it, so that no two of it become one.
func TestCipherIsAPermutation(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, alphabet := range []string{letters, digits, highOctets} {
		n := len(alphabet)
		ones, twos := map[string]bool{}, map[string]bool{}
		for i := range n {
			ones[r.permute("test", alphabet[i:i+1], []string{alphabet})] = true
			for j := range n {
				twos[r.permute("test", alphabet[i:i+1]+alphabet[j:j+1], []string{alphabet, alphabet})] = true
			}
		}
		if len(ones) != n || len(twos) != n*n {
			t.Errorf("%d texts of one in %q, %d of two", len(ones), alphabet, len(twos))
		}
	}
}

// Another key has other names.
func TestKeysDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, key := range []string{"", "a", "b", "ab", strings.Repeat("a", 100)} {
		r := newRedactor([]byte(key))
		seen[r.name("headquarters")+r.addr(netip.MustParseAddr("10.1.2.3")).String()] = true
	}
	if len(seen) != 5 {
		t.Errorf("5 keys make %v", seen)
	}
}
