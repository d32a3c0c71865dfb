package parity

import (
	"errors"
	"strconv"
	"strings"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/resolvconf"
)

func (m *model) newStub(as Departures) (*stub, error) {
	system := m.machine.Resolver.System
	hostname, _ := system.Hostname()
	text, _ := m.fsys.ReadFile("etc/resolv.conf")
	conf, err := resolvconf.Parse(strings.NewReader(optionsAs(as, "options", string(text))), resolvconf.Env{
		ResOptions: optionsAs(as, "", system.Getenv("RES_OPTIONS")), Hostname: hostname})
	if err != nil {
		return nil, err
	}
	if domains, ok := m.localDomains(); ok {
		conf.Search = domains
	} else if as.has(hostDomain) && len(conf.Search) == 0 && strings.Index(hostname, ".") == len(hostname)-1 && hostname != "" {
		conf.Search = []string{""}
	}
	client := dnsclient.Client{Rand: system.Rand}
	conf = client.Turn(conf)
	return &stub{as: as, dns: m.machine.DNS, conf: *conf, single: conf.SingleRequest || conf.SingleRequestReopen, reopen: conf.SingleRequestReopen}, nil
}

// optionsAs is a text with options of resolv.conf(5), in its lines that begin with keyword, as netdb has to be given it to read what
// glibc does: a word with a '-' before it is none to glibc, and a number is what is left of it in 32 bits.
func optionsAs(as Departures, keyword, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' })
		if !strings.HasPrefix(line, keyword) {
			words = nil
		}
		for _, w := range words {
			name, value, ok := strings.Cut(w, ":")
			n, err := strconv.ParseInt(value, 10, 64)
			switch {
			case as.has(clearedOptions) && strings.HasPrefix(w, "-"):
				line = strings.Replace(line, w, "", 1)
			case ok && as.has(greatNumbers) && (err == nil || errors.Is(err, strconv.ErrRange)) && int64(int32(n)) != n:
				line = strings.Replace(line, w, name+":"+strconv.Itoa(int(int32(n))), 1)
			}
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
