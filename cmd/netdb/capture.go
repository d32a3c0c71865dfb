package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"netdb.example/resolver"
	"netdb.example/resolver/capture"
	"netdb.example/resolver/scenario"
)

const captureLong = `Make a call, print what it comes to, and write down the scenario that reproduces
it on any machine: the files of /etc that were read, the environment, the name
and the interfaces as far as they were asked for, and every packet exchanged,
with its time. It is one text, for netdb replay or for --scenario, and for who
reads a bug report.

--redact replaces names and addresses, all over the text and each by the same
one everywhere: localhost, reserved names and addresses, and what decides about
their order stay. Other data and comments are left out. Read the file before
you show it to anybody all the same.

The options of netdb stand before the call: with --root or --scenario it is made
there. The exit code is that of the call, or 4 if FILE cannot be written. What
was recorded is replayed once: if that comes to something else, or asks
something else, a line on standard error says so.`

const captureExample = `  $ netdb capture -o bug.txtar getaddrinfo www.example.org http --family inet
  $ netdb capture --redact -o bug.txtar gethostbyaddr 192.0.2.1
  $ netdb replay bug.txtar`

// captureFlags are what capture is given.
type captureFlags struct {
	file   string
	redact bool
}

func newCapture(s *session) *cobra.Command {
	var f captureFlags
	cmd := &cobra.Command{
		Use:     "capture -o FILE CALL ARG...",
		GroupID: groupOther,
		Short:   "Make a call and write down what reproduces it",
		Long:    "Make a call and write down what reproduces it.\n\n" + captureLong,
		Example: captureExample,
		Args: func(_ *cobra.Command, args []string) error {
			if err := isCall(args); err != nil {
				return fmt.Errorf("capture: %w", err)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.capture(cmd.Context(), f, args); err != nil {
				return fmt.Errorf("capture: %w", err)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.SetInterspersed(false) // what stands behind the call is the call's
	flags.StringVarP(&f.file, "output", "o", "", "`FILE` to write")
	flags.BoolVar(&f.redact, "redact", false, "replace names and addresses by others")
	return cmd
}

// A recording is what a call has come to.
type recording struct {
	text    []byte   // the scenario
	results string   // as --json prints them, "" if there was no call to make
	asked   []string // the queries
}

// capture is the subcommand. The file is opened first: what goes wrong now may not do so again.
func (s *session) capture(ctx context.Context, f captureFlags, args []string) error {
	if f.file == "" {
		return errors.New("-o FILE is missing; usage: netdb capture -o FILE CALL")
	}
	signal.Ignore(syscall.SIGPIPE) // nor does it go with who reads the answer
	defer signal.Reset(syscall.SIGPIPE)
	out, err := os.OpenFile(f.file, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	defer out.Close()
	r, err := s.record(ctx, args)
	if err != nil || r.results == "" {
		if info, statErr := out.Stat(); statErr == nil && info.Mode().IsRegular() && info.Size() == 0 {
			os.Remove(f.file)
		}
		return err
	}
	text, err := s.reproduced(context.WithoutCancel(ctx), r, f.redact)
	if err == nil {
		err = rewrite(out, text)
	}
	if err != nil {
		s.exit = max(s.exit, exitNoAnswer)
		s.complain("capture: " + err.Error())
	}
	return nil
}

func rewrite(f *os.File, text []byte) error {
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		if err := f.Truncate(0); err != nil {
			return err
		}
	}
	_, err := f.Write(text)
	return err
}

// record makes the call.
func (s *session) record(ctx context.Context, args []string) (r recording, err error) {
	var all bytes.Buffer
	err = s.onMachine(ctx, func(ctx context.Context, machine *resolver.Resolver) error {
		rec := capture.Record(machine)
		inner := &session{stdout: output{Writer: &s.stdout}, stderr: s.stderr, machine: rec.Resolver(), results: &all, json: s.json}
		start := time.Now()
		s.exit = inner.execute(ctx, args, strings.NewReader(""))
		call := scenario.Call{Args: args}
		if ctx.Err() != nil {
			call.Cancel = max(time.Since(start).Round(time.Microsecond), time.Microsecond)
		}
		r = recording{rec.Scenario(call), all.String(), rec.Asked()}
		return nil
	})
	return r, err
}

// reproduced returns the text to write: the scenario, with what it comes to. What it does not come to is told. If the scenario
// cannot be replayed it is written all the same.
func (s *session) reproduced(ctx context.Context, r recording, redact bool) ([]byte, error) {
	text, results := r.text, r.results
	p, err := playText(ctx, text)
	if err == nil {
		s.compare(r, p)
	}
	if redact {
		if text, err = redacted(text); err != nil {
			return nil, err
		}
		results = ""
		if p, err = playText(ctx, text); err == nil {
			results = p.results() // the ones that were recorded tell too much
		}
	}
	if err != nil {
		s.complain("capture: what is written cannot be replayed: " + err.Error())
		return text, nil
	}
	return fmt.Appendf(nil, "%s-- results --\n%s-- trace --\n%s", text, results, p.trace), nil
}

// compare tells where a replay departs from what was recorded.
func (s *session) compare(r recording, p *playing) {
	if what := difference("results", p.results(), r.results); what != "" {
		s.complain("capture: replayed, " + what)
	}
	if what := difference("queries", strings.Join(p.asked, "\n"), strings.Join(r.asked, "\n")); what != "" {
		s.complain("capture: replayed, " + what)
	}
	for _, f := range p.unused {
		s.complain("capture: replayed, no query met the fault: " + f.String())
	}
}

// redacted is the scenario with other names and addresses, under a key that nobody keeps.
func redacted(text []byte) ([]byte, error) {
	fsys, err := scenario.Txtar(text)
	if err != nil {
		return nil, err
	}
	key := make([]byte, 32)
	rand.Read(key) // never fails
	return capture.Redact(fsys, key)
}

func playText(ctx context.Context, text []byte) (*playing, error) {
	fsys, err := scenario.Txtar(text)
	if err != nil {
		return nil, err
	}
	return play(ctx, fsys, false)
}
