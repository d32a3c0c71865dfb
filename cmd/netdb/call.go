package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"netdb.example/protodb"
	"netdb.example/resolver"
)

// A call is a function of <netdb.h> or <arpa/inet.h> as a subcommand.
type call struct {
	name    string
	params  string // as in the usage line: NAME is required, [NAME] is not, and any number may end in ...
	short   string
	long    string
	example string // commands and their output in the scenario of the tour
	options []option
	split   func(args []string) [][]string // the arguments of each call that is to be made
	herrno  bool                           // whether it fails with an h_errno
	do      func(ctx context.Context, r *resolver.Resolver, q query) (answer, error)
}

// A query is what a call is asked.
type query struct {
	args    []string
	options options
}

// arg is the argument at index i, "" where there is none.
func (q query) arg(i int) string {
	if i < len(q.args) {
		return q.args[i]
	}
	return ""
}

// find returns the call of that name.
func find(name string) (*call, bool) {
	for i := range calls {
		if calls[i].name == name {
			return &calls[i], true
		}
	}
	return nil, false
}

// run makes one call.
func (c *call) run(ctx context.Context, r *resolver.Resolver, q query) (answer, *failure) {
	a, err := c.do(ctx, r, q)
	if err != nil {
		return answer{}, newFailure(err, c.herrno)
	}
	return a, nil
}

// check reports arguments that are missing or too many.
func (c *call) check(args []string) error {
	params := strings.Fields(c.params)
	for i, param := range params {
		if i >= len(args) && !strings.HasPrefix(param, "[") {
			return fmt.Errorf("%s: %s is missing; usage: %s", c.name, strings.TrimSuffix(param, "..."), c.usage())
		}
	}
	if len(args) > len(params) && !strings.HasSuffix(c.params, "...") {
		return fmt.Errorf("%s: unexpected argument %s; usage: %s", c.name, quote(args[len(params)]), c.usage())
	}
	return nil
}

func (c *call) usage() string { return strings.TrimSpace("netdb " + c.name + " " + c.params) }

// help is the text of --help before the examples.
func (c *call) help() string {
	text := c.short + ".\n\n" + c.long
	if c.example != "" {
		text += "\n\nThe examples show the answers in the scenario of the demo."
	}
	return text
}

// together makes one call of all arguments.
func together(args []string) [][]string { return [][]string{args} }

// each makes a call of each argument.
func each(args []string) [][]string {
	calls := make([][]string, len(args))
	for i := range args {
		calls[i] = args[i : i+1]
	}
	return calls
}

// eachOrNone is each, and one call where there is no argument.
func eachOrNone(args []string) [][]string {
	if len(args) == 0 {
		return [][]string{{}}
	}
	return each(args)
}

// eachWithFirst makes a call of the first argument and each of the others.
func eachWithFirst(args []string) [][]string {
	calls := make([][]string, 0, len(args))
	for _, arg := range args[1:] {
		calls = append(calls, []string{args[0], arg})
	}
	return calls
}

// transports are the protocols of services.
var transports = []string{"tcp", "udp", "sctp", "dccp", "udplite"}

// eachWithProto makes a call of each argument, and of the PROTO behind it.
func eachWithProto(isProto func(word string) bool) func(args []string) [][]string {
	return func(args []string) [][]string {
		var calls [][]string
		for len(args) > 0 {
			n := 1
			if len(args) > 1 && isProto(args[1]) {
				n = 2
			}
			calls, args = append(calls, args[:n]), args[n:]
		}
		return calls
	}
}

// namesProto reports whether a word behind a NAME is its PROTO: the name of a protocol, in any case, though it is found in
// lower case alone.
func namesProto(word string) bool {
	if slices.Contains(transports, word) {
		return true
	}
	_, exact := protodb.IANA().ByName(word)
	_, lower := protodb.IANA().ByName(strings.ToLower(word))
	return exact || lower
}

// noNumber reports whether a word behind a PORT is its PROTO: nothing but a malformed PORT is empty, or has digits alone
// behind its sign.
func noNumber(word string) bool {
	return strings.Trim(strings.TrimLeft(word, "+-"), "0123456789") != ""
}
