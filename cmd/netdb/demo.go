package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
	"netdb.example/testdata/scenarios"
)

const demoLong = `Make the calls of the tour of Python's socket module in the network that it was
written in, which is part of this command: nothing is asked of this machine or
its network. Then make them once more behind a name server that knows every
name, and tell what changes. With --json all are printed, one object per call:
first the calls of the tour, then the same ones behind that name server.`

func newDemo(s *session) *cobra.Command {
	return &cobra.Command{
		Use:     "demo",
		GroupID: groupOther,
		Short:   "Show the calls at work, without a network",
		Long:    "Show the calls at work, without a network.\n\n" + demoLong,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("demo: unexpected argument %s; usage: netdb demo", quote(args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return s.demo(cmd.Context()) },
	}
}

func (s *session) demo(ctx context.Context) error {
	if s.scenario != "" || s.root != "" {
		return errors.New("demo: it has its own scenarios, and takes neither --scenario nor --root")
	}
	plain, err := takeTour(ctx, "tour.txtar")
	if err != nil {
		return err
	}
	wildcard, err := takeTour(ctx, "tour-wildcard.txtar")
	if err != nil {
		return err
	}
	if s.json {
		return printStops(&s.stdout, slices.Concat(plain, wildcard))
	}
	return printDemo(&s.stdout, plain, wildcard)
}

// A stop is one call of the tour, and what it came to.
type stop struct {
	heading string // the one that it is the first call under, or ""
	call    *call
	query   query
	answer  answer
	failure *failure
}

// takeTour makes the calls of the tour in an embedded scenario.
func takeTour(ctx context.Context, file string) ([]stop, error) {
	r, err := embedded(file)
	if err != nil {
		return nil, err
	}
	var stops []stop
	for _, section := range tour {
		heading := section.heading
		for _, v := range section.visits {
			c, _ := find(v.call)
			for _, args := range c.split(v.args) {
				st := stop{heading: heading, call: c, query: query{args, v.options}}
				st.answer, st.failure = c.run(ctx, r, st.query)
				stops, heading = append(stops, st), ""
			}
		}
	}
	return stops, nil
}

func embedded(file string) (*resolver.Resolver, error) {
	data, err := scenarios.FS.ReadFile(file)
	if err != nil {
		return nil, err
	}
	fsys, err := scenario.Txtar(data)
	if err != nil {
		return nil, err
	}
	m, err := scenario.New(fsys)
	if err != nil {
		return nil, err
	}
	return m.Resolver, nil
}

func printStops(w io.Writer, stops []stop) error {
	for _, st := range stops {
		if err := printJSON(w, object{st.call.name, list(st.query.args), st.answer.result, st.failure}); err != nil {
			return err
		}
	}
	return nil
}

const (
	demoBegin = `The tour of Python's socket module, in the network that it was written in. The
machine, its /etc and its name server are a text that is part of this command.
Answers are as netdb prints them.
`
	demoChange = `
The same network behind a name server that knows every name. Where it does not,
it answers with an address of its own, and what was not found is found:
`
	demoEnd = `
The other %d calls answer as before.

Next: netdb --json demo prints the same as objects, netdb getaddrinfo --help is
about one call, netdb getfqdn asks this machine, and netdb --scenario FILE
another one that you write down.
`
)

// printDemo prints the calls of plain, and of wildcard those that came to something else.
func printDemo(w io.Writer, plain, wildcard []stop) error {
	var b strings.Builder
	b.WriteString(demoBegin)
	for _, st := range plain {
		if st.heading != "" {
			b.WriteString("\n" + st.heading + "\n")
		}
		writeStop(&b, st.python(), st.lines())
	}
	b.WriteString(demoChange + "\n")
	same := 0
	for i, st := range wildcard {
		now, before := strings.Join(st.lines(), ", "), strings.Join(plain[i].lines(), ", ")
		if now == before {
			same++
			continue
		}
		writeStop(&b, st.python(), []string{now + ", was " + before})
	}
	fmt.Fprintf(&b, demoEnd, same)
	_, err := io.WriteString(w, b.String())
	return err
}

// demoColumn is where answers begin that stand beside their call.
const demoColumn = 40

// writeStop writes a call and its answer beside it, or beneath it where there is no room.
func writeStop(b *strings.Builder, call string, lines []string) {
	if len(lines) == 1 && len(call) < demoColumn-2 {
		fmt.Fprintf(b, "  %-*s%s\n", demoColumn-2, call, lines[0])
		return
	}
	fmt.Fprintf(b, "  %s\n", call)
	for _, line := range lines {
		fmt.Fprintf(b, "      %s\n", line)
	}
}

// lines are the answer, or the error, as text.
func (st stop) lines() []string {
	if st.failure != nil {
		return []string{st.failure.Code + ": " + st.failure.Message}
	}
	var lines []string
	for _, row := range st.answer.rows {
		lines = append(lines, textLine(row))
	}
	return lines
}

// python is the call as Python spells it.
func (st stop) python() string {
	var args []string
	params := strings.Fields(st.call.params)
	for i, arg := range st.query.args {
		args = append(args, pythonValue(params[i], arg))
	}
	for _, o := range st.call.options {
		args = append(args, *o.value(&st.query.options)...)
	}
	return st.call.name + "(" + strings.Join(args, ", ") + ")"
}

// pythonValue is an argument as Python spells it, by its name in the usage line.
func pythonValue(param, arg string) string {
	switch strings.TrimSuffix(param, "...") {
	case "PORT", "FAMILY":
		return arg
	case "HEX":
		return "bytes.fromhex('" + arg + "')"
	}
	return "'" + arg + "'"
}
