package parity

import "strings"

// getaddrinfo asks with all kinds of hints, of which most fit together.
func (d *drawing) getaddrinfo() []string {
	node, service := d.mostly("", 5, "-", "-", "*"), "-"
	if node == "" {
		node = d.name()
	}
	if d.chance(50) || node == "-" {
		service = d.mostly(d.pick("80", "80", "http", "domain"), 40, d.service(), "-")
	}
	words := []string{"getaddrinfo", node, service}
	if d.chance(8) {
		return append(words, "--hints", "null")
	}
	return append(words, d.hints()...)
}

func (d *drawing) hints() []string {
	var words []string
	if d.chance(62) {
		words = append(words, "--family", d.mostly(d.pick("inet", "inet", "inet6", "inet6", "unspec"), 2, "unix", "99", "-1"))
	}
	if d.chance(70) {
		words = append(words, "--socktype", d.mostly(d.pick("stream", "stream", "stream", "dgram", "0"), 6, "raw", "seqpacket", "dccp", "4", "99"))
	}
	if d.chance(8) {
		words = append(words, "--proto", d.pick("tcp", "tcp", "tcp", "udp", "sctp", "dccp", "udplite", "icmp", "255"))
	}
	if d.chance(65) {
		words = append(words, "--flags", d.flags())
	}
	return words
}

func (d *drawing) flags() string {
	flags := d.some(1+d.IntN(3), []string{"canonname", "canonname", "canonname", "addrconfig", "v4mapped", "v4mapped,all", "all", "passive",
		"numericserv", "idn"})
	if d.chance(7) {
		flags = append(flags, d.pick("numerichost", "canonidn", "0x100", "0x200", "0x800", "0x4000"))
	}
	return strings.Join(flags, ",")
}
