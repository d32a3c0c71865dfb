package scenario_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// files makes a file system of names and texts in turn.
func files(namesAndTexts ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(namesAndTexts); i += 2 {
		fsys[namesAndTexts[i]] = &fstest.MapFile{Data: []byte(namesAndTexts[i+1])}
	}
	return fsys
}

// Every part of a scenario is seen through the System that lookups use.
func TestNew(t *testing.T) {
	m, err := scenario.New(files(
		"env", "# comment\n\nLOCALDOMAIN=a.test b.test\r\n  RES_OPTIONS=ndots:2=\nEMPTY=",
		"hostname", "# the name\nhost.example.org\n",
		"interfaces", "lo up,loopback 127.0.0.1/8 ::1/128\n\n# by the window\n\teth0 up,broadcast,multicast 192.168.1.2/24 2001:db8::5/64,deprecated\r\n7:tun0 0\nwg:1 0\nsit0 up,tunnel 10.0.0.1/32,peer=10.0.0.2/32 2001:db8:1::5/64,home,deprecated\n",
		"etc/hosts", "192.0.2.7 printer\n",
		"etc/passwd", "root:x:0:0\n",
	))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Resolver.System
	for key, want := range map[string]string{"LOCALDOMAIN": "a.test b.test", "RES_OPTIONS": "ndots:2=", "EMPTY": "", "HOME": ""} {
		if got := s.Getenv(key); got != want {
			t.Errorf("Getenv(%q) = %q, want %q", key, got, want)
		}
		if has := s.HasEnv(key); has != (key != "HOME") {
			t.Errorf("HasEnv(%q) = %v", key, has)
		}
	}
	if name, err := s.Hostname(); name != "host.example.org" || err != nil {
		t.Errorf("Hostname() = %q, %v", name, err)
	}
	interfaces, err := s.Interfaces()
	const want = "[{1 lo up|loopback [127.0.0.1/8 ::1/128] [] [] [] false} " +
		"{2 eth0 up|broadcast|multicast [192.168.1.2/24 2001:db8::5/64] [2001:db8::5] [] [] false} {7 tun0 0 [] [] [] [] false} {8 wg:1 0 [] [] [] [] false} " +
		"{9 sit0 up [10.0.0.1/32 2001:db8:1::5/64] [2001:db8:1::5] [2001:db8:1::5] [{10.0.0.1 10.0.0.2/32}] true}]"
	if got := fmt.Sprint(interfaces); got != want || err != nil {
		t.Errorf("Interfaces() = %s, %v\n             want %s", got, err, want)
	}
	if addr, err := m.Resolver.Gethostbyname(t.Context(), "printer"); err != nil || addr.String() != "192.0.2.7" {
		t.Errorf("printer is %v, %v", addr, err)
	}
}

// A machine of which nothing is said.
func TestNewDefaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := scenario.Load(t, files())
		if name, err := m.Resolver.Gethostname(); name != "localhost" || err != nil {
			t.Errorf("Gethostname() = %q, %v", name, err)
		}
		interfaces, err := m.Resolver.System.Interfaces()
		if got := fmt.Sprint(interfaces); got != "[{1 lo up|loopback [127.0.0.1/8 ::1/128] [] [] [] false}]" || err != nil {
			t.Errorf("Interfaces() = %s, %v", got, err)
		}
		if _, err := m.Resolver.Gethostbyname(t.Context(), "www.example.org"); code(err) != "EAI_NONAME" {
			t.Errorf("a name that no zone has: %v", err)
		}
		if got, want := m.DNS.Log(), "udp 127.0.0.1:53 www.example.org. A\n"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	})
}

func TestNewZones(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := scenario.Load(t, files(
			"zone", "$ORIGIN a.test.\n@ A 192.0.2.1\n",
			"zone.b", "b.test. A 192.0.2.2\n",
			"zone.c.test", "c.test. A 192.0.2.3\nd.test. CNAME b.test.\n",
		))
		for name, want := range map[string]string{"a.test": "192.0.2.1", "b.test": "192.0.2.2", "c.test": "192.0.2.3", "d.test": "192.0.2.2"} {
			if addr, err := m.Resolver.Gethostbyname(t.Context(), name); err != nil || addr.String() != want {
				t.Errorf("%s is %v, %v, want %s", name, addr, err, want)
			}
		}
	})
}

// The faults of a scenario are met like injected ones, before these.
func TestNewFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		m := scenario.Load(t, files("faults", "# slow, then gone\nany #1 -> delay 3s, rcode NXDOMAIN\nany #2 -> rcode REFUSED\n"))
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Nth: 2}, Do: fakedns.Rcode(3)})
		for range 2 {
			if _, err := m.Resolver.Gethostbyname(t.Context(), "a"); code(err) != "EAI_NONAME" {
				t.Errorf("got %v", err)
			}
		}
		if d := time.Since(start); d != 3*time.Second {
			t.Errorf("it took %v", d)
		}
	})
}

// What is random hangs on the seed alone.
func TestNewSeed(t *testing.T) {
	draw := func(seed string) uint64 {
		m, err := scenario.New(files("seed", seed))
		if err != nil {
			t.Fatal(err)
		}
		return m.Resolver.System.Rand()
	}
	without, err := scenario.New(files())
	if err != nil {
		t.Fatal(err)
	}
	if zero, one, again := draw("0"), draw("1"), draw("1"); zero == one || one != again || zero != without.Resolver.System.Rand() {
		t.Errorf("seed 0 gives %d, seed 1 %d and %d", zero, one, again)
	}
}

func TestNewError(t *testing.T) {
	const flags = "[0 up broadcast loopback pointtopoint multicast running] and tunnel"
	const belongs = "a scenario has etc/*, env, hostname, interfaces, routes, seed, dns, zone[.NAME][@ADDRESS], faults, calls, results, " +
		"trace, and folders as 5s with etc/*, zone[.NAME][@ADDRESS] and removed"
	for _, tt := range []struct{ file, text, want string }{
		{"hosts", "192.0.2.1 a\n", `unknown: "hosts"; ` + belongs},
		{"README.md", "", `unknown: "README.md"; ` + belongs},
		{"etcetera/hosts", "", `unknown: "etcetera/"; ` + belongs},
		{"etc", "", `unknown: "etc"; ` + belongs},
		{"zone.", "", `unknown: "zone."; ` + belongs},
		{"zones", "", `unknown: "zones"; ` + belongs},
		{"Zone", "", `unknown: "Zone"; ` + belongs},
		{"\x1b[2J", "", `unknown: "\x1b[2J"; ` + belongs},
		{"env/A", "1", `unknown: "env/"; ` + belongs},
		{"zone.d/a", "", `unknown: "zone.d/"; ` + belongs},
		{"0s/etc/hosts", "", `unknown: "0s/"; ` + belongs},
		{"-1s/etc/hosts", "", `unknown: "-1s/"; ` + belongs},
		{"5/etc/hosts", "", `unknown: "5/"; ` + belongs},
		{"5s", "", `unknown: "5s"; ` + belongs},
		{"5s/env", "", `unknown: "5s/env"; ` + belongs},
		{"5s/removed/etc", "", `unknown: "5s/removed/"; ` + belongs},

		{"env", "A=1\n\nB\n", `env:3: "B" is not KEY=VALUE`},
		{"env", "=1\n", `env:1: "=1" is not KEY=VALUE`},
		{"env", "export A=1\n", `env:1: "export A=1" is not KEY=VALUE`},
		{"env", "A=1\nA=1\n", `env:2: "A" is set twice`},

		{"hostname", "", "hostname: there is no name in it"},
		{"hostname", "# none\n", "hostname: there is no name in it"},
		{"hostname", "a b\n", `hostname:1: "a b": the file is to hold one name`},
		{"hostname", "a\nb\n", `hostname:2: "b": the file is to hold one name`},

		{"interfaces", "lo\n", `interfaces:1: "lo" is not [INDEX:]NAME FLAGS [ADDRESS/BITS[,FLAG...]...]`},
		{"interfaces", "lo up\nlo up\n", `interfaces:2: a second interface "lo"`},
		{"interfaces", "1:lo up\n1:eth0 up\n", `interfaces:2: a second interface of index 1`},
		{"interfaces", "0:lo up\n", `interfaces:1: "0" is not the index of an interface`},
		{"interfaces", ":lo up\n", `interfaces:1: "" is not the index of an interface`},
		{"interfaces", "lo UP\n", `interfaces:1: "UP" is not a flag: these are ` + flags},
		{"interfaces", "lo up, loopback\n", `interfaces:1: "" is not a flag: these are ` + flags},
		{"interfaces", "lo 127.0.0.1/8\n", `interfaces:1: "127.0.0.1/8" is not a flag: these are ` + flags},
		{"interfaces", "lo up 127.0.0.1\n", `interfaces:1: netip.ParsePrefix("127.0.0.1"): no '/'`},
		{"interfaces", "lo up 127.0.0.1/33\n", `interfaces:1: netip.ParsePrefix("127.0.0.1/33"): prefix length out of range`},
		{"interfaces", "lo up fe80::1%lo/64\n", `interfaces:1: netip.ParsePrefix("fe80::1%lo/64"): IPv6 zones cannot be present in a prefix`},
		{"interfaces", "lo up 0.0.0.0/8\n", `interfaces:1: "0.0.0.0/8" is not an address that an interface may have`},
		{"interfaces", "lo up ff02::1/64\n", `interfaces:1: "ff02::1/64" is not an address that an interface may have`},
		{"interfaces", "lo up ::ffff:10.0.0.1/104\n", `interfaces:1: "::ffff:10.0.0.1/104" is not an address that an interface may have`},
		{"interfaces", "lo up 0.0.0.0/8,deprecated\n", `interfaces:1: "0.0.0.0/8" is not an address that an interface may have`},
		{"interfaces", "lo up 10.0.0.1/8,tentative\n", `interfaces:1: "tentative" is not a flag of an address: these are deprecated, home, tunnel and peer=REMOTE/BITS`},
		{"interfaces", "lo up 10.0.0.1/8,\n", `interfaces:1: "" is not a flag of an address: these are deprecated, home, tunnel and peer=REMOTE/BITS`},
		{"interfaces", "lo up 10.0.0.1/8, deprecated\n", `interfaces:1: "" is not a flag of an address: these are deprecated, home, tunnel and peer=REMOTE/BITS`},
		{"interfaces", "lo up 10.0.0.1/8,tunnel\n", `interfaces:1: "10.0.0.1/8,tunnel": a tunnel is an interface, not an address`},
		{"interfaces", "lo up 10.0.0.1/32,peer\n", `interfaces:1: "peer" is not a flag of an address: these are deprecated, home, tunnel and peer=REMOTE/BITS`},
		{"interfaces", "lo up 10.0.0.1/32,peer=10.0.0.2\n", `interfaces:1: netip.ParsePrefix("10.0.0.2"): no '/'`},
		{"interfaces", "lo up 10.0.0.1/32,peer=224.0.0.1/32\n", `interfaces:1: "224.0.0.1/32" is not an address that an interface may have`},
		{"interfaces", "lo up 10.0.0.1/24,home,peer=10.0.0.2/32\n", `interfaces:1: "10.0.0.1/24,peer=10.0.0.2/32": a peer is for one address, and another one of its family`},
		{"interfaces", "lo up 10.0.0.1/32,peer=10.0.0.1/32\n", `interfaces:1: "10.0.0.1/32,peer=10.0.0.1/32": a peer is for one address, and another one of its family`},
		{"interfaces", "lo up 10.0.0.1/32,peer=2001:db8::1/64\n", `interfaces:1: "10.0.0.1/32,peer=2001:db8::1/64": a peer is for one address, and another one of its family`},
		{"interfaces", "lo up 10.0.0.1/8 deprecated\n", `interfaces:1: netip.ParsePrefix("deprecated"): no '/'`},
		{"interfaces", "lo up 10.0.0.1,deprecated/8\n", `interfaces:1: netip.ParsePrefix("10.0.0.1"): no '/'`},

		{"zone", "a.test. A 192.0.2.1\nb.test. A x\n", `zone:2: bad A A: "x"`},
		{"zone.b", "a.test. A x\n", `zone.b:1: bad A A: "x"`},
		{"zone@a", "", `zone@a: "a" is not an IP address`},
		{"zone.b@192.0.2.1", "a.test. A x\n", `zone.b@192.0.2.1:1: bad A A: "x"`},

		{"routes", "192.0.2.1\n", `routes:1: "192.0.2.1" is not DESTINATION SOURCE/BITS[,FLAG...] or DESTINATION unreachable`},
		{"routes", "a 10.0.0.1/8\n", `routes:1: ParseAddr("a"): unable to parse IP`},
		{"routes", "\n192.0.2.0/33 unreachable\n", `routes:2: netip.ParsePrefix("192.0.2.0/33"): prefix length out of range`},
		{"routes", "192.0.2.1 10.0.0.1\n", `routes:1: netip.ParsePrefix("10.0.0.1"): no '/'`},
		{"routes", "192.0.2.1 10.0.0.1/32,peer=10.0.0.2/32\n", `routes:1: "10.0.0.1/32,peer=10.0.0.2/32": a peer is something that an interface has`},
		{"routes", "192.0.2.1 10.0.0.1/8,away\n", `routes:1: "away" is not a flag of an address: these are deprecated, home, tunnel and peer=REMOTE/BITS`},
		{"routes", "192.0.2.1 ff02::1/64\n", `routes:1: "ff02::1/64" is not an address that an interface may have`},
		{"routes", "192.0.2.1 fe80::1/64\n", `routes:1: "192.0.2.1 fe80::1/64": one is IPv4, the other IPv6`},
		{"routes", "192.0.2.1 10.0.0.1/8\n192.0.2.1/32 unreachable\n", `routes:2: a second route to 192.0.2.1/32`},

		{"seed", "", "seed: there is no number in it"},
		{"dns", "mix-case\nno-edns edns\n", `dns:2: "edns" is not an option: these are mix-case, no-edns and no-cookies`},
		{"seed", "-1\n", `seed:1: "-1" is not a number from 0 to 18446744073709551615`},
		{"seed", "1\n2\n", `seed:2: "2": the file is to hold one number`},

		{"faults", "\nany -> explode\n", `faults:2: "explode" is not an action`},

		{"5s/zone", "\na.test. A x\n", `5s/zone:2: bad A A: "x"`},
		{"5s/zone@a", "", `5s/zone@a: "a" is not an IP address`},
		{"calls", "\n@x a", `calls:2: "x" is not a duration, as 1.5s or 20ms`},
		{"calls", "@87601h a", `calls:1: "87601h" is longer than 87600h0m0s`},
		{"87601h/zone", "", `unknown: "87601h/"; ` + belongs},
		{"5s/removed", "etc/hosts\nenv\n", `5s/removed:2: "env" is neither a file of etc nor a zone`},
		{"5s/removed", "etc/../hosts\n", `5s/removed:1: "etc/../hosts" is neither a file of etc nor a zone`},
	} {
		t.Run(tt.file, func(t *testing.T) {
			m, err := scenario.New(files(tt.file, tt.text))
			if err == nil || err.Error() != tt.want {
				t.Errorf("%s %q:\n got %v\nwant %s", tt.file, tt.text, err, tt.want)
			}
			if m != nil {
				t.Errorf("an error and a machine")
			}
		})
	}
}

// What does not belong there is named at once, but for a folder that was never meant to be a scenario.
func TestNewNamesUnknownFiles(t *testing.T) {
	for _, tt := range []struct {
		fsys fstest.MapFS
		want string
	}{
		{files("resolv.conf", "", "hosts", "", "etc/hosts", ""), `unknown: "hosts", "resolv.conf"; `},
		{files("1", "", "2", "", "3", "", "4", "", "5", "", "6", "", "7", "", "8", ""), `unknown: "1", "2", "3", "4", "5", "6", "7", "8"; `},
		{files("1", "", "2", "", "3", "", "4", "", "5", "", "6", "", "7", "", "8", "", "9", ""),
			`unknown: "1", "2", "3", "4", "5", "6", "7", "8", and 1 more; `},
	} {
		if _, err := scenario.New(tt.fsys); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// Nothing comes from the real machine: no field of System is left to mean it, and its environment counts for nothing.
func TestNothingOfTheRealMachine(t *testing.T) {
	t.Setenv("LOCALDOMAIN", "real.test")
	t.Setenv("RES_OPTIONS", "ndots:15 attempts:0")
	m := scenario.Load(t, files("etc/resolv.conf", "search home.test\n", "zone", "a.home.test. A 192.0.2.1\n"))
	system := reflect.ValueOf(m.Resolver.System)
	for i := range system.NumField() {
		if system.Field(i).IsNil() {
			t.Errorf("System.%s is the real one", system.Type().Field(i).Name)
		}
	}
	if addr, err := m.Resolver.Gethostbyname(t.Context(), "a"); err != nil || addr.String() != "192.0.2.1" {
		t.Errorf("a is %v, %v; asked:\n%s", addr, err, m.DNS.Log())
	}
}

// The interfaces decide the order of the results, and whether AI_ADDRCONFIG lets a family be.
func TestInterfacesDecideTheOrder(t *testing.T) {
	const lo = "lo up,loopback 127.0.0.1/8 ::1/128\n"
	for _, tt := range []struct{ name, interfaces, want, configured string }{
		{"IPv4 only", lo + "eth0 up 192.0.2.9/24\n", "192.0.2.1 2001:db8::1", "192.0.2.1"},
		{"IPv6 only", lo + "eth0 up 2001:db8::9/64\n", "2001:db8::1 192.0.2.1", "2001:db8::1"},
		{"both", lo + "eth0 up 192.0.2.9/24 2001:db8::9/64\n", "2001:db8::1 192.0.2.1", "2001:db8::1 192.0.2.1"},
		{"loopback only", lo, "2001:db8::1 192.0.2.1", "2001:db8::1 192.0.2.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := scenario.Load(t, files("interfaces", tt.interfaces, "zone", "a.test. A 192.0.2.1\na.test. AAAA 2001:db8::1\n"))
				if got := addrs(t.Context(), m.Resolver, "a.test", 0); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				if got := addrs(t.Context(), m.Resolver, "a.test", resolver.AI_ADDRCONFIG); got != tt.configured {
					t.Errorf("with AI_ADDRCONFIG: got %s, want %s", got, tt.configured)
				}
			})
		})
	}
}

// addrs are the addresses of name, in order, or the code of the error.
func addrs(ctx context.Context, r *resolver.Resolver, name string, flags resolver.Flags) string {
	list, err := r.Getaddrinfo(ctx, name, "", &resolver.Hints{Flags: flags, Socktype: resolver.SOCK_STREAM})
	if err != nil {
		return code(err)
	}
	var texts []string
	for _, a := range list {
		texts = append(texts, a.Addr.Addr().String())
	}
	return strings.Join(texts, " ")
}

// Two machines draw the same numbers, and many goroutines may draw from one.
func TestRandIsDeterministic(t *testing.T) {
	draw := func() map[uint64]bool {
		m := scenario.Load(t, files())
		var mu sync.Mutex
		drawn := map[uint64]bool{}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 100 {
					n := m.Resolver.System.Rand()
					mu.Lock()
					drawn[n] = true
					mu.Unlock()
				}
			})
		}
		all.Wait()
		return drawn
	}
	a, b := draw(), draw()
	if len(a) != 400 || !reflect.DeepEqual(a, b) {
		t.Errorf("%d and %d different numbers; the same: %t", len(a), len(b), reflect.DeepEqual(a, b))
	}
}

// An etc that changes while the machine runs is seen, as on a real one.
func TestEtcMayChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fsys := files("etc/hosts", "192.0.2.1 a\n")
		m := scenario.Load(t, fsys)
		before, _ := m.Resolver.Gethostbyname(t.Context(), "a")
		fsys["etc/hosts"] = &fstest.MapFile{Data: []byte("192.0.2.2 a\n")}
		time.Sleep(time.Second) // of the bubble: files are looked at once a second
		after, err := m.Resolver.Gethostbyname(t.Context(), "a")
		if before.String() != "192.0.2.1" || after.String() != "192.0.2.2" {
			t.Errorf("a was %v and is %v, %v", before, after, err)
		}
	})
}
