package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
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

The options of netdb stand before the call, or behind it as ever: with --root
or --scenario the call is made there. The exit code is that of the call. What
was written is replayed once: if that comes to something else, a line on
standard error says so.`

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

// capture is the subcommand.
func (s *session) capture(ctx context.Context, f captureFlags, args []string) error {
	if f.file == "" {
		return errors.New("-o FILE is missing; usage: netdb capture -o FILE CALL")
	}
	text, results, err := s.record(ctx, args)
	if err != nil || results == "" {
		return err
	}
	if f.redact {
		if text, err = redacted(text); err != nil {
			return err
		}
	}
	p, err := playText(context.WithoutCancel(ctx), text)
	switch {
	case err != nil:
		return err
	case f.redact:
		results = p.results() // the ones that were recorded tell too much
	default:
		if what := difference("results", p.results(), results); what != "" {
			s.complain("capture: replayed, " + what)
		}
	}
	text = fmt.Appendf(nil, "%s-- results --\n%s-- trace --\n%s", text, results, p.trace)
	return os.WriteFile(f.file, text, 0o666)
}

// record makes the call, and returns the scenario and the results; these are empty if there was no call to make.
func (s *session) record(ctx context.Context, args []string) (text []byte, results string, err error) {
	var all bytes.Buffer
	err = s.onMachine(ctx, func(ctx context.Context, r *resolver.Resolver) error {
		rec := capture.Record(r)
		inner := &session{stdout: output{Writer: &s.stdout}, stderr: s.stderr, machine: rec.Resolver(), results: &all, json: s.json}
		start := time.Now()
		s.exit = inner.execute(ctx, args, strings.NewReader(""))
		call := scenario.Call{Args: args}
		if ctx.Err() != nil {
			call.Cancel = max(time.Since(start).Round(time.Microsecond), time.Microsecond)
		}
		text = rec.Scenario(call)
		return nil
	})
	return text, all.String(), err
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
