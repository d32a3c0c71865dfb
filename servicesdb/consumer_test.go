package servicesdb_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A program in a module of its own that imports this package alone gets no DNS library into its binary.
func TestAConsumerOfServicesdbLinksNoDNS(t *testing.T) {
	dir, err := filepath.Abs("../testdata/consumer")
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "consumer")
	run := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	run("go", "vet", ".")
	run("go", "build", "-o", binary, ".")
	if got := run(binary); got != "443 true\n" {
		t.Errorf("it says %q", got)
	}
	modules := run("go", "version", "-m", binary)
	if !strings.Contains(modules, "dep\tnetdb.example") || strings.Contains(modules, "miekg") || strings.Contains(modules, "golang.org/x") {
		t.Errorf("it is made of\n%s", modules)
	}
}
