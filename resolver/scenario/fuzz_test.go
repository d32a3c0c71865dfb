package scenario_test

import (
	"io/fs"
	"net/netip"
	"testing"
	"testing/synctest"

	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/scenario"
	"netdb.example/testdata/scenarios"
)

// Whatever the text: it is a machine, or an error that says what is wrong; and a machine answers, from an address of its own.
func FuzzNew(f *testing.F) {
	names, err := fs.Glob(scenarios.FS, "*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	for _, name := range names { // whole machines
		data, err := scenarios.FS.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(""))                                                    // no archive
	f.Add([]byte("-- etc --\n-- etc/hosts --\n"))                        // a file that is a folder
	f.Add([]byte("-- . --\n-- / --\n-- .. --\n"))                        // names that are no paths
	f.Add([]byte("-- env --\n=\n-- hostname --\n\x00\n"))                // odd settings
	f.Add([]byte("-- interfaces --\na up,0 fe80::1/0 10.0.0.1/0\n"))     // everything is on the link
	f.Add([]byte("-- interfaces --\na up 2001::2/8,deprecated ::3/8\n")) // flags of addresses
	f.Add([]byte("-- zone --\n$ORIGIN .\n@ CNAME @\n* A 192.0.2.1\n"))   // a loop at the root
	f.Add([]byte(everything))
	f.Add([]byte("-- etc/services --\nx 1/y\n-- etc/protocols --\ny 1\n-- etc/nsswitch.conf --")) // databases
	f.Fuzz(func(t *testing.T, data []byte) {
		synctest.Test(t, func(t *testing.T) { tryText(t, data) })
	})
}

func tryText(t *testing.T, data []byte) {
	fsys, err := scenario.Txtar(data)
	if err != nil {
		return
	}
	printsAsItself(t, fsys)
	scenario.Calls(fsys)
	m, err := scenario.New(fsys)
	if err != nil {
		if m != nil || err.Error() == "" {
			t.Fatalf("%v with the error %q", m, err)
		}
		return
	}
	if name, err := m.Resolver.Gethostname(); name == "" || err != nil {
		t.Fatalf("the hostname is %q, %v", name, err)
	}
	m.Resolver.Gethostbyname(t.Context(), "a")
	m.Resolver.Getservbyport(1, "")
	m.Resolver.Getprotobynumber(1)
	if _, err := fs.Stat(fsys, "routes"); err != nil {
		sourceIsOwn(t, m)
	}
}

// printsAsItself checks that what Format prints reads and prints as the same again.
func printsAsItself(t *testing.T, fsys fs.FS) {
	first, err := scenario.Format(fsys)
	if err != nil {
		t.Fatal(err)
	}
	again, err := scenario.Txtar(first)
	if err != nil {
		t.Fatalf("%v; printed:\n%s", err, first)
	}
	if second, err := scenario.Format(again); err != nil || string(second) != string(first) {
		t.Fatalf("%v; printed:\n%s\nthen:\n%s", err, first, second)
	}
}

// sourceIsOwn checks that a packet leaves from an address that an interface has, of which is known what the interfaces say,
// and in the family it goes to.
func sourceIsOwn(t *testing.T, m *scenario.Machine) {
	interfaces, err := m.Resolver.System.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	own := map[addrselect.Source]bool{}
	for _, i := range interfaces {
		for _, p := range i.Addrs {
			own[resolver.SourceOf(p.Addr(), interfaces)] = true
		}
	}
	for _, text := range []string{"127.0.0.1", "0.0.0.0", "192.0.2.1", "169.254.0.1", "::1", "::", "2001:db8::1", "fe80::1%1"} {
		dst := netip.MustParseAddr(text)
		src, ok := m.Resolver.System.Source(dst)
		if ok && (!own[src] || src.Addr.Is4() != dst.Is4()) {
			t.Fatalf("to %s from %v, of %v", dst, src, interfaces)
		}
	}
}
