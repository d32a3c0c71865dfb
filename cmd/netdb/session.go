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

	machine *resolver.Resolver // to make calls on, whatever the flags say; nil for the one that they ask for
	results io.Writer          // gets the object of each call; nil for nobody
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
	return s.onMachine(ctx, func(there context.Context, r *resolver.Resolver) error {
		for _, args := range c.split(args) {
			a, failure := c.run(there, r, query{args, o})
			if err := s.report(c.name, args, a, failure); err != nil {
				return err
			}
			if ctx.Err() != nil {
				break
			}
		}
		return nil
	})
}

// onMachine calls f with the machine that the flags ask for, in virtual time if that is one of a scenario.
func (s *session) onMachine(ctx context.Context, f func(ctx context.Context, r *resolver.Resolver) error) (err error) {
	switch {
	case s.machine != nil && (s.scenario != "" || s.root != ""):
		return errors.New("--scenario and --root have no place in a call that is captured or replayed")
	case s.machine != nil:
		return f(ctx, s.machine)
	case s.scenario != "" && s.root != "":
		return errors.New("--scenario and --root exclude each other")
	case s.scenario != "":
		inVirtualTime(ctx, func(ctx context.Context) { err = onScenario(ctx, s.scenario, f) })
		return err
	case s.root != "":
		r, err := openRoot(s.root)
		if err != nil {
			return err
		}
		return f(ctx, r)
	}
	return f(ctx, resolver.Default)
}

func onScenario(ctx context.Context, path string, f func(ctx context.Context, r *resolver.Resolver) error) error {
	m, err := openScenario(path)
	if err != nil {
		return err
	}
	return f(ctx, m.Resolver)
}

func openScenario(path string) (*scenario.Machine, error) {
	fsys, err := scenario.Open(path)
	if err != nil {
		return nil, fmt.Errorf("--scenario: %w", err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		return nil, fmt.Errorf("--scenario: %s: %w", path, err)
	}
	return m, nil
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
	if err := s.print(object{name, list(args), a.result, f}, a.rows); err != nil {
		return err
	}
	if f != nil {
		s.exit = max(s.exit, f.exitCode())
		s.complain(callText(name, args) + ": " + f.Error())
	}
	return nil
}

// print writes what a call came to in the forms that are wanted; its rows stand for it as text, unless it failed.
func (s *session) print(o object, rows [][]string) error {
	if s.results != nil {
		if err := printJSON(s.results, o); err != nil {
			return err
		}
	}
	switch {
	case s.json:
		return printJSON(&s.stdout, o)
	case o.Error == nil:
		return printText(&s.stdout, rows)
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
