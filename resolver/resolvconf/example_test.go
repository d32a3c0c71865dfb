package resolvconf_test

import (
	"fmt"
	"strings"

	"netdb.example/resolver/resolvconf"
)

func ExampleParse() {
	file := strings.NewReader("search corp.example example\nnameserver 192.0.2.53\noptions ndots:2 edns0 frobnicate\n")
	conf, err := resolvconf.Parse(file, resolvconf.Env{ResOptions: "timeout:3"})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(conf)
	for _, w := range conf.Warnings() {
		fmt.Printf("line %d: %s: %q\n", w.Line, w.Msg, w.Text)
	}
	// Output:
	// nameserver 192.0.2.53
	// search corp.example example
	// options ndots:2 timeout:3 attempts:2 edns0
	// line 3: unknown option: "frobnicate"
}

func ExampleConfig_Names() {
	conf := &resolvconf.Config{Search: []string{"corp.example", "example"}, Ndots: 1}
	for name := range conf.Names("www") {
		fmt.Println(name)
	}
	// Output:
	// www.corp.example.
	// www.example.
	// www.
}
