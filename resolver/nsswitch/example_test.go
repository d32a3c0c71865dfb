package nsswitch_test

import (
	"fmt"
	"strings"

	"netdb.example/resolver/nsswitch"
)

func ExampleParse() {
	conf, err := nsswitch.Parse(strings.NewReader("hosts: files resolve[!UNAVAIL=return] dns # last\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(conf)
	for _, w := range conf.Warnings() {
		fmt.Printf("nsswitch.conf:%d: %s\n", w.Line, w.Msg)
	}
	// Output:
	// hosts: files resolve [NOTFOUND=return TRYAGAIN=return] dns # last
	// protocols: files
	// services: files
	// nsswitch.conf:1: a comment after services is taken for services
}

func ExampleParse_malformed() {
	_, err := nsswitch.Parse(strings.NewReader("hosts: files\nservices: db [NOTFOUND=stop] files\n"))
	fmt.Printf("etc/nsswitch.conf: %v\n", err)
	// Output: etc/nsswitch.conf: line 2: no action return, continue or merge at "NOTFOUND=stop] files"
}

func ExampleWalk() {
	conf, _ := nsswitch.Parse(strings.NewReader("hosts: files [NOTFOUND=return] dns\n"))
	status := nsswitch.Walk(conf.Database("hosts"), func(name string) nsswitch.Status {
		fmt.Println("asking", name)
		return nsswitch.NotFound
	})
	fmt.Println(status)
	// Output:
	// asking files
	// NOTFOUND
}

func ExampleInstalled() {
	have := nsswitch.Installed{"hosts": {"files", "dns"}}
	conf, err := have.Parse(strings.NewReader("hosts: files mdns4_minimal [NOTFOUND=return] dns\nservices: db files\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range conf.Warnings() {
		fmt.Printf("nsswitch.conf:%d: %s: %s\n", w.Line, w.Text, w.Msg)
	}
	// Output: nsswitch.conf:1: mdns4_minimal: no source of this name: it is unavailable, as a module that is not installed
}
