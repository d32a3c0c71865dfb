package capture

import "testing"

// What a line of the file calls becomes under one key.
func TestCalls(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, tt := range []struct{ line, want string }{
		{"gethostname", "gethostname"},
		{"@1.5s cancel=2s getfqdn www", "@1.5s cancel=2s getfqdn pwy"},
		{`getfqdn "" " www"`, `getfqdn "" " pwy"`},
		{"gethostbyname 10.1.2.3 <broadcast> www.acme.com.", "gethostbyname 10.179.26.59 <broadcast> pwy.twdo.com."},
		{"gethostbyaddr fe80::1%acme0", "gethostbyaddr fe80::b0ec:118c:a54d:54b7%jyli6"},
		{"getnameinfo 10.1.2.3 4711", "getnameinfo 10.179.26.59 4711"},

		// Services and protocols: those of the IANA, numbers, and others.
		{"getaddrinfo - http", "getaddrinfo - http"},
		{"getaddrinfo * 4711", "getaddrinfo * 4711"},
		{"getaddrinfo www zebraq", "getaddrinfo pwy vjhzah"},
		{"getservbyname http tcp zebraq", "getservbyname http tcp vjhzah"},
		{"getservbyport 80 zebraq", "getservbyport 80 vjhzah"},
		{"getprotobyname TCP", "getprotobyname TCP"},
		{"getprotobynumber 6", "getprotobynumber 6"},

		// Flags, wherever they stand. What is no constant may be a secret.
		{"getaddrinfo --family inet6 www http --flags passive,AI_CANONNAME|4 --json", "getaddrinfo --family inet6 pwy http --flags passive,AI_CANONNAME|4 --json"},
		{"getaddrinfo --proto=IPPROTO_TCP --socktype=zebraq www", "getaddrinfo --proto=IPPROTO_TCP --socktype=vjhzah pwy"},
		{"getaddrinfo --zebraq -- --family", "getaddrinfo --ragvga -- --xdjmjx"},

		// To gethostbyname(3) what is hexadecimal is a name.
		{"gethostbyname 0x0a010203", "gethostbyname 0xab31a3b"},
		{"gethostbyname_ex 0x0a010203 10.1.2.3 10.1.2.300 fe80::1", "gethostbyname_ex 0x0c338766 10.179.26.59 99.9.9.999 fe80::b0ec:118c:a54d:54b7"},

		// IDNA: what is encoded anyway becomes what its encoding does.
		{"getaddrinfo b\u00fccher.acme --flags idn", "getaddrinfo nx--etele-ofl.twdo --flags idn"},
		{"getaddrinfo xn--bcher-kva.acme", "getaddrinfo nx--etele-ofl.twdo"},

		// Packed addresses, and what follows an address.
		{`inet_aton "10.1.2.3 acme" 10.66051`, `inet_aton "10.179.26.59 " 10.11737659`},
		{"inet_ntoa 0A010203 0a0102 acme", "inet_ntoa 0ab31a3b 000000 0000"},
		{"inet_pton inet6 ::ffff:10.1.2.3 acme", "inet_pton inet6 ::ffff:10.179.26.59 twdo"},
		{"inet_ntop 4 0a010203", "inet_ntop 4 0ab31a3b"},

		// No call of netdb, and no call.
		{"zebraq zebraq 10.1.2.3", "vjhzah aoixcc 10.179.26.59"},
		{"# acme", ""},
		{"", ""},
	} {
		got, err := r.calls(tt.line + "\n")
		if got != tt.want+"\n" || err != nil {
			t.Errorf("%s becomes\n%s%v, want\n%s", tt.line, got, err, tt.want)
		}
	}
}
