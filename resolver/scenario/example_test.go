package scenario_test

import (
	"context"
	"fmt"
	"log"
	"testing/fstest"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// testingT stands for the *testing.T of a test, which an Example has not.
type testingT struct{}

func (testingT) Helper()                           {}
func (testingT) Cleanup(func())                    {}
func (testingT) Logf(format string, args ...any)   { log.Printf(format, args...) }
func (testingT) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }

func ExampleLoad() {
	var t testingT // of func TestPrinter(t *testing.T)
	m := scenario.Load(t, fstest.MapFS{
		"etc/resolv.conf": {Data: []byte("search office.test\nnameserver 192.0.2.53\n")},
		"zone":            {Data: []byte("printer.office.test. A 192.0.2.7\n")},
	})
	m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Nth: 1}, Do: fakedns.Truncate})
	addr, err := m.Resolver.Gethostbyname(context.Background(), "printer")
	fmt.Println(addr, err)
	fmt.Print(m.DNS.Log())
	// Output:
	// 192.0.2.7 <nil>
	// udp 192.0.2.53:53 printer.office.test. A
	// tcp 192.0.2.53:53 printer.office.test. A
}

func ExampleNew() {
	fsys, err := scenario.Txtar([]byte(`
A laptop in a net without a name server.
-- hostname --
laptop
-- etc/hosts --
192.0.2.7 printer.office.test printer
`))
	if err != nil {
		log.Fatal(err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		log.Fatal(err)
	}
	host, err := m.Resolver.GethostbynameEx(context.Background(), "printer")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(host.Name, host.Aliases, host.Addrs)
	// Output: printer.office.test [printer] [192.0.2.7]
}

func ExampleTxtar() {
	_, err := scenario.Txtar([]byte("-- hostname --\nlaptop\n-- hostname --\ndesktop\n"))
	fmt.Println(err)
	// Output: cannot create fs.FS from txtar.Archive: duplicate path "hostname"
}

func ExampleOpen() {
	fsys, err := scenario.Open("../../testdata/scenarios/tour.txtar")
	if err != nil {
		log.Fatal(err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Resolver.Getfqdn(context.Background(), "www"))
	// Output: hellfly1.hellfly.net
}
