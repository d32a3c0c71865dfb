package capture

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/tools/txtar"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// Scenario returns the text of the scenario that reproduces what has been recorded so far. The calls, which are for who reads
// it or runs it with netdb replay, are written down as they are given; without any there is no such file.
func (rec *Recorder) Scenario(calls ...scenario.Call) []byte {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	b := new(builder)
	b.addHostname(rec.hostname)
	if rec.interfaces != nil {
		b.add("interfaces", interfacesText(rec.interfaces))
	}
	b.addUnlessEmpty("routes", rec.routesText())
	b.addUnlessEmpty("env", b.envText(rec.env))
	b.add("seed", strconv.FormatUint(rec.seed, 10)+"\n")
	if dns := rec.resolver.DNS.String(); dns != "" {
		b.add("dns", dns+"\n")
	}
	b.addFiles(rec.files, false)
	b.addUnlessEmpty("faults", faultsText(rec.events))
	b.addUnlessEmpty("calls", callsText(calls))
	b.addFiles(rec.files, true)
	b.notes = append(b.notes, rec.notes...)
	return b.text()
}

// A builder makes the text of a scenario.
type builder struct {
	archive txtar.Archive
	notes   []string
}

func (b *builder) add(name, text string) {
	b.archive.Files = append(b.archive.Files, txtar.File{Name: name, Data: []byte(text)})
}

func (b *builder) addUnlessEmpty(name, text string) {
	if text != "" {
		b.add(name, text)
	}
}

// addHostname adds the name of the machine if it was asked for.
func (b *builder) addHostname(name string) {
	if len(strings.Fields(name)) == 1 {
		b.add("hostname", name+"\n")
	} else if name != "" {
		b.notes = append(b.notes, "hostname: "+strconv.Quote(name))
	}
}

// addFiles adds the files of /etc, either the first version of each or the later ones.
func (b *builder) addFiles(files map[string]*history, later bool) {
	gone := map[string]string{} // by folder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for i, v := range files[name].versions {
			dir := v.at.String()
			switch {
			case later != (i > 0):
			case !later && !v.missing:
				b.addFile(name, v.data)
			case later && v.missing:
				gone[dir] += name + "\n"
			case later:
				b.addFile(path.Join(dir, name), v.data)
			}
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(gone)) {
		b.add(path.Join(dir, "removed"), gone[dir])
	}
}

// addFile adds a file as it is, unless the text cannot hold it: then with the lines quoted that would begin another file.
func (b *builder) addFile(name string, data []byte) {
	text := string(data)
	if fixed := withoutMarkers(text); fixed != text {
		b.notes = append(b.notes, name+": a line that would begin a file here has a # before it")
		text = fixed
	}
	b.add(name, text)
}

func withoutMarkers(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if bare := strings.TrimSpace(line); strings.HasPrefix(bare, "-- ") && strings.HasSuffix(bare, " --") {
			b.WriteString("# ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// envText is the file env, without the values that it cannot hold.
func (b *builder) envText(env map[string]string) string {
	var lines strings.Builder
	for _, key := range slices.Sorted(maps.Keys(env)) {
		value := env[key]
		if strings.ContainsAny(value, "\r\n") || strings.TrimRightFunc(value, unicode.IsSpace) != value {
			b.notes = append(b.notes, fmt.Sprintf("env: %s is %s", key, strconv.Quote(value)))
			continue
		}
		fmt.Fprintf(&lines, "%s=%s\n", key, value)
	}
	return lines.String()
}

// text returns the whole, its notes first.
func (b *builder) text() []byte {
	for _, note := range b.notes {
		b.archive.Comment = fmt.Appendf(b.archive.Comment, "Not the same here: %s\n", note)
	}
	return txtar.Format(&b.archive)
}

// interfacesText is the file interfaces.
func interfacesText(list []resolver.Interface) string {
	var b strings.Builder
	for _, i := range list {
		fmt.Fprintf(&b, "%d:%s %s", i.Index, i.Name, flagsText(i.Flags))
		if i.Tunnel {
			b.WriteString(",tunnel")
		}
		peers := slices.Clone(i.Peers)
		for _, p := range i.Addrs {
			b.WriteString(" " + addressText(p, slices.Contains(i.Deprecated, p.Addr()), slices.Contains(i.Home, p.Addr())))
			if n := slices.IndexFunc(peers, func(peer resolver.Peer) bool { return peer.Local == p.Addr() }); n >= 0 && p.IsSingleIP() {
				b.WriteString(",peer=" + peers[n].Remote.String())
				peers = slices.Delete(peers, n, n+1)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// addressText is an address as the files interfaces and routes have it.
func addressText(p netip.Prefix, deprecated, home bool) string {
	text := p.String()
	if deprecated {
		text += ",deprecated"
	}
	if home {
		text += ",home"
	}
	return text
}

func flagsText(flags net.Flags) string { return strings.ReplaceAll(flags.String(), "|", ",") }

// routesText is the file routes.
func (rec *Recorder) routesText() string {
	var b strings.Builder
	for _, dst := range slices.SortedFunc(maps.Keys(rec.routes), netip.Addr.Compare) {
		if r := rec.routes[dst]; r.ok {
			text := addressText(netip.PrefixFrom(r.src.Addr, r.src.Bits), r.src.Deprecated, r.src.Home)
			if !r.src.Native {
				text += ",tunnel"
			}
			fmt.Fprintf(&b, "%s %s\n", dst, text)
		} else {
			fmt.Fprintf(&b, "%s unreachable\n", dst)
		}
	}
	return b.String()
}

func callsText(calls []scenario.Call) string {
	var b strings.Builder
	for _, c := range calls {
		b.WriteString(c.String() + "\n")
	}
	return b.String()
}
