package resolver_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
)

type departedCase struct {
	departure, name string
	machine         string // beside departedMachine
	call            string
	want            string // the answer, and behind "?" the queries without their servers
}

// departed are machines and requests that show a departure: what netdb comes to, where glibc comes to something else. Those that
// another test holds are not among them.
var departed = []departedCase{
	{"host-names", "the answer for what is no host name is not waited for", "", "getaddrinfo -dash.example.org - --family inet --flags canonname", "EAI_NONAME"},
	{"host-names", "escapes are none", "", `gethostbyname_ex "\\119ww.example.org"`, "HOST_NOT_FOUND"},
	{"digits-and-dots", "though hosts(5) has them", "-- etc/hosts --\n192.0.2.1 1.2.3.256\n", "getaddrinfo 1.2.3.256 - --socktype stream", "EAI_NONAME"},
	{"nameless-lines", "the DNS is asked", "-- etc/hosts --\n192.0.2.9\n", "getnameinfo 192.0.2.9 0", "nine.example.org 0 ? 9.2.0.192.in-addr.arpa. PTR"},
	{"host-conf", "all lines", "-- etc/hosts --\n192.0.2.1 h\n192.0.2.2 h\n", "gethostbyname_ex h", "h AF_INET 192.0.2.1 192.0.2.2"},
	{"host-conf-environment", "not by it", "-- env --\nRESOLV_MULTI=off\n-- etc/hosts --\n192.0.2.1 h\n192.0.2.2 h\n", "gethostbyname_ex h", "h AF_INET 192.0.2.1 192.0.2.2"},
	{"host-conf-reorder", "the order of the file", "-- interfaces --\neth0 up 192.0.2.10/24\n-- etc/host.conf --\nmulti on\nreorder on\n-- etc/hosts --\n198.51.100.7 h\n192.0.2.1 h\n",
		"gethostbyname_ex h", "h AF_INET 198.51.100.7 192.0.2.1"},
	{"host-conf-trim", "the name as it is", "-- etc/host.conf --\ntrim .example.org\n-- etc/hosts --\n192.0.2.1 www.example.org\n", "gethostbyaddr 192.0.2.1", "www.example.org AF_INET 192.0.2.1"},
	{"merge", "nobody else is asked", "-- etc/nsswitch.conf --\nhosts: files [SUCCESS=merge] dns\n-- etc/hosts --\n192.0.2.1 www.example.org\n", "gethostbyname_ex www.example.org", "HOST_NOT_FOUND"},
	{"address-failures", "a failure is no NOTFOUND", "-- etc/nsswitch.conf --\nhosts: dns [NOTFOUND=return] files\n-- etc/resolv.conf --\noptions attempts:1\n-- etc/hosts --\n192.0.2.8 h\n-- faults --\nPTR -> rcode SERVFAIL\n",
		"gethostbyaddr 192.0.2.8", "h AF_INET 192.0.2.8 ? 8.2.0.192.in-addr.arpa. PTR"},
	{"address-failures", "a PTR that leads to no host is one", "-- etc/nsswitch.conf --\nhosts: dns [NOTFOUND=return] files\n-- etc/hosts --\n192.0.2.7 h\n",
		"gethostbyaddr 192.0.2.7", "NO_RECOVERY ? 7.2.0.192.in-addr.arpa. PTR"},
	{"extended-rcodes", "BADMODE is not NXDOMAIN", "-- etc/resolv.conf --\noptions edns0 attempts:1\n-- faults --\nany -> rcode BADMODE\n", "gethostbyname_ex www.example.org.", "NO_RECOVERY ? www.example.org. A"},
	{"late-answers", "each try waits for its own", "-- etc/resolv.conf --\noptions timeout:1 attempts:2\n-- faults --\nwww.example.org. A #1 -> delay 1500ms\nwww.example.org. A #2 -> drop\n",
		"gethostbyname_ex www.example.org.", "TRY_AGAIN ? www.example.org. A, www.example.org. A"},
	{"asked-twice", "many addresses", "-- etc/resolv.conf --\noptions use-vc\n", "gethostbyname_ex many.example.org.", "many.example.org AF_INET" + addresses(1, 70) + " ? many.example.org. A"},
	{"chain-ends", "the search goes on", "-- etc/resolv.conf --\nsearch example.org corp.test\n", "gethostbyname_ex lost", "lost.corp.test AF_INET 192.0.2.5 ? lost.example.org. A, lost.corp.test. A"},
	{"canonical-names", "the spelling of the asker", "-- faults --\nany -> wrong-question WWW.example.org.\n", "gethostbyname_ex www.example.org.", "www.example.org AF_INET 192.0.2.1 ? www.example.org. A"},
	{"endpoints-together", "also where the rules make no order", "-- interfaces --\nlo up,loopback 127.0.0.1/8 ::1/128\neth0 up 10.0.0.10/8 2002:c000:20a::1/48\n-- etc/gai.conf --\nscopev4 ::ffff:169.254.0.0/112\n" +
		"-- etc/hosts --\n127.0.1.1 host\n::ffff:192.0.2.1 host\n10.0.0.5 host\n192.0.2.1 host\n10.0.0.5 host\n", "getaddrinfo host -", ofEachType("AF_INET 10.0.0.5", "AF_INET 10.0.0.5", "AF_INET 127.0.1.1", "AF_INET6 ::ffff:192.0.2.1", "AF_INET 192.0.2.1")},
	{"no-aaaa-failures", "silence is no answer", "-- etc/resolv.conf --\noptions no-aaaa attempts:1\n-- faults --\nany -> drop\n", "gethostbyname2 www.example.org. inet6", "TRY_AGAIN ? www.example.org. A"},
}

const departedMachine = `
-- zone --
www.example.org. A 192.0.2.1
-dash.example.org. A 192.0.2.4
lost.example.org. CNAME text.example.org.
text.example.org. TXT x
lost.corp.test. A 192.0.2.5
9.2.0.192.in-addr.arpa. PTR nine.example.org.
7.2.0.192.in-addr.arpa. PTR a\032b.example.org.
`

// addresses are 192.0.2.FROM to 192.0.2.TO.
func addresses(from, to int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		b.WriteString(" 192.0.2." + strconv.Itoa(i))
	}
	return b.String()
}

// ofEachType are the results for addresses, of all socket types.
func ofEachType(addrs ...string) string {
	var all []string
	for _, a := range addrs {
		family, addr, _ := strings.Cut(a, " ")
		for _, socktype := range []string{"SOCK_STREAM IPPROTO_TCP", "SOCK_DGRAM IPPROTO_UDP", "SOCK_RAW IPPROTO_IP"} {
			all = append(all, family+" "+socktype+" "+addr+" 0")
		}
	}
	return strings.Join(all, "; ")
}

func TestDepartures(t *testing.T) {
	zone := departedMachine
	for _, a := range strings.Fields(addresses(1, 70)) {
		zone += "many.example.org. A " + a + "\n"
	}
	for _, tt := range departed {
		t.Run(tt.departure+"/"+tt.name, func(t *testing.T) {
			fsys, err := scenario.Txtar([]byte(zone + tt.machine + "-- calls --\n" + tt.call + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			requests, err := parity.Requests(fsys)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				x, err := parity.Netdb(t.Context(), fsys, requests[0])
				if err != nil {
					t.Fatal(err)
				}
				if got := departure(x); got != tt.want {
					t.Errorf("got  %s\nwant %s", got, tt.want)
				}
			})
		})
	}
}

// departure is an exchange in one line.
func departure(x parity.Exchange) string {
	text := strings.Join(x.Answer, "; ")
	for i, q := range x.Queries {
		words := strings.Fields(q)
		text += []string{" ? ", ", "}[min(i, 1)] + words[3] + " " + words[4]
	}
	return text
}

// A section is one of departures.md.
type section struct {
	name  string
	lines map[string]string // "glibc", "netdb", "why", "tests", "unseen by parity"
}

func sections(t *testing.T) (all []section) {
	t.Helper()
	text, err := os.ReadFile("departures.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "\n## ")[1:] {
		name, body, _ := strings.Cut(part, "\n")
		s := section{name, map[string]string{}}
		for line := range strings.Lines(body) {
			if line = strings.TrimSpace(line); line != "" {
				key, value, ok := strings.Cut(strings.TrimPrefix(line, "- "), ": ")
				if !ok {
					t.Errorf("%s: %q", name, line)
				}
				s.lines[key] = value
			}
		}
		all = append(all, s)
	}
	return all
}

var testName = regexp.MustCompile(`^([a-z0-9/]+)\.(Test[A-Za-z0-9_]+)$`)

func TestEachDepartureSaysWhatAndWhyAndNamesItsTests(t *testing.T) {
	for _, s := range sections(t) {
		for _, key := range []string{"glibc", "netdb", "why", "tests"} {
			if s.lines[key] == "" {
				t.Errorf("%s: no %s", s.name, key)
			}
		}
		for test := range strings.SplitSeq(s.lines["tests"], ", ") {
			m := testName.FindStringSubmatch(test)
			if m == nil || !hasTest(t, filepath.Join("..", m[1]), m[2]) {
				t.Errorf("%s: there is no test %s", s.name, test)
			}
		}
		here := strings.Contains(s.lines["tests"], "resolver.TestDepartures")
		if has := slices.ContainsFunc(departed, func(d departedCase) bool { return d.departure == s.name }); has != here {
			t.Errorf("%s: that TestDepartures holds it is %v, and written %v", s.name, has, here)
		}
	}
}

// The package comment lists them, and does not say it all again.
func TestThePackageCommentListsTheDepartures(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "# Departures from glibc")
	list, _, _ = strings.Cut(list, "# ") // the next section
	_, list, _ = strings.Cut(strings.Join(strings.Fields(strings.ReplaceAll(list, "//", " ")), " "), "why: ")
	var want []string
	for _, s := range sections(t) {
		want = append(want, s.name)
	}
	got := strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(" ,;.", r) })
	if !slices.Equal(got, want) {
		t.Errorf("doc.go has\n%s\nwant\n%s", got, want)
	}
}

// hasTest reports whether a folder has a test of that name.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "func "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}

// What parity can see it shows somewhere; what it cannot says so.
func TestDeparturesAreThoseOfParity(t *testing.T) {
	want := parity.DepartureNames()
	var got []string
	for _, s := range sections(t) {
		if s.lines["unseen by parity"] == "" {
			got = append(got, s.name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("departures.md has\n%s\nparity has\n%s", got, want)
	}
}
