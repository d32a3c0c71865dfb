package parity

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"testing/fstest"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/scenario"
)

// A model says what a request comes to on a machine, and what is asked for it, if netdb were glibc in some of the departures. With
// none it is netdb, with all it is glibc. What no departure is about it leaves to netdb: what comes before a lookup of a host and
// after it, services, protocols.
type model struct {
	*stub
	fsys    fstest.MapFS
	missing bool // host.conf(5), nsswitch.conf(5) or resolv.conf(5) is
	machine *scenario.Machine
	q       Request
}

// Expect is what q comes to on the machine, which has just started, in a program that is glibc in the departures of as. It must
// run within testing/synctest.
func Expect(ctx context.Context, fsys fs.FS, q Request, as Departures) (x Exchange, met Departures, err error) {
	files, err := copyFS(fsys)
	if err != nil {
		return Exchange{}, 0, err
	}
	missing := isMissing(files, "etc/host.conf", "etc/nsswitch.conf", "etc/resolv.conf")
	seen := new(atomic.Uint64)
	seen.Or(uint64(alter(files, as)))
	machine, err := scenario.New(files)
	if err != nil {
		return Exchange{}, 0, err
	}
	m := &model{fsys: files, missing: missing, machine: machine, q: q}
	if m.stub, err = m.newStub(as); err != nil {
		return Exchange{}, 0, err
	}
	m.met = seen
	answer, err := m.answer(ctx)
	if m.hangs {
		answer = Answer{"KILLED_14"}
	}
	if err != nil {
		return Exchange{}, 0, err
	}
	x, err = NewExchange(files, q, answer, machine.DNS)
	return x, Departures(seen.Load()), err
}

func copyFS(fsys fs.FS) (fstest.MapFS, error) {
	files := fstest.MapFS{}
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	return files, err
}

// isMissing reports whether one of the files is.
func isMissing(files fstest.MapFS, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return files[name] == nil })
}

func copyOf(files fstest.MapFS) fstest.MapFS {
	other := fstest.MapFS{}
	for name, file := range files {
		other[name] = file
	}
	return other
}

func textFile(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// alter gives missing files the content that glibc takes them to have, and returns the departures that the files meet.
func alter(files fstest.MapFS, as Departures) (met Departures) {
	met = 1 << clearedOptions
	missing := func(d Departure, path, text string) {
		if _, ok := files[path]; ok {
			return
		}
		met |= 1 << d
		if as.has(d) {
			files[path] = textFile(text)
		}
	}
	missing(registry, "etc/services", "")
	missing(registry, "etc/protocols", "")
	missing(hostConf, "etc/host.conf", "multi off\n")
	env, _ := files.ReadFile("env")
	if _, value, ok := strings.Cut(string(env), "RESOLV_MULTI="); ok {
		met |= 1 << hostConfEnv
		if as.has(hostConfEnv) {
			value, _, _ = strings.Cut(value, "\n")
			files["etc/host.conf"] = textFile("multi " + value + "\n")
		}
	}
	return met
}

// ask is what netdb says to q on the machine with some files replaced.
func (m *model) ask(ctx context.Context, q Request, files map[string]string) (Answer, error) {
	return q.Ask(ctx, m.with(files).Resolver)
}

func (m *model) answer(ctx context.Context) (Answer, error) {
	switch q := m.q; q.Call {
	case "getaddrinfo":
		return m.getaddrinfo(ctx)
	case "gethostbyname_ex":
		return m.gethostbyname(ctx, inet.AF_INET)
	case "gethostbyname2":
		family, err := parseConstant[inet.Family](q.arg(1), "AF_")
		if err != nil {
			return nil, err
		}
		return m.gethostbyname(ctx, family)
	case "gethostbyaddr":
		return m.gethostbyaddr(ctx)
	case "getnameinfo":
		return m.getnameinfo(ctx)
	}
	return m.ask(ctx, m.q, nil)
}

// nobody is an nsswitch.conf(5) without a source that could answer: a lookup fails by EAI_SYSTEM.
var nobody = map[string]string{"etc/nsswitch.conf": "hosts: nosuch\n"}

// looksUp reports whether q comes to a lookup of a host, and what it comes to else.
func (m *model) looksUp(ctx context.Context, q Request) (bool, Answer, error) {
	a, err := m.ask(ctx, q, nobody)
	if err != nil {
		return false, nil, err
	}
	name := q.arg(0)
	if q.Call == "getaddrinfo" {
		name = m.encoded()
	}
	is := a[0] == resolver.EAI_SYSTEM.String() || a[0] == resolver.NETDB_INTERNAL.String() || isLocalhostName(name) && !a.IsError()
	if is {
		return true, nil, nil
	}
	a, err = m.ask(ctx, q, nil)
	return false, a, err
}

func (q Request) withName(name string) Request {
	q.Args = append([]string{name}, q.Args[1:]...)
	return q
}

func isLocalhostName(name string) bool {
	if !dnsclient.IsHostname(name) || dnsclient.CheckSyntax(name) != nil {
		return false
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

func isDigitsAndDots(name string) bool {
	return name != "" && strings.Trim(name, "0123456789.") == "" && name[0] != '.' && !strings.HasSuffix(name, ".")
}
