package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/spf13/cobra"
)

// The tests here use real sockets, on the loopback interface, because the command serves others. They run in real time, and
// wait for nothing but lines and answers that come.

const exampleZone = `$ORIGIN example.org.
@      SOA   ns hostmaster 1 3600 600 86400 300
www    A     192.0.2.1
alias  CNAME www
`

// A served command is one that runs.
type served struct {
	t      *testing.T
	addr   string
	stdout *bufio.Reader
	stderr bytes.Buffer
	cancel context.CancelFunc
	code   chan int
}

// serveFakedns runs the command until it listens. The test has to stop it.
func serveFakedns(t *testing.T, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	s := &served{t: t, stdout: bufio.NewReader(reader), cancel: cancel, code: make(chan int, 1)}
	go func() {
		code := execute(ctx, append([]string{"fakedns"}, args...), nil, writer, &s.stderr)
		writer.Close()
		s.code <- code
	}()
	line := s.line()
	s.addr = strings.TrimSuffix(strings.TrimPrefix(line, `{"listening":"`), "\"}\n")
	if a, err := netip.ParseAddrPort(s.addr); err != nil || a.Port() == 0 {
		t.Fatalf("the first line is %q", line)
	}
	return s
}

// line reads a line of standard output.
func (s *served) line() string {
	s.t.Helper()
	line, err := s.stdout.ReadString('\n')
	if err != nil {
		s.t.Fatalf("%q, %v; exit code %d, standard error %s", line, err, <-s.code, s.stderr.String())
	}
	return line
}

// stop ends the command and returns what it wrote after all.
func (s *served) stop() (code int, stdout, stderr string) {
	s.cancel()
	rest, _ := io.ReadAll(s.stdout)
	return <-s.code, string(rest), s.stderr.String()
}

// send sends one message and does not wait for an answer.
func (s *served) send(network string, wire []byte) {
	s.t.Helper()
	c, err := dns.Dial(network, s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	if _, err := c.Write(wire); err != nil {
		s.t.Fatal(err)
	}
}

// ask sends a query of id 1.
func (s *served) ask(network, name string, qtype uint16) {
	s.t.Helper()
	q := new(dns.Msg).SetQuestion(name, qtype)
	q.Id = 1
	wire, err := q.Pack()
	if err != nil {
		s.t.Fatal(err)
	}
	s.send(network, wire)
}

var (
	anyAt     = regexp.MustCompile(`"at":[0-9.e-]+`)
	anyClient = regexp.MustCompile(`"client":"127\.0\.0\.1:[0-9]+"`)
)

// printed is the next line, without what is different in each run.
func (s *served) printed() string {
	s.t.Helper()
	line := strings.ReplaceAll(s.line(), s.addr, "SERVER")
	line = anyClient.ReplaceAllString(anyAt.ReplaceAllString(line, `"at":AT`), `"client":"CLIENT"`)
	return strings.TrimSuffix(line, "\n")
}

func tempFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	writeFile(t, path, text)
	return path
}

func TestFakedns(t *testing.T) {
	s := serveFakedns(t, "--zone", tempFile(t, "zone", exampleZone), "--zone", tempFile(t, "more", "more.example. A 192.0.2.2"),
		"--faults", tempFile(t, "faults", "udp www.example.org. A #1 -> drop\nmore.example. AAAA -> delay 1ms, truncate\n"))
	for _, tt := range []struct {
		network, name string
		qtype         uint16
		want          string // behind network, server and client
	}{
		{"udp", "www.example.org.", dns.TypeA, `"name":"www.example.org.","type":"A","nth":1,"replies":[]}`},
		{"udp", "WWW.example.org.", dns.TypeA, `"name":"WWW.example.org.","type":"A","nth":2,"replies":[{"after":0,"rcode":"NOERROR","flags":["qr","rd","ra"],"size":49,"answer":["WWW.example.org. 300 A 192.0.2.1"]}]}`},
		{"tcp", "www.example.org.", dns.TypeA, `"name":"www.example.org.","type":"A","nth":1,"replies":[{"after":0,"rcode":"NOERROR","flags":["qr","rd","ra"],"size":49,"answer":["www.example.org. 300 A 192.0.2.1"]}]}`},
		{"tcp", "alias.example.org.", dns.TypeA, `"name":"alias.example.org.","type":"A","nth":1,"replies":[{"after":0,"rcode":"NOERROR","flags":["qr","rd","ra"],"size":69,"answer":["alias.example.org. 300 CNAME www.example.org.","www.example.org. 300 A 192.0.2.1"]}]}`},
		{"udp", "nosuch.example.org.", dns.TypeMX, `"name":"nosuch.example.org.","type":"MX","nth":1,"replies":[{"after":0,"rcode":"NXDOMAIN","flags":["qr","rd","ra"],"size":86,"answer":[]}]}`},
		{"udp", "more.example.", dns.TypeAAAA, `"name":"more.example.","type":"AAAA","nth":1,"replies":[{"after":0.001,"rcode":"NOERROR","flags":["qr","tc","rd","ra"],"size":30,"answer":[]}]}`},
		{"udp", ".", 65280, `"name":".","type":"TYPE65280","nth":1,"replies":[{"after":0,"rcode":"NOERROR","flags":["qr","rd","ra"],"size":50,"answer":[]}]}`},
		{"udp", "ev\x1b[2J\u202e\xff.", dns.TypeA, `"name":"ev\\027[2J\\226\\128\\174\\255.","type":"A","nth":1,"replies":[{"after":0,"rcode":"NXDOMAIN","flags":["qr","rd","ra"],"size":61,"answer":[]}]}`},
	} {
		s.ask(tt.network, tt.name, tt.qtype)
		want := `{"at":AT,"network":"` + tt.network + `","server":"SERVER","client":"CLIENT",` + tt.want
		if got := s.printed(); got != want {
			t.Errorf("%s %s:\n%s\nwant\n%s", tt.network, tt.name, got, want)
		}
	}
	if code, stdout, stderr := s.stop(); code != 0 || stdout != "" || stderr != "" {
		t.Errorf("exit code %d, standard output %q, standard error %q", code, stdout, stderr)
	}
}

// The first query is at 0, the next one at the seconds since then.
func TestFakednsTime(t *testing.T) {
	s := serveFakedns(t, "--zone", tempFile(t, "zone", exampleZone))
	defer s.stop()
	s.ask("tcp", "www.example.org.", dns.TypeA)
	first := s.line()
	s.ask("tcp", "www.example.org.", dns.TypeA)
	second := s.line()
	if !strings.HasPrefix(first, `{"at":0,`) || strings.HasPrefix(second, `{"at":0,`) {
		t.Errorf("%s%s", first, second)
	}
}

// What is no query, or one without a question, says so.
func TestFakednsOddQueries(t *testing.T) {
	s := serveFakedns(t, "--zone", tempFile(t, "zone", ""))
	defer s.stop()
	chaos, err := (&dns.Msg{Question: []dns.Question{{Name: "version.bind.", Qtype: dns.TypeTXT, Qclass: dns.ClassCHAOS}}}).Pack()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		wire []byte
		want string
	}{
		{[]byte("abc"), `"error":"no query (3 octets)","replies":[]}`},
		{make([]byte, 12), `"error":"no question","replies":[{"after":0,"rcode":"FORMERR","flags":["qr"],"size":12,"answer":[]}]}`},
		{chaos, `"name":"version.bind.","type":"TXT","class":"CH","nth":1,"replies":[{"after":0,"rcode":"REFUSED","flags":["qr"],"size":30,"answer":[]}]}`},
	} {
		s.send("udp", tt.wire)
		if got, want := s.printed(), `{"at":AT,"network":"udp","server":"SERVER","client":"CLIENT",`+tt.want; got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}

// A scenario has its zones and its faults; --json changes nothing. A fault that no query met is told, and no failure.
func TestFakednsOfAScenario(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "zone.example"), exampleZone)
	writeFile(t, filepath.Join(dir, "zone.other@192.0.2.53"), "www.example.org. A 192.0.2.66")
	writeFile(t, filepath.Join(dir, "faults"), "www.example.org. -> rcode SERVFAIL\nudp 192.0.2.53:53 any #2 -> drop\ndial -> refuse\n")
	s := serveFakedns(t, "--scenario", dir, "--json")
	s.ask("udp", "www.example.org.", dns.TypeA)
	want := `{"at":AT,"network":"udp","server":"SERVER","client":"CLIENT","name":"www.example.org.","type":"A","nth":1,"replies":[{"after":0,"rcode":"SERVFAIL","flags":["qr","rd","ra"],"size":33,"answer":[]}]}`
	if got := s.printed(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	const unmet = "netdb: fakedns: no query met the fault: udp 192.0.2.53:53 #2\nnetdb: fakedns: no query met the fault: dial\n"
	if code, stdout, stderr := s.stop(); code != 0 || stdout != "" || stderr != unmet {
		t.Errorf("exit code %d, standard output %q, standard error\n%swant\n%s", code, stdout, stderr, unmet)
	}
}

func TestFakednsErrors(t *testing.T) {
	zone := tempFile(t, "zone", exampleZone)
	badZone := tempFile(t, "bad.zone", "a A 192.0.2.1\nb A x\n")
	badFaults := tempFile(t, "bad.faults", "# one\nany -> explode\n")
	badScenario := tempFile(t, "bad.txtar", "-- zone --\n-- faults --\nany -> explode\n")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "fakedns: --zone FILE or --scenario FILE is missing, as in: netdb fakedns --zone example.zone"},
		{[]string{"--faults", zone}, "fakedns: --zone FILE or --scenario FILE is missing, as in: netdb fakedns --zone example.zone"},
		{[]string{"--zone="}, `fakedns: invalid argument "" for "--zone" flag: the path is empty`},
		{[]string{"--zone", zone, "--faults="}, `fakedns: invalid argument "" for "--faults" flag: the path is empty`},
		{[]string{"--zone"}, "fakedns: flag needs an argument: --zone"},
		{[]string{"--zone", zone, "--scenario", tourFile}, "fakedns: --scenario has zones and faults of its own, and excludes --zone and --faults"},
		{[]string{"--faults", zone, "--scenario", tourFile}, "fakedns: --scenario has zones and faults of its own, and excludes --zone and --faults"},
		{[]string{"--zone", zone, "--root", "."}, "fakedns: it does not take --root"},
		{[]string{"--zone", "/nosuchfile"}, "fakedns: --zone: open /nosuchfile: no such file or directory"},
		{[]string{"--zone", zone, "--faults", "/nosuchfile"}, "fakedns: --faults: open /nosuchfile: no such file or directory"},
		{[]string{"--scenario", "/nosuchfile"}, "--scenario: stat /nosuchfile: no such file or directory"},
		{[]string{"--zone", zone, "--zone", badZone}, "fakedns: " + badZone + `:2: bad A A: "x"`},
		{[]string{"--zone", zone, "--zone", zone + "2"}, "fakedns: --zone: open " + zone + "2: no such file or directory"},
		{[]string{"--zone", zone, "--faults", badFaults}, "fakedns: " + badFaults + `:2: "explode" is not an action`},
		{[]string{"--scenario", badScenario}, "--scenario: " + badScenario + `: faults:1: "explode" is not an action`},
		{[]string{"--zone", zone, "--listen="}, `fakedns: --listen "" is not ADDRESS:PORT, as 127.0.0.1:5353 or [::]:53`},
		{[]string{"--zone", zone, "--listen", "localhost:53"}, `fakedns: --listen "localhost:53" is not ADDRESS:PORT, as 127.0.0.1:5353 or [::]:53`},
		{[]string{"--zone", zone, "--listen", "127.0.0.1"}, `fakedns: --listen "127.0.0.1" is not ADDRESS:PORT, as 127.0.0.1:5353 or [::]:53`},
		{[]string{"--zone", zone, "--listen", "127.0.0.1:65536"}, `fakedns: --listen "127.0.0.1:65536" is not ADDRESS:PORT, as 127.0.0.1:5353 or [::]:53`},
	} {
		code, stdout, stderr := netdb(t, append([]string{"fakedns"}, tt.args...)...)
		if want := "netdb: " + tt.want + "\n"; code != exitUsage || stdout != "" || stderr != want {
			t.Errorf("%q: exit code %d, standard output %q, standard error\n%swant\n%s", tt.args, code, stdout, stderr, want)
		}
	}
}

func TestFakednsOnATakenPort(t *testing.T) {
	taken, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.LocalAddr().String()
	code, stdout, stderr := netdb(t, "fakedns", "--listen", addr, "--zone", tempFile(t, "zone", exampleZone),
		"--faults", tempFile(t, "faults", "any -> drop"))
	want := "netdb: fakedns: listen udp " + addr + ": bind: address already in use\n"
	if code != exitNoAnswer || stdout != "" || stderr != want {
		t.Errorf("exit code %d, standard output %q, standard error\n%swant\n%s", code, stdout, stderr, want)
	}
}

// The command ends when what it prints can be written no more, though nothing else has ended it.
func TestFakednsWithoutStandardOutput(t *testing.T) {
	var stderr bytes.Buffer
	code := execute(t.Context(), []string{"fakedns", "--zone", tempFile(t, "zone", exampleZone)}, nil, brokenWriter{}, &stderr)
	if code != exitNoAnswer || stderr.String() != "netdb: fakedns: broken pipe\n" {
		t.Errorf("exit code %d, standard error %q", code, stderr.String())
	}
}

// Completion offers files where the command takes them, and nowhere else.
func TestFakednsCompletion(t *testing.T) {
	for args, want := range map[string]string{"--zone": ":0\n", "--faults": ":0\n", "--listen": ":4\n", "--json=true": ":4\n"} {
		if _, stdout, _ := netdb(t, cobra.ShellCompRequestCmd, "fakedns", args, ""); stdout != want {
			t.Errorf("%s: %q, want %q", args, stdout, want)
		}
	}
}
