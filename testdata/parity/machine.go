package parity

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"syscall"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
	"netdb.example/resolver/scenario"
)

// Netdb puts q to netdb on the machine that fsys describes, which has just started. It must run within testing/synctest.
func Netdb(ctx context.Context, fsys fs.FS, q Request) (Exchange, error) {
	m, err := scenario.New(fsys)
	if err != nil {
		return Exchange{}, err
	}
	answer, err := q.Ask(ctx, m.Resolver)
	return NewExchange(q, answer, m.DNS), err
}

// Servers are the name servers of the scenario at which somebody listens. All have to be on the loopback interface.
func Servers(fsys fs.FS) (list []netip.AddrPort, err error) {
	text, err := fs.ReadFile(fsys, "etc/resolv.conf")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	conf, err := resolvconf.Parse(strings.NewReader(string(text)), resolvconf.Env{})
	if err != nil {
		return nil, err
	}
	for _, s := range conf.Servers {
		if !s.Addr().IsLoopback() {
			return nil, fmt.Errorf("the name server %s is not on the loopback interface", s)
		}
		open, err := listens(fsys, s)
		if err != nil {
			return nil, err
		}
		if open && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list, nil
}

// listens reports whether anybody listens at a server: nobody does if a fault refuses all that is sent to it.
func listens(fsys fs.FS, server netip.AddrPort) (bool, error) {
	text, err := fs.ReadFile(fsys, "faults")
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	faults, err := fakedns.ParseFaults("faults", string(text))
	for _, f := range faults {
		if f.Match != (fakedns.Match{Server: server}) || f.Do == nil {
			continue
		}
		if out := f.Do(fakedns.Query{}, nil); len(out) == 1 && errors.Is(out[0].Err, syscall.ECONNREFUSED) {
			return false, nil
		}
	}
	return true, err
}
