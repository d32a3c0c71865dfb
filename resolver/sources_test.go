package resolver_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

func TestSourcesThatThereAreNotAreWarnedOf(t *testing.T) {
	conf, err := resolver.Sources.Parse(strings.NewReader(`hosts: files mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns myhostname
services: db files
protocols: db dns
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range conf.Warnings() {
		got = append(got, w.Text)
	}
	if want := "mdns4_minimal resolve db dns"; strings.Join(got, " ") != want {
		t.Errorf("warned of %v, want %s", got, want)
	}
}

// An error names the sources that there are not, if the walk has come to them: one of them might have known.
func TestErrorsNameTheSourcesThatThereAreNot(t *testing.T) {
	const nx = "printer.local. A from udp 192.0.2.53:53: NXDOMAIN"
	for _, tt := range []struct{ name, hosts, node, want string }{
		{"all are there", "files myhostname dns", "printer.local", `"printer.local": Name or service not known (` + nx + ")"},
		{"one is not", "files mdns4_minimal [NOTFOUND=return] dns", "printer.local",
			`"printer.local": Name or service not known (` + nx + "; not asked: mdns4_minimal)"},
		{"two are not", "mymachines resolve [!UNAVAIL=return] files dns", "printer.local",
			`"printer.local": Name or service not known (` + nx + "; not asked: mymachines, resolve)"},
		{"nothing else is known", "files wins", "printer.local", `"printer.local": Name or service not known (not asked: wins)`},
		{"no source could answer", "mdns", "printer.local",
			`"printer.local": System error (nsswitch.conf names no source of hosts that could answer; not asked: mdns)`},
		{"an empty list", "", "printer.local", `"printer.local": System error (nsswitch.conf names no source of hosts that could answer)`},
		{"the walk ends before", "files [NOTFOUND=return] mdns", "printer.local", `"printer.local": Name or service not known`},
		{"what was found is thrown away", "files [SUCCESS=continue] mdns dns", "here", `"here": Name or service not known (here. A from udp 192.0.2.53:53: NXDOMAIN; not asked: mdns)`},
		{"it has data of another type", "dns nis", "six.example.org",
			`"six.example.org": No address associated with hostname (six.example.org. A from udp 192.0.2.53:53: no such records; not asked: nis)`},
		{"a name that is no host name", "mymachines dns", "a b", `"a b": Name or service not known (not a host name: it is not asked for in the DNS; not asked: mymachines)`},
		{"a comment", "files # dns, please", "printer.local", `"printer.local": Name or service not known (not asked: "#", "dns,", please)`},
		{"odd letters", "files \x1b]0;x\x07 \u202e\xff files)", "printer.local",
			`"printer.local": Name or service not known (not asked: "\x1b]0;x\a", "\u202e\xff", "files)")`},
		{"a long name", "files " + strings.Repeat("x", 100), "printer.local",
			`"printer.local": Name or service not known (not asked: "` + strings.Repeat("x", 64) + `"...)`},
		{"many", "files" + strings.Repeat(" a b c d e", 3), "printer.local", `"printer.local": Name or service not known (not asked: a, b, c, d, e, a, b, c and 7 more)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			machine := dual + "-- etc/hosts --\n192.0.2.9 here\n-- etc/nsswitch.conf --\nhosts: " + tt.hosts + "\n"
			on(t, machine, func(t *testing.T, m *scenario.Machine) {
				_, err := m.Resolver.Gethostbyname(t.Context(), tt.node)
				if want := "gethostbyname " + tt.want; err == nil || err.Error() != want {
					t.Errorf("got\n%v\nwant\n%s", err, want)
				}
			})
		})
	}
}

// So do the errors of services and protocols, if the walk comes to one after the file, or before it.
func TestErrorsOfServicesNameTheSourcesThatThereAreNot(t *testing.T) {
	getservbyname := func(r *resolver.Resolver) error { _, err := r.Getservbyname("nosuch", "tcp"); return err }
	getaddrinfo := func(r *resolver.Resolver) error {
		_, err := r.Getaddrinfo(context.Background(), "192.0.2.1", "nosuch", nil)
		return err
	}
	for _, tt := range []struct {
		name, conf string
		ask        func(*resolver.Resolver) error
		want       string
	}{
		{"by name", "services: files nis", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known (not asked: nis)`},
		{"before the file", "services: nis files", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known (not asked: nis)`},
		{"instead of it", "services: nis [UNAVAIL=return] files", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known (not asked: nis)`},
		{"the walk ends before", "services: files [NOTFOUND=return] nis", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known`},
		{"all are there", "services: files", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known`},
		{"another database", "protocols: files nis", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known`},
		{"as Debian has it", "services: db files", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known`},
		{"without the file that db is made of", "services: db", getservbyname, `getservbyname "nosuch" "tcp": Name or service not known (not asked: db)`},
		{"by port", "services: files nis ldap", func(r *resolver.Resolver) error { _, err := r.Getservbyport(65000, ""); return err },
			`getservbyport "65000": Name or service not known (not asked: nis, ldap)`},
		{"protocol by name", "protocols: files nis", func(r *resolver.Resolver) error { _, err := r.Getprotobyname("nosuch"); return err },
			`getprotobyname "nosuch": Name or service not known (not asked: nis)`},
		{"protocol by number", "protocols: files nis", func(r *resolver.Resolver) error { _, err := r.Getprotobynumber(999); return err },
			`getprotobynumber "999": Name or service not known (not asked: nis)`},
		{"getaddrinfo", "services: files nis", getaddrinfo,
			`getaddrinfo "192.0.2.1" "nosuch": Servname not supported for ai_socktype (not asked: nis)`},
		{"getaddrinfo, all are there", "services: files", getaddrinfo, `getaddrinfo "192.0.2.1" "nosuch": Servname not supported for ai_socktype`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, "-- etc/nsswitch.conf --\n"+tt.conf+"\n", func(t *testing.T, m *scenario.Machine) {
				if err := tt.ask(m.Resolver); err == nil || err.Error() != tt.want {
					t.Errorf("got\n%v\nwant\n%s", err, tt.want)
				}
			})
		})
	}
	on(t, "-- etc/nsswitch.conf --\nservices: files nis\n", func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = unreadable{m.Resolver.System.FS, "etc/services"}
		err := getservbyname(m.Resolver)
		if code(err) != "EAI_AGAIN" || !errors.Is(err, syscall.EMFILE) || !strings.HasSuffix(err.Error(), "; not asked: nis)") {
			t.Errorf("unreadable services: %v", err)
		}
	})
}

// Where the module for .local is missing, the DNS is asked for such a name, as by glibc.
func TestLocalNamesAreAskedForInTheDNS(t *testing.T) {
	machine := strings.Replace(dual, "-- zone --\n", "-- zone --\nprinter.local. 60 A 192.0.2.77\n", 1) +
		"-- etc/nsswitch.conf --\nhosts: files mdns4_minimal [NOTFOUND=return] dns\n"
	on(t, machine, func(t *testing.T, m *scenario.Machine) {
		if addr, err := m.Resolver.Gethostbyname(t.Context(), "printer.local"); err != nil || addr.String() != "192.0.2.77" {
			t.Errorf("%v, %v", addr, err)
		}
		_, err := m.Resolver.Gethostbyaddr(t.Context(), netip.MustParseAddr("192.0.2.77"))
		if err == nil || !strings.HasSuffix(err.Error(), "NXDOMAIN; not asked: mdns4_minimal)") {
			t.Errorf("by address: %v", err)
		}
	})
}

// The sources that were not asked change the text alone.
func TestNotAskedLeavesTheErrorAsItIs(t *testing.T) {
	const mdns = dual + "-- etc/nsswitch.conf --\nhosts: mdns dns\n"
	on(t, mdns, func(t *testing.T, m *scenario.Machine) {
		_, err := m.Resolver.Gethostbyname(t.Context(), "nosuch.")
		var d *net.DNSError
		if !errors.Is(err, resolver.EAI_NONAME) || !errors.Is(err, resolver.HOST_NOT_FOUND) || !errors.As(err, &d) ||
			!d.IsNotFound || d.Server != "192.0.2.53:53" || d.Err != "Name or service not known" {
			t.Errorf("%v, %+v", err, d)
		}
	})
	on(t, mdns, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
		_, err := m.Resolver.Gethostbyname(t.Context(), "nosuch.")
		var e net.Error
		if code(err) != "EAI_AGAIN" || !errors.As(err, &e) || !e.Timeout() || !strings.HasSuffix(err.Error(), "; not asked: mdns)") {
			t.Errorf("%v", err)
		}
	})
	on(t, mdns, func(t *testing.T, m *scenario.Machine) { // the caller's doing is no source's
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := m.Resolver.Gethostbyname(ctx, "nosuch."); code(err) != "EAI_CANCELED" || strings.Contains(err.Error(), "not asked") {
			t.Errorf("%v", err)
		}
	})
	on(t, strings.Replace(mdns, "mdns dns", "mdns files", 1), func(t *testing.T, m *scenario.Machine) {
		m.Resolver.System.FS = unreadable{m.Resolver.System.FS, "etc/hosts"}
		_, err := m.Resolver.Gethostbyname(t.Context(), "nosuch")
		if code(err) != "EAI_AGAIN" || !strings.HasSuffix(err.Error(), "; not asked: mdns)") {
			t.Errorf("%v", err)
		}
	})
}
