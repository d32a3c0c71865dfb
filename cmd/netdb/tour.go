package main

// A visit is a command line of the tour, which may make several calls.
type visit struct {
	call    string
	args    []string
	options options
}

// canonical are the options by which getaddrinfo has one address and a canonical name.
var canonical = options{[]string{"AF_INET"}, []string{"SOCK_STREAM"}, []string{"IPPROTO_TCP"}, []string{"AI_CANONNAME"}}

// tour is what the tour of Python's socket module calls, by subject.
var tour = []struct {
	heading string
	visits  []visit
}{
	{"This machine", []visit{{call: "gethostname"}}},
	{"The address of a name", []visit{
		{"gethostbyname", []string{"homer", "www", "www.python.org", "nosuchname"}, options{}},
	}},
	{"All that is known of a name: canonical name, aliases, addresses", []visit{
		{"gethostbyname_ex", []string{"homer", "www", "www.python.org", "nosuchname"}, options{}},
	}},
	{"The full name", []visit{{"getfqdn", []string{"homer", "www"}, options{}}}},
	{"The name of an address", []visit{{"gethostbyaddr", []string{"192.168.1.8"}, options{}}}},
	{"The port of a service", []visit{
		{"getservbyname", []string{"http", "https", "ftp", "gopher", "smtp", "imap", "imaps", "pop3", "pop3s"}, options{}},
	}},
	{"The service at a port", []visit{
		{"getservbyport", []string{"80", "443", "21", "70", "25", "143", "993", "110", "995"}, options{}},
	}},
	{"The number of a protocol", []visit{{"getprotobyname", []string{"icmp", "udp", "tcp"}, options{}}}},
	{"Everything that a socket needs", []visit{
		{"getaddrinfo", []string{"www.python.org", "http"}, options{}},
		{"getaddrinfo", []string{"www.doughellmann.com", "http"}, canonical},
	}},
	{"Addresses, packed and back", []visit{
		{"inet_aton", []string{"192.168.1.1", "127.0.0.1"}, options{}},
		{"inet_ntoa", []string{"c0a80101", "7f000001"}, options{}},
		{"inet_pton", []string{"AF_INET6", "2002:ac10:10a:1234:21e:52ff:fe74:40e"}, options{}},
		{"inet_ntop", []string{"AF_INET6", "2002ac10010a1234021e52fffe74040e"}, options{}},
	}},
}
