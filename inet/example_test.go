package inet_test

import (
	"fmt"

	"netdb.example/inet"
)

func ExampleAton() {
	for _, s := range []string{"192.168.1.1", "127.1", "0x7f000001", "010.0.0.1", "10.0.0.1 # a comment"} {
		b, err := inet.Aton(s)
		fmt.Println(b, err)
	}
	// Output:
	// [192 168 1 1] <nil>
	// [127 0 0 1] <nil>
	// [127 0 0 1] <nil>
	// [8 0 0 1] <nil>
	// [10 0 0 1] <nil>
}

func ExampleAtonExact() {
	_, err := inet.AtonExact("10.0.0.1 # a comment")
	fmt.Println(err)
	// Output: inet_aton("10.0.0.1 # a comment"): unexpected character (at " # a comment")
}

func ExampleNtoa() {
	fmt.Println(inet.Ntoa([4]byte{127, 0, 0, 1}))
	// Output: 127.0.0.1
}

func ExamplePton() {
	b, err := inet.Pton(inet.AF_INET6, "2002:ac10:10a:1234:21e:52ff:fe74:40e")
	fmt.Printf("%x %v\n", b, err)
	// Output: 2002ac10010a1234021e52fffe74040e <nil>
}

func ExamplePton4() {
	b, err := inet.Pton4("192.0.2.1")
	fmt.Println(b, err)
	_, err = inet.Pton4("192.0.2.01")
	fmt.Println(err)
	// Output:
	// [192 0 2 1] <nil>
	// inet_pton("192.0.2.01"): octet with a leading zero (at "01")
}

func ExamplePton6() {
	b, err := inet.Pton6("::ffff:192.0.2.1")
	fmt.Printf("%x %v\n", b, err)
	_, err = inet.Pton6("fe80::1%eth0")
	fmt.Println(err)
	// Output:
	// 00000000000000000000ffffc0000201 <nil>
	// inet_pton("fe80::1%eth0"): scope id after an address (at "%eth0")
}

func ExampleNtop() {
	s, err := inet.Ntop(inet.AF_INET, []byte{192, 0, 2, 1})
	fmt.Println(s, err)
	_, err = inet.Ntop(inet.AF_INET6, []byte{192, 0, 2, 1})
	fmt.Println(err)
	// Output:
	// 192.0.2.1 <nil>
	// inet_ntop("\xc0\x00\x02\x01"): an AF_INET6 address has 16 bytes
}

func ExampleNtop4() {
	fmt.Println(inet.Ntop4([4]byte{192, 0, 2, 1}))
	// Output: 192.0.2.1
}

func ExampleNtop6() {
	fmt.Println(inet.Ntop6([16]byte{0x20, 0x01, 0x0d, 0xb8, 15: 1}))
	fmt.Println(inet.Ntop6([16]byte{10: 0xff, 0xff, 192, 0, 2, 1}))
	fmt.Println(inet.Ntop6([16]byte{12: 192, 0, 2, 1}))
	// Output:
	// 2001:db8::1
	// ::ffff:192.0.2.1
	// ::192.0.2.1
}

func ExampleAppendNtop4() {
	fmt.Printf("%s\n", inet.AppendNtop4([]byte("nameserver "), [4]byte{192, 0, 2, 1}))
	// Output: nameserver 192.0.2.1
}

func ExampleAppendNtop6() {
	fmt.Printf("%s\n", inet.AppendNtop6([]byte("nameserver "), [16]byte{0x20, 0x01, 0x0d, 0xb8, 15: 1}))
	// Output: nameserver 2001:db8::1
}

func ExampleAddr() {
	v, err := inet.Addr("127.1")
	fmt.Printf("%#x %v\n", v, err)
	// Output: 0x7f000001 <nil>
}

func ExampleNetwork() {
	v, err := inet.Network("192.168")
	fmt.Printf("%#x %v\n", v, err)
	// Output: 0xc0a8 <nil>
}

func ExampleMakeAddr() {
	fmt.Println(inet.Ntoa(inet.MakeAddr(127, 1)))
	// Output: 127.0.0.1
}

func ExampleNetof() {
	fmt.Printf("%#x\n", inet.Netof([4]byte{172, 16, 1, 10}))
	// Output: 0xac10
}

func ExampleLnaof() {
	fmt.Printf("%#x\n", inet.Lnaof([4]byte{172, 16, 1, 10}))
	// Output: 0x10a
}

func ExampleFamily() {
	fmt.Println(inet.AF_INET6, int(inet.AF_INET6))
	// Output: AF_INET6 10
}
