package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"netdb.example/resolver/fakedns"
)

const fakednsLong = `Serve zones over UDP and TCP, so that a program in any language can be tested
against them, and print what it asks. --scenario instead of --zone serves the
zones and the faults of a scenario.

A --zone is in master file form (RFC 1035). Together they are all the DNS there
is: a name in none of them does not exist. A line of --faults says what goes
wrong with which queries:

  udp www.example.org. A #1 -> drop
  any -> delay 20ms

Beside drop and delay there are rcode NAME, truncate, duplicate, reorder,
reset, wrong-id, answer TYPE RDATA and more: see fakedns.ParseFaults. With an
address before the arrow a fault is for queries to that address alone, and so is
a file zone@ADDRESS of a scenario: 0.0.0.0 and [::] listen at all there are. A
fault of a dial is never met here.

With --listen [::]:PORT a datagram is answered from the address that the machine
would send to the client from, which need not be the one that was asked.

Standard output is one JSON object a line, with or without --json. The first one
says where the server listens, each other one is a query and its replies:

  {"listening":"127.0.0.1:40853"}
  {"at":0,"network":"udp","server":"127.0.0.1:40853",
   "client":"127.0.0.1:41234","name":"www.example.org.","type":"A","nth":1,
   "replies":[{"after":0,"rcode":"NOERROR","flags":["qr","rd","ra"],"size":49,
   "answer":["www.example.org. 300 A 192.0.2.1"]}]}

  at        seconds since the first query
  nth       how often this has been asked by now, over this network
  class     is there if it is not IN
  error     instead of name, type and nth: what came is no query
  replies   what goes back, [] if nothing does. A reply has
    after   seconds since the query
    behind  true if it waits for the next packet to anybody
    close   true if the TCP connection ends behind it
    rcode, flags, size, answer
            of a DNS message: answer is its ANSWER section, size its octets
    octets  in hexadecimal digits, beside size: of what is no DNS message
    error   ECONNREFUSED or the like: over TCP a reset, over UDP nothing is sent

The server waits for no reader. If too many queries are not read yet further
ones are not printed, but counted: {"lost":12} stands in their place.

It ends with exit code 0 at SIGINT or SIGTERM, once all is printed; a fault that
no query has met is then a line on standard error, and no failure. It ends with
exit code 4 when a socket or standard output fails, or nobody reads what is
still to be printed within two seconds.`

const fakednsExample = `  $ netdb fakedns --zone example.zone --faults lossy.faults --listen 127.0.0.1:5353
  $ netdb fakedns --scenario home.txtar --listen [::]:53`

// fakednsFlags are what fakedns is given.
type fakednsFlags struct {
	zones          []string
	faults, listen string
}

func newFakedns(s *session) *cobra.Command {
	var f fakednsFlags
	cmd := &cobra.Command{
		Use:               "fakedns",
		GroupID:           groupOther,
		Short:             "Serve zones with faults to other programs, and print what they ask",
		Long:              "Serve zones with faults to other programs, and print what they ask.\n\n" + fakednsLong,
		Example:           fakednsExample,
		ValidArgsFunction: cobra.NoFileCompletions,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("fakedns: unexpected argument %s; usage: netdb fakedns --zone FILE", quote(args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return s.fakedns(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.Func("zone", "serve what `FILE` has; may be given several times", func(arg string) error {
		f.zones = append(f.zones, arg)
		return setPath(new(string))(arg)
	})
	flags.Func("faults", "`FILE` of faults", setPath(&f.faults))
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "`ADDRESS:PORT`; port 0 is any free one, [::] every address, of IPv4 too")
	cmd.RegisterFlagCompletionFunc("listen", cobra.NoFileCompletions)
	return cmd
}

// fakedns is the subcommand. Its error is that it could not begin.
func (s *session) fakedns(ctx context.Context, f fakednsFlags) error {
	if _, err := netip.ParseAddrPort(f.listen); err != nil {
		return fmt.Errorf("fakedns: --listen %s is not ADDRESS:PORT, as 127.0.0.1:5353 or [::]:53", quote(f.listen))
	}
	dns, err := s.served(f)
	if err != nil {
		return err
	}
	s.serve(ctx, dns, f.listen)
	return nil
}

// served is the server that the flags ask for.
func (s *session) served(f fakednsFlags) (*fakedns.Server, error) {
	files := len(f.zones) > 0 || f.faults != ""
	switch {
	case s.root != "":
		return nil, errors.New("fakedns: it does not take --root")
	case s.scenario != "" && files:
		return nil, errors.New("fakedns: --scenario has zones and faults of its own, and excludes --zone and --faults")
	case s.scenario != "":
		m, err := openScenario(s.scenario)
		if err != nil {
			return nil, err
		}
		return m.DNS, nil
	case len(f.zones) == 0:
		return nil, errors.New("fakedns: --zone FILE or --scenario FILE is missing, as in: netdb fakedns --zone example.zone")
	}
	dns, err := readDNS(f)
	if err != nil {
		return nil, fmt.Errorf("fakedns: %w", err)
	}
	return dns, nil
}

func readDNS(f fakednsFlags) (*fakedns.Server, error) {
	var zones []fakedns.Zone
	for _, file := range f.zones {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("--zone: %w", err)
		}
		zones = append(zones, fakedns.Zone{File: file, Text: string(text)})
	}
	dns, err := fakedns.Parse(zones...)
	if err != nil || f.faults == "" {
		return dns, err
	}
	text, err := os.ReadFile(f.faults)
	if err != nil {
		return nil, fmt.Errorf("--faults: %w", err)
	}
	faults, err := fakedns.ParseFaults(f.faults, string(text))
	dns.Inject(faults...)
	return dns, err
}

// serve serves until ctx ends, or a socket or standard output fails.
func (s *session) serve(ctx context.Context, dns *fakedns.Server, listen string) {
	signal.Ignore(syscall.SIGPIPE) // a reader that has gone is an error of the next line
	defer signal.Reset(syscall.SIGPIPE)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	j := newJournal(s.stdout.Writer, stop)
	dns.Notify(j.query)
	serveErr := dns.Serve(ctx, listen, j.listening)
	printErr := j.end()
	if err := cmp.Or(serveErr, printErr); err != nil {
		s.exit = exitNoAnswer
		s.complain("fakedns: " + err.Error())
		return
	}
	for _, f := range dns.Unused() {
		s.complain("fakedns: no query met the fault: " + f.String())
	}
}
