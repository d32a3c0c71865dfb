package docs_test

import (
	_ "embed"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver/scenario"
)

func TestTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, `
-- zone --
www.example.org. A 192.0.2.1
-- faults --
# The first answer is lost, the second one late.
A #1 -> drop
A #2 -> delay 30ms
AAAA -> rcode SERVFAIL
`)
		connect(t.Context(), m.Resolver, "www.example.org")
		if got := m.DNS.Trace(); got != trace {
			t.Errorf("got:\n%s\nwant:\n%s", got, trace)
		}
	})
}

const trace = `0s udp 127.0.0.1:53 www.example.org. A #1 -> nothing
0s udp 127.0.0.1:53 www.example.org. AAAA #1 -> SERVFAIL
0s udp 127.0.0.1:53 www.example.org. AAAA #2 -> SERVFAIL
5s udp 127.0.0.1:53 www.example.org. A #2 -> +30ms NOERROR www.example.org. 300 A 192.0.2.1
`

//go:embed testdata/pod.txtar
var pod string

func TestInAPod(t *testing.T) {
	for host, queries := range map[string]int{
		"cart":             2, // A and AAAA
		"api.example.com":  8, // those of three search domains in vain
		"api.example.com.": 2,
	} {
		m := machine(t, pod)
		connect(t.Context(), m.Resolver, host)
		if got := len(m.DNS.Queries()); got != queries {
			t.Errorf("%s: %d queries, want %d:\n%s", host, got, queries, m.DNS.Log())
		}
	}
}

func TestInTheOffice(t *testing.T) {
	for host, want := range map[string]string{
		"printer": "192.0.2.7:443",    // from etc/hosts
		"www":     "198.51.100.1:443", // before the IPv6 address, for the machine has none
	} {
		m := scenario.Load(t, os.DirFS("testdata/office"))
		if got := connect(t.Context(), m.Resolver, host); got != want {
			t.Errorf("%s: got %s, want %s; asked:\n%s", host, got, want, m.DNS.Log())
		}
	}
}

func TestBug(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fsys, err := scenario.Open("testdata/bug.txtar")
		if err != nil {
			t.Fatal(err)
		}
		m := scenario.Load(t, fsys)
		start := time.Now()
		got, took := connect(t.Context(), m.Resolver, "www.example.org"), time.Since(start)
		if got != "192.0.2.1:443" || took > 6*time.Second {
			t.Errorf("got %s after %v; asked:\n%s", got, took, m.DNS.Trace())
		}
	})
}
