package capture_test

import (
	"fmt"
	"log"

	"netdb.example/resolver/capture"
	"netdb.example/resolver/scenario"
)

func ExampleRedact() {
	fsys, err := scenario.Txtar([]byte(`
Why does the printer of the Berlin office have no name?
-- hostname --
desk.berlin.acme.com
-- etc/hosts --
# Ask Bob.
127.0.0.1  localhost
10.20.30.7 Printer.berlin.acme.com printer
-- etc/resolv.conf --
search berlin.acme.com acme.com
nameserver 10.20.30.53
-- calls --
gethostbyaddr 10.20.30.8
getaddrinfo printer ipp --family inet
`))
	if err != nil {
		log.Fatal(err)
	}
	text, err := capture.Redact(fsys, []byte("drawn at random, and thrown away"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", text)
	// Output:
	// -- hostname --
	// zpgi.dkoqfv.dplf.com
	// -- etc/hosts --
	//
	// 127.0.0.1 localhost
	// 10.97.97.62 Jwduawr.dkoqfv.dplf.com jwduawr
	// -- etc/resolv.conf --
	// search dkoqfv.dplf.com dplf.com
	// nameserver 10.97.97.5
	// -- calls --
	// gethostbyaddr 10.97.97.53
	// getaddrinfo jwduawr ipp --family inet
}
