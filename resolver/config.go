package resolver

import (
	"io"
	"strings"
	"sync/atomic"

	"netdb.example/hostsfile"
	"netdb.example/protodb"
	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/nsswitch"
	"netdb.example/resolver/resolvconf"
	"netdb.example/servicesdb"
)

// files are the files of /etc that lookups read. Each accessor states what holds where the file is missing.
type files struct {
	hosts      file[*hostsfile.File]
	hostConf   file[hostsfile.HostConf]
	resolvConf file[*resolvconf.Config]
	kept       atomic.Pointer[resolvconf.Config] // the one that says no-reload
	nsswitch   file[*nsswitch.Config]
	gaiConf    file[*addrselect.Policy]
	services   file[*servicesdb.DB]
	protocols  file[*protodb.DB]
	aliases    atomic.Pointer[aliasesFile]
	routes     [len(routeFiles)]file[[]gateway]
}

// An aliasesFile is the file that $HOSTALIASES names, which may be another one at the next lookup.
type aliasesFile struct {
	path string
	file[string]
}

// hosts is hosts(5). Missing, it is empty, though unavailable to nsswitch.conf(5): RFC 6761 speaks for localhost then, see special.go.
func (r *Resolver) hosts() (f *hostsfile.File, present bool, err error) {
	return r.files.hosts.get(r.system().fs(), "etc/hosts", hostsfile.Parse)
}

// multi reports whether all lines of hosts(5) for a name count rather than the first. Where there is no host.conf(5) they
// do, as in the one that Debian ships; glibc takes the first line then.
func (r *Resolver) multi() bool {
	conf, present, err := r.files.hostConf.get(r.system().fs(), "etc/host.conf", hostsfile.ParseHostConf)
	return !present || err != nil || conf.Multi
}

// conf is resolv.conf(5) under the environment. Missing, it asks 127.0.0.1.
func (r *Resolver) conf() (*resolvconf.Config, error) {
	if r.Conf != nil {
		return r.Conf, nil
	}
	parse := func(text io.Reader) (*resolvconf.Config, error) { return resolvconf.Parse(text, r.env()) }
	if kept := r.files.kept.Load(); kept != nil {
		return kept, nil
	}
	conf, present, err := r.files.resolvConf.get(r.system().fs(), "etc/resolv.conf", parse)
	switch {
	case err != nil:
		return nil, err
	case !present:
		return parse(strings.NewReader(""))
	case conf.NoReload:
		r.files.kept.CompareAndSwap(nil, conf)
	}
	return conf, nil
}

func (r *Resolver) env() resolvconf.Env {
	hostname, _ := r.system().hostname() // without one there is no default domain
	return resolvconf.Env{
		LocalDomain:    r.system().getenv("LOCALDOMAIN"),
		HasLocalDomain: r.system().hasEnv("LOCALDOMAIN"),
		ResOptions:     r.system().getenv("RES_OPTIONS"),
		Hostname:       hostname,
	}
}

// hostAliases is the text of the file that $HOSTALIASES names (hostname(7)). It is empty where that is missing or names no file,
// and on a Resolver with a Conf, which stands instead of the environment.
func (r *Resolver) hostAliases() (string, error) {
	if r.Conf != nil {
		return "", nil
	}
	path, ok := resolvconf.HostAliasesPath(r.system().getenv("HOSTALIASES"))
	if !ok {
		return "", nil
	}
	f := r.files.aliases.Load()
	if f == nil || f.path != path {
		f = &aliasesFile{path: path}
		r.files.aliases.Store(f)
	}
	text, _, err := f.get(r.system().fs(), path, func(text io.Reader) (string, error) {
		all, err := io.ReadAll(text)
		return string(all), err
	})
	return text, err
}

// nsswitch is nsswitch.conf(5). Without the file, it has `files dns` for hosts and `files` otherwise.
func (r *Resolver) nsswitch() (*nsswitch.Config, error) {
	conf, _, err := r.files.nsswitch.get(r.system().fs(), "etc/nsswitch.conf", nsswitch.Parse)
	return conf, err
}

// walk asks the sources that nsswitch.conf(5) names for a database, as [nsswitch.Installed.Walk] does.
func (r *Resolver) walk(database string, ask func(source string) nsswitch.Status) (said nsswitch.Status, missing []string, err error) {
	conf, err := r.nsswitch()
	if err != nil {
		return nsswitch.Unavail, nil, err
	}
	said, missing = Sources.Walk(database, conf, ask)
	return said, missing, nil
}

// policy is gai.conf(5). Missing or unreadable, it is glibc's table.
func (r *Resolver) policy() *addrselect.Policy {
	p, _, _ := r.files.gaiConf.get(r.system().fs(), "etc/gai.conf", addrselect.Parse)
	return p
}

// services is services(5), if nsswitch.conf(5) lets it answer. Missing, it is the registry of the IANA.
func (r *Resolver) services() (*servicesdb.DB, error) {
	if ok, err := r.reachesFiles("services"); !ok {
		return nil, err
	}
	db, present, err := r.files.services.get(r.system().fs(), "etc/services", servicesdb.Parse)
	if err == nil && !present {
		return servicesdb.IANA(), nil
	}
	return db, err
}

// protocols is protocols(5), if nsswitch.conf(5) lets it answer. Missing, it is the registry of the IANA.
func (r *Resolver) protocols() (*protodb.DB, error) {
	if ok, err := r.reachesFiles("protocols"); !ok {
		return nil, err
	}
	db, present, err := r.files.protocols.get(r.system().fs(), "etc/protocols", protodb.Parse)
	if err == nil && !present {
		return protodb.IANA(), nil
	}
	return db, err
}

// reachesFiles reports whether the walk over a database ends in its file, the only source of services and protocols that
// netdb has.
func (r *Resolver) reachesFiles(database string) (bool, error) {
	status, _, err := r.walk(database, func(string) nsswitch.Status { return nsswitch.Success })
	return status == nsswitch.Success, err
}
