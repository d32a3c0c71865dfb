package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/fakedns"
)

// A Machine is a scenario that runs: a resolver which sees only what the scenario says, and the DNS it asks.
type Machine struct {
	// Resolver has its Dial and its whole System set; Conf is nil, so that etc/resolv.conf counts.
	Resolver *resolver.Resolver
	// DNS serves the zones at every address. Its Queries are what was asked, its Inject adds faults.
	DNS *fakedns.Server
}

// Load is [New] for a test: a malformed scenario fails tb at once, and so does, at the end of tb, every fault injected
// into the Machine's DNS that no query has met.
func Load(tb fakedns.TB, fsys fs.FS) *Machine {
	tb.Helper()
	m, err := New(fsys)
	if err != nil {
		tb.Fatalf("scenario: %v", err)
	}
	m.DNS.Check(tb)
	return m
}

// New returns the machine that fsys describes. All but etc is read now; the files in etc are read when a lookup needs them,
// and again when they change, as a real machine's are: fsys must remain usable.
//
// An error names the files that do not belong into a scenario, the first 8 of them, or it is "FILE:LINE: what", counted
// within that file of the scenario. What stands in etc is no error here: it is for lookups to judge.
func New(fsys fs.FS) (*Machine, error) {
	zoneFiles, err := inventory(fsys)
	if err != nil {
		return nil, err
	}
	s, err := readSettings(fsys)
	if err != nil {
		return nil, err
	}
	zones, err := readZones(fsys, zoneFiles)
	if err != nil {
		return nil, err
	}
	dns, err := fakedns.Parse(zones...)
	if err != nil {
		return nil, err
	}
	return &Machine{&resolver.Resolver{Dial: dns.Dial, System: s.system(fsys)}, dns}, nil
}

const (
	belongs    = "a scenario has etc/*, env, hostname, interfaces, zone and zone.NAME"
	maxUnknown = 8 // names in an error
)

// inventory returns the names of the zone files, in their order, once nothing else is in fsys than a scenario has.
func inventory(fsys fs.FS) (zoneFiles []string, err error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, e := range entries {
		switch name := e.Name(); {
		case name == "faults":
			return nil, errors.New("faults: this name is reserved for faults as text, which cannot be read yet; Inject them")
		case isZone(name):
			zoneFiles = append(zoneFiles, name)
		case name == "etc" && e.IsDir(), name == "env", name == "hostname", name == "interfaces":
		default:
			unknown = append(unknown, strconv.Quote(name))
		}
	}
	if more := len(unknown) - maxUnknown; more > 0 {
		unknown = append(unknown[:maxUnknown], fmt.Sprintf("and %d more", more))
	}
	if unknown != nil {
		return nil, fmt.Errorf("unknown: %s; %s", strings.Join(unknown, ", "), belongs)
	}
	return zoneFiles, nil
}

func isZone(name string) bool {
	suffix, ok := strings.CutPrefix(name, "zone.")
	return name == "zone" || ok && suffix != ""
}

func readZones(fsys fs.FS, names []string) ([]fakedns.Zone, error) {
	var zones []fakedns.Zone
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		zones = append(zones, fakedns.Zone{File: name, Text: string(text)})
	}
	return zones, nil
}

// system is what the resolver takes from the machine, each field of it.
func (s *settings) system(fsys fs.FS) resolver.System {
	return resolver.System{
		FS:         fsys,
		Getenv:     func(key string) string { return s.env[key] },
		Hostname:   func() (string, error) { return s.hostname, nil },
		Interfaces: func() ([]resolver.Interface, error) { return s.interfaces, nil },
		Source: func(dst netip.Addr) (addrselect.Source, bool) {
			return sourceFor(s.interfaces, dst)
		},
		Rand: newRand(),
	}
}

// newRand returns a generator of the same numbers for every machine. It may be called by many goroutines.
func newRand() func() uint64 {
	var mu sync.Mutex
	generator := rand.NewPCG(0, 0)
	return func() uint64 {
		mu.Lock()
		defer mu.Unlock()
		return generator.Uint64()
	}
}
