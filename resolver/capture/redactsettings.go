package capture

import (
	"net/netip"
	"strings"
)

// interfaceLine redacts [INDEX:]NAME FLAGS [ADDRESS/BITS[,FLAG...]...].
func (r *redactor) interfaceLine(line string) string {
	fields := strings.Fields(line)
	index, name, indexed := strings.Cut(fields[0], ":")
	if indexed && strings.Trim(index, digits) == "" {
		fields[0] = index + ":" + r.interfaceName(name)
	} else {
		fields[0] = r.interfaceName(fields[0])
	}
	for i := 2; i < len(fields); i++ {
		fields[i] = r.addressWithBits(fields[i])
	}
	return strings.Join(fields, " ")
}

// addressWithBits redacts ADDRESS/BITS[,FLAG...]: it maps all bits of the address, and of that of a peer.
func (r *redactor) addressWithBits(text string) string {
	words := strings.Split(text, ",")
	for n, word := range words {
		remote, isPeer := strings.CutPrefix(word, "peer=")
		switch {
		case isPeer:
			words[n] = "peer=" + r.ownPrefix(remote)
		case n == 0:
			words[n] = r.ownPrefix(word)
		}
	}
	return strings.Join(words, ",")
}

func (r *redactor) ownPrefix(text string) string {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return ""
	}
	return netip.PrefixFrom(r.addr(p.Addr()), p.Bits()).String()
}

// routeLine redacts DESTINATION SOURCE/BITS[,FLAG...], or DESTINATION unreachable.
func (r *redactor) routeLine(line string) string {
	fields := strings.Fields(line)
	if p, err := netip.ParsePrefix(fields[0]); err == nil {
		fields[0] = r.prefix(p).String()
	} else if a, err := netip.ParseAddr(fields[0]); err == nil {
		fields[0] = r.addr(a).String()
	}
	if fields[1] != "unreachable" {
		fields[1] = r.addressWithBits(fields[1])
	}
	return fields[0] + " " + fields[1]
}

// envLine redacts KEY=VALUE for the variables that lookups read.
func (r *redactor) envLine(line string) string {
	key, value, _ := strings.Cut(line, "=")
	words := wordsOf(value)
	switch key {
	case "LOCALDOMAIN":
		words = r.searchList(words)
		if strings.TrimLeft(value, blanks) != value { // its first domain is empty
			words = append([]string{""}, words...)
		}
	case "RES_OPTIONS":
		words = options(words)
	case "HOSTALIASES":
		if r.aliases == "" {
			return ""
		}
		words = []string{"/" + aliasesFile}
	default:
		return ""
	}
	return key + "=" + strings.Join(words, " ")
}
