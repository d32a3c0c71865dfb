package resolver_test

import (
	"errors"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
	"netdb.example/resolver/scenario"
)

// withAliases is the machine dual with a file of aliases.
func withAliases(aliases string) string {
	return dual + "-- env --\nHOSTALIASES=/etc/host.aliases\n-- etc/host.aliases --\n" + aliases
}

// What a line of the file says is held against glibc in package resolvconf.
func TestHostAliases(t *testing.T) {
	for _, tt := range []struct{ name, aliases, node, want, asked string }{
		{"the result does not show the alias", "web both.example.org\n", "web", "both.example.org [] AF_INET [198.51.100.1]", "both A"},
		{"CNAMEs of the target are shown", "web alias.example.org\n", "WEB", "both.example.org [alias.example.org other.example.org] AF_INET [198.51.100.1]", "alias A"},
		{"a target without a dot is searched for", "web four\n", "web", "four.example.org [] AF_INET [198.51.100.4]", "four A"},
		{"the second target is not", "web host\nhost four\n", "web", "HOST_NOT_FOUND", "four.. A"},
		{"a name with a dot has none", "four both.example.org\n", "four.", "HOST_NOT_FOUND", "four.. A"},
		{"the name itself is not asked for then", "four nosuch.example.org.\n", "four", "HOST_NOT_FOUND", "nosuch A"},
		{"hosts(5) has the name as it is", "filed four.example.org\n", "filed", "filed [] AF_INET [192.0.2.1]", ""},
		{"and does not have the alias", "web filed\n", "web", "HOST_NOT_FOUND", "filed A, filed.. A"},
		{"localhost is this machine", "web localhost\n", "web", "localhost [] AF_INET [127.0.0.1]", ""},
		{"so is what is under it", "web host\nhost db.localhost\n", "web", "db.localhost [] AF_INET [127.0.0.1]", ""},
		{"localhost may be another, unless hosts(5) has it", "localhost four.example.org\n", "localhost", "four.example.org [] AF_INET [198.51.100.4]", "four A"},
		{"a name that nobody is asked for may have one", "onion four.example.org\n", "onion", "four.example.org [] AF_INET [198.51.100.4]", "four A"},
		{"but may not be one", "web x.onion\n", "web", "HOST_NOT_FOUND", ""},
		{"an address is asked for as a name", "web 192.0.2.1.\n", "web", "HOST_NOT_FOUND", "192.0.2.1.. A"},
		{"no name", "web a..example.org\n", "web", "HOST_NOT_FOUND", ""},
		{"no host name", "web a*b.example.org\n", "web", "HOST_NOT_FOUND", ""},
		{"an alias of what is no host name", "#web four.example.org\n", "#web", "HOST_NOT_FOUND", ""},
		{"an alias of what is no name", strings.Repeat("a", 64) + " four.example.org\n", strings.Repeat("a", 64), "HOST_NOT_FOUND", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, withAliases(tt.aliases)+"-- etc/hosts --\n192.0.2.1 filed\n", func(t *testing.T, m *scenario.Machine) {
				if got := hostent(m.Resolver.GethostbynameEx(t.Context(), tt.node)); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				if got := asked(m.DNS); got != tt.asked {
					t.Errorf("asked %s, want %s", got, tt.asked)
				}
			})
		})
	}
}

// What the search reports is about the target, which was asked for as it is, and does not exist.
func TestATargetThatIsNotFound(t *testing.T) {
	on(t, withAliases("web gone.test\n"), func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Name: "gone.test.example.org."}, Do: fakedns.Rcode(dns.RcodeServerFailure)})
		if got := hostent(m.Resolver.GethostbynameEx(t.Context(), "web")); got != "HOST_NOT_FOUND" {
			t.Errorf("got %s, asked %s", got, asked(m.DNS))
		}
	})
}

func TestHostAliasesOfGetaddrinfo(t *testing.T) {
	for _, tt := range []struct {
		family inet.Family
		flags  resolver.Flags
		want   string
	}{
		{inet.AF_INET, 0, "AF_INET 1/6 198.51.100.1:80"},
		{inet.AF_INET, resolver.AI_CANONNAME, "AF_INET 1/6 198.51.100.1:80 both.example.org"},
		{inet.AF_INET6, 0, "AF_INET6 1/6 [2001:db8:1::1]:80"},
		{inet.AF_UNSPEC, resolver.AI_CANONNAME, "AF_INET6 1/6 [2001:db8:1::1]:80 both.example.org\nAF_INET 1/6 198.51.100.1:80"},
		{inet.AF_INET6, resolver.AI_V4MAPPED | resolver.AI_ALL, "AF_INET6 1/6 [2001:db8:1::1]:80\nAF_INET6 1/6 [::ffff:198.51.100.1]:80"},
	} {
		on(t, withAliases("web both\n"), func(t *testing.T, m *scenario.Machine) {
			got := lines(m.Resolver.Getaddrinfo(t.Context(), "web", "80", &resolver.Hints{Family: tt.family, Flags: tt.flags, Socktype: stream}))
			if got != tt.want {
				t.Errorf("%s %v: got\n%s\nwant\n%s", tt.family, tt.flags, got, tt.want)
			}
		})
	}
}

// aliasesAt gives m an environment of HOSTALIASES alone.
func aliasesAt(m *scenario.Machine, path func() string) {
	m.Resolver.System.Getenv = func(key string) string {
		if key == "HOSTALIASES" {
			return path()
		}
		return ""
	}
}

// fourIsAliased looks for the IPv6 address of four, which has none, on a machine that may have six as its alias.
func fourIsAliased(t *testing.T, m *scenario.Machine) bool {
	t.Helper()
	h, err := m.Resolver.Gethostbyname2(t.Context(), "four", inet.AF_INET6)
	switch {
	case err == nil && h.Name == "six.example.org":
		return true
	case herrno(err) != "NO_DATA":
		t.Errorf("%+v, %v", h, err)
	}
	return false
}

func TestWhichFileHOSTALIASESNames(t *testing.T) {
	files := fstest.MapFS{
		"etc/resolv.conf": {Data: []byte("search example.org\nnameserver 192.0.2.53\n")},
		"home/u/aliases":  {Data: []byte("four six\n")},
		"home/u/pipe":     {Data: []byte("four six\n"), Mode: fs.ModeNamedPipe},
		"home/u/empty":    {},
	}
	for path, want := range map[string]bool{
		"/home/u/aliases": true, "home/u/aliases": false, "//home/u/aliases": false, "/home/u/../u/aliases": false, "/home//u/aliases": false,
		"/home/u": false, "/home/u/": false, "/": false, "": false, "/home/u/nosuch": false, "/home/u/aliases/x": false, "/home/u/empty": false,
		"/home/u/pipe": false, "/home/u/\xff": false,
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			m.Resolver.System.FS = files
			aliasesAt(m, func() string { return path })
			if got := fourIsAliased(t, m); got != want {
				t.Errorf("%q: %v", path, got)
			}
		})
	}
}

// A Conf stands instead of the environment.
func TestAResolverWithAConfHasNoHostAliases(t *testing.T) {
	on(t, withAliases("four six\n"), func(t *testing.T, m *scenario.Machine) {
		if !fourIsAliased(t, m) {
			t.Error("without a Conf")
		}
		m.Resolver.Conf = &resolvconf.Config{Search: []string{"example.org"}, Ndots: 1}
		if fourIsAliased(t, m) {
			t.Error("with a Conf")
		}
	})
}

// Another host might be meant.
func TestHostAliasesThatCannotBeReadAreNotPassedOver(t *testing.T) {
	on(t, withAliases("four six\n"), func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = unreadable{m.Resolver.System.FS, "etc/host.aliases"}
		if _, err := m.Resolver.Getaddrinfo(t.Context(), "four", "80", nil); code(err) != "EAI_AGAIN" || !errors.Is(err, syscall.EMFILE) {
			t.Errorf("four: %v", err)
		}
		if _, err := m.Resolver.Getaddrinfo(t.Context(), "four.example.org", "80", nil); err != nil {
			t.Errorf("a name with a dot: %v", err)
		}
	})
}

func TestHostAliasesMayChange(t *testing.T) {
	const other = "-- 5s/etc/host.aliases --\nfour\n"
	on(t, withAliases("four six\n")+other, func(t *testing.T, m *scenario.Machine) {
		path := "/etc/host.aliases"
		aliasesAt(m, func() string { return path })
		step := func(want bool) {
			t.Helper()
			if got := fourIsAliased(t, m); got != want {
				t.Errorf("%s: %v", path, got)
			}
		}
		step(true)
		path = "/etc/nosuch"
		step(false)
		path = "/etc/host.aliases"
		step(true)
		time.Sleep(6 * time.Second) // of virtual time
		step(false)
	})
}

func TestHostAliasesOfManyLookupsAtOnce(t *testing.T) {
	on(t, withAliases("four six\n"), func(t *testing.T, m *scenario.Machine) {
		var turn atomic.Int32
		aliasesAt(m, func() string { return []string{"/etc/host.aliases", "/etc/nosuch"}[turn.Add(1)%2] })
		var aliased atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if fourIsAliased(t, m) {
					aliased.Add(1)
				}
			})
		}
		all.Wait()
		if n := aliased.Load(); n != 10 {
			t.Errorf("%d lookups found the alias", n)
		}
	})
}
