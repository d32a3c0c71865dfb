package servicesdb_test

import (
	"fmt"
	"strings"

	"netdb.example/servicesdb"
)

func Example() {
	s, ok := servicesdb.IANA().ByName("https", "tcp")
	fmt.Println(s.Port, ok)
	// Output: 443 true
}

func ExampleParse() {
	db, err := servicesdb.Parse(strings.NewReader(`
# NAME  PORT/PROTOCOL  ALIASES
intra   8100/tcp       intranet
intra   8100           # no protocol
broken  eighty/tcp
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	s, _ := db.ByName("intranet", "tcp")
	fmt.Println(s.Name, s.Port)
	for _, w := range db.Warnings() {
		fmt.Printf("%d: %s: %q\n", w.Line, w.Msg, w.Text)
	}
	// Output:
	// intra 8100
	// 4: no / directly after the port: line ignored: "intra   8100           # no protocol"
	// 5: port is not a number of 32 bits: line ignored: "broken  eighty/tcp"
}

func ExampleDB_ByName() {
	db := servicesdb.IANA()
	for _, proto := range []string{"", "udp", "sctp", "dccp"} {
		s, ok := db.ByName("http", proto)
		fmt.Printf("%q: %s %v %d/%s %v\n", proto, s.Name, s.Aliases, s.Port, s.Proto, ok)
	}
	// Output:
	// "": http [www www-http] 80/tcp true
	// "udp": http [www www-http] 80/udp true
	// "sctp": http [] 80/sctp true
	// "dccp":  [] 0/ false
}

func ExampleDB_ByPort() {
	s, _ := servicesdb.IANA().ByPort(993, "tcp")
	fmt.Println(s.Name)
	// Output: imaps
}

func ExampleDB_All() {
	for s := range servicesdb.IANA().All() {
		if s.Proto == "dccp" {
			fmt.Printf("%s %d/%s\n", s.Name, s.Port, s.Proto)
		}
	}
	// Output:
	// discard 9/dccp
	// exp1 1021/dccp
	// exp2 1022/dccp
	// ltp-deepspace 1113/dccp
	// aws-wsp 4195/dccp
	// dtn-bundle 4556/dccp
	// avt-profile-1 5004/dccp
	// avt-profile-2 5005/dccp
	// syslog-tls 6514/dccp
}

func ExampleIANA() {
	_, ok := servicesdb.IANA().ByName("domain", "udp")
	fmt.Println(servicesdb.IANAVersion, ok)
	// Output: 2026-02 true
}
