package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// A session is one run of the command.
type session struct {
	stdout         output
	stderr         io.Writer
	scenario, root string // where to look names up instead of on this machine; "" is not given
	json           bool
	exit           int // the highest exit code of the calls made so far
}

// An output keeps the first error of writing to it, which cobra does not tell.
type output struct {
	io.Writer
	err error
}

func (o *output) Write(text []byte) (int, error) {
	n, err := o.Writer.Write(text)
	o.err = cmp.Or(o.err, err)
	return n, err
}

// makeCalls makes a call for each of the arguments that it splits args into, and reports them one by one. A failed call is no
// error; the error is that none, or no further one, could be made.
func (s *session) makeCalls(ctx context.Context, c *call, args []string, o options) error {
	r, err := s.resolver()
	if err != nil {
		return err
	}
	for _, args := range c.split(args) {
		a, failure := c.run(ctx, r, query{args, o})
		if err := s.report(c.name, args, a, failure); err != nil {
			return err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil
}

// resolver is the one that the flags ask for.
func (s *session) resolver() (*resolver.Resolver, error) {
	switch {
	case s.scenario != "" && s.root != "":
		return nil, errors.New("--scenario and --root exclude each other")
	case s.scenario != "":
		return openScenario(s.scenario)
	case s.root != "":
		return openRoot(s.root)
	}
	return resolver.Default, nil
}

func openScenario(path string) (*resolver.Resolver, error) {
	fsys, err := scenario.Open(path)
	if err != nil {
		return nil, fmt.Errorf("--scenario: %w", err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		return nil, fmt.Errorf("--scenario: %s: %w", path, err)
	}
	return m.Resolver, nil
}

// openRoot returns a resolver that reads the files of dir/etc, in this machine otherwise. The folder stays open until the
// process ends.
func openRoot(dir string) (*resolver.Resolver, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("--root: %w", err)
	}
	return &resolver.Resolver{System: resolver.System{FS: root.FS()}}, nil
}

// report prints what a call came to: f, or a if f is nil.
func (s *session) report(name string, args []string, a answer, f *failure) error {
	var err error
	switch {
	case s.json:
		err = printJSON(&s.stdout, object{name, list(args), a.result, f})
	case f == nil:
		err = printText(&s.stdout, a.rows)
	}
	if err != nil {
		return err
	}
	if f != nil {
		s.exit = max(s.exit, f.exitCode())
		s.complain(callText(name, args) + ": " + f.Error())
	}
	return nil
}

// callText is a call as an error line shows it.
func callText(name string, args []string) string {
	for _, arg := range args {
		name += " " + quote(arg)
	}
	return name
}

// complain prints one line about an error. There is nobody to tell if that fails.
func (s *session) complain(text string) { io.WriteString(s.stderr, errorLine(text)) }
