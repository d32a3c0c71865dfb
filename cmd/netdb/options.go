package main

import "strings"

// An option is a flag of a call.
type option struct {
	name  string
	usage string   // what comes before the words in --help; the value's name is in back quotes
	words []string // for the value: those that --help lists and a shell completes
	value func(*options) *[]string
}

// options are the values of all options, each as often as it was given. The last one counts, but that flags add up.
type options struct{ family, socktype, proto, flags []string }

var (
	addressWords  = []string{"inet", "inet6"} // families whose addresses have a text
	familyWords   = []string{"inet", "inet6", "unspec"}
	socktypeWords = []string{"stream", "dgram", "raw", "seqpacket", "dccp"}
	protoWords    = []string{"tcp", "udp", "sctp", "dccp", "udplite", "icmp", "ipv6-icmp"}
	aiFlagWords   = []string{"passive", "canonname", "numerichost", "numericserv", "v4mapped", "all", "addrconfig", "idn", "canonidn"}
	niFlagWords   = []string{"numerichost", "numericserv", "nofqdn", "namereqd", "dgram", "idn"}
)

var getaddrinfoOptions = []option{
	{"family", "`FAMILY` of the addresses", familyWords, func(o *options) *[]string { return &o.family }},
	{"socktype", "`TYPE` of the socket", socktypeWords, func(o *options) *[]string { return &o.socktype }},
	{"proto", "`PROTOCOL`, by any name of protocols(5)", protoWords, func(o *options) *[]string { return &o.proto }},
	{"flags", "`FLAGS` with commas between them", aiFlagWords, func(o *options) *[]string { return &o.flags }},
}

var getnameinfoOptions = []option{
	{"flags", "`FLAGS` with commas between them", niFlagWords, func(o *options) *[]string { return &o.flags }},
}

func (o option) help() string { return o.usage + ": " + strings.Join(o.words, ", ") }

// given reads the last value that an option was given, the zero value if it was not given.
func given[T any](values []string, read func(text string) (T, error)) (value T, err error) {
	if len(values) == 0 {
		return value, nil
	}
	return read(values[len(values)-1])
}
