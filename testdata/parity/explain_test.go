package parity

import (
	"testing"

	"netdb.example/resolver/scenario"
)

const dangling = `
-- etc/resolv.conf --
nameserver 127.0.0.1
nameserver 127.0.0.2
options edns0 attempts:1
-- zone --
www.test. CNAME text.test.
text.test. TXT x
-- faults --
127.0.0.1 -> rcode FORMERR
-- calls --
getaddrinfo www.test. - --family inet6
`

// Both departures are needed: netdb asks the next server, and what that says has another name with glibc.
func TestExplain(t *testing.T) {
	ours := Exchange{Answer: Answer{"EAI_NODATA"}, Queries: []string{
		"0s udp 127.0.0.1 www.test. AAAA +edns1232", "0s udp 127.0.0.1 www.test. AAAA", "0s udp 127.0.0.2 www.test. AAAA +edns1232"}}
	for _, tt := range []struct {
		name   string
		ours   Exchange
		theirs Exchange
		want   string // "" for no explanation
	}{
		{"glibc ends at FORMERR", ours, Exchange{Answer: Answer{"EAI_NONAME"}, Queries: []string{"0s udp 127.0.0.1 www.test. AAAA +edns1200"}}, "edns format-error error-codes"},
		{"glibc would send an OPT record", ours, Exchange{Answer: Answer{"EAI_NONAME"}, Queries: []string{"0s udp 127.0.0.1 www.test. AAAA"}}, ""},
		{"glibc would never say that", ours, Exchange{Answer: Answer{"EAI_AGAIN"}, Queries: []string{"0s udp 127.0.0.1 www.test. AAAA +edns1200"}}, ""},
		{"nor ask that", ours, Exchange{Answer: Answer{"EAI_NONAME"}}, ""},
		{"netdb should not say that", Exchange{Answer: Answer{"EAI_NONAME"}, Queries: ours.Queries},
			Exchange{Answer: Answer{"EAI_NONAME"}, Queries: []string{"0s udp 127.0.0.1 www.test. AAAA +edns1200"}}, ""},
		{"nor ask that", Exchange{Answer: ours.Answer, Queries: ours.Queries[1:]},
			Exchange{Answer: Answer{"EAI_NONAME"}, Queries: []string{"0s udp 127.0.0.1 www.test. AAAA +edns1200"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys, err := scenario.Txtar([]byte(dangling))
			if err != nil {
				t.Fatal(err)
			}
			requests, err := Requests(fsys)
			if err != nil {
				t.Fatal(err)
			}
			d := Difference{Machine: fsys, Request: requests[0], Ours: tt.ours, Theirs: tt.theirs}
			if ok := d.Explain(t); ok != (tt.want != "") || d.Ours.By != tt.want {
				t.Errorf("by %q, want %q", d.Ours.By, tt.want)
			}
			if tt.want != "" && !d.Explained(t) {
				t.Error("not explained by that")
			}
			for _, by := range []string{"error-codes", "format-error chain-ends", "nosuch", ""} {
				if d.Ours.By = by; d.Explained(t) {
					t.Errorf("explained by %q", by)
				}
			}
		})
	}
}

func TestDeparturesHaveNames(t *testing.T) {
	for _, text := range []string{"localhost", "format-error error-codes", All.String()} {
		if s, ok := departuresNamed(text); !ok || s.String() != text {
			t.Errorf("%q is %q, %v", text, s, ok)
		}
	}
	for _, text := range []string{"", "nosuch", "localhost nosuch"} {
		if s, ok := departuresNamed(text); ok {
			t.Errorf("%q is %q", text, s)
		}
	}
}
