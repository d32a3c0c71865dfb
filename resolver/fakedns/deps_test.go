package fakedns

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A program that serves zones must not carry package testing, and a test of the resolver must be able to import this package.
func TestDependencies(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, "github.com/miekg/dns") {
		t.Fatalf("go list -deps: %s", out)
	}
	for _, d := range deps {
		if d == "testing" || d == "netdb.example/resolver" {
			t.Errorf("imports %s", d)
		}
	}
}
