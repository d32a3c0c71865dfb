package capture

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"netdb.example/resolver/resolvconf"
	"netdb.example/resolver/scenario"
)

// Redact returns the text of the scenario fsys with other names and other addresses in it, so that it can be shown around. It
// takes the same steps: as many names of the search list are asked for, of the same servers, in answers as long and as
// many addresses come, and they are sorted alike. What stands for what depends on key alone, which may be any octets: whoever
// has it can find out again, so that it is best drawn at random and thrown away. The error is that fsys is no scenario.
//
// # Names
//
// A name is mapped label by label, a label in the same way wherever it stands: letters to letters and digits to digits, in
// place, upper case to upper case; what is neither stays. No two labels become one. That of IDNA loses its xn--. These
// stay as they are, in any place:
//
//   - what lookups or the names of addresses go by: localhost, invalid, onion, alt, arpa, in-addr, ip6;
//   - what reveals nothing: com, net, org, edu, gov, mil, int, info, example, test, local, localdomain, home, and the names of
//     localhost and of multicast groups that distributions put into hosts(5);
//   - _tcp, _ldap and the like: the names of services and protocols in the registries of the IANA.
//
// Other top-level domains are mapped too: a label cannot be judged by its place, since a search list can put any name before
// any other, and two letters may be all the name of a company. A reverse name (in-addr.arpa, ip6.arpa) becomes that of the
// address, or of the prefix, that its own becomes.
//
// # Addresses
//
// Two addresses that have their first n bits in common become two that have their first n bits in common, and no more. Loopback
// and unspecified addresses stay; those of a special kind, such as 10.0.0.0/8, link-local and multicast ones, documentation
// and NAT64 prefixes, remain of that kind; an IPv4 address within an IPv6 one becomes what it does alone. An address right
// beside a small prefix of a special kind, as 192.0.3.1 is beside 192.0.2.0/24, keeps most of what it has in common with it.
//
// # Files
//
// Of etc there remains what lookups read, without what they do not heed, each on its line: hosts, resolv.conf, nsswitch.conf,
// host.conf, gai.conf, services, protocols and, as host.aliases, what HOSTALIASES names; of env HOSTALIASES, LOCALDOMAIN and
// RES_OPTIONS. Comments go, with the one above the text; those in faults are made anew. So do results and trace, which the
// calls give again. Services and protocols in the registries of the IANA keep their names, as do the usual interfaces, eth0
// and the like; ports, times, TTLs and the seed stay. Files of zones are numbered, and have one record a line.
//
// In a DNS message texts become x, and other data zero: serials, cookies, keys; the parameters of SVCB and HTTPS go. Else its
// length stays, but that reverse names of IPv4 have other digits. One that is malformed keeps its header and its question. What the action lossy does to a query depends
// on its name: of a scenario that has it only a capture, which has not, stays the same.
func Redact(fsys fs.FS, key []byte) ([]byte, error) {
	m, err := scenario.New(fsys)
	if err != nil {
		return nil, err
	}
	r := newRedactor(key)
	r.aliases, _ = resolvconf.HostAliasesPath(m.Resolver.System.Getenv("HOSTALIASES"))
	dirs, err := folders(fsys)
	if err != nil {
		return nil, err
	}
	if err := r.nameZones(fsys, dirs); err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		if err := r.folder(fsys, dir); err != nil {
			return nil, err
		}
	}
	if len(r.redacted.Files) == 0 { // nothing of it counts; but a text has a file
		r.redacted.Files = []txtar.File{{Name: "env"}}
	}
	out, err := txtar.FS(&r.redacted)
	if err != nil {
		return nil, err
	}
	return scenario.Format(out)
}

// A redactor maps names and addresses, and keeps what it has redacted. It is for one scenario, and one goroutine.
type redactor struct {
	mac      hash.Hash // HMAC-SHA-256 (RFC 2104) under the key
	labels   map[string]string
	prefixes map[netip.Prefix]netip.Prefix
	zones    map[string]string // what files of zones are called
	aliases  string            // the path of the file that HOSTALIASES names, "" for none
	redacted txtar.Archive
}

func newRedactor(key []byte) *redactor {
	return &redactor{
		mac:      hmac.New(sha256.New, key),
		labels:   map[string]string{},
		prefixes: map[netip.Prefix]netip.Prefix{},
		zones:    map[string]string{},
	}
}

// redactions are how each file is redacted, by its name within the scenario or within a later version of it. A file that is
// not here, and is no zone, is left out. It is filled by init, since the file removed holds such names.
var redactions map[string]func(r *redactor, text string) (string, error)

func init() {
	redactions = map[string]func(r *redactor, text string) (string, error){
		"hostname":          lineByLine(setting((*redactor).host)),
		"interfaces":        lineByLine(setting((*redactor).interfaceLine)),
		"routes":            lineByLine(setting((*redactor).routeLine)),
		"env":               lineByLine(setting((*redactor).envLine)),
		"seed":              lineByLine(setting(func(_ *redactor, line string) string { return line })),
		"dns":               lineByLine(setting(func(_ *redactor, line string) string { return line })),
		"removed":           lineByLine(setting((*redactor).removedLine)),
		"etc/hosts":         lineByLine((*redactor).hostsLine),
		"etc/resolv.conf":   lineByLine((*redactor).resolvConfLine),
		"etc/nsswitch.conf": lineByLine((*redactor).nsswitchLine),
		"etc/host.conf":     lineByLine((*redactor).hostConfLine),
		"etc/gai.conf":      lineByLine((*redactor).gaiConfLine),
		"etc/services":      lineByLine((*redactor).servicesLine),
		"etc/protocols":     lineByLine((*redactor).protocolsLine),
		"faults":            (*redactor).faults,
		"calls":             (*redactor).calls,
	}
}

// lineByLine redacts a file of lines, each of which keeps its number: one that goes leaves an empty one.
func lineByLine(redact func(r *redactor, line string) string) func(r *redactor, text string) (string, error) {
	return func(r *redactor, text string) (string, error) {
		var b strings.Builder
		for line := range strings.Lines(text) {
			b.WriteString(redact(r, strings.TrimSuffix(line, "\n")) + "\n")
		}
		return b.String(), nil
	}
}

// setting redacts a line as the files beside etc have them: blanks around it do not count, nor does one that begins with #.
func setting(redact func(r *redactor, line string) string) func(r *redactor, line string) string {
	return func(r *redactor, line string) string {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			return ""
		}
		return redact(r, line)
	}
}

// folders returns those of the versions of a scenario, its own first.
func folders(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	dirs := []string{"."}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "etc" {
			dirs = append(dirs, e.Name())
		}
	}
	return dirs, err
}

// folder redacts the files of one version.
func (r *redactor) folder(fsys fs.FS, dir string) error {
	for name, redact := range redactions {
		if err := r.file(fsys, path.Join(dir, name), path.Join(dir, name), redact); err != nil {
			return err
		}
	}
	aliases := lineByLine((*redactor).hostAliasesLine)
	if err := r.file(fsys, path.Join(dir, r.aliases), path.Join(dir, aliasesFile), aliases); err != nil {
		return err
	}
	for zone, name := range r.zones {
		if err := r.file(fsys, path.Join(dir, zone), path.Join(dir, name), (*redactor).zone); err != nil {
			return err
		}
	}
	return nil
}

// file redacts a file, if there is one; a folder in its place is none.
func (r *redactor) file(fsys fs.FS, from, to string, redact func(r *redactor, text string) (string, error)) error {
	if !fs.ValidPath(from) { // so can a zone be called that is removed
		return nil
	}
	info, err := fs.Stat(fsys, from)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
		return nil
	}
	text, err := fs.ReadFile(fsys, from)
	if err != nil {
		return err
	}
	redacted, err := redact(r, string(text))
	if err != nil {
		return err
	}
	r.redacted.Files = append(r.redacted.Files, txtar.File{Name: to, Data: []byte(indented(redacted))})
	return nil
}

// indented puts a blank, which no file minds, before lines that would begin a file of the text: -- 80/tcp --#alias has lost a
// comment.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "-- ") {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// nameZones decides what the files of zones are called: zone, or a number in their order, in which they are read.
func (r *redactor) nameZones(fsys fs.FS, dirs []string) error {
	var zones []string
	for _, dir := range dirs {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), "zone") {
				zones = append(zones, e.Name())
			}
		}
		removed, err := fs.ReadFile(fsys, path.Join(dir, "removed"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for line := range strings.Lines(string(removed)) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "zone") {
				zones = append(zones, line)
			}
		}
	}
	slices.Sort(zones)
	zones = slices.Compact(zones)
	width := len(strconv.Itoa(len(zones)))
	for i, zone := range zones {
		r.zones[zone] = r.zoneName(zone, fmt.Sprintf("zone.%0*d", width, i+1))
	}
	return nil
}

// zoneName returns what the file of a zone is called: as numbered, with its server behind it.
func (r *redactor) zoneName(zone, numbered string) string {
	_, server, isServers := strings.Cut(zone, "@")
	addr, err := netip.ParseAddr(server)
	switch {
	case zone == "zone":
		return zone
	case isServers && err == nil:
		return numbered + "@" + r.addr(addr).String()
	}
	return numbered
}

// removedLine redacts the name of a file that is there no more.
func (r *redactor) removedLine(line string) string {
	switch {
	case redactions[line] != nil:
		return line
	case line == r.aliases:
		return aliasesFile
	}
	return r.zones[line]
}
