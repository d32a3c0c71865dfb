package parity

import (
	"context"
	"net/netip"
	"strings"

	"netdb.example/hostsfile"
	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/nsswitch"
)

// A walked is what the sources of nsswitch.conf(5) came to.
type walked struct {
	said
	invalid  bool // the file is
	nobody   bool // no source could answer
	internal bool // h_errno is NETDB_INTERNAL
	merged   bool // two sources had to be, which hosts cannot
	searched bool // the DNS was searched, which leaves its h_errno behind
	enoent   bool // a source has left errno so: its file is missing
	local    bool // localhost, which no source knew of
}

// A path is how glibc comes to the sources of hosts.
type path int

const (
	plain     path = iota // getXXbyYY_r.c, which passes over a source that is not there: gethostbyname, and getaddrinfo for AF_INET alone
	together              // getaddrinfo.c, for both families
	oneFamily             // getaddrinfo.c, for one of them
)

// walk asks the sources of hosts.
func (m *model) walk(by path, ask func(source string) (said, bool)) walked {
	conf, err := m.nsswitch()
	if err != nil {
		return walked{said: said{status: nsswitch.Unavail}, invalid: true, internal: by == plain}
	}
	w := walked{said: said{status: nsswitch.Unavail}, nobody: true}
	var merging *said
	sources := conf.Database("hosts")
	for i, s := range sources {
		x, known := ask(s.Name)
		if merging != nil {
			w = m.mergedWith(*merging, s.Name, x)
			if w.found() && s.Action(nsswitch.Success) == nsswitch.Return || !w.found() && s.Action(nsswitch.Unavail) == nsswitch.Return {
				break
			}
			merging = nil
			continue
		}
		if !known {
			x.status = nsswitch.Unavail
		}
		if x.missing && by == oneFamily && w.internal && m.glibc(missingHosts) {
			return w
		}
		searched := w.searched || s.Name == "dns"
		w = m.hear(w, x, known, by)
		w.searched = searched
		mergeable := x.found() && i+1 < len(sources)
		switch action := s.Action(x.status); {
		case action == nsswitch.Merge && x.found() && by == plain && m.glibc(merge):
			merging = &x
			w = walked{said: said{status: nsswitch.Unavail, herr: x.herr}, merged: true}
		case action == nsswitch.Merge && mergeable:
			return walked{said: notFoundAs(resolver.HOST_NOT_FOUND, none)}
		case action != nsswitch.Continue:
			return w
		}
	}
	return w
}

// hear is what the sources come to when another one has said x, or is not there to say anything.
func (m *model) hear(w walked, x said, known bool, by path) walked {
	switch {
	case !known && by != plain && m.glibc(absentSources):
		w.said, w.internal = said{status: nsswitch.Unavail}, true
	case !known:
	case x.missing && m.glibc(missingHosts):
		w.status, w.enoent = nsswitch.Unavail, true
		if by == oneFamily && x.herr != 0 {
			w.herr = x.herr
		}
		if by == together && !w.internal {
			w.herr = resolver.HOST_NOT_FOUND
		}
		w.nobody = w.nobody && !m.glibc(noSource)
	case x.missing && w.found():
		w.said = notFoundAs(resolver.HOST_NOT_FOUND, none)
	case x.missing && !w.nobody:
	case !w.nobody && w.failure != none && !x.found() && x.failure == none && !m.glibc(lastSource):
	default:
		return walked{said: x, enoent: w.enoent}
	}
	return w
}

func (m *model) nsswitch() (*nsswitch.Config, error) {
	text, _ := m.fsys.ReadFile("etc/nsswitch.conf")
	return nsswitch.Parse(strings.NewReader(string(text)))
}

// mergedWith is what getXXbyYY_r.c is left with where a source follows one with [SUCCESS=merge]: no hosts can be merged, so that two
// successes are none, and one is whatever stands in the buffer then.
func (m *model) mergedWith(before said, source string, x said) walked {
	if x.found() {
		return walked{said: said{status: nsswitch.Unavail, left: x.left}, merged: true, searched: source == "dns"}
	}
	if source == "files" {
		text, _ := m.fsys.ReadFile("etc/hosts")
		if file, err := hostsfile.Parse(strings.NewReader(string(text))); err == nil {
			for e := range file.All() {
				if e.Addr.Is4() {
					before = said{name: e.Name, aliases: e.Aliases, addrs: []netip.Addr{e.Addr}}
				}
			}
		}
	}
	return walked{said: before}
}

// source asks one source for a name; ok is false for one that is not there.
func (m *model) source(ctx context.Context, name string, af inet.Family, checked bool) func(source string) (said, bool) {
	return func(source string) (said, bool) {
		switch source {
		case "files":
			return m.files(name, af), true
		case "dns":
			return m.dnsByName(name, af, checked), true
		case "myhostname":
			return m.myhostname(ctx, name, af), true
		}
		return said{}, false
	}
}

// onlyMyhostname is what is added to an nsswitch.conf(5) for the source myhostname to be asked alone.
const onlyMyhostname = "\nhosts: myhostname\n"

// myhostname answers as netdb does.
func (m *model) myhostname(ctx context.Context, name string, af inet.Family) said {
	x := notFoundAs(resolver.HOST_NOT_FOUND, none)
	if af == inet.AF_UNSPEC {
		list, err := m.with(map[string]string{"etc/nsswitch.conf": onlyMyhostname}).Resolver.Getaddrinfo(ctx, name, "",
			&resolver.Hints{Socktype: resolver.SOCK_STREAM, Flags: resolver.AI_CANONNAME})
		if err != nil {
			return x
		}
		x.status, x.name = nsswitch.Success, list[0].Canonname
		for _, info := range list {
			x.addrs = append(x.addrs, info.Addr.Addr())
		}
		return x
	}
	h, err := m.with(map[string]string{"etc/nsswitch.conf": onlyMyhostname}).Resolver.Gethostbyname2(ctx, name, af)
	if err != nil {
		return x
	}
	return said{name: h.Name, aliases: h.Aliases, addrs: h.Addrs}
}

// lookup is what netdb would come to, or glibc, for addresses of name.
func (m *model) lookup(ctx context.Context, by path, name string, af inet.Family, checked bool) walked {
	return m.lookupBy(by, name, af, m.source(ctx, name, af, checked))
}

// lookupBy walks, and has localhost answered where no source knows of it.
func (m *model) lookupBy(by path, name string, af inet.Family, ask func(source string) (said, bool)) walked {
	notInFiles := false
	w := m.walk(by, func(source string) (said, bool) {
		x, ok := ask(source)
		notInFiles = notInFiles || source == "files" && !x.found()
		return x, ok
	})
	if w.found() || !isLocalhostName(name) || m.glibc(localhostHere) {
		return w
	}
	if notInFiles && m.files(name, inet.AF_UNSPEC).found() {
		return walked{said: notFoundAs(resolver.NO_DATA, none)}
	}
	return walked{said: localhostAs(name, af), local: true}
}

// lookupMapped does so for IPv6 addresses and, as mapped ones, IPv4 ones.
func (m *model) lookupMapped(ctx context.Context, name string, both, checked bool) walked {
	var left resolver.Herrno // of the last question for IPv4: a source whose file is missing sets none, and both families get that
	w := m.lookupBy(oneFamily, name, inet.AF_INET6, func(source string) (said, bool) {
		six, ok := m.source(ctx, name, inet.AF_INET6, checked)(source)
		if !ok || six.found() && !both {
			return m.unmapped(six, both), ok
		}
		four, _ := m.source(ctx, name, inet.AF_INET, checked)(source)
		for i, a := range four.addrs {
			four.addrs[i] = netip.AddrFrom16(a.As16())
		}
		x := m.mergedMapped(six, four)
		if x.missing && m.glibc(missingHosts) && m.glibc(errorCodes) {
			x.herr = left
		}
		left = four.herr
		return x, true
	})
	if w.local && both {
		w.addrs = append(w.addrs, netip.MustParseAddr("::ffff:127.0.0.1"))
	}
	return w
}

// unmapped drops IPv4-mapped addresses beside others.
func (m *model) unmapped(x said, both bool) said {
	if both {
		return x
	}
	var six []netip.Addr
	for _, a := range x.addrs {
		if !a.Is4In6() {
			six = append(six, a)
		}
	}
	if len(six) > 0 || m.glibc(mappedAlone) {
		x.addrs = six
	}
	return x
}

func (m *model) mergedMapped(six, four said) said {
	if !m.glibc(errorCodes) || six.found() || four.found() {
		x := merged(six, four)
		return x
	}
	x := six
	noData := func(x said) int {
		switch x.herr {
		case resolver.TRY_AGAIN:
			return 2
		case resolver.NO_DATA:
			return 1
		}
		return 0
	}
	a, b := noData(six), noData(four)
	switch {
	case a == 2 && b == 2:
		x.herr = resolver.TRY_AGAIN
	case a != 0 && b != 0:
		x.herr = resolver.NO_DATA
	default:
		x.herr = resolver.HOST_NOT_FOUND
	}
	switch {
	case six.status == nsswitch.TryAgain:
		x.status = nsswitch.TryAgain
	case four.status == nsswitch.Unavail:
		x.status = six.status
	default:
		x.status = four.status
	}
	return x
}
