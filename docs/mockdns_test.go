package docs_test

import (
	"log"
	"net"
	"testing"

	"netdb.example/resolver/fakedns/mockdns" // was "github.com/foxcpp/go-mockdns"
)

func TestMockDNS(t *testing.T) {
	srv, err := mockdns.NewServerWithLogger(map[string]mockdns.Zone{
		"www.example.org.": {CNAME: "example.org."},
		"example.org.":     {A: []string{"192.0.2.1"}},
	}, log.New(t.Output(), "", 0), false)
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()

	srv.PatchNet(net.DefaultResolver)
	defer mockdns.UnpatchNet(net.DefaultResolver)

	addrs, err := net.LookupHost("www.example.org")
	if err != nil || len(addrs) != 1 || addrs[0] != "192.0.2.1" {
		t.Errorf("got %v, %v", addrs, err)
	}
}
