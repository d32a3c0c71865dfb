package resolver_test

import (
	"context"
	"errors"
	"io/fs"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// The order of nsswitch.conf(5), and what its actions do.
func TestNsswitch(t *testing.T) {
	const hosts = "-- etc/hosts --\n192.0.2.1 both.example.org\n"
	for _, tt := range []struct{ name, conf, node, want string }{
		{"files before dns", "hosts: files dns", "both.example.org", "AF_INET 1/6 192.0.2.1:80"},
		{"dns before files", "hosts: dns files", "both.example.org", "AF_INET 1/6 198.51.100.1:80"},
		{"dns only", "hosts: dns", "both.example.org", "AF_INET 1/6 198.51.100.1:80"},
		{"files only", "hosts: files", "four.example.org", "EAI_NONAME"},
		{"no such module, then dns", "hosts: mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns", "four.example.org", "AF_INET 1/6 198.51.100.4:80"},
		{"the list ends at NOTFOUND", "hosts: files [NOTFOUND=return] dns", "four.example.org", "EAI_NONAME"},
		{"a success that goes on is thrown away", "hosts: dns [SUCCESS=continue] files", "four.example.org", "EAI_NONAME"},
		{"but not by a module that there is not", "hosts: files [SUCCESS=continue] mdns", "both.example.org", "AF_INET 1/6 192.0.2.1:80"},
		{"nor by one where the list ends", "hosts: files [SUCCESS=continue] mdns [UNAVAIL=return] dns", "both.example.org", "AF_INET 1/6 192.0.2.1:80"},
		{"the source behind it decides", "hosts: dns [SUCCESS=continue] mdns files", "both.example.org", "AF_INET 1/6 192.0.2.1:80"},
		{"and throws away", "hosts: dns [SUCCESS=continue] mdns files", "four.example.org", "EAI_NONAME"},
		{"nobody to ask", "hosts: mdns", "four.example.org", "EAI_SYSTEM"},
		{"localhost whoever is asked", "hosts: mdns", "localhost", "AF_INET 1/6 127.0.0.1:80"},
		{"a malformed file fails every lookup", "hosts: files [NOTFOUND=retur] dns", "four.example.org", "EAI_SYSTEM"},
		{"the error of the last source", "hosts: dns files", "none.example.org", "EAI_NONAME"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, dual+hosts+"-- etc/nsswitch.conf --\n"+tt.conf+"\n", func(t *testing.T, m *scenario.Machine) {
				got := lines(m.Resolver.Getaddrinfo(t.Context(), tt.node, "80", &resolver.Hints{Family: inet.AF_INET, Socktype: stream}))
				if got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			})
		})
	}
}

// unreadable is an /etc of which one file cannot be read for now.
type unreadable struct {
	fs.FS
	name string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EMFILE}
	}
	return u.FS.Open(name)
}

func TestAFileThatCannotBeReadIsNeverNotFound(t *testing.T) {
	for file, want := range map[string]string{
		"etc/hosts": "AF_INET 1/6 198.51.100.4:80", "etc/resolv.conf": "EAI_AGAIN", "etc/nsswitch.conf": "EAI_AGAIN",
		"etc/host.conf": "AF_INET 1/6 198.51.100.4:80", "etc/gai.conf": "AF_INET 1/6 198.51.100.4:80", "etc/services": "AF_INET 1/6 198.51.100.4:80",
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			m.Resolver.System.FS = unreadable{m.Resolver.System.FS, file}
			got := lines(m.Resolver.Getaddrinfo(t.Context(), "four.example.org.", "80", &resolver.Hints{Family: inet.AF_INET, Socktype: stream}))
			if got != want {
				t.Errorf("%s: got %s, want %s", file, got, want)
			}
		})
	}
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = unreadable{m.Resolver.System.FS, "etc/resolv.conf"}
		if _, err := m.Resolver.Query(t.Context(), "four.example.org", dns.TypeA); code(err) != "EAI_AGAIN" || !errors.Is(err, syscall.EMFILE) {
			t.Errorf("etc/resolv.conf: %v", err)
		}
	})
	on(t, dual, func(t *testing.T, m *scenario.Machine) { // no other source
		m.Resolver.System.FS = unreadable{fstest.MapFS{"etc/nsswitch.conf": {Data: []byte("hosts: files\n")}}, "etc/hosts"}
		if _, err := m.Resolver.Getaddrinfo(t.Context(), "h", "80", nil); code(err) != "EAI_AGAIN" || !errors.Is(err, syscall.EMFILE) {
			t.Errorf("etc/hosts: %v", err)
		}
	})
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = unreadable{m.Resolver.System.FS, "etc/services"}
		if _, err := m.Resolver.Getaddrinfo(t.Context(), "four", "http", nil); code(err) != "EAI_AGAIN" {
			t.Errorf("etc/services: %v", err)
		}
	})
}

// A missing hosts(5) is an empty one, but to the actions of nsswitch.conf(5) it is unavailable, and does not outlive what another
// source has said. glibc's gethostbyname(3) returns NULL without an error where there is no more to ask.
func TestAMissingHostsFileIsAnEmptyOne(t *testing.T) {
	for _, tt := range []struct{ sources, node, want, herrno string }{
		{"files", "four.example.org", "EAI_NONAME", "HOST_NOT_FOUND"},
		{"files", "localhost", "AF_INET 1/6 127.0.0.1:80", "localhost [] AF_INET [127.0.0.1]"},
		{"files [UNAVAIL=return] dns", "four.example.org", "EAI_NONAME", "HOST_NOT_FOUND"},
		{"files [NOTFOUND=return] dns", "four.example.org", "AF_INET 1/6 198.51.100.4:80", "four.example.org [] AF_INET [198.51.100.4]"},
		{"files dns", "none.example.org", "EAI_NODATA", "NO_DATA"},
		{"dns files", "none.example.org", "EAI_NODATA", "NO_DATA"},
		{"dns [SUCCESS=continue] files", "four.example.org", "EAI_NONAME", "HOST_NOT_FOUND"},
		{"nis files", "four.example.org", "EAI_NONAME", "HOST_NOT_FOUND"},
	} {
		t.Run(tt.sources+" "+tt.node, func(t *testing.T) {
			on(t, dual+"-- etc/nsswitch.conf --\nhosts: "+tt.sources+"\n", func(t *testing.T, m *scenario.Machine) {
				got := lines(m.Resolver.Getaddrinfo(t.Context(), tt.node, "80", &resolver.Hints{Family: inet.AF_INET, Socktype: stream}))
				if got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				if got := hostent(m.Resolver.GethostbynameEx(t.Context(), tt.node)); got != tt.herrno {
					t.Errorf("got %s, want %s", got, tt.herrno)
				}
			})
		})
	}
	on(t, "-- etc/nsswitch.conf --\nhosts: files\n", func(t *testing.T, m *scenario.Machine) {
		addr := netip.MustParseAddr("192.0.2.1")
		if got := hostent(m.Resolver.Gethostbyaddr(t.Context(), addr)); got != "HOST_NOT_FOUND" {
			t.Errorf("by address: %s", got)
		}
		if host, _, err := m.Resolver.Getnameinfo(t.Context(), netip.AddrPortFrom(addr, 80), 0); host != "192.0.2.1" {
			t.Errorf("getnameinfo: %q, %v", host, err)
		}
	})
}

// Lines of hosts(5): all of them, or the first one with a host.conf(5) that does not say multi.
func TestHostsFile(t *testing.T) {
	const hosts = dual + "-- etc/hosts --\n192.0.2.7 al shared\n192.0.2.8 bl shared\n2001:db8::7 cl shared\n"
	for _, tt := range []struct{ name, hostConf, want, hostent string }{
		{"no host.conf", "", "AF_INET6 1/6 [2001:db8::7]:80\nAF_INET 1/6 192.0.2.8:80\nAF_INET 1/6 192.0.2.7:80", "al [shared shared bl] AF_INET [192.0.2.7 192.0.2.8]"},
		{"multi on", "-- etc/host.conf --\nmulti on\n", "AF_INET6 1/6 [2001:db8::7]:80\nAF_INET 1/6 192.0.2.8:80\nAF_INET 1/6 192.0.2.7:80", "al [shared shared bl] AF_INET [192.0.2.7 192.0.2.8]"},
		{"no word of multi", "-- etc/host.conf --\norder hosts\n", "AF_INET 1/6 192.0.2.7:80", "al [shared] AF_INET [192.0.2.7]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, hosts+tt.hostConf, func(t *testing.T, m *scenario.Machine) {
				if got := lines(m.Resolver.Getaddrinfo(t.Context(), "shared", "80", &resolver.Hints{Socktype: stream})); got != tt.want {
					t.Errorf("got\n%s\nwant\n%s", got, tt.want)
				}
				if got := hostent(m.Resolver.GethostbynameEx(t.Context(), "shared")); got != tt.hostent {
					t.Errorf("got %s, want %s", got, tt.hostent)
				}
				if log := m.DNS.Log(); log != "" {
					t.Errorf("asked\n%s", log)
				}
			})
		})
	}
}

// A source that fails to give an answer outweighs the "not found" of those after it, which in glibc is the last word.
func TestTheLastSourceDoesNotTurnAFailureIntoNotFound(t *testing.T) {
	const dnsFiles = dual + "-- etc/hosts --\n192.0.2.1 h\n-- etc/nsswitch.conf --\nhosts: dns files\n"
	for _, tt := range []struct {
		name string
		do   fakedns.Action
		node string
		want string
	}{
		{"SERVFAIL", fakedns.Rcode(dns.RcodeServerFailure), "nosuch", "EAI_AGAIN"},
		{"silence", fakedns.Drop, "nosuch", "EAI_AGAIN"},
		{"FORMERR", fakedns.Rcode(dns.RcodeFormatError), "nosuch", "EAI_FAIL"},
		{"but what is found is found", fakedns.Drop, "h", "AF_INET 1/6 192.0.2.1:80"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, dnsFiles, func(t *testing.T, m *scenario.Machine) {
				m.DNS.Inject(fakedns.Fault{Do: tt.do})
				got := lines(m.Resolver.Getaddrinfo(t.Context(), tt.node, "80", &resolver.Hints{Family: inet.AF_INET, Socktype: stream}))
				if got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			})
		})
	}
	on(t, dnsFiles, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := m.Resolver.Getaddrinfo(ctx, "h", "80", nil); code(err) != "EAI_AGAIN" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after the deadline: %v", err)
		}
	})
	on(t, dual, func(t *testing.T, m *scenario.Machine) { // the name may stand in a hosts file that cannot be read
		m.Resolver.System.FS = unreadable{m.Resolver.System.FS, "etc/hosts"}
		if _, err := m.Resolver.Getaddrinfo(t.Context(), "nosuch", "80", nil); code(err) != "EAI_AGAIN" || !errors.Is(err, syscall.EMFILE) {
			t.Errorf("unreadable hosts: %v", err)
		}
	})
}

// RFC 6761 speaks of names, and what is none is not one under localhost.
func TestWhatIsNoNameIsNotLocalhost(t *testing.T) {
	for _, name := range []string{"a..localhost", ".localhost", "\x1b[31m.localhost", "-x.localhost", "a b.localhost", strings.Repeat("x", 64) + ".localhost",
		strings.Repeat("x.", 130) + "localhost", "localhost\x00", "notlocalhost"} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			if _, err := m.Resolver.Getaddrinfo(t.Context(), name, "80", nil); code(err) != "EAI_NONAME" {
				t.Errorf("%q: %v", name, err)
			}
		})
	}
}

// What hosts(5) says of a name under localhost in one family it says of both; RFC 6761 speaks where it says nothing at all, or
// is not asked. No server is asked for such a name in any case.
func TestLocalhostIsLeftToHosts(t *testing.T) {
	const hosts = "-- etc/hosts --\n127.0.0.1 localhost\n192.0.2.1 four.localhost\n2001:db8::1 six.localhost\n::1 loop.localhost\n"
	const mapped = resolver.AI_V4MAPPED
	for _, tt := range []struct {
		hosts, node string
		hints       resolver.Hints
		want        string
	}{
		{"files dns", "localhost", resolver.Hints{}, "AF_INET 1/6 127.0.0.1:80"},
		{"files dns", "localhost", resolver.Hints{Family: inet.AF_INET}, "AF_INET 1/6 127.0.0.1:80"},
		{"files dns", "localhost", resolver.Hints{Family: inet.AF_INET6}, "EAI_NODATA"},
		{"files dns", "LocalHost", resolver.Hints{Family: inet.AF_INET6}, "EAI_NODATA"},
		{"files dns", "localhost", resolver.Hints{Family: inet.AF_INET6, Flags: mapped}, "AF_INET6 1/6 [::ffff:127.0.0.1]:80"},
		{"files dns", "localhost", resolver.Hints{Family: inet.AF_INET6, Flags: mapped | resolver.AI_ALL}, "AF_INET6 1/6 [::ffff:127.0.0.1]:80"},
		{"files dns", "four.localhost", resolver.Hints{Family: inet.AF_INET6}, "EAI_NODATA"},
		{"files dns", "four.localhost", resolver.Hints{Family: inet.AF_INET6, Flags: mapped}, "AF_INET6 1/6 [::ffff:192.0.2.1]:80"},
		{"files dns", "six.localhost", resolver.Hints{Family: inet.AF_INET}, "EAI_NODATA"},
		{"files dns", "loop.localhost", resolver.Hints{Family: inet.AF_INET}, "AF_INET 1/6 127.0.0.1:80"}, // ::1 serves IPv4 too
		{"files dns", "other.localhost", resolver.Hints{Family: inet.AF_INET6}, "AF_INET6 1/6 [::1]:80"},
		{"files dns", "localhost.", resolver.Hints{Family: inet.AF_INET6}, "AF_INET6 1/6 [::1]:80"}, // another name to hosts(5)
		{"files", "localhost", resolver.Hints{Family: inet.AF_INET6}, "EAI_NODATA"},
		{"dns files", "localhost", resolver.Hints{Family: inet.AF_INET6}, "EAI_NODATA"},
		{"dns", "localhost", resolver.Hints{Family: inet.AF_INET6}, "AF_INET6 1/6 [::1]:80"},
		{"dns [NOTFOUND=return] files", "localhost", resolver.Hints{Family: inet.AF_INET6}, "AF_INET6 1/6 [::1]:80"},
		{"files myhostname", "localhost", resolver.Hints{Family: inet.AF_INET6}, "AF_INET6 1/6 [::1]:80"}, // which answers for it
		{"files [SUCCESS=continue] dns", "localhost", resolver.Hints{Family: inet.AF_INET}, "AF_INET 1/6 127.0.0.1:80"},
	} {
		machine := dual + hosts + "-- etc/nsswitch.conf --\nhosts: " + tt.hosts + "\n"
		on(t, machine, func(t *testing.T, m *scenario.Machine) {
			tt.hints.Socktype = stream
			got := lines(m.Resolver.Getaddrinfo(t.Context(), tt.node, "80", &tt.hints))
			if got != tt.want || m.DNS.Log() != "" {
				t.Errorf("%s: %s, %v: got %s, want %s\n%s", tt.hosts, tt.node, tt.hints, got, tt.want, m.DNS.Log())
			}
		})
	}
}

func TestRotateTurnsFromLookupToLookup(t *testing.T) {
	two := strings.Replace(dual, "nameserver 192.0.2.53\n", "nameserver 192.0.2.53\nnameserver 192.0.2.54\noptions rotate\n", 1)
	on(t, two, func(t *testing.T, m *scenario.Machine) {
		var first []netip.Addr
		for range 4 {
			n := len(m.DNS.Queries())
			if _, err := m.Resolver.Getaddrinfo(t.Context(), "both", "80", nil); err != nil {
				t.Fatal(err)
			}
			asked := m.DNS.Queries()[n:]
			if len(asked) != 2 || asked[0].Server != asked[1].Server {
				t.Errorf("A and AAAA of one lookup: %v", asked)
			}
			first = append(first, asked[0].Server.Addr())
		}
		if first[0] == first[1] || first[0] != first[2] || first[1] != first[3] {
			t.Errorf("lookups asked %v", first)
		}
	})
}

func TestNoReloadKeepsTheConfiguration(t *testing.T) {
	for options, want := range map[string]string{"options no-reload\n": "192.0.2.53:53", "": "192.0.2.54:53"} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			files := fstest.MapFS{"etc/resolv.conf": {Data: []byte("nameserver 192.0.2.53\n" + options)}}
			m.Resolver.System.FS = files
			m.Resolver.Gethostbyname(t.Context(), "both.example.org")
			files["etc/resolv.conf"] = &fstest.MapFile{Data: []byte("nameserver 192.0.2.54\n")}
			time.Sleep(2 * time.Second) // of virtual time
			m.Resolver.Gethostbyname(t.Context(), "both.example.org")
			if got := m.DNS.Queries()[1].Server.String(); got != want {
				t.Errorf("%q: asked %s, want %s", options, got, want)
			}
		})
	}
}

// Half an answer that nsswitch.conf throws away, since its caller has gone, is no word that the name does not exist.
func TestCanceledWhereASuccessIsThrownAway(t *testing.T) {
	on(t, dual+"-- etc/nsswitch.conf --\nhosts: dns [SUCCESS=continue] files\n", func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Drop})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := m.Resolver.Getaddrinfo(ctx, "four.example.org", "80", nil)
		if !errors.Is(err, context.DeadlineExceeded) || code(err) != "EAI_AGAIN" {
			t.Errorf("%v: %v", code(err), err)
		}
	})
}
