package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
	"github.com/spf13/cobra"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

const replayLong = `Make the calls of a scenario, as netdb capture writes it, on the machine that it
describes, in its network, and in virtual time: an hour of timeouts is over at
once. Each call prints what it came to, in the order of the file calls.

If the scenario says what the calls came to (results), and what was asked and
came back (trace), both must be the same again. Where they are not, standard
error says so, and the exit code is 4; it is that of the calls otherwise. A
fault that no query has met is a line on standard error.

Calls of one time begin a nanosecond after one another, in their order.`

const replayExample = `  $ netdb capture -o bug.txtar getaddrinfo www.example.org http
  $ netdb replay bug.txtar
  $ netdb replay --trace bug.txtar`

func newReplay(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "replay FILE|DIR",
		GroupID: groupOther,
		Short:   "Make the calls of a captured scenario again",
		Long:    "Make the calls of a captured scenario again.\n\n" + replayLong,
		Example: replayExample,
		Args: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return errors.New("replay: FILE|DIR is missing; usage: netdb replay FILE|DIR")
			case 1:
				return nil
			}
			return fmt.Errorf("replay: unexpected argument %s; usage: netdb replay FILE|DIR", quote(args[1]))
		},
	}
	trace := cmd.Flags().Bool("trace", false, "print what was asked and what came back, behind the answers")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := s.replay(cmd.Context(), args[0], *trace); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		return nil
	}
	return cmd
}

// replay is the subcommand.
func (s *session) replay(ctx context.Context, path string, trace bool) error {
	if s.scenario != "" || s.root != "" {
		return errors.New("the scenario is its argument: it takes neither --scenario nor --root")
	}
	fsys, err := scenario.Open(path)
	if err != nil {
		return err
	}
	p, err := play(ctx, fsys, s.json)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := s.printPlay(p, trace); err != nil {
		return err
	}
	for _, c := range []struct{ file, got string }{{"results", p.results()}, {"trace", p.trace}} {
		want, err := fs.ReadFile(fsys, c.file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if what := difference(c.file, c.got, string(want)); what != "" {
			s.exit = max(s.exit, exitNoAnswer)
			s.complain("replay: " + what)
		}
	}
	return nil
}

func (s *session) printPlay(p *playing, trace bool) error {
	for i := range p.calls {
		c := &p.calls[i]
		if _, err := c.stdout.WriteTo(&s.stdout); err != nil {
			return err
		}
		c.stderr.WriteTo(s.stderr)
		s.exit = max(s.exit, c.exit)
	}
	for _, f := range p.unused {
		s.complain("replay: no query met the fault: " + f.String())
	}
	if !trace {
		return nil
	}
	for line := range strings.Lines(p.trace) {
		if _, err := io.WriteString(&s.stdout, escape(strings.TrimSuffix(line, "\n"))+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// difference says where got departs from what a file of the scenario has, "" if it does not.
func difference(file, got, want string) string {
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := lineAt(gotLines, i), lineAt(wantLines, i)
		if g != w {
			return fmt.Sprintf("%s:%d: now %s, before %s", file, i+1, orNothing(g), orNothing(w))
		}
	}
	return ""
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

func orNothing(line string) string {
	if line == "" {
		return "nothing"
	}
	return line
}

// A playing is what the calls of a scenario have come to.
type playing struct {
	calls  []performance
	trace  string
	asked  []string // as capture.Recorder has it
	unused []fakedns.Fault
}

// A performance is what one command line has come to.
type performance struct {
	stdout, stderr bytes.Buffer
	results        bytes.Buffer // as --json prints them
	exit           int
}

// results are those of all calls.
func (p *playing) results() string {
	var b strings.Builder
	for i := range p.calls {
		b.Write(p.calls[i].results.Bytes())
	}
	return b.String()
}

// play makes the calls of a scenario in virtual time.
func play(ctx context.Context, fsys fs.FS, json bool) (p *playing, err error) {
	calls, err := scenario.Calls(fsys)
	if err != nil {
		return nil, err
	}
	if len(calls) == 0 {
		return nil, errors.New("there are no calls in it; netdb --scenario FILE CALL makes one there")
	}
	inVirtualTime(ctx, func(ctx context.Context) {
		var m *scenario.Machine
		if m, err = scenario.New(fsys); err != nil {
			return
		}
		p = &playing{calls: make([]performance, len(calls))}
		var all sync.WaitGroup
		for i, c := range oneByOne(calls) {
			all.Go(func() { p.calls[i].perform(ctx, m.Resolver, c, json) })
		}
		all.Wait()
		p.trace, p.asked, p.unused = m.DNS.Trace(), asked(m.DNS.Queries()), m.DNS.Unused()
	})
	return p, err
}

// oneByOne lets calls of one time begin a nanosecond after one another: what they share, they then share in the same way in each
// run.
func oneByOne(calls []scenario.Call) []scenario.Call {
	taken := map[time.Duration]bool{}
	for i := range calls {
		for taken[calls[i].At] {
			calls[i].At++
		}
		taken[calls[i].At] = true
	}
	return calls
}

// asked returns queries as capture.Recorder does.
func asked(queries []fakedns.Query) []string {
	var all []string
	for _, q := range queries {
		all = append(all, fakedns.Match{Server: q.Server, Network: q.Network, Name: dns.CanonicalName(q.Name), Type: q.Type}.String())
	}
	slices.Sort(all)
	return all
}

// perform makes a call when its time has come.
func (p *performance) perform(ctx context.Context, r *resolver.Resolver, c scenario.Call, json bool) {
	time.Sleep(c.At)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if c.Cancel > 0 {
		defer time.AfterFunc(c.Cancel, cancel).Stop()
	}
	s := &session{stdout: output{Writer: &p.stdout}, stderr: &p.stderr, machine: r, results: &p.results, json: json}
	if err := isCall(c.Args); err != nil {
		s.complain("calls: " + quote(scenario.Call{Args: c.Args}.String()) + ": " + err.Error())
		p.exit = exitUsage
		return
	}
	p.exit = s.execute(ctx, c.Args, strings.NewReader(""))
}

// isCall reports as an error that a command line begins with another word than the name of a call.
func isCall(args []string) error {
	if len(args) == 0 {
		return errors.New("a call is missing; netdb --help lists them")
	}
	if _, ok := find(args[0]); ok {
		return nil
	}
	root := newRoot(new(session))
	if cmd, _, err := root.Find(args[:1]); err == nil && cmd != root {
		return fmt.Errorf("%s is no call; netdb --help lists them", args[0])
	}
	return unknownCall(root, args)
}
