package parity_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
)

func TestRandomSame(t *testing.T) {
	for seed := range uint64(100) {
		a, b, other := parity.Random(seed), parity.Random(seed), parity.Random(seed+1)
		if !bytes.Equal(a, b) {
			t.Errorf("the seed %d draws\n%sand\n%s", seed, a, b)
		}
		if bytes.Equal(scenarioOf(a), scenarioOf(other)) {
			t.Errorf("the seeds %d and %d draw the same scenario", seed, seed+1)
		}
	}
}

// scenarioOf is a text without its comment.
func scenarioOf(text []byte) []byte { return text[bytes.Index(text, []byte("\n-- ")):] }

func TestRandomLoads(t *testing.T) {
	for seed := range uint64(1000) {
		fsys, requests := drawn(t, seed)
		if _, err := scenario.New(fsys); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		if _, err := parity.Servers(fsys); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		if n := len(requests); n < 12 || n > 25 {
			t.Errorf("seed %d: %d requests", seed, n)
		}
		for _, q := range requests {
			if _, err := q.Wire(); err != nil {
				t.Errorf("seed %d: %s: %v", seed, q.Text, err)
			}
		}
	}
}

func drawn(t *testing.T, seed uint64) (fs.FS, []parity.Request) {
	t.Helper()
	fsys, err := scenario.Txtar(parity.Random(seed))
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	requests, err := parity.Requests(fsys)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	return fsys, requests
}

// TestRandomShares holds what the requests of many seeds come to. A share that is far off means that most of them meet nothing.
func TestRandomShares(t *testing.T) {
	counts := map[string]int{}
	for seed := range uint64(100) {
		fsys, requests := drawn(t, seed)
		for _, q := range requests {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				x, err := parity.Netdb(t.Context(), fsys, q)
				if err != nil {
					t.Fatalf("seed %d: %s: %v", seed, q.Text, err)
				}
				for _, kind := range kindsOf(q, x, time.Since(begin)) {
					counts[kind]++
				}
			})
		}
	}
	for _, s := range shares {
		permille := counts[s.kind] * 1000 / counts["request"]
		if permille < s.least || permille > s.most {
			t.Errorf("%s: %d of 1000 requests, want %d to %d", s.kind, permille, s.least, s.most)
		}
	}
	t.Log(counts)
}

// kindsOf are the shares that a request counts for.
func kindsOf(q parity.Request, x parity.Exchange, took time.Duration) []string {
	kinds := []string{"request", q.Call}
	queries := strings.Join(x.Queries, "\n")
	found, asked := !x.Answer.IsError(), queries != ""
	add := func(is bool, kind string) {
		if is {
			kinds = append(kinds, kind)
		}
	}
	add(found, "found")
	add(!found, x.Answer[0])
	add(asked, "asked")
	add(asked && found, "asked and found")
	add(len(x.Queries) > 4, "asked long")
	add(strings.Contains(queries, " tcp "), "asked over TCP")
	add(found && len(x.Answer) > 1, "found several")
	add(took >= time.Second, "waited")
	return kinds
}

// shares are in thousandths of all requests.
var shares = []struct {
	kind        string
	least, most int
}{
	{"found", 450, 700}, {"asked", 350, 600}, {"asked and found", 180, 400}, {"found several", 60, 300},
	{"asked long", 15, 200}, {"asked over TCP", 10, 120}, {"waited", 1, 33},

	{"getaddrinfo", 450, 550}, {"getnameinfo", 80, 130}, {"gethostbyname_ex", 90, 150}, {"gethostbyname2", 60, 120}, {"gethostbyaddr", 50, 110},
	{"getservbyname", 15, 50}, {"getservbyport", 15, 50}, {"getprotobyname", 10, 35}, {"getprotobynumber", 10, 35},

	{"EAI_NONAME", 80, 220}, {"EAI_NODATA", 10, 60}, {"EAI_AGAIN", 10, 60}, {"EAI_SERVICE", 10, 60}, {"EAI_SOCKTYPE", 5, 40},
	{"EAI_BADFLAGS", 3, 30}, {"EAI_FAMILY", 2, 20}, {"EAI_ADDRFAMILY", 2, 20}, {"EAI_SYSTEM", 2, 60},
	{"HOST_NOT_FOUND", 40, 120}, {"NO_DATA", 5, 40}, {"TRY_AGAIN", 5, 50}, {"NO_RECOVERY", 1, 30}, {"NETDB_INTERNAL", 1, 40},
	{"NOT_FOUND", 15, 70},
}
