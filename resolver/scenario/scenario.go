package scenario

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"math/rand/v2"
	"sync"
	"time"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
)

// A Machine is a scenario that runs: a resolver which sees only what the scenario says, and the DNS it asks.
type Machine struct {
	// Resolver has its Dial and its whole System set; Conf is nil, so that etc/resolv.conf counts.
	Resolver *resolver.Resolver
	// DNS serves the zones at every address. Its Queries are what was asked, its Inject adds faults.
	DNS *fakedns.Server
}

// Load is [New] for a test: a malformed scenario fails tb at once, and so does, at the end of tb, every fault, of the scenario
// or injected into the Machine's DNS, that no query has met.
func Load(tb fakedns.TB, fsys fs.FS) *Machine {
	tb.Helper()
	m, err := New(fsys)
	if err != nil {
		tb.Fatalf("scenario: %v", err)
	}
	m.DNS.Check(tb)
	return m
}

// New returns the machine that fsys describes, of which the time begins now. All but etc is read now; the files in etc are read
// when a lookup needs them, and again when they change, as a real machine's are: fsys must remain usable.
//
// An error names the files that do not belong into a scenario, the first 8 of them, or it is "FILE:LINE: what", counted
// within that file of the scenario. What stands in etc is no error here: it is for lookups to judge.
func New(fsys fs.FS) (*Machine, error) {
	versions, err := inventory(fsys)
	if err != nil {
		return nil, err
	}
	s, err := readSettings(fsys)
	if err != nil {
		return nil, err
	}
	if _, err := Calls(fsys); err != nil {
		return nil, err
	}
	dns, err := readDNS(fsys, versions)
	if err != nil {
		return nil, err
	}
	changing := changingFS{FS: fsys, made: time.Now(), versions: versions}
	return &Machine{&resolver.Resolver{Dial: dns.Dial, DNS: s.dns, System: s.system(changing)}, dns}, nil
}

// readDNS returns the servers of all zones, with their faults.
func readDNS(fsys fs.FS, versions []version) (*fakedns.Server, error) {
	zones, err := readZones(fsys, versions)
	if err != nil {
		return nil, err
	}
	dns, err := fakedns.Parse(zones...)
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(fsys, "faults")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	faults, err := fakedns.ParseFaults("faults", string(text))
	if err != nil {
		return nil, err
	}
	dns.Inject(faults...)
	return dns, nil
}

// system is what the resolver takes from the machine, each field of it.
func (s *settings) system(fsys fs.FS) resolver.System {
	return resolver.System{
		FS:         fsys,
		Getenv:     func(key string) string { return s.env[key] },
		HasEnv:     func(key string) bool { _, ok := s.env[key]; return ok },
		Hostname:   func() (string, error) { return s.hostname, nil },
		Interfaces: func() ([]resolver.Interface, error) { return s.interfaces, nil },
		Source:     s.source,
		Rand:       NewRand(*s.seed),
	}
}

// NewRand returns the System.Rand of a scenario with that seed: a generator of the same numbers in each run, which nobody can
// tell without the seed. It may be called by many goroutines.
func NewRand(seed uint64) func() uint64 {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	var mu sync.Mutex
	generator := rand.NewChaCha8(key)
	return func() uint64 {
		mu.Lock()
		defer mu.Unlock()
		return generator.Uint64()
	}
}
