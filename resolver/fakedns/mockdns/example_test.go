package mockdns_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"

	"netdb.example/resolver/fakedns/mockdns" // was "github.com/foxcpp/go-mockdns"
)

// All that a test changes to leave go-mockdns is the import.
func Example() {
	srv, err := mockdns.NewServerWithLogger(map[string]mockdns.Zone{
		"www.example.org.": {CNAME: "example.org."},
		"example.org.": {
			A:  []string{"192.0.2.1"},
			MX: []net.MX{{Host: "mx.example.org.", Pref: 10}},
		},
	}, log.New(io.Discard, "", 0), false)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()

	srv.PatchNet(net.DefaultResolver)
	defer mockdns.UnpatchNet(net.DefaultResolver)

	fmt.Println(net.LookupHost("www.example.org"))
	mx, err := net.DefaultResolver.LookupMX(context.Background(), "example.org")
	fmt.Println(mx[0].Host, mx[0].Pref, err)
	// Output:
	// [192.0.2.1] <nil>
	// mx.example.org. 10 <nil>
}
