package parity_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
)

var one = flag.String("one", "", "")

func TestOne(t *testing.T) {
	program := compile(t, "gcc")
	for _, f := range strings.Split(*one, ",") {
		text, _ := os.ReadFile(f)
		ds, err := defectsOf(t, program, text)
		fmt.Println("####", f, err, len(ds))
		fsys, _ := scenario.Txtar(text)
		for _, d := range ds {
			fmt.Printf("NETDB\n%sGLIBC\n%s", d.Ours, d.Theirs)
			synctest.Test(t, func(t *testing.T) {
				x, _, _ := parity.Expect(t.Context(), fsys, d.Request, 0)
				fmt.Printf("MODEL N\n%s", x)
			})
			synctest.Test(t, func(t *testing.T) {
				x, _, _ := parity.Expect(t.Context(), fsys, d.Request, parity.All)
				fmt.Printf("MODEL G\n%s", x)
			})
		}
	}
}
