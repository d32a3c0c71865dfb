package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// module is this module's path.
const module = "netdb.example/"

// wire is what miekg/dns brings along, and x/net/idna.
const wire = " github.com/miekg/dns golang.org/x/net golang.org/x/sys golang.org/x/text"

// allowed says which packages outside the standard library each package may reach, however deep; what is below one of them
// is included. A program that only wants getservbyname must not pay for a DNS library.
var allowed = map[string]string{
	"inet":                     "",
	"servicesdb":               "servicesdb",
	"protodb":                  "",
	"hostsfile":                "inet",
	"resolver/resolvconf":      "inet",
	"resolver/nsswitch":        "",
	"resolver/addrselect":      "inet",
	"resolver/dnsclient":       "inet resolver/resolvconf resolver/internal" + wire,
	"resolver/dnscache":        "inet resolver/dnsclient resolver/resolvconf resolver/internal" + wire,
	"resolver/fakedns":         "resolver/internal" + wire,
	"resolver/fakedns/mockdns": "resolver/fakedns resolver/internal" + wire,
	"resolver":                 "inet servicesdb protodb hostsfile resolver" + wire,
	"resolver/capture":         "inet servicesdb protodb hostsfile resolver golang.org/x/tools/txtar" + wire,
	"resolver/scenario":        "inet servicesdb protodb hostsfile resolver golang.org/x/tools/txtar" + wire,
	"cmd/netdb":                "inet servicesdb protodb hostsfile resolver testdata/scenarios golang.org/x/tools/txtar github.com/spf13" + wire,
	"testdata/scenarios":       "",
}

// never are packages that would be within what is allowed, or are the standard library's, but must stay away.
var never = map[string][]string{
	"resolver":          {module + "resolver/fakedns", module + "resolver/scenario"},
	"resolver/fakedns":  {"testing", module + "resolver"},
	"resolver/scenario": {"testing"},
	"resolver/capture":  {"testing"},
	"cmd/netdb":         {"net/http"}, // it has testing for the sake of testing/synctest
}

func TestDependencyDirection(t *testing.T) {
	for pkg, ok := range allowed {
		t.Run(pkg, func(t *testing.T) {
			for _, dep := range deps(t, pkg) {
				if strings.Contains(strings.SplitN(dep, "/", 2)[0], ".") && dep != module+pkg && !within(dep, ok) {
					t.Errorf("reaches %s", dep)
				}
				if slices.Contains(never[pkg], dep) {
					t.Errorf("reaches %s", dep)
				}
			}
		})
	}
}

func deps(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", module+pkg).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// within reports whether dep is one of the packages in the list ok, or below one.
func within(dep, ok string) bool {
	dep = strings.TrimPrefix(dep, module)
	for prefix := range strings.FieldsSeq(ok) {
		if dep == prefix || strings.HasPrefix(dep, prefix+"/") {
			return true
		}
	}
	return false
}
