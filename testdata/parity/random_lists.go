package parity

import (
	"slices"
	"strings"
)

// serviceLines and protocolLines are what services(5) and protocols(5) are drawn from.
var (
	serviceLines = []string{
		"http 80/tcp www www-http # the web", "domain 53/tcp", "domain 53/udp", "ssh 22/tcp", "syslog 514/udp log", "shell 514/tcp cmd",
		"web 8080/tcp http-alt Web", "web 8081/udp", "http 80/udp", "both 7003/tcp", "both 7004/tcp", "later 7005/tcp both", "sctponly 7000/sctp",
		"dccponly 7001/dccp", "lite 7002/udplite", "all 7010/tcp", "all 7011/udp", "all 7012/dccp", "all 7013/udplite", "all 7014/sctp",
		"hexa 0x3ee/tcp", "octal 010/tcp", "large 70000/tcp", "negative -5/tcp", "bad abc/tcp", "worse 5x/tcp", "bare 1005", "space 1005/ tcp",
		"slashes 1021/sctp/tcp", "lonely", "  indented 1006/tcp", "tabs\t1007/tcp\talias7", "hash 1009/tcp al#ias x", "80 81/tcp", "Upper 1010/TCP",
		"zero 0/tcp", "same 1011/tcp same same", "# gone 1012/tcp", "", "plus +1013/tcp", "ftp 21/tcp", "ftp 21/udp fsp", "fsp 21/sctp ftp",
		"dash-ed 1014/tcp", "half 1015/tcp -1", "quote 1016/tcp \"q\"",
	}
	protocolLines = []string{
		"ip 0 IP # internet protocol", "icmp 1 ICMP", "tcp 6 TCP", "udp 17 UDP", "sctp 132 SCTP", "dccp 33 DCCP", "udplite 136 UDPLite", "ipv6 41 IPv6",
		"octal 010", "positive +28 plus", "hexa 0x10", "negative -5", "bad 27x", "double 6 dup", "high 300", "Case 99 case CASE", "lonely", "  indented 98",
		"tabs\t97\talias97", "hash 96 al#ias x", "6 95 ninetyfive", "real 29.5", "# gone 94", "", "same 93 same same",
	}
)

// An entry is a line of services(5) or protocols(5), good or bad.
type entry struct {
	names         []string
	number, proto string
}

// usual is how many lines of each list stand before the odd ones.
const usual = 8

func (d *drawing) servicesFile() []string {
	var lines []string
	lines, d.services = d.list(serviceLines)
	return lines
}

func (d *drawing) protocolsFile() []string {
	var lines []string
	lines, d.protos = d.list(protocolLines)
	return lines
}

// list draws most of the usual lines and some of the others, in their order or, at times, another.
func (d *drawing) list(from []string) (lines []string, entries []entry) {
	lines = append(d.some(5+d.IntN(4), from[:usual]), d.some(2+d.IntN(10), from[usual:])...)
	if d.chance(70) {
		slices.SortFunc(lines, func(a, b string) int { return slices.Index(from, a) - slices.Index(from, b) })
	}
	for _, line := range lines {
		if words := listWords(line); len(words) > 1 {
			number, proto, _ := strings.Cut(words[1], "/")
			entries = append(entries, entry{slices.Delete(words, 1, 2), number, proto})
		}
	}
	return d.returns(lines), entries
}

func listWords(line string) []string {
	line, _, _ = strings.Cut(line, "#")
	return strings.Fields(line)
}
