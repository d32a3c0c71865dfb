package libcdiff

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"netdb.example/testdata/parity"
	"netdb.example/testdata/parity/muslmodel"
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
		c := &Case{Differs: test.differs, Chance: true, Glibc: parity.Exchange{Answer: parity.Answer{test.glibc}}, Musl: parity.Exchange{Answer: parity.Answer{test.musl}}}
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

// What somebody else answered than musl, or glibc for another reason than the cause, is not explained.
func TestMutatedAnswers(t *testing.T) {
	machine := fstest.MapFS{}
	for name, text := range map[string]string{
		"etc/resolv.conf": "search corp.test\nnameserver 127.0.0.1\n",
		"zone":            "build.berlin.corp.test. A 192.0.2.20\nsix.corp.test. AAAA 2001:db8::6\n",
		"calls":           "getaddrinfo build.berlin - --socktype stream --family inet\ngetaddrinfo six.corp.test. - --socktype stream --family inet\n",
	} {
		machine[name] = &fstest.MapFile{Data: []byte(text)}
	}
	const found = "AF_INET SOCK_STREAM IPPROTO_TCP 192.0.2.20 0"
	berlin, corp := "0s udp 127.0.0.1 build.berlin. A", "0s udp 127.0.0.1 build.berlin.corp.test. A"
	six := "0s udp 127.0.0.1 six.corp.test. A"
	for _, test := range []struct {
		what        string
		request     int
		glibc, musl parity.Exchange
		want        string // what is left
	}{
		{"as it is", 0, exchange(found, berlin, corp), exchange("EAI_NONAME", berlin), ""},
		{"musl fails", 0, exchange(found, berlin, corp), exchange("EAI_AGAIN", berlin), "outcome, names asked"},
		{"musl answers another address", 0, exchange(found, berlin, corp), exchange("AF_INET SOCK_STREAM IPPROTO_TCP 192.0.2.21 0 build.berlin", berlin), "addresses, canonical names, names asked"},
		{"musl asks for another name", 0, exchange(found, berlin, corp), exchange("EAI_NONAME", berlin, "0s udp 127.0.0.1 berlin. A"), "outcome, names asked"},
		{"musl asks nothing", 0, exchange(found, berlin, corp), exchange("EAI_NONAME"), "outcome, names asked"},
		{"glibc asks for a name of no search list", 0, exchange(found, berlin, "0s udp 127.0.0.1 www.test. A"), exchange("EAI_NONAME", berlin), "outcome, names asked"},
		{"glibc fails otherwise", 0, exchange("EAI_FAMILY", berlin, corp), exchange("EAI_NONAME", berlin), "outcome"},

		{"no address as it is", 1, exchange("EAI_NODATA", six), exchange("EAI_NONAME", six), ""},
		{"glibc takes the name for a number", 1, exchange("EAI_ADDRFAMILY", six), exchange("EAI_NONAME", six), "outcome"},
		{"glibc waits in vain", 1, exchange("EAI_AGAIN", six), exchange("EAI_NONAME", six), "outcome"},
		{"glibc finds it", 1, exchange(found, six), exchange("EAI_NONAME", six), "outcome"},
		{"musl tells the two apart", 1, exchange("EAI_NONAME", six), exchange("EAI_NODATA", six), "outcome"},
	} {
		requests, err := parity.Requests(machine)
		if err != nil {
			t.Fatal(err)
		}
		c := &Case{Machine: machine, Request: requests[test.request], Glibc: test.glibc, Musl: test.musl, Ask: asking(t), AskMusl: askingModel(t)}
		c.Compare()
		if r := Explain(c, Causes); r.Rest.String() != test.want {
			t.Errorf("%s: %q is left, want %q", test.what, r.Rest, test.want)
		}
	}
}

func exchange(answer string, queries ...string) parity.Exchange {
	return parity.Exchange{Answer: parity.Answer{answer}, Queries: slices.Clip(queries)}
}

func asking(t *testing.T) func(fs.FS, parity.Request) parity.Exchange {
	return func(fsys fs.FS, q parity.Request) (x parity.Exchange) {
		synctest.Test(t, func(t *testing.T) {
			var err error
			if x, err = parity.Netdb(t.Context(), fsys, q); err != nil {
				t.Fatal(err)
			}
		})
		return x
	}
}

func askingModel(t *testing.T) func(fs.FS, parity.Request, muslmodel.Race) (parity.Exchange, muslmodel.Trace) {
	return func(fsys fs.FS, q parity.Request, race muslmodel.Race) (x parity.Exchange, trace muslmodel.Trace) {
		synctest.Test(t, func(t *testing.T) {
			var err error
			if x, trace, err = muslmodel.Ask(fsys, q, race); err != nil {
				t.Fatal(err)
			}
		})
		return x, trace
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
