package libcdiff

import (
	"io/fs"
	"testing/fstest"

	"netdb.example/resolver"
	"netdb.example/testdata/parity"
	"netdb.example/testdata/parity/muslmodel"
)

// A Case is one request on one machine, and what the two libraries made of it.
type Case struct {
	Scenario    string
	Machine     fs.FS
	Request     parity.Request
	Glibc, Musl parity.Exchange
	Differs     Facet // in what the two differ
	Chance      bool  // musl's answer does not follow from the scenario alone

	// Ask puts a request to netdb on a machine, AskMusl to the model of musl.
	Ask     func(fs.FS, parity.Request) parity.Exchange
	AskMusl func(fs.FS, parity.Request, muslmodel.Race) (parity.Exchange, muslmodel.Trace)

	ours   *parity.Exchange // of netdb
	model  *parity.Exchange // of the model of musl
	traced muslmodel.Trace
}

// Netdb is what netdb makes of the request.
func (c *Case) Netdb() parity.Exchange {
	if c.ours == nil {
		x := c.Ask(c.Machine, c.Request)
		c.ours = &x
	}
	return *c.ours
}

// musl is what the model of musl makes of the request.
func (c *Case) musl() parity.Exchange {
	if c.model == nil {
		x, trace := c.AskMusl(c.Machine, c.Request, muslmodel.Race{})
		c.model, c.traced = &x, trace
	}
	return *c.model
}

// trace is what the model of musl goes through.
func (c *Case) trace() muslmodel.Trace {
	c.musl()
	return c.traced
}

// hints are those of the request; NULL is zeros.
func (c *Case) hints() resolver.Hints {
	if c.Request.Hints == nil {
		return resolver.Hints{}
	}
	return *c.Request.Hints
}

// arg is the i-th argument; NULL is "-".
func (c *Case) arg(i int) string {
	if i < len(c.Request.Args) {
		return c.Request.Args[i]
	}
	return "-"
}

// file is a file of the machine, as it stands.
func (c *Case) file(name string) string {
	data, _ := fs.ReadFile(c.Machine, name)
	return string(data)
}

// changed are the facets of netdb's answer that change when a file of the machine does: "" removes it.
func (c *Case) changed(name string, change func(string) string) Facet {
	before := c.file(name)
	if after := change(before); after != before {
		return facets(c.Request.Call, c.Netdb(), c.Ask(with(c.Machine, name, after), c.Request)) & (Found | Queries)
	}
	return 0
}

// muslChanged are the facets of the answer of the model of musl that change when a file of the machine does.
func (c *Case) muslChanged(name string, change func(string) string) Facet {
	before := c.file(name)
	if after := change(before); after != before {
		x, _ := c.AskMusl(with(c.Machine, name, after), c.Request, muslmodel.Race{})
		return facets(c.Request.Call, c.musl(), x) & (Found | Queries)
	}
	return 0
}

// asked are the facets of netdb's answer that change when another request is made.
func (c *Case) asked(change func(*parity.Request)) Facet {
	q := c.Request
	change(&q)
	return facets(c.Request.Call, c.Netdb(), c.Ask(c.Machine, q)) & (Found | Queries)
}

// with is a machine with another text in one file, or without that file.
func with(machine fs.FS, name, text string) fs.FS {
	files := fstest.MapFS{}
	fs.WalkDir(machine, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path != name {
			data, _ := fs.ReadFile(machine, path)
			files[path] = &fstest.MapFile{Data: data, Mode: 0o644}
		}
		return nil
	})
	if text != "" {
		files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return files
}

// Compare sets Differs.
func (c *Case) Compare() { c.Differs = facets(c.Request.Call, c.Glibc, c.Musl) }
