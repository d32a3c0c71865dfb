package parity

import (
	"context"
	"fmt"
	"io/fs"
	"testing"
	"testing/synctest"
)

// A Difference is a request that netdb and glibc answer, or ask the DNS for, differently.
type Difference struct {
	Machine      fs.FS
	Request      Request
	Ours, Theirs Exchange // Ours.By is what the difference is by
}

// Compare puts q to netdb on a machine where glibc came to theirs.
func Compare(t *testing.T, machine fs.FS, q Request, theirs Exchange) (d Difference, err error) {
	d = Difference{Machine: machine, Request: q, Theirs: theirs}
	synctest.Test(t, func(t *testing.T) {
		if d.Ours, err = Netdb(t.Context(), machine, q); err != nil {
			err = fmt.Errorf("%s: %w", q.Text, err)
		}
	})
	return d, err
}

// Differ reports whether there is a difference at all.
func (d *Difference) Differ() bool { return !d.Ours.same(d.Theirs) }

// IsOPTOnly reports whether d is explained by the OPT records of the queries alone, and all else is the same: nearly all requests that ask
// the DNS differ so.
func (d *Difference) IsOPTOnly() bool {
	return d.Ours.By == edns.String() && d.Ours.sameButOPT(d.Theirs)
}

// Explain looks for departures that explain d, and names them in Ours.By: with all of them the model of the machine does what glibc
// does, with none of them what netdb does, and none of them can be left out; or it is edns, where only OPT records differ. It returns false where there are none such: d is a
// defect then, of netdb or of the model.
func (d *Difference) Explain(t *testing.T) (ok bool) {
	synctest.Test(t, func(t *testing.T) {
		var by Departures
		if by, ok = d.explain(t.Context()); ok {
			d.Ours.By = by.String()
		}
	})
	return ok
}

func (d *Difference) explain(ctx context.Context) (by Departures, ok bool) {
	if _, ok := d.comesTo(ctx, 0, d.Ours); !ok {
		return 0, false
	}
	if d.Ours.sameButOPT(d.Theirs) {
		return 1 << edns, true
	}
	by, ok = d.comesTo(ctx, All, d.Theirs)
	if !ok {
		return 0, false
	}
	for one := range departures {
		if !by.has(one) {
			continue
		}
		if met, ok := d.comesTo(ctx, by.without(one), d.Theirs); ok {
			by = by.without(one) & met
		}
	}
	return by, true
}

// Explained reports whether the departures that Ours.By names explain d.
func (d *Difference) Explained(t *testing.T) (ok bool) {
	by, ok := departuresNamed(d.Ours.By)
	if !ok {
		return false
	}
	synctest.Test(t, func(t *testing.T) {
		if _, ok = d.comesTo(t.Context(), 0, d.Ours); ok && !d.IsOPTOnly() {
			_, ok = d.comesTo(t.Context(), by, d.Theirs)
		}
	})
	return ok
}

// comesTo reports whether the request comes to want with the departures of as, and which of them all were met.
func (d *Difference) comesTo(ctx context.Context, as Departures, want Exchange) (met Departures, ok bool) {
	x, met, err := Expect(ctx, d.Machine, d.Request, as)
	return met, err == nil && x.same(want)
}
