package resolver_test

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// A simWorld is a scenario as the oracle knows it: read again from its text, in the few forms in which one is drawn, and by
// none of the code that is tested.
type simWorld struct {
	files    map[string][]simVersion // by path, the earliest first
	env      map[string]string
	hostname string
	ifaces   string
	faults   []simFault
	looks    map[string][]time.Duration // when the run opened which file
	trees    map[simTreeKey]simTree

	expecting map[int]simTexts // by call
}

// A simVersion is a file from a time on.
type simVersion struct {
	from  time.Duration
	text  string
	there bool
}

// A simSpan is the time of a call.
type simSpan struct {
	start, end time.Duration
	canceled   bool // it ended as its caller gave up
}

func newSimWorld(text string, looks []simLook) *simWorld {
	w := &simWorld{files: map[string][]simVersion{}, env: map[string]string{}, hostname: "localhost",
		ifaces: "lo up,loopback 127.0.0.1/8 ::1/128", looks: map[string][]time.Duration{}, trees: map[simTreeKey]simTree{},
		expecting: map[int]simTexts{}}
	for _, l := range looks {
		if at := w.looks[l.path]; len(at) == 0 || at[len(at)-1] != l.at {
			w.looks[l.path] = append(at, l.at)
		}
	}
	for _, f := range txtar.Parse([]byte(text)).Files {
		dir, name, ok := strings.Cut(f.Name, "/")
		from, err := time.ParseDuration(dir)
		if !ok || err != nil {
			from, name = 0, f.Name
		}
		w.read(from, name, string(f.Data))
	}
	for _, versions := range w.files {
		slices.SortStableFunc(versions, func(a, b simVersion) int { return int(a.from - b.from) })
	}
	return w
}

func (w *simWorld) read(from time.Duration, name, text string) {
	switch name {
	case "hostname":
		w.hostname = strings.TrimSpace(text)
	case "interfaces":
		w.ifaces = text
	case "env":
		for line := range strings.Lines(text) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			w.env[key] = value
		}
	case "faults":
		for line := range strings.Lines(text) {
			w.faults = append(w.faults, parseSimFault(strings.TrimSpace(line)))
		}
	case "removed":
		for _, gone := range strings.Fields(text) {
			w.files[gone] = append(w.files[gone], simVersion{from, "", false})
		}
	default:
		w.files[name] = append(w.files[name], simVersion{from, text, true})
	}
}

// at is the version of a file at a time.
func (w *simWorld) at(path string, t time.Duration) (v simVersion) {
	for _, later := range w.files[path] {
		if later.from <= t {
			v = later
		}
	}
	return v
}

// A simSnapshot is what a resolver goes by from the time on at which it looks at a file.
type simSnapshot struct {
	at    time.Duration
	text  string
	there bool
	bad   bool // it cannot be read, and no earlier one could
}

// What doc.go and reload.go say of files.
const (
	simCheck = time.Second     // a file is looked at once in this time at most
	simGrace = 2 * time.Second // an empty one is taken for one that is being written, for so long
)

// inForce are the snapshots that a call may have gone by: none is older than a second when it is used.
func (w *simWorld) inForce(path string, s simSpan) []simSnapshot {
	var all []simSnapshot
	for _, snap := range w.snapshots(path) {
		if s.start-simCheck < snap.at && snap.at <= s.end {
			all = append(all, snap)
		}
	}
	return all
}

// snapshots is what each look at a file has come to.
func (w *simWorld) snapshots(path string) []simSnapshot {
	var all []simSnapshot
	var last simSnapshot
	emptied := time.Duration(-1)
	for _, t := range w.looks[path] {
		v := w.at(path, t)
		isBad := strings.Contains(v.text, "=nonsense]")
		isEmptied := v.there && v.text == "" && last.there && last.text != ""
		switch {
		case isEmptied && (emptied < 0 || t-emptied < simGrace):
			if emptied < 0 {
				emptied = t
			}
		case isBad && last.there:
			emptied = -1
		default:
			last = simSnapshot{text: v.text, there: v.there && !isBad, bad: isBad}
			emptied = -1
		}
		last.at = t
		all = append(all, last)
	}
	return all
}

// A simConf is a resolv.conf as it is in force.
type simConf struct {
	servers, search          []string
	ndots, timeout, attempts int
	flags                    map[string]bool
}

// confs are those that a call may have gone by. One that says no-reload is kept for good.
func (w *simWorld) confs(s simSpan) []simConf {
	var all []simConf
	for _, snap := range w.snapshots("etc/resolv.conf") {
		c := w.parseConf(snap.text)
		isKept := snap.there && c.flags["no-reload"]
		if snap.at <= s.end && (isKept || s.start-simCheck < snap.at) {
			all = append(all, c)
		}
		if isKept {
			break
		}
	}
	return all
}

func (w *simWorld) parseConf(text string) simConf {
	c := simConf{ndots: 1, timeout: 5, attempts: 2, flags: map[string]bool{}}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 || !strings.HasPrefix(line, words[0]) {
			continue
		}
		switch words[0] {
		case "nameserver":
			if _, err := netip.ParseAddr(words[1]); err == nil && len(c.servers) < 3 {
				c.servers = append(c.servers, words[1])
			}
		case "search":
			c.search = words[1:]
		case "domain":
			c.search = words[1:2]
		case "options":
			c.set(words[1:])
		}
	}
	if domains := strings.Fields(w.env["LOCALDOMAIN"]); len(domains) > 0 {
		c.search = domains
	}
	c.set(strings.Fields(w.env["RES_OPTIONS"]))
	if _, domain, ok := strings.Cut(w.hostname, "."); ok && c.search == nil {
		c.search = []string{domain}
	}
	if c.servers == nil {
		c.servers = []string{"127.0.0.1"}
	}
	return c
}

func (c *simConf) set(options []string) {
	for _, word := range options {
		key, value, _ := strings.Cut(word, ":")
		n, _ := strconv.Atoi(value)
		switch key {
		case "ndots":
			c.ndots = n
		case "timeout":
			c.timeout = n
		case "attempts":
			c.attempts = n
		}
		c.flags[word] = true
	}
}

// names are those to ask for, one after the other, until one is found.
func (c simConf) names(name string) []string {
	if strings.HasSuffix(name, ".") {
		return []string{name}
	}
	var all []string
	if c.hasDots(name) {
		all = append(all, name+".")
	}
	for _, domain := range c.search {
		all = append(all, strings.TrimSuffix(name+"."+strings.Trim(domain, "."), ".")+".")
	}
	if !slices.Contains(all, name+".") && (strings.Contains(name, ".") || len(c.search) == 0 || !c.flags["no-tld-query"]) {
		all = append(all, name+".")
	}
	return all
}

// hasDots reports whether name has so many dots that it is asked for as it is first.
func (c simConf) hasDots(name string) bool {
	return strings.HasSuffix(name, ".") || strings.Count(name, ".") >= c.ndots
}

// round is how long all servers together may be waited for, once.
func (c simConf) round() time.Duration {
	var sum time.Duration
	for i := range c.servers {
		wait := time.Duration(c.timeout) * time.Second
		if i > 0 {
			wait = max((wait << i / time.Duration(len(c.servers))).Truncate(time.Second), time.Second)
		}
		sum += wait
	}
	return sum
}
