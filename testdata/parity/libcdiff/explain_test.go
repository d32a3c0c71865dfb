package libcdiff

import (
	"strings"
	"testing"

	"netdb.example/testdata/parity"
)

// a cause that claims some facets.
func claiming(name string, f Facet, outcomes string) *Cause {
	return &Cause{Name: name, Outcomes: outcomes, Explains: func(*Case) Facet { return f }}
}

func TestExplain(t *testing.T) {
	order, names, both := claiming("order", Order, ""), claiming("names", Names, ""), claiming("both", Order|Names, "")
	nodata := claiming("nodata", Outcome, "EAI_NODATA > EAI_NONAME")
	early := claiming("early", Only|Outcome|Names, "EAI_NODATA > EAI_NONAME")
	for _, test := range []struct {
		what         string
		differs      Facet
		glibc, musl  string
		causes       []*Cause
		want, unmade string
	}{
		{"nothing differs", 0, "a", "a", []*Cause{order}, "", ""},
		{"one cause", Order, "a", "a", []*Cause{names, order}, "order", ""},
		{"two causes", Order | Names, "a", "a", []*Cause{names, order}, "names order", ""},
		{"the smallest set", Order | Names, "a", "a", []*Cause{names, order, both}, "both", ""},
		{"the first of several", Order, "a", "a", []*Cause{both, order}, "both", ""},
		{"a facet that nobody explains", Order | Names, "a", "a", []*Cause{order}, "order", "names asked"},
		{"outcomes that a cause has", Outcome, "EAI_NODATA", "EAI_NONAME", []*Cause{nodata}, "nodata", ""},
		{"glibc's is another", Outcome, "EAI_AGAIN", "EAI_NONAME", []*Cause{nodata}, "", "outcome"},
		{"musl's is another", Outcome, "EAI_NODATA", "EAI_AGAIN", []*Cause{nodata}, "", "outcome"},
		{"an answer is ok", Outcome, "a", "EAI_NONAME", []*Cause{nodata}, "", "outcome"},
		{"all of it by the outcome", Outcome | Names, "EAI_NODATA", "EAI_NONAME", []*Cause{early}, "early", ""},
		{"none of it without", Names, "EAI_NODATA", "EAI_NODATA", []*Cause{early}, "", "names asked"},
	} {
		c := &Case{Differs: test.differs, Glibc: parity.Exchange{Answer: parity.Answer{test.glibc}}, Musl: parity.Exchange{Answer: parity.Answer{test.musl}}}
		r := Explain(c, test.causes)
		var set []string
		for _, claim := range r.Claims {
			set = append(set, claim.Cause.Name)
		}
		if got := strings.Join(set, " "); got != test.want || r.Rest.String() != test.unmade {
			t.Errorf("%s: %q and %q is left, want %q and %q", test.what, got, r.Rest, test.want, test.unmade)
		}
	}
}

func TestFacets(t *testing.T) {
	const stream = "AF_INET SOCK_STREAM IPPROTO_TCP "
	for _, test := range []struct{ call, glibc, musl, want string }{
		{"getaddrinfo", "EAI_NODATA", "EAI_NONAME", "outcome"},
		{"getaddrinfo", stream + "192.0.2.1 80", "EAI_NONAME", "outcome"},
		{"getaddrinfo", stream + "192.0.2.1 80", stream + "192.0.2.1 80", ""},
		{"getaddrinfo", stream + "192.0.2.1 80", stream + "192.0.2.2 80", "addresses"},
		{"getaddrinfo", stream + "192.0.2.1 80\n" + stream + "192.0.2.2 80", stream + "192.0.2.2 80\n" + stream + "192.0.2.1 80", "order"},
		{"getaddrinfo", stream + "192.0.2.1 80", stream + "192.0.2.1 81", "endpoints"},
		{"getaddrinfo", stream + "192.0.2.1 80\nAF_INET SOCK_DGRAM IPPROTO_UDP 192.0.2.1 80", stream + "192.0.2.1 80", "endpoints"},
		{"getaddrinfo", stream + "192.0.2.1 80", stream + "192.0.2.1 80 www", "canonical names"},
		{"getaddrinfo", stream + "192.0.2.1 80 www", stream + "192.0.2.1 80 ftp", "name"},
		{"gethostbyname_ex", "www AF_INET 192.0.2.1", "www AF_INET 192.0.2.1 aliases www", "aliases"},
		{"gethostbyname_ex", "www AF_INET 192.0.2.1", "ftp AF_INET 192.0.2.2", "addresses, name"},
		{"gethostbyaddr", `"a b" AF_INET 192.0.2.1`, `"a c" AF_INET 192.0.2.1`, "name"},
		{"getnameinfo", "www http", "www 80", "entry"},
		{"getservbyport", "http 80/tcp", "http 80/udp", "entry"},
	} {
		glibc, musl := parity.Answer(strings.Split(test.glibc, "\n")), parity.Answer(strings.Split(test.musl, "\n"))
		if got := answerFacets(test.call, glibc, musl); got.String() != test.want {
			t.Errorf("%s: %q and %q differ in %q, want %q", test.call, test.glibc, test.musl, got, test.want)
		}
	}
}

func TestQueryFacets(t *testing.T) {
	for _, test := range []struct{ glibc, musl, want string }{
		{"0s udp 127.0.0.1 www. A", "0s udp 127.0.0.1 www. A", ""},
		{"0s udp 127.0.0.1 www. A", "", "names asked"},
		{"0s udp 127.0.0.1 www. A\n0s udp 127.0.0.1 www.test. A", "0s udp 127.0.0.1 www. A", "names asked"},
		{"0s udp 127.0.0.1 www. A", "0s udp 127.0.0.1 www. A\n0s udp 127.0.0.1 www. AAAA", "types asked"},
		{"0s udp 127.0.0.1 www. A", "0s udp 127.0.0.1 www. A\n1s udp 127.0.0.1 www. A", "repeats"},
		{"0s udp 127.0.0.1 www. A", "0s udp 127.0.0.2 www. A", "repeats"},
		{"0s tcp 127.0.0.1 www. A", "0s udp 127.0.0.1 www. A", "network"},
		{"0s udp 127.0.0.1 www. A +ad +edns1200", "0s udp 127.0.0.1 www. A", "bits"},
	} {
		lines := func(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' }) }
		if got := queryFacets(lines(test.glibc), lines(test.musl)); got.String() != test.want {
			t.Errorf("%q and %q differ in %q, want %q", test.glibc, test.musl, got, test.want)
		}
	}
}

func TestConditions(t *testing.T) {
	for s, want := range map[string]bool{"www": true, "a_b.test": true, "-x": false, "a.-x": true, "a b": false, "café": false, "1.2:3": false} {
		if isHostName(s) != want {
			t.Errorf("isHostName(%q) is %v", s, !want)
		}
	}
	for s, want := range map[string]bool{"80": false, "65535": false, "65536": true, "+65536": true, "00080": false, "-1": true, "-0": false, "http": false, "": false} {
		if beyondPorts(s) != want {
			t.Errorf("beyondPorts(%q) is %v", s, !want)
		}
	}
}
