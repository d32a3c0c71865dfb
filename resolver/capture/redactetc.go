package capture

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/hostsfile"
	"netdb.example/protodb"
	"netdb.example/resolver/addrselect"
	"netdb.example/servicesdb"
)

// Each line of a file in etc is read by the parser of that file, as if it were all of it, and what it means is written anew.
// A line that means nothing becomes an empty one.

// hostsLine redacts a line of hosts(5).
func (r *redactor) hostsLine(line string) string {
	file, err := hostsfile.Parse(strings.NewReader(line))
	if err != nil {
		return ""
	}
	for e := range file.All() {
		fields := []string{r.addr(e.Addr).String(), r.name(e.Name)}
		for _, alias := range e.Aliases {
			fields = append(fields, r.name(alias))
		}
		return strings.Join(fields, " ")
	}
	return ""
}

// servicesLine redacts a line of services(5).
func (r *redactor) servicesLine(line string) string {
	db, err := servicesdb.Parse(strings.NewReader(line))
	if err != nil {
		return ""
	}
	for s := range db.All() {
		return r.words(fmt.Sprintf("%s %d/%s", r.word(s.Name), s.Port, r.word(s.Proto)), s.Aliases)
	}
	return ""
}

// protocolsLine redacts a line of protocols(5).
func (r *redactor) protocolsLine(line string) string {
	db, err := protodb.Parse(strings.NewReader(line))
	if err != nil {
		return ""
	}
	for p := range db.All() {
		return r.words(fmt.Sprintf("%s %d", r.word(p.Name), uint32(p.Number)), p.Aliases)
	}
	return ""
}

// words adds words to a line.
func (r *redactor) words(line string, words []string) string {
	for _, word := range words {
		line += " " + r.word(word)
	}
	return line
}

// hostConfLine redacts a line of host.conf(5): only multi means anything.
func (r *redactor) hostConfLine(line string) string {
	afterOn, err := hostsfile.ParseHostConf(strings.NewReader("multi on\n" + line))
	if err != nil {
		return ""
	}
	afterOff, err := hostsfile.ParseHostConf(strings.NewReader("multi off\n" + line))
	switch {
	case err != nil:
		return ""
	case afterOff.Multi:
		return "multi on"
	case !afterOn.Multi:
		return "multi off"
	}
	return ""
}

// gaiConfLine redacts a line of gai.conf(5). The well-known prefixes are special ones, which stay.
func (r *redactor) gaiConfLine(line string) string {
	policy, err := addrselect.Parse(strings.NewReader(line))
	if end := strings.IndexAny(line, "#\x00"); end >= 0 {
		line = line[:end]
	}
	fields := strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || '\t' <= c && c <= '\r' })
	if err != nil || len(policy.Warnings()) > 0 || len(fields) < 2 || fields[0] == "reload" {
		return ""
	}
	text, length, _ := strings.Cut(fields[1], "/")
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return ""
	}
	bits, _ := strconv.Atoi(length) // none is 0
	value := "0"
	if len(fields) > 2 {
		value = fields[2]
	}
	return fmt.Sprintf("%s %s %s", fields[0], r.prefix(netip.PrefixFrom(addr, bits)), value)
}
