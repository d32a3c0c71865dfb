package resolver_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// A drawing is a scenario as it is drawn. What it holds depends on its numbers alone.
type drawing struct {
	*rand.Rand
	text    txtar.Archive
	there   map[string]bool // by path, what the machine has at the version that is drawn
	servers []string        // the addresses of name servers that a resolv.conf may list
	own     []string        // those of them that have zones of their own
	asked   []string        // the names that calls ask for, as far as they are in a search list
	version int
	single  bool // A and AAAA are never asked at the same time
	reorder bool // an answer may still be held back: two that wait for the same one arrive at one instant, and none is the first
	large   bool // answers may be blown up: what that adds might make good what is missing of a damaged one
	drip    bool // answers may come in pieces: those of two answers would be mixed up
}

// drawScenario returns the text of the scenario of a seed.
func drawScenario(seed uint64) string {
	d := &drawing{Rand: rand.New(rand.NewPCG(seed, 0x73696d)), there: map[string]bool{}}
	d.text.Comment = fmt.Appendf(nil, "Drawn from the seed %d.\n\n", seed)
	d.machine()
	d.etc("")
	for i, server := range append([]string{""}, d.own...) {
		d.zone("", i, server)
	}
	for _, from := range d.times() {
		d.version++
		d.change(fmt.Sprintf("%v/", from))
	}
	d.calls()
	d.faults()
	return string(txtar.Format(&d.text))
}

func (d *drawing) add(name string, lines ...string) {
	data := strings.Join(lines, "\n")
	if data != "" {
		data += "\n"
	}
	d.text.Files = append(d.text.Files, txtar.File{Name: name, Data: []byte(data)})
	d.there[simPath(name)] = true
}

// simPath is the path of a file without the folder of its version.
func simPath(name string) string {
	dir, path, _ := strings.Cut(name, "/")
	if _, err := time.ParseDuration(dir); err == nil {
		return path
	}
	return name
}

// chance is true in percent of all cases.
func (d *drawing) chance(percent int) bool { return d.IntN(100) < percent }

func (d *drawing) pick(from ...string) string { return from[d.IntN(len(from))] }

// some are n different ones.
func (d *drawing) some(n int, from []string) []string {
	from = slices.Clone(from)
	d.Shuffle(len(from), func(i, j int) { from[i], from[j] = from[j], from[i] })
	return from[:min(n, len(from))]
}

// duration is between two durations, and no whole number of milliseconds: no sum of some is a whole second.
func (d *drawing) duration(from, to time.Duration) time.Duration {
	return (from + time.Duration(d.Int64N(int64(to-from)+1))).Truncate(time.Millisecond) + 3*time.Microsecond
}

var simServers = []string{"192.0.2.53", "192.0.2.54", "192.0.2.55", "2001:db8::53"}

func (d *drawing) machine() {
	d.add("hostname", d.pick("host.example.org", "host.example.org", "host", "host.corp.test"))
	if d.chance(90) {
		d.add("interfaces", d.pick(
			"lo up,loopback 127.0.0.1/8 ::1/128\neth0 up 192.0.2.10/24 2001:db8::10/64",
			"lo up,loopback 127.0.0.1/8 ::1/128\neth0 up 192.0.2.10/24 2001:db8::10/64",
			"lo up,loopback 127.0.0.1/8 ::1/128\neth0 up 192.0.2.10/24",
			"lo up,loopback 127.0.0.1/8\neth0 up 2001:db8::10/64",
			"lo up,loopback 127.0.0.1/8 ::1/128\neth0 up 192.0.2.10/24 192.0.2.11/24,deprecated 2001:db8::10/64,deprecated",
			"lo up,loopback 127.0.0.1/8 ::1/128\neth0 up fe80::1/64 10.0.0.1/8"))
	}
	if d.chance(10) {
		d.add("routes", d.pick("10.0.0.0/8 unreachable", "2001:db8::/32 unreachable", "10.0.0.0/8 192.0.2.10/24"))
	}
	d.servers = d.some(1+d.IntN(3), simServers)
	for _, server := range d.servers {
		if d.chance(35) {
			d.own = append(d.own, server)
		}
	}
	var env []string
	if d.single = d.chance(15); d.single {
		env = append(env, "RES_OPTIONS="+d.pick("single-request", "single-request-reopen timeout:2"))
	} else if d.chance(20) {
		env = append(env, "RES_OPTIONS="+d.pick("rotate", "timeout:1 attempts:3", "no-aaaa", "use-vc", "ndots:2", "edns0"))
	}
	if d.chance(10) {
		env = append(env, "LOCALDOMAIN="+d.pick("corp.test", "sub.example.org example.org"))
	}
	if env != nil {
		d.add("env", env...)
	}
	d.add("seed", fmt.Sprint(d.Uint64()))
}

// times are those at which the machine becomes another.
func (d *drawing) times() []time.Duration {
	var times []time.Duration
	for range d.IntN(4) {
		at := time.Duration(1+d.IntN(60)) * 500 * time.Millisecond
		if !slices.Contains(times, at) {
			times = append(times, at)
		}
	}
	slices.Sort(times)
	return times
}

// simEtc are the files of /etc, how often in a hundred each is there, and what is in it.
var simEtc = []struct {
	path  string
	often int
	draw  func(d *drawing) []string
}{
	{"etc/hosts", 80, (*drawing).hosts},
	{"etc/resolv.conf", 92, (*drawing).resolvConf},
	{"etc/nsswitch.conf", 55, (*drawing).nsswitch},
	{"etc/host.conf", 30, func(d *drawing) []string { return []string{d.pick("multi on", "multi off", "order hosts,bind")} }},
	{"etc/gai.conf", 25, (*drawing).gaiConf},
	{"etc/services", 40, (*drawing).services},
}

func (d *drawing) etc(dir string) {
	for _, f := range simEtc {
		if d.chance(f.often) {
			d.add(dir+f.path, f.draw(d)...)
		}
	}
}

// change draws a later version: some files are others, some empty, some are gone.
func (d *drawing) change(dir string) {
	var removed []string
	remove := func(file string) {
		if d.there[file] {
			removed = append(removed, file)
			delete(d.there, file)
		}
	}
	for _, f := range simEtc {
		switch n := d.IntN(100); {
		case n < 35:
			d.add(dir+f.path, f.draw(d)...)
		case n < 43:
			d.add(dir + f.path)
		case n < 50:
			remove(f.path)
		}
	}
	for i, server := range append([]string{""}, d.own...) {
		switch n := d.IntN(100); {
		case n < 40:
			d.zone(dir, i, server)
		case n < 45 && server != "":
			remove(simZoneFile(server))
		}
	}
	if removed != nil {
		d.add(dir+"removed", removed...)
	}
}

func (d *drawing) resolvConf() []string {
	var lines []string
	add := func(percent int, draw func() string) {
		if d.chance(percent) {
			lines = append(lines, draw())
		}
	}
	add(10, func() string {
		return d.pick("# a comment", "; a comment", "nonsense", " nameserver 192.0.2.99", "nameserver", "nameserver ns.example.org",
			"sortlist 10.0.0.0/255.0.0.0")
	})
	for _, server := range d.some(d.IntN(5), d.servers) {
		lines = append(lines, "nameserver "+server)
	}
	add(5, func() string { return "\x00\xff\x01 garbage" })
	add(80, func() string {
		domains := []string{"example.org", "corp.test", "sub.example.org", "wild.example.org"}
		return "search " + strings.Join(d.some(1+d.IntN(3), domains), " ")
	})
	add(10, func() string { return "domain " + d.pick("example.org", "corp.test") })
	add(5, func() string {
		return "search " + d.pick(". example.org", "invalid corp.test", "deleg.example.org example.org")
	})
	add(30, func() string { return fmt.Sprintf("options ndots:%d", d.IntN(4)) })
	add(45, func() string { return fmt.Sprintf("options timeout:%d", 1+d.IntN(4)) })
	add(45, func() string { return fmt.Sprintf("options attempts:%d", 1+d.IntN(3)) })
	add(2, func() string { return "options attempts:0" })
	add(70, func() string { return "options " + strings.Join(d.some(1+d.IntN(2), simOptions), " ") })
	return lines
}

var simOptions = []string{"rotate", "single-request", "single-request-reopen", "use-vc", "no-aaaa", "no-reload", "edns0", "trust-ad",
	"no-tld-query", "inet6", "bogus"}

func (d *drawing) nsswitch() []string {
	lines := []string{"passwd: files", d.pick(
		"hosts: files dns", "hosts: files dns", "hosts: dns files", "hosts: files", "hosts: dns", "hosts: files myhostname dns",
		"hosts: files mdns4_minimal [NOTFOUND=return] dns", "hosts: dns [!UNAVAIL=return] files", "hosts: files [NOTFOUND=return] dns",
		"hosts: files [SUCCESS=continue] dns", "hosts: dns [UNAVAIL=return] files", "hosts: nis", "hosts: files [SUCCESS=merge] dns",
		"hosts: files [NOTFOUND=nonsense] dns", "hosts: dns [SUCCESS=continue] nis", "hosts: dns [SUCCESS=continue] nis files")}
	if d.chance(10) {
		lines = append(lines, d.pick("services: nis", "services: db files", "services: files [SUCCESS=continue] db"))
	}
	return lines
}

// hosts has other addresses in each version.
func (d *drawing) hosts() []string {
	lines := []string{"# static"}
	if d.chance(70) {
		lines = append(lines, "127.0.0.1 localhost", "::1 localhost ip6-localhost")
	} else if d.chance(50) {
		lines = append(lines, "127.0.0.1 localhost.localdomain localhost")
	}
	for i, name := range []string{"printer", "www", "db.corp.test", "www.example.org", "host.example.org host"} {
		switch d.IntN(5) {
		case 0:
			lines = append(lines, fmt.Sprintf("172.16.%d.%d %s", d.version, i, name))
		case 1:
			lines = append(lines, fmt.Sprintf("172.16.%d.%d first-%s lp%d # twice", d.version, i, name, i),
				fmt.Sprintf("172.16.%d.%d %s lp%d", d.version, 100+i, name, i), fmt.Sprintf("2001:db8:16:%x::%x %s", d.version, i, name))
		}
	}
	return append(lines, d.pick("nonsense printer", "# end", "203.0.113"))
}

func (d *drawing) gaiConf() []string {
	return []string{d.pick("precedence ::ffff:0:0/96 100", "label 2001:db8::/32 7", "nonsense", "scopev4 ::ffff:10.0.0.0/104 5",
		"reload yes")}
}

// services has another port in each version.
func (d *drawing) services() []string {
	return []string{fmt.Sprintf("web %d/tcp http # changes", 8000+d.version), "domain 53/udp", "domain 53/tcp", "other 80/tcp"}
}
