package resolvconf

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func mustParse(t testing.TB, text string, env Env) *Config {
	t.Helper()
	c, err := Parse(strings.NewReader(text), env)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// defaults is what an empty file comes to.
const defaults = "nameserver 127.0.0.1\noptions ndots:1 timeout:5 attempts:2\n"

func TestParse(t *testing.T) {
	const rest = "options ndots:1 timeout:5 attempts:2\n"
	for _, tt := range []struct {
		name, text string
		env        Env
		want       string
	}{
		{"empty file", "", Env{}, defaults},
		{"usual file", "# made by hand\nsearch a.test b.test\nnameserver 192.0.2.1\nnameserver 2001:db8::53\noptions ndots:2 rotate\n", Env{},
			"nameserver 192.0.2.1\nnameserver 2001:db8::53\nsearch a.test b.test\noptions ndots:2 timeout:5 attempts:2 rotate\n"},
		{"no final newline", "nameserver 192.0.2.1", Env{}, "nameserver 192.0.2.1\n" + rest},
		{"tab after the keyword", "nameserver\t192.0.2.1", Env{}, "nameserver 192.0.2.1\n" + rest},
		{"leading blank disables a line", " nameserver 192.0.2.1", Env{}, defaults},
		{"keyword is lower case", "Nameserver 192.0.2.1", Env{}, defaults},
		{"keyword is followed by a blank", "nameserver:192.0.2.1\nsearchx a.test", Env{}, defaults},
		{"carriage return spoils an address", "nameserver 192.0.2.1\r\n", Env{}, defaults},
		{"carriage return is part of a domain", "search a.test\r\n", Env{}, "nameserver 127.0.0.1\nsearch a.test\r\n" + rest},
		{"semicolon comment", ";nameserver 192.0.2.1", Env{}, defaults},
		{"comment after an address is ignored", "nameserver 192.0.2.1 # x", Env{}, "nameserver 192.0.2.1\n" + rest},
		{"comment after a search list is searched", "search a # b", Env{}, "nameserver 127.0.0.1\nsearch a # b\n" + rest},
		{"nameserver in inet_aton form", "nameserver 127.1\nnameserver 010.0.0.1", Env{}, "nameserver 127.0.0.1\nnameserver 8.0.0.1\n" + rest},
		{"bad nameservers are skipped", "nameserver 2.2.2.2;c\nnameserver 3.3.3.3x\nnameserver 1.2.3.4:53\nnameserver [::1]\nnameserver\nnameserver 192.0.2.9", Env{},
			"nameserver 192.0.2.9\n" + rest},
		{"first three nameservers count, twice the same too", "nameserver 192.0.2.1\nnameserver 192.0.2.1\nnameserver 192.0.2.3\nnameserver 192.0.2.4", Env{},
			"nameserver 192.0.2.1\nnameserver 192.0.2.1\nnameserver 192.0.2.3\n" + rest},
		{"scope by name and by number", "nameserver fe80::1%eth0\nnameserver 2001:db8::1%2\nnameserver 2001:db8::1%eth0", Env{},
			"nameserver fe80::1%eth0\nnameserver 2001:db8::1%2\nnameserver 2001:db8::1\n" + rest},
		{"last of search and domain wins", "search a.test\ndomain b.test", Env{}, "nameserver 127.0.0.1\nsearch b.test\n" + rest},
		{"domain takes one word", "domain b.test c.test", Env{}, "nameserver 127.0.0.1\nsearch b.test\n" + rest},
		{"empty search and domain are ignored", "search a.test\nsearch \ndomain \nsearch", Env{}, "nameserver 127.0.0.1\nsearch a.test\n" + rest},
		{"host name gives a domain", "", Env{Hostname: "h.a.test"}, "nameserver 127.0.0.1\nsearch a.test\n" + rest},
		{"host name without a dot gives none", "", Env{Hostname: "h"}, defaults},
		{"host name that ends in a dot gives an empty one", "", Env{Hostname: "h."}, "nameserver 127.0.0.1\nsearch .\n" + rest},
		{"search . switches the host name off", "search .", Env{Hostname: "h.a.test"}, "nameserver 127.0.0.1\nsearch .\n" + rest},
		{"LOCALDOMAIN replaces the file's list", "search a.test", Env{LocalDomain: "b.test\tc.test", Hostname: "h.d.test"},
			"nameserver 127.0.0.1\nsearch b.test c.test\n" + rest},
		{"LOCALDOMAIN that is not set", "search a.test", Env{LocalDomain: ""}, "nameserver 127.0.0.1\nsearch a.test\n" + rest},
		{"LOCALDOMAIN that is empty is an empty domain", "search a.test", Env{HasLocalDomain: true, Hostname: "h.d.test"},
			"nameserver 127.0.0.1\nsearch .\n" + rest},
		{"LOCALDOMAIN of blanks too", "search a.test", Env{LocalDomain: " \t"}, "nameserver 127.0.0.1\nsearch .\n" + rest},
		{"LOCALDOMAIN that begins with a blank begins with one", "search a.test", Env{LocalDomain: " b.test "},
			"nameserver 127.0.0.1\nsearch . b.test\n" + rest},
		{"LOCALDOMAIN ends at a newline", "", Env{LocalDomain: "b.test c.test\nd.test"}, "nameserver 127.0.0.1\nsearch b.test c.test\n" + rest},
		{"LOCALDOMAIN that begins with a newline", "search a.test", Env{LocalDomain: "\nb.test"}, "nameserver 127.0.0.1\nsearch .\n" + rest},
		{"RES_OPTIONS follows the file's options", "options ndots:2 timeout:9", Env{ResOptions: "ndots:4 edns0"},
			"nameserver 127.0.0.1\noptions ndots:4 timeout:9 attempts:2 edns0\n"},
		{"sortlist: classes and masks", "sortlist 10.0.0.0 172.16.0.0 192.168.5.0 192.0.2.0/255.255.255.128\nsortlist 1.2.3.4&255.255.255.255", Env{},
			"nameserver 127.0.0.1\nsortlist 10.0.0.0/255.0.0.0 172.16.0.0/255.255.0.0 192.168.5.0/255.255.255.0 192.0.2.0/255.255.255.128 1.2.3.4/255.255.255.255\n" + rest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := mustParse(t, tt.text, tt.env).String(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct{ options, want string }{
		{"ndots:15", "ndots:15 timeout:5 attempts:2"},
		{"ndots:16", "ndots:15 timeout:5 attempts:2"},
		{"ndots:99999999999999999999", "ndots:15 timeout:5 attempts:2"},
		{"ndots:4294967298", "ndots:2 timeout:5 attempts:2"},
		{"ndots:2147483648", "ndots:0 timeout:5 attempts:2"},
		{"ndots:-99999999999999999999", "ndots:0 timeout:5 attempts:2"},
		{"ndots:0", "ndots:0 timeout:5 attempts:2"},
		{"ndots:abc", "ndots:0 timeout:5 attempts:2"},
		{"ndots:", "ndots:0 timeout:5 attempts:2"},
		{"ndots:3x", "ndots:3 timeout:5 attempts:2"},
		{"ndots:3-4", "ndots:3 timeout:5 attempts:2"},
		{"ndots:-", "ndots:0 timeout:5 attempts:2"},
		{"ndots:+3", "ndots:3 timeout:5 attempts:2"},
		{"ndots:-3", "ndots:13 timeout:5 attempts:2"},
		{"ndots:+-2", "ndots:0 timeout:5 attempts:2"},
		{"ndots: 2", "ndots:2 timeout:5 attempts:2"},
		{"ndots: \t +2", "ndots:2 timeout:5 attempts:2"},
		{"ndots:\r\v\f2", "ndots:2 timeout:5 attempts:2"},
		{"ndots:\u00a02", "ndots:0 timeout:5 attempts:2"},
		{"ndots: - 3", "ndots:0 timeout:5 attempts:2"},
		{"ndots: 2 rotate", "ndots:2 timeout:5 attempts:2 rotate"},
		{"ndots: 2rotate", "ndots:2 timeout:5 attempts:2"},
		{"ndots: rotate", "ndots:0 timeout:5 attempts:2 rotate"},
		{"ndots: ndots:3", "ndots:3 timeout:5 attempts:2"},
		{"ndots: 2 timeout: 3 attempts: 4", "ndots:2 timeout:3 attempts:4"},
		{"ndots", "ndots:1 timeout:5 attempts:2"},
		{"NDOTS:3", "ndots:1 timeout:5 attempts:2"},
		{"timeout:30", "ndots:1 timeout:30 attempts:2"},
		{"timeout:31", "ndots:1 timeout:30 attempts:2"},
		{"timeout:0", "ndots:1 timeout:1 attempts:2"},
		{"timeout:x", "ndots:1 timeout:1 attempts:2"},
		{"timeout: x", "ndots:1 timeout:1 attempts:2"},
		{"timeout:99999999999999999999", "ndots:1 timeout:1 attempts:2"},
		{"attempts:5", "ndots:1 timeout:5 attempts:5"},
		{"attempts:6", "ndots:1 timeout:5 attempts:5"},
		{"attempts:0", "ndots:1 timeout:5 attempts:0"},
		{"attempts:-1", "ndots:1 timeout:5 attempts:0"},
		{"ndots:2 ndots:4", "ndots:4 timeout:5 attempts:2"},
		{"edns0x", "ndots:1 timeout:5 attempts:2 edns0"},
		{"single-request", "ndots:1 timeout:5 attempts:2 single-request"},
		{"single-request-reopen", "ndots:1 timeout:5 attempts:2 single-request-reopen"},
		{"no_tld_query", "ndots:1 timeout:5 attempts:2 no-tld-query"},
		{"rotate -rotate", "ndots:1 timeout:5 attempts:2"},
		{"use-vc trust-ad no-aaaa no-reload no-tld-query", "ndots:1 timeout:5 attempts:2 no-tld-query no-reload use-vc trust-ad no-aaaa"},
		{"inet6 debug unheard-of", "ndots:1 timeout:5 attempts:2"},
	} {
		want := "nameserver 127.0.0.1\noptions " + tt.want + "\n"
		if got := mustParse(t, "options "+tt.options, Env{}).String(); got != want {
			t.Errorf("options %s: got\n%swant\n%s", tt.options, got, want)
		}
		if got := mustParse(t, "", Env{ResOptions: tt.options}).String(); got != want {
			t.Errorf("RES_OPTIONS=%s: got\n%swant\n%s", tt.options, got, want)
		}
	}
}

func TestTimeoutIsInSeconds(t *testing.T) {
	if got := mustParse(t, "options timeout:7", Env{}).Timeout; got != 7*time.Second {
		t.Errorf("Timeout = %v", got)
	}
}

func TestStringPrintsTheEffectiveValues(t *testing.T) {
	for want, c := range map[string]*Config{
		"nameserver 127.0.0.1\noptions ndots:0 timeout:5 attempts:2\n":                                    {},
		"nameserver 127.0.0.1\noptions ndots:0 timeout:1 attempts:0\n":                                    {Timeout: time.Millisecond, Attempts: -1},
		"nameserver 127.0.0.1\noptions ndots:0 timeout:3 attempts:2\n":                                    {Timeout: 2500 * time.Millisecond},
		"nameserver [::1]:5353\nsearch .\nsortlist 2001:db8::/64\noptions ndots:0 timeout:5 attempts:2\n": {Servers: []netip.AddrPort{netip.MustParseAddrPort("[::1]:5353")}, Search: []string{""}, Sortlist: []netip.Prefix{netip.MustParsePrefix("2001:db8::/64")}},
	} {
		if got := c.String(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	text := "nameserver 192.0.2.1 # no comment\nnameserver x\n nameserver 192.0.2.2\nfoo bar\noptions debug nonsense ndots: 2 timeout: 3x 4\nlonely\n \t \n" +
		"nameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n# x y\n; x y\n\n"
	want := []Warning{
		{2, "x", "not an address: the name server is ignored"},
		{3, " nameserver 192.0.2.2", "a line that begins with a blank is ignored"},
		{4, "foo bar", "unknown keyword"},
		{5, "debug", "an option without effect"},
		{5, "nonsense", "unknown option"},
		{5, "4", "unknown option"},
		{6, "lonely", "a keyword without a value"},
		{10, "192.0.2.4", "only the first 3 name servers are asked"},
	}
	got := mustParse(t, text, Env{}).Warnings()
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
}

func TestWarningsAreBounded(t *testing.T) {
	c := mustParse(t, strings.Repeat(strings.Repeat("x", 1000)+" y\n", 5000), Env{})
	if n := len(c.Warnings()); n != 1000 {
		t.Errorf("%d warnings", n)
	}
	if n := len(c.Warnings()[0].Text); n != 80 {
		t.Errorf("a warning shows %d bytes", n)
	}
}

func TestParseReturnsTheReadersError(t *testing.T) {
	broken := errors.New("broken")
	if _, err := Parse(iotest.ErrReader(broken), Env{}); err != broken {
		t.Errorf("err = %v", err)
	}
}

// What a configuration prints is a configuration that prints the same.
func FuzzParse(f *testing.F) {
	f.Add("nameserver 192.0.2.1\nsearch a.test .\noptions ndots:3 rotate", "", "") // usual
	f.Add("sortlist 10.0.0.0/255.0.0.0\n;x\n\x00", "a b", "edns0 timeout:0")       // environment, NUL
	f.Add("nameserver fe80::1%eth0\r\n search x", "\xff", "ndots:-1")              // not UTF-8
	f.Fuzz(func(t *testing.T, text, localDomain, resOptions string) {
		c := mustParse(t, text, Env{LocalDomain: localDomain, ResOptions: resOptions})
		again := mustParse(t, c.String(), Env{})
		if got, want := again.String(), c.String(); got != want {
			t.Errorf("got\n%q\nwant\n%q", got, want)
		}
		if n := len(c.Servers); n < 1 || n > 3 || c.Ndots < 0 || c.Ndots > 15 || c.Attempts > 5 || c.Timeout < time.Second || c.Timeout > 30*time.Second {
			t.Errorf("out of bounds: %+v", c)
		}
		for _, w := range c.Warnings() {
			if len(w.Text) > 80 {
				t.Errorf("long warning %q", w.Text)
			}
		}
	})
}
