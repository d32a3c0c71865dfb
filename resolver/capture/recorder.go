package capture

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/resolvconf"
	"netdb.example/resolver/scenario"
)

// A Recorder writes down what lookups take from a machine. It may be used by many goroutines.
type Recorder struct {
	machine  resolver.System // complete
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
	resolver *resolver.Resolver
	seed     uint64
	start    time.Time

	mu         sync.Mutex // for what follows
	notes      []string   // what the scenario cannot say
	env        map[string]string
	aliases    string // the path of the file that HOSTALIASES names, "" for none
	hostname   string
	interfaces []resolver.Interface
	routes     map[netip.Addr]route
	files      map[string]*history
	events     []event // dials and queries, in their order
}

// A route is what the machine says about a destination.
type route struct {
	src addrselect.Source
	ok  bool
}

// Record returns a Recorder of the machine and the network that r uses, which stays as it is; nil is [resolver.Default]. The
// StrictErrors of r are not kept in the scenario, and its Conf only as far as resolv.conf(5) can say it.
func Record(r *resolver.Resolver) *Recorder {
	r = cmp.Or(r, resolver.Default)
	rec := &Recorder{
		machine: r.System.Complete(),
		dial:    r.Dial,
		seed:    newSeed(),
		start:   time.Now(),
		env:     map[string]string{},
		routes:  map[netip.Addr]route{},
		files:   map[string]*history{},
	}
	if rec.dial == nil {
		rec.dial = new(net.Dialer).DialContext
	}
	if r.Conf != nil {
		rec.file("etc/resolv.conf", []byte(r.Conf.String()))
	}
	rec.resolver = &resolver.Resolver{Dial: rec.recordDial, Conf: r.Conf, DNS: r.DNS, System: rec.system(), StrictErrors: r.StrictErrors}
	return rec
}

func newSeed() uint64 {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint64(b[:])
}

// Resolver returns the resolver whose lookups are recorded.
func (rec *Recorder) Resolver() *resolver.Resolver { return rec.resolver }

// system is the machine, watched.
func (rec *Recorder) system() resolver.System {
	return resolver.System{
		FS:         recordedFS{rec.machine.FS, rec},
		Getenv:     rec.getenv,
		HasEnv:     rec.hasEnv,
		Hostname:   rec.getHostname,
		Interfaces: rec.getInterfaces,
		Source:     rec.source,
		Rand:       scenario.NewRand(rec.seed),
	}
}

// note adds a line about what the scenario cannot say, once.
func (rec *Recorder) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if !slices.Contains(rec.notes, text) {
		rec.notes = append(rec.notes, text)
	}
}

func (rec *Recorder) getenv(key string) string {
	value := rec.machine.Getenv(key)
	rec.mu.Lock()
	defer rec.mu.Unlock()
	shown := value
	if file, ok := resolvconf.HostAliasesPath(value); ok && key == "HOSTALIASES" {
		rec.aliases = file
		shown = "/" + placed(file)
	}
	if value != "" {
		rec.env[key] = shown
	}
	return value
}

// hasEnv notes a variable that is set; if it has a value, getenv has noted that or will.
func (rec *Recorder) hasEnv(key string) bool {
	has := rec.machine.HasEnv(key)
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if _, noted := rec.env[key]; has && !noted {
		rec.env[key] = ""
	}
	return has
}

func (rec *Recorder) getHostname() (string, error) {
	name, err := rec.machine.Hostname()
	if err != nil {
		rec.note("gethostname: %s", strconv.Quote(err.Error()))
		return name, err
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.hostname = name
	return name, nil
}

func (rec *Recorder) getInterfaces() ([]resolver.Interface, error) {
	list, err := rec.machine.Interfaces()
	if err != nil {
		rec.note("getifaddrs: %s", strconv.Quote(err.Error()))
		return list, err
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.interfaces = list
	return list, nil
}

func (rec *Recorder) source(dst netip.Addr) (addrselect.Source, bool) {
	src, ok := rec.machine.Source(dst)
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.routes[dst.Unmap()] = route{src, ok} // as package scenario has it
	return src, ok
}
