package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

const (
	groupCalls = "calls"
	groupOther = "other"
)

const rootLong = `Netdb makes the calls of <netdb.h> and <arpa/inet.h>, by the names that they
have in C and in Python's socket module. It needs no libc, no daemon, and no
file in /etc.

A result is one line, of words with a space between them. The aliases and the
addresses of a host are one word each, with commas inside, and - if there are
none. With --json each call is one object on one line, with the keys call, args,
and result or error. Either way nothing unprintable is printed: a byte of a name
that would move the cursor becomes an escape (\x1b), and in a line of words so
does a space (\x20) or a backslash (\\).

Where a call takes several names (NAME...), it is made of each, in their order.
An argument that begins with - needs a -- before it. An error is one line on
standard error, with --json too. The examples in the help of a call show what it
answers in the scenario of the demo.

Exit codes; the highest of several calls counts:
  0  found
  1  wrong usage: an argument is missing, too many or malformed (EINVAL);
     EAI_BADFLAGS, EAI_IDN_ENCODE
  2  not found: EAI_NONAME, EAI_NODATA, EAI_ADDRFAMILY, EAI_SERVICE,
     HOST_NOT_FOUND, NO_DATA
  3  not supported: EAI_FAMILY, EAI_SOCKTYPE, EAFNOSUPPORT
  4  no answer, for now (EAI_AGAIN, TRY_AGAIN) or because something failed`

const rootExample = `  netdb getaddrinfo www.python.org http
  netdb --json gethostbyaddr 192.168.1.8
  netdb --scenario home.txtar gethostbyname homer
  netdb capture -o bug.txtar getaddrinfo www.python.org http
  netdb demo`

// execute runs the command line and returns its exit code.
func execute(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s := &session{stdout: output{Writer: stdout}, stderr: stderr}
	return s.execute(ctx, args, stdin)
}

// execute is that of a session.
func (s *session) execute(ctx context.Context, args []string, stdin io.Reader) int {
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(stdin)
	err := root.ExecuteContext(ctx)
	switch {
	case s.stdout.err != nil:
		s.complain(s.stdout.err.Error())
		return exitNoAnswer
	case err != nil:
		s.complain(err.Error())
		return exitUsage
	}
	return s.exit
}

func newRoot(s *session) *cobra.Command {
	root := &cobra.Command{
		Use:           "netdb",
		Long:          rootLong,
		Example:       rootExample,
		Args:          unknownCall,
		SilenceErrors: true,
		SilenceUsage:  true,

		SuggestionsMinimumDistance: 2,
	}
	root.SetOut(&s.stdout) // first of all: the completion command keeps it
	root.SetErr(s.stderr)
	version := root.Flags().Bool("version", false, "print the version and those of the embedded registries")
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if !*version {
			return errors.New("a call is missing; netdb --help lists them")
		}
		return s.makeCalls(cmd.Context(), &versionCall, nil, options{})
	}
	addGlobalFlags(root, s)
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(&cobra.Group{ID: groupCalls, Title: "Calls:"}, &cobra.Group{ID: groupOther, Title: "Other commands:"})
	for i := range calls {
		root.AddCommand(newCommand(s, &calls[i], groupCalls))
	}
	root.AddCommand(newCommand(s, &versionCall, groupOther), newDemo(s), newCapture(s), newReplay(s), newFakedns(s))
	root.SetHelpCommand(newHelp())
	addCompletion(root)
	return root
}

func addGlobalFlags(root *cobra.Command, s *session) {
	flags := root.PersistentFlags()
	flags.Func("scenario", "make calls within the machine that `FILE|DIR` describes (txtar, or a folder of its files)", setPath(&s.scenario))
	flags.Func("root", "read the files of `DIR`/etc instead of those of /etc; links do not lead out of DIR", setPath(&s.root))
	flags.BoolVar(&s.json, "json", s.json, "print one JSON object per call, on one line")
	root.MarkPersistentFlagDirname("root")
}

// setPath refuses the empty path that an unset variable of a shell leaves: it must not stand for this machine.
func setPath(path *string) func(string) error {
	return func(arg string) error {
		if arg == "" {
			return errors.New("the path is empty")
		}
		*path = arg
		return nil
	}
}

// unknownCall reports what stands where a call should. That is short enough to guess at, or it is no misspelt call.
func unknownCall(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := "unknown call " + quote(args[0])
	if n := len(args[0]); n > 0 && n <= shownArg {
		if like := root.SuggestionsFor(args[0]); len(like) > 0 {
			return errors.New(text + "; is it " + strings.Join(like, ", ") + "?")
		}
	}
	return errors.New(text + "; netdb --help lists them")
}

// flagError says which call a flag was given to, and how to give that call what is no flag.
func flagError(cmd *cobra.Command, err error) error {
	if !cmd.HasParent() {
		return err
	}
	if strings.HasPrefix(err.Error(), "unknown ") {
		return fmt.Errorf("%s: %w; an argument that begins with - needs a -- before it", cmd.Name(), err)
	}
	return fmt.Errorf("%s: %w", cmd.Name(), err)
}

// newCommand makes a subcommand of a call.
func newCommand(s *session, c *call, group string) *cobra.Command {
	cmd := &cobra.Command{
		Use:               strings.TrimSpace(c.name + " " + c.params),
		GroupID:           group,
		Short:             c.short,
		Long:              c.help(),
		Example:           c.example,
		Args:              func(_ *cobra.Command, args []string) error { return c.check(args) },
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	var values options
	for _, o := range c.options {
		cmd.Flags().StringArrayVar(o.value(&values), o.name, nil, o.help())
		cmd.RegisterFlagCompletionFunc(o.name, cobra.FixedCompletions(o.words, cobra.ShellCompDirectiveNoFileComp))
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return s.makeCalls(cmd.Context(), c, args, values)
	}
	return cmd
}

// newHelp is cobra's help command, but that a topic which does not exist is an error.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [CALL]",
		GroupID: groupOther,
		Short:   "Print what --help prints",
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, rest, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownCall(cmd.Root(), rest)
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// addCompletion adds cobra's completion command, but that a shell which is missing or unknown is an error.
func addCompletion(root *cobra.Command) {
	root.SetCompletionCommandGroupID(groupOther)
	root.InitDefaultCompletionCmd()
	completion, _, _ := root.Find([]string{"completion"}) // it was added just now
	completion.Args = cobra.ArbitraryArgs
	completion.RunE = func(*cobra.Command, []string) error {
		return errors.New("completion: SHELL is to be bash, fish, powershell or zsh")
	}
}
