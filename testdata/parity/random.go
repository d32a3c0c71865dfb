package parity

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// A drawing is a scenario as it is drawn. What it holds depends on its numbers alone.
type drawing struct {
	*rand.Rand
	text     txtar.Archive
	servers  []string // that resolv.conf names, and where scenarios may serve
	patient  bool     // resolv.conf says that a server is waited for no longer than a second
	hostname string
	hasHosts bool     // there is a hosts(5)
	names    []string // of hosts, that something is known of
	zoned    []string // those of them that a zone has, with their final dots
	asked    []string // those of them that calls ask for
	services []entry
	protos   []entry
}

// Random returns the scenario that the seed draws, in txtar form. What stands there beside what is usual is odd in a way
// that glibc has an answer to: it is drawn so that most requests meet something of it, few wait for a server, and nothing hangs
// on which of two packets comes first.
//
// A text of that form always ends its files with a newline, so that what a file means without it is for others to test.
func Random(seed uint64) []byte {
	d := &drawing{Rand: rand.New(rand.NewPCG(seed, 0x706172697479))}
	d.text.Comment = fmt.Appendf(nil, "Drawn from the seed %d.\n\n", seed)
	for _, f := range randomFiles {
		if d.chance(f.often) {
			d.add(f.name, f.draw(d)...)
		}
	}
	if d.servers == nil {
		d.servers = []string{"127.0.0.1"}
	}
	d.zones()
	d.calls()
	d.faults()
	return txtar.Format(&d.text)
}

// randomFiles are the files of a scenario, and how often in a hundred each is there. Zones and calls need what these say, and faults
// what is asked.
var randomFiles = []struct {
	name  string
	often int
	draw  func(d *drawing) []string
}{
	{"hostname", 100, (*drawing).drawHostname},
	{"interfaces", 100, (*drawing).interfaces},
	{"env", 15, (*drawing).env},
	{"etc/aliases", 6, (*drawing).hostAliases},
	{"etc/host.conf", 93, (*drawing).hostConf},
	{"etc/hosts", 96, (*drawing).hosts},
	{"etc/resolv.conf", 94, (*drawing).resolvConf},
	{"etc/nsswitch.conf", 75, (*drawing).nsswitch},
	{"etc/gai.conf", 20, (*drawing).gaiConf},
	{"etc/services", 92, (*drawing).servicesFile},
	{"etc/protocols", 90, (*drawing).protocolsFile},
}

func (d *drawing) add(name string, lines ...string) {
	data := strings.Join(lines, "\n")
	if data != "" {
		data += "\n"
	}
	d.text.Files = append(d.text.Files, txtar.File{Name: name, Data: []byte(data)})
}

// chance is true in percent of all cases.
func (d *drawing) chance(percent int) bool { return d.IntN(100) < percent }

func (d *drawing) pick(from ...string) string { return from[d.IntN(len(from))] }

// mostly is usual, but in percent of all cases one of the others.
func (d *drawing) mostly(usual string, percent int, others ...string) string {
	if d.chance(percent) {
		return d.pick(others...)
	}
	return usual
}

// some are n different ones, or all there are.
func (d *drawing) some(n int, from []string) []string {
	from = slices.Clone(from)
	d.Shuffle(len(from), func(i, j int) { from[i], from[j] = from[j], from[i] })
	return from[:min(n, len(from))]
}

// returns ends lines with \r, now and then, or all of them.
func (d *drawing) returns(lines []string) []string {
	percent := 2
	if d.chance(2) {
		percent = 100
	}
	for i := range lines {
		if d.chance(percent) {
			lines[i] += "\r"
		}
	}
	return lines
}

func (d *drawing) drawHostname() []string {
	d.hostname = d.pick("host.example.org", "host.example.org", "host.example.org", "host", "host", "host.corp.test", "www.sub.example.org",
		"localhost", "Host.Example.ORG")
	return []string{d.hostname}
}

const loopback = "lo up,loopback 127.0.0.1/8 ::1/128"

// interfaces have one way out for each family at most: of two the kernel may take another one than a scenario does.
func (d *drawing) interfaces() []string {
	const eth = " up,broadcast,multicast "
	return []string{loopback, d.pick(
		"eth0"+eth+"192.0.2.10/24 2001:db8::10/64",
		"eth0"+eth+"192.0.2.10/24 2001:db8::10/64",
		"eth0"+eth+"192.0.2.10/24 2001:db8::10/64",
		"eth0"+eth+"192.0.2.10/24 2001:db8::10/64 fe80::10/64",
		"eth0"+eth+"10.0.0.10/8 192.0.2.10/24 fd00:1::10/64 2001:db8::10/64",
		"eth0"+eth+"10.0.0.10/8 2002:c000:20a::1/48",
		"eth0"+eth+"192.0.2.10/24\neth1"+eth+"2001:db8::10/64",
		"eth0"+eth+"192.0.2.10/24",
		"eth0"+eth+"192.0.2.10/24",
		"eth0"+eth+"192.0.2.10/24 fe80::10/64",
		"eth0"+eth+"2001:db8::10/64",
		"eth0"+eth+"fe80::10/64",
		"", "")}
}

// env mentions a file of aliases even if there is none.
func (d *drawing) env() []string {
	var lines []string
	if d.chance(45) {
		lines = append(lines, "LOCALDOMAIN="+d.pick("corp.test", "sub.example.org example.org", "nowhere.test", "corp.test.", ".", ""))
	}
	if d.chance(45) {
		lines = append(lines, "RES_OPTIONS="+d.option())
	}
	if d.chance(25) {
		lines = append(lines, "HOSTALIASES=/etc/aliases")
	}
	return lines
}

// hostAliases is the file that HOSTALIASES names.
func (d *drawing) hostAliases() []string {
	return []string{"# alias name", "short www.example.org", "www db.corp.test", "twice short", "Printer four.example.org."}
}
