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
	if err != nil {
		return Exchange{}, err
	}
	return NewExchange(fsys, q, answer, m.DNS)
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
	closed, err := closedServers(fsys)
	if err != nil {
		return nil, err
	}
	for _, s := range conf.Servers {
		if !s.Addr().IsLoopback() {
			return nil, fmt.Errorf("the name server %s is not on the loopback interface", s)
		}
		if !slices.Contains(closed, s) && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list, nil
}

// closedServers are those at which nobody listens: a fault refuses all that is sent there.
func closedServers(fsys fs.FS) (list []netip.AddrPort, err error) {
	text, err := fs.ReadFile(fsys, "faults")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	faults, err := fakedns.ParseFaults("faults", string(text))
	for _, f := range faults {
		if f.Match != (fakedns.Match{Server: f.Match.Server}) || !f.Match.Server.IsValid() || f.Do == nil {
			continue
		}
		if out := f.Do(fakedns.Query{}, nil); len(out) == 1 && errors.Is(out[0].Err, syscall.ECONNREFUSED) {
			list = append(list, f.Match.Server)
		}
	}
	return list, err
}
