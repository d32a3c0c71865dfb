package hostsfile_test

import (
	"fmt"
	"net/netip"
	"strings"

	"netdb.example/hostsfile"
	"netdb.example/inet"
)

const hosts = `# hosts(5)
127.0.0.1   localhost
::1         localhost ip6-localhost
192.0.2.7   host.example.org host
fe80::1%lo  router
`

func ExampleFile_Lookup() {
	f, err := hostsfile.Parse(strings.NewReader(hosts))
	if err != nil {
		fmt.Println(err)
		return
	}
	for e := range f.Lookup(inet.AF_UNSPEC, "localhost") {
		fmt.Println(e.Addr, e.Name, e.Aliases)
	}
	for e := range f.Lookup(inet.AF_INET, "ip6-localhost") {
		fmt.Println(e.Addr, e.Name, e.Aliases)
	}
	// Output:
	// 127.0.0.1 localhost []
	// ::1 localhost [ip6-localhost]
	// 127.0.0.1 localhost [ip6-localhost]
}

func ExampleFile_LookupAddr() {
	f, _ := hostsfile.Parse(strings.NewReader(hosts))
	for e := range f.LookupAddr(netip.MustParseAddr("192.0.2.7")) {
		fmt.Printf("hosts:%d: %s %v\n", e.Line, e.Name, e.Aliases)
	}
	// Output: hosts:4: host.example.org [host]
}

func ExampleFile_All() {
	f, _ := hostsfile.Parse(strings.NewReader("192.0.2.7 host.example.org host # a comment\n::1 localhost\n"))
	for e := range f.All() {
		fmt.Println(e.Addr, append([]string{e.Name}, e.Aliases...))
	}
	// Output:
	// 192.0.2.7 [host.example.org host]
	// ::1 [localhost]
}

func ExampleParse() {
	f, _ := hostsfile.Parse(strings.NewReader(hosts))
	for e := range f.All() {
		fmt.Println(e.Line, e.Addr, e.Name)
	}
	for _, w := range f.Warnings() {
		fmt.Printf("hosts:%d: %s: %s\n", w.Line, w.Text, w.Msg)
	}
	// Output:
	// 2 127.0.0.1 localhost
	// 3 ::1 localhost
	// 4 192.0.2.7 host.example.org
	// hosts:5: fe80::1%lo  router: an address with a zone, as glibc does not read it
}

func ExampleParseHostConf() {
	conf, _ := hostsfile.ParseHostConf(strings.NewReader("order hosts,bind\nmulti on\n"))
	fmt.Println(conf.Multi)
	// Output: true
}
