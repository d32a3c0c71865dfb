package nsswitch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func parse(t *testing.T, text string) *Config {
	t.Helper()
	c, err := Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return c
}

func TestDefaults(t *testing.T) {
	want := "hosts: files dns\nprotocols: files\nservices: files\n"
	var missing *Config
	for name, c := range map[string]*Config{"missing": missing, "empty": parse(t, ""), "other": parse(t, "# none\n")} {
		if got := c.String(); got != want {
			t.Errorf("%s file:\n%swant\n%s", name, got, want)
		}
		if c.Warnings() != nil {
			t.Errorf("%s file: warnings %v", name, c.Warnings())
		}
	}
}

func TestDatabaseWithoutServicesHasNone(t *testing.T) {
	if sources := parse(t, "hosts:\n").Database("hosts"); sources == nil || len(sources) > 0 {
		t.Errorf("hosts: %v", sources)
	}
}

func TestEffectiveFile(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"hosts: files dns\n", "hosts: files dns"},
		{"hosts: files mdns4_minimal [NOTFOUND=return] dns\n", "hosts: files mdns4_minimal [NOTFOUND=return] dns"},
		{"hosts:resolve[!UNAVAIL=return]files\n", "hosts: resolve [NOTFOUND=return TRYAGAIN=return] files"},
		{"hosts: a [SUCCESS=return NOTFOUND=continue]\n", "hosts: a"},
		{"hosts: a [!NOTFOUND=merge]\n", "hosts: a [SUCCESS=merge UNAVAIL=merge TRYAGAIN=merge]"},
		{"hosts: a [ tryagain = Return success=CONTINUE ]\n", "hosts: a [SUCCESS=continue TRYAGAIN=return]"},
		{"hosts: a\nhosts: b\n", "hosts: b"},
		{"hosts: files # comment\n", "hosts: files # comment"},
	} {
		got := parse(t, c.text).String()
		if first, _, _ := strings.Cut(got, "\n"); first != c.want {
			t.Errorf("%q gives %q, want %q", c.text, first, c.want)
		}
	}
	c := parse(t, "passwd: files\nservices: db files\n")
	if want := "hosts: files dns\npasswd: files\nprotocols: files\nservices: db files\n"; c.String() != want {
		t.Errorf("got\n%swant\n%s", c, want)
	}
}

func TestWarnings(t *testing.T) {
	const unknown = "no database of this name: the line is ignored"
	for _, c := range []struct {
		text string
		want []Warning
	}{
		{"# comment\n  # another\n\n \t\n", nil},
		{"hosts : files [NOTFOUND=return] dns\n", nil},
		{"automount: files [\n", []Warning{{1, "automount: files [", unknown}}},
		{"\nHOSTS: files\n", []Warning{{2, "HOSTS: files", unknown}}},
		{": files\n", []Warning{{1, ": files", unknown}}},
		{"hosts files\n", []Warning{{1, "hosts files", "no colon after the database; the line counts"}}},
		{"hosts: a\nhosts: b\n", []Warning{{2, "hosts: b", "the database was listed before; this line replaces that one"}}},
		{"hosts: a [NOTFOUND=return] [UNAVAIL=return] b\n",
			[]Warning{{1, "[UNAVAIL=return] b", "an action list without a service: the rest of the line is ignored"}}},
		{"hosts: a #b\n", []Warning{{1, "hosts: a #b", "a comment after services is taken for services"}}},
		{"hosts: a\nservices: a", []Warning{{2, "services: a", "no newline at the end; glibc ignores the line for that, here it counts"}}},
	} {
		if got := parse(t, c.text).Warnings(); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q warns\n%v, want\n%v", c.text, got, c.want)
		}
	}
}

func TestWarningsOfOneDatabase(t *testing.T) {
	conf, err := Parse(strings.NewReader("automount: x\npasswd x\nhosts x\nservices: [NOTFOUND=return] x\nhosts: # x\n"))
	if err != nil {
		t.Fatal(err)
	}
	for database, want := range map[string][]int{"": {1}, "passwd": {2}, "hosts": {3, 5, 5}, "services": {4}, "protocols": nil} {
		var got []int
		for _, w := range conf.WarningsOf(database) {
			got = append(got, w.Line)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: lines %v, want %v", database, got, want)
		}
	}
	if n := len(conf.Warnings()); n != 6 {
		t.Errorf("%d in all", n)
	}
	if (*Config)(nil).WarningsOf("hosts") != nil {
		t.Error("a missing file has some")
	}
}

func TestSourcesThatAreNotInstalledAreWarnedOf(t *testing.T) {
	in := Installed{"hosts": {"files", "myhostname", "dns"}, "services": {"files"}}
	const none = "no source of this name: it is unavailable, as a module that is not installed"
	for _, c := range []struct {
		text string
		want []Warning
	}{
		{"hosts: files myhostname dns\nservices: files\n", nil},
		{"\nhosts: files mdns4_minimal [NOTFOUND=return] resolve[!UNAVAIL=return]dns\n",
			[]Warning{{2, "mdns4_minimal", none}, {2, "resolve", none}}},
		{"services: db\nhosts: Files\n", []Warning{{1, "db", none}, {2, "Files", none}}},
		{"services: db files\n", nil}, {"services: files db\n", nil}, // db is made of files
		{"services: db # files\n", []Warning{{1, "services: db # files", "a comment after services is taken for services"}, {1, "db", none}}},
		{"hosts: dns [NOTFOUND=return UNAVAIL=return TRYAGAIN=return] wins\n", []Warning{{1, "wins", none}}}, // it is never reached
		{"services: dns\n", []Warning{{1, "dns", none}}},                                                     // of hosts only
		{"passwd: sss\nprotocols: db files\n", nil},                                                          // not ours
		{"hosts: mdns files # dns or so\n",
			[]Warning{{1, "hosts: mdns files # dns or so", "a comment after services is taken for services"}, {1, "mdns", none}}},
		{"hosts: [NOTFOUND=return] mdns\n",
			[]Warning{{1, "[NOTFOUND=return] mdns", "an action list without a service: the rest of the line is ignored"}}},
	} {
		conf, err := in.Parse(strings.NewReader(c.text))
		if err != nil {
			t.Fatalf("%q: %v", c.text, err)
		}
		if got := conf.Warnings(); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q warns\n%v, want\n%v", c.text, got, c.want)
		}
		if bare := parse(t, c.text); conf.String() != bare.String() {
			t.Errorf("%q gives\n%swithout those installed\n%s", c.text, conf, bare)
		}
	}
}

// Nobody who has this file has done anything about it.
func TestOfTheFileThatDebianShipsThereIsNoWarning(t *testing.T) {
	const text = `# /etc/nsswitch.conf
#
# Example configuration of GNU Name Service Switch functionality.
# If you have the 'glibc-doc-reference' and 'info' packages installed, try:
# 'info libc "Name Service Switch"' for information about this file.

passwd:         files systemd
group:          files systemd
shadow:         files systemd
gshadow:        files systemd

hosts:          files dns
networks:       files

protocols:      db files
services:       db files
ethers:         db files
rpc:            db files

netgroup:       nis
`
	in := Installed{"hosts": {"files", "dns"}, "services": {"files"}, "protocols": {"files"}}
	if conf, err := in.Parse(strings.NewReader(text)); err != nil || conf.Warnings() != nil {
		t.Errorf("%v, %v", conf.Warnings(), err)
	}
}

func TestWarningsAreBounded(t *testing.T) {
	w := parse(t, strings.Repeat(strings.Repeat("x", 100)+":\n", 1100)).Warnings()
	if len(w) != 1000 || len(w[0].Text) != 80 {
		t.Errorf("%d warnings, a text of %d bytes; want 1000 and 80", len(w), len(w[0].Text))
	}
}

func TestMalformedActionListMakesTheFileInvalid(t *testing.T) {
	const (
		noStatus = "no status SUCCESS, NOTFOUND, UNAVAIL or TRYAGAIN"
		noEquals = `a status without "="`
		noAction = "no action return, continue or merge"
	)
	for _, c := range []struct{ list, at, msg string }{
		{"a []", "]", noStatus},
		{"a [", "", noStatus},
		{"a [NOTFOUND=return", "", noStatus},
		{"a [FOUND=return]", "FOUND=return]", noStatus},
		{"a [! NOTFOUND=return]", "! NOTFOUND=return]", noStatus},
		{"a [NOTFOUND=return,UNAVAIL=return]", "NOTFOUND=return,UNAVAIL=return]", noAction},
		{"a [NOTFOUND]", "NOTFOUND]", noEquals},
		{"a [NOTFOUND=return UNAVAIL return]", "UNAVAIL return]", noEquals},
		{"a [NOTFOUND=]", "NOTFOUND=]", noAction},
		{"a [NOTFOUND=default]", "NOTFOUND=default]", noAction},
		{"a [\u017fUCCESS=return]", "\u017fUCCESS=return]", noStatus}, // its upper case is S
	} {
		conf, err := Parse(strings.NewReader("hosts: files\n\nrpc: " + c.list + "\n"))
		e, ok := errors.AsType[*ParseError](err)
		if want := (ParseError{3, c.at, c.msg}); conf != nil || !ok || *e != want {
			t.Errorf("%s: %v, %v; want %v", c.list, conf, err, &want)
		}
	}
	_, err := Parse(strings.NewReader("hosts: files [NOTFOUND:return]\n"))
	if want := `line 1: no status SUCCESS, NOTFOUND, UNAVAIL or TRYAGAIN at "NOTFOUND:return]"`; err.Error() != want {
		t.Errorf("the error says %s, want %s", err, want)
	}
}

// glibc 2.36 overlooks a line that the end of the file ends: it would ask the default `files dns` here.
func TestFinalLineNeedsNoNewline(t *testing.T) {
	if got := parse(t, "hosts: files").Database("hosts"); !slices.Equal(got, []Source{{Name: "files"}}) {
		t.Errorf("hosts: %v", got)
	}
}

func TestParseReturnsTheErrorOfTheReader(t *testing.T) {
	broken := errors.New("broken")
	if c, err := Parse(iotest.ErrReader(broken)); c != nil || err != broken {
		t.Errorf("Parse = %v, %v", c, err)
	}
}

func TestWalkOfNothingIsUnavail(t *testing.T) {
	if status := Walk(nil, nil); status != Unavail {
		t.Errorf("%v", status)
	}
}

func TestWalkReturnsTheLastStatus(t *testing.T) {
	for _, c := range []struct {
		list string
		says map[string]Status
		want Status
	}{
		{"a b", map[string]Status{"a": NotFound, "b": TryAgain}, TryAgain},
		{"a b", map[string]Status{"a": TryAgain, "b": NotFound}, NotFound},
		{"a b", map[string]Status{"a": NotFound, "b": Unavail}, Unavail},
		{"a [NOTFOUND=return] b", map[string]Status{"a": NotFound, "b": Success}, NotFound},
		{"a [SUCCESS=continue] b", map[string]Status{"a": Success, "b": NotFound}, NotFound},
	} {
		sources := parse(t, "hosts: "+c.list+"\n").Database("hosts")
		if got := Walk(sources, func(name string) Status { return c.says[name] }); got != c.want {
			t.Errorf("%s with %v: %v, want %v", c.list, c.says, got, c.want)
		}
	}
}

// glibc has two walks. That of gethostbyname(3), getservbyname(3) and the like goes on after a Merge, and then fails with
// EINVAL or returns what no source said; that of getaddrinfo(3) ends, and so does Walk everywhere.
func TestMergeEndsTheWalk(t *testing.T) {
	for _, c := range []struct {
		list string
		says map[string]Status
		want Status
	}{
		{"a [SUCCESS=merge] b", map[string]Status{"a": Success, "b": Success}, NotFound},
		{"a [SUCCESS=merge] b", map[string]Status{"a": NotFound, "b": Success}, Success},
		{"a [UNAVAIL=merge] b", map[string]Status{"a": Unavail, "b": Success}, Unavail},
		{"a [SUCCESS=merge]", map[string]Status{"a": Success}, Success},
	} {
		sources := parse(t, "services: "+c.list+"\n").Database("services")
		if got := Walk(sources, func(name string) Status { return c.says[name] }); got != c.want {
			t.Errorf("%s with %v: %v, want %v", c.list, c.says, got, c.want)
		}
	}
}

// A source that is not installed says nothing, in glibc as here, though the actions take it for one that says Unavail.
func TestWalkPassesOverSourcesThatAreNotInstalled(t *testing.T) {
	in := Installed{"hosts": {"a", "b"}}
	for _, c := range []struct {
		list    string
		says    map[string]Status
		want    Status
		asked   string
		missing string
	}{
		{"a b", map[string]Status{"a": NotFound, "b": TryAgain}, TryAgain, "a b", ""},
		{"no a nobody", map[string]Status{"a": NotFound}, NotFound, "a", "no nobody"},
		{"no [NOTFOUND=return] a", map[string]Status{"a": Success}, Success, "a", "no"},
		{"no [UNAVAIL=return] a", map[string]Status{"a": Success}, Unavail, "", "no"},
		{"no [UNAVAIL=merge] a", map[string]Status{"a": Success}, Unavail, "", "no"},
		{"a [SUCCESS=continue] no", map[string]Status{"a": Success}, Success, "a", "no"},
		{"a [SUCCESS=continue] no [UNAVAIL=return] b", map[string]Status{"a": Success, "b": NotFound}, Success, "a", "no"},
		{"a [SUCCESS=continue] no b", map[string]Status{"a": Success, "b": NotFound}, NotFound, "a b", "no"},
		{"a no [UNAVAIL=return] b", map[string]Status{"a": TryAgain, "b": Success}, TryAgain, "a", "no"},
		{"a [NOTFOUND=return] no", map[string]Status{"a": NotFound}, NotFound, "a", ""},
		{"a [SUCCESS=merge] no", map[string]Status{"a": Success}, NotFound, "a", ""},
		{"db a", map[string]Status{"a": NotFound}, NotFound, "a", "db"},
		{"db files a", map[string]Status{"a": NotFound}, NotFound, "a", "files"}, // nobody misses db beside files
		{"no", nil, Unavail, "", "no"},
		{"", nil, Unavail, "", ""},
	} {
		var asked []string
		got, missing := in.Walk("hosts", parse(t, "hosts: "+c.list+"\n"), func(name string) Status {
			asked = append(asked, name)
			return c.says[name]
		})
		if got != c.want || strings.Join(asked, " ") != c.asked || strings.Join(missing, " ") != c.missing {
			t.Errorf("%s with %v: %v of %v, without %v", c.list, c.says, got, asked, missing)
		}
	}
	if got, missing := in.Walk("services", nil, nil); got != Unavail || len(missing) != 1 {
		t.Errorf("a database that nobody has: %v, %v", got, missing)
	}
}

func TestZeroSourceHasTheDefaultActions(t *testing.T) {
	s := Source{Name: "files"}
	for status, want := range map[Status]Action{Success: Return, NotFound: Continue, Unavail: Continue, TryAgain: Continue} {
		if got := s.Action(status); got != want {
			t.Errorf("%v: %v, want %v", status, got, want)
		}
	}
}

func TestWordsPrintThemselves(t *testing.T) {
	got := fmt.Sprint(Success, NotFound, Unavail, TryAgain, Status(4), Default, Return, Continue, Merge, Action(4))
	if want := "SUCCESS NOTFOUND UNAVAIL TRYAGAIN 4 default return continue merge 4"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestWalkAndDatabaseDoNotAllocate(t *testing.T) {
	c := parse(t, "hosts: files dns\n")
	var missing *Config
	if n := testing.AllocsPerRun(100, func() {
		Walk(c.Database("hosts"), func(string) Status { return NotFound })
		Walk(missing.Database("hosts"), func(string) Status { return NotFound })
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
