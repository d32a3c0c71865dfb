package protodb_test

import (
	"fmt"
	"strings"

	"netdb.example/protodb"
)

func Example() {
	p, ok := protodb.IANA().ByName("tcp")
	fmt.Println(p.Number, ok)
	// Output: 6 true
}

func ExampleParse() {
	db, err := protodb.Parse(strings.NewReader(`
# NAME  NUMBER  ALIASES
mine    253     MINE
broken  0xfe
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, _ := db.ByName("MINE")
	fmt.Println(p.Name, p.Number)
	for _, w := range db.Warnings() {
		fmt.Printf("%d: %s: %q\n", w.Line, w.Msg, w.Text)
	}
	// Output:
	// mine 253
	// 4: protocol is not a decimal number of 32 bits: line ignored: "broken  0xfe"
}

func ExampleDB_ByName() {
	p, _ := protodb.IANA().ByName("icmp6")
	fmt.Println(p.Name, p.Number, p.Aliases)
	// Output: ipv6-icmp 58 [IPv6-ICMP icmp6]
}

func ExampleDB_ByNumber() {
	p, _ := protodb.IANA().ByNumber(17)
	fmt.Println(p.Name)
	// Output: udp
}

func ExampleDB_All() {
	for p := range protodb.IANA().All() {
		if p.Number > 144 {
			fmt.Println(p.Number, p.Name)
		}
	}
	// Output:
	// 145 nsh
	// 146 homa
	// 147 bit-emu
}

func ExampleIANA() {
	_, ok := protodb.IANA().ByName("sctp")
	fmt.Println(protodb.IANAVersion, ok)
	// Output: 2025-08 true
}
