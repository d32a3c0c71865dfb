package main

// calls are the calls that are subcommands.
var calls = []call{
	{
		name:   "getaddrinfo",
		params: "NODE [SERVICE]",
		short:  "Addresses of a host and a service to connect or to bind to",
		long: `C: getaddrinfo(3). Python: socket.getaddrinfo.

NODE is a name or an address, SERVICE a name or a port; - is NULL for either,
and the default of SERVICE. Each line is family, socket type, protocol, address
and port, and on the first line the canonical name if --flags canonname asks for
it. The best address to connect to comes first (RFC 6724).

Hints are given by their C names in any case, with or without prefix (AF_INET,
inet), or by number. Several --flags add up. Without --flags there are none:
Python's default, unlike that of C for NULL hints.`,
		example: `  $ netdb getaddrinfo www.python.org http --socktype stream
  AF_INET SOCK_STREAM IPPROTO_TCP 82.94.164.162 80
  AF_INET6 SOCK_STREAM IPPROTO_TCP 2001:888:2000:d::a2 80

  $ netdb getaddrinfo www.doughellmann.com http --family inet --proto tcp --flags canonname
  AF_INET SOCK_STREAM IPPROTO_TCP 192.168.1.8 80 homer.doughellmann.com

  $ netdb --json getaddrinfo - 53 --flags passive --family inet6 --socktype dgram
  {"call":"getaddrinfo","args":["-","53"],"result":[{"family":"AF_INET6","socktype":"SOCK_DGRAM","protocol":"IPPROTO_UDP","canonname":"","addr":"::","port":53,"flowinfo":0,"scope":0}]}`,
		options: getaddrinfoOptions,
		split:   together,
		do:      getaddrinfo,
	},
	{
		name:   "getnameinfo",
		params: "ADDR PORT",
		short:  "Names of an address and a port",
		long: `C: getnameinfo(3). Python: socket.getnameinfo.

ADDR may have a scope (fe80::1%eth0). The line is host and service: names, or
the numbers where there are none. Several --flags add up.`,
		example: `  $ netdb getnameinfo 192.168.1.8 80
  homer.hellfly.net http

  $ netdb getnameinfo 192.168.1.8 80 --flags numerichost,numericserv
  192.168.1.8 80

  $ netdb getnameinfo 192.0.2.1 80 --flags namereqd
  netdb: getnameinfo "192.0.2.1" "80": Name or service not known (EAI_NONAME)`,
		options: getnameinfoOptions,
		split:   together,
		do:      getnameinfo,
	},
	{
		name:  "gethostname",
		short: "Name of this machine",
		long:  `C: gethostname(2). Python: socket.gethostname.`,
		example: `  $ netdb gethostname
  farnsworth.hellfly.net`,
		split: together,
		do:    gethostname,
	},
	{
		name:   "gethostbyname",
		params: "NAME...",
		short:  "IPv4 address of a name",
		long: `Python: socket.gethostbyname.

The first address of getaddrinfo(3) for AF_INET; C's gethostbyname(3) is
gethostbyname_ex here. '' is 0.0.0.0, and '<broadcast>' is 255.255.255.255, as
in Python.`,
		example: `  $ netdb gethostbyname homer www
  192.168.1.8
  50.56.79.68

  $ netdb gethostbyname nosuchname
  netdb: gethostbyname "nosuchname": Name or service not known (EAI_NONAME): nosuchname. A from udp 192.168.1.1:53: NXDOMAIN`,
		split: each,
		do:    gethostbyname,
	},
	{
		name:   "gethostbyname_ex",
		params: "NAME...",
		short:  "Canonical name, aliases and IPv4 addresses of a name",
		long: `C: gethostbyname(3). Python: socket.gethostbyname_ex.

The line is name, aliases and addresses. Errors are those of h_errno.`,
		example: `  $ netdb gethostbyname_ex www
  hellfly.net www.hellfly.net 50.56.79.68

  $ netdb --json gethostbyname_ex homer
  {"call":"gethostbyname_ex","args":["homer"],"result":{"name":"homer.hellfly.net","aliases":[],"addrs":["192.168.1.8"]}}`,
		split:  each,
		herrno: true,
		do:     gethostbynameEx,
	},
	{
		name:   "gethostbyaddr",
		params: "ADDR...",
		short:  "Canonical name, aliases and addresses of an address",
		long: `C: gethostbyaddr(3). Python: socket.gethostbyaddr.

ADDR may be a name too, as in Python: it stands for the first of its addresses.
The line is name, aliases and addresses; the name that the DNS was asked for is
an alias. Errors are those of h_errno.`,
		example: `  $ netdb gethostbyaddr 192.168.1.8
  homer.hellfly.net 8.1.168.192.in-addr.arpa 192.168.1.8`,
		split:  each,
		herrno: true,
		do:     gethostbyaddr,
	},
	{
		name:   "getfqdn",
		params: "[NAME]...",
		short:  "Full name of a name, or of this machine",
		long: `Python: socket.getfqdn.

The first name with a dot that gethostbyaddr has for the address of NAME, or
NAME itself where nothing is known: this call never fails.`,
		example: `  $ netdb getfqdn www
  hellfly1.hellfly.net`,
		split: eachOrNone,
		do:    getfqdn,
	},
	{
		name:   "getservbyname",
		params: "NAME [PROTO]...",
		short:  "Port of a service",
		long: `C: getservbyname(3). Python: socket.getservbyname.

A word behind a NAME is its PROTO if it is tcp, udp, sctp, dccp, udplite, or any
other name of a protocol in the registry of the IANA, in any case: a service
that is called so has to come first. Services have their protocols in lower
case. Without a PROTO the first entry counts. With --json the whole entry is
printed. Where there is no /etc/services the embedded registry of the IANA
answers.`,
		example: `  $ netdb getservbyname http imaps tcp
  80
  993

  $ netdb --json getservbyname http
  {"call":"getservbyname","args":["http"],"result":{"name":"http","aliases":["www","www-http"],"port":80,"proto":"tcp"}}`,
		split: eachWithProto(namesProto),
		do:    getservbyname,
	},
	{
		name:   "getservbyport",
		params: "PORT [PROTO]...",
		short:  "Service at a port",
		long: `C: getservbyport(3). Python: socket.getservbyport.

A word behind a PORT is its PROTO (tcp, udp, sctp, dccp, udplite) if it is no
number. Without one the first entry counts. With --json the whole entry is
printed. Where there is no /etc/services the embedded registry of the IANA
answers.`,
		example: `  $ netdb getservbyport 80 53 udp
  http
  domain`,
		split: eachWithProto(noNumber),
		do:    getservbyport,
	},
	{
		name:   "getprotobyname",
		params: "NAME...",
		short:  "Number of a protocol",
		long: `C: getprotobyname(3). Python: socket.getprotobyname.

With --json the whole entry is printed. Where there is no /etc/protocols the
embedded registry of the IANA answers.`,
		example: `  $ netdb getprotobyname icmp udp tcp
  1
  17
  6`,
		split: each,
		do:    getprotobyname,
	},
	{
		name:   "getprotobynumber",
		params: "NUMBER...",
		short:  "Name of a protocol",
		long: `C: getprotobynumber(3).

With --json the whole entry is printed. Where there is no /etc/protocols the
embedded registry of the IANA answers.`,
		example: `  $ netdb getprotobynumber 6
  tcp`,
		split: each,
		do:    getprotobynumber,
	},
	{
		name:   "inet_aton",
		params: "ADDR...",
		short:  "Packed form of an IPv4 address, in any notation",
		long: `C: inet_aton(3). Python: socket.inet_aton.

ADDR has one to four parts in decimal, octal (0...) or hexadecimal (0x...); what
follows white space is ignored. The answer is 8 hexadecimal digits.`,
		example: `  $ netdb inet_aton 192.168.1.1 127.1
  c0a80101
  7f000001

  $ netdb inet_aton 1.2.3.256
  netdb: inet_aton "1.2.3.256": number too large for its place, at "256"`,
		split: each,
		do:    inetAton,
	},
	{
		name:   "inet_ntoa",
		params: "HEX...",
		short:  "Text of a packed IPv4 address",
		long: `C: inet_ntoa(3). Python: socket.inet_ntoa.

HEX is the address in 8 hexadecimal digits.`,
		example: `  $ netdb inet_ntoa c0a80101
  192.168.1.1`,
		split: each,
		do:    inetNtoa,
	},
	{
		name:   "inet_pton",
		params: "FAMILY ADDR...",
		short:  "Packed form of an IPv4 or IPv6 address",
		long: `C: inet_pton(3). Python: socket.inet_pton.

FAMILY is inet or inet6 (AF_INET, 4, ...). The answer is 8 or 32 hexadecimal
digits.`,
		example: `  $ netdb inet_pton inet6 2002:ac10:10a:1234:21e:52ff:fe74:40e
  2002ac10010a1234021e52fffe74040e`,
		split: eachWithFirst,
		do:    inetPton,
	},
	{
		name:   "inet_ntop",
		params: "FAMILY HEX...",
		short:  "Text of a packed IPv4 or IPv6 address",
		long: `C: inet_ntop(3). Python: socket.inet_ntop.

FAMILY is inet or inet6 (AF_INET, 4, ...), HEX the address in 8 or 32
hexadecimal digits.`,
		example: `  $ netdb inet_ntop inet6 2002ac10010a1234021e52fffe74040e
  2002:ac10:10a:1234:21e:52ff:fe74:40e`,
		split: eachWithFirst,
		do:    inetNtop,
	},
}
