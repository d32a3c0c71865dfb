package parity

import (
	"regexp"
	"strings"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/resolvconf"
)

// newStub reads resolv.conf(5), and what the environment adds to it.
func (m *model) newStub(as Departures) (*stub, error) {
	system := m.machine.Resolver.System
	hostname, _ := system.Hostname()
	text, _ := m.fsys.ReadFile("etc/resolv.conf")
	file, options := string(text), system.Getenv("RES_OPTIONS")
	if as.has(clearedOptions) {
		file, options = clearing(file, "options"), clearing(options, "")
	}
	conf, err := resolvconf.Parse(strings.NewReader(file), resolvconf.Env{ResOptions: options, Hostname: hostname})
	if err != nil {
		return nil, err
	}
	if domains, ok := m.localDomains(); ok {
		conf.Search = domains
	}
	client := dnsclient.Client{Rand: system.Rand}
	conf = client.Turn(conf)
	return &stub{as: as, dns: m.machine.DNS, conf: *conf, memory: new(memory), id: firstID,
		single: conf.SingleRequest || conf.SingleRequestReopen, reopen: conf.SingleRequestReopen}, nil
}

// firstID is the id of the first query: one that no garbage of a fault begins with.
const firstID = 0x5a17

var clearer = regexp.MustCompile(`(^|[ \t])-[^ \t\n]*`)

// clearing is a text without the words of its lines that begin with keyword which a '-' begins: they clear an option.
func clearing(text, keyword string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, keyword) {
			line = clearer.ReplaceAllString(line, "$1")
		}
		b.WriteString(line)
	}
	return b.String()
}

// localDomains are those of $LOCALDOMAIN, of which the first is there even if it is empty.
func (m *model) localDomains() (domains []string, ok bool) {
	env, _ := m.fsys.ReadFile("env")
	for line := range strings.Lines(string(env)) {
		value, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "LOCALDOMAIN=")
		if !ok {
			continue
		}
		first, rest, _ := strings.Cut(strings.ReplaceAll(value, "\t", " "), " ")
		return append([]string{first}, strings.Fields(rest)...), true
	}
	return nil, false
}
