package resolver

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

const (
	shortageServer = "NETDB_TEST_SERVER" // its address; set in a child only
	shortageDir    = "NETDB_TEST_DIR"    // with the child's etc
	shortageOp     = "NETDB_TEST_OP"     // which of shortageOps it is to try
	shortageLimit  = "NETDB_TEST_NOFILE" // with so many descriptors
)

// shortageEnough are descriptors for everything: three that a process begins with, what the runtime has for itself, and a socket.
// It has two for its poller, and, where there are control groups, two to know its part of the CPUs.
const shortageEnough = 9

var shortageUpTo = flag.Int("shortage.limit", 14, "the highest limit that TestShortageOfDescriptors tries")

// shortageOps are lookups of what there is; each returns the answer as a text.
var shortageOps = map[string]func(r *Resolver) (string, error){
	"hosts":      func(r *Resolver) (string, error) { return shortageAddrs(r, "here", "", inet.AF_UNSPEC) },
	"dns4":       func(r *Resolver) (string, error) { return shortageAddrs(r, "www.example.org", "", inet.AF_INET) },
	"dns":        func(r *Resolver) (string, error) { return shortageAddrs(r, "www.example.org", "", inet.AF_UNSPEC) },
	"dns, again": func(r *Resolver) (string, error) { return shortageAddrs(r, "lost.example.org", "", inet.AF_UNSPEC) },
	"service":    func(r *Resolver) (string, error) { return shortageAddrs(r, "here", "service", inet.AF_INET) },
	"scope":      func(r *Resolver) (string, error) { return shortageAddrs(r, "fe80::1%lo", "", inet.AF_UNSPEC) },
	"addr": func(r *Resolver) (string, error) {
		host, _, err := r.Getnameinfo(context.Background(), netip.MustParseAddrPort("192.0.2.1:0"), NI_NAMEREQD)
		return host, err
	},
	"query": func(r *Resolver) (string, error) { // opens no file
		r.Conf.Rotate = true // which draws a number
		m, err := r.Query(context.Background(), "www.example.org.", dns.TypeA)
		if err != nil {
			return "", err
		}
		return m.Answer[0].(*dns.A).A.String(), nil
	},
	"dial": func(r *Resolver) (string, error) {
		conn, err := r.DialContext(context.Background(), "tcp", os.Getenv(shortageServer))
		if err != nil {
			return "", err
		}
		return "connected", conn.Close()
	},
	"many": shortageMany,
}

// shortageWant are their answers. What order addresses are in depends on whether there is a descriptor to ask for their sources.
var shortageWant = map[string]string{
	"hosts": "192.0.2.7:0 [2001:db8::7]:0", "dns4": "192.0.2.1:0", "dns": "192.0.2.1:0 [2001:db8::1]:0",
	"dns, again": "192.0.2.1:0 [2001:db8::1]:0", "service": "192.0.2.7:4711", "scope": "[fe80::1%lo]:0",
	"addr": "www.example.org", "dial": "connected", "query": "192.0.2.1", "many": "192.0.2.1:0 [2001:db8::1]:0",
}

func shortageAddrs(r *Resolver, node, service string, af inet.Family) (string, error) {
	list, err := r.Getaddrinfo(context.Background(), node, service, &Hints{Family: af, Socktype: SOCK_STREAM})
	var all []string
	for _, a := range list {
		all = append(all, a.Addr.String())
	}
	slices.Sort(all)
	return strings.Join(all, " "), err
}

// shortageMany is 100 lookups at once, in the DNS. The error is any of them.
func shortageMany(r *Resolver) (string, error) {
	var all sync.WaitGroup
	texts, errs := make([]string, 100), make([]error, 100)
	for i := range texts {
		all.Go(func() { texts[i], errs[i] = shortageAddrs(r, fmt.Sprintf("n%d.example.org", i), "", inet.AF_UNSPEC) })
	}
	all.Wait()
	for i, text := range texts {
		if errs[i] == nil && text != shortageWant["many"] {
			return text, nil
		}
	}
	return texts[0], errors.Join(errs...)
}

// TestMain lets a child do its work before package testing opens anything.
func TestMain(m *testing.M) {
	if os.Getenv(shortageServer) == "" {
		os.Exit(m.Run())
	}
	var limit, before syscall.Rlimit
	syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before)
	limit.Max = before.Max
	fmt.Sscan(os.Getenv(shortageLimit), &limit.Cur)
	r := &Resolver{
		Conf:   &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort(os.Getenv(shortageServer))}, Timeout: time.Second, Attempts: 2},
		System: System{FS: softFS{os.DirFS(os.Getenv(shortageDir))}},
	}
	op := shortageOps[os.Getenv(shortageOp)]
	syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	fmt.Println(shortageOutcome(op(r)))
	syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before)
	fmt.Println(shortageOutcome(op(r)))
}

// shortageOutcome is an answer, "short" for an error that says that there were no descriptors and passes, or another error.
func shortageOutcome(text string, err error) string {
	var e *Error
	switch {
	case err == nil:
		return text
	case !errors.Is(err, syscall.EMFILE):
		return err.Error()
	case errors.As(err, &e) && e.Code != EAI_AGAIN && e.Code != EAI_SYSTEM:
		return e.Code.String()
	}
	return "short"
}

// However few descriptors a process may have, a lookup has the whole answer or an error that passes, and has the answer when there
// are more. Never does the runtime end the program for want of them.
func TestShortageOfDescriptors(t *testing.T) {
	dir := t.TempDir()
	os.Mkdir(filepath.Join(dir, "etc"), 0o777)
	for name, text := range map[string]string{
		"nsswitch.conf": "hosts: files dns\nservices: files\n", "services": "service 4711/tcp\n",
		"hosts": "192.0.2.7 here\n2001:db8::7 here\n", "gai.conf": "# none\n", "host.conf": "multi on\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, "etc", name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	srv, err := fakedns.Parse(fakedns.Zone{File: "zone", Text: "$ORIGIN example.org.\nwww A 192.0.2.1\n AAAA 2001:db8::1\n* A 192.0.2.1\n AAAA 2001:db8::1\n1.2.0.192.in-addr.arpa. PTR www\n"})
	if err != nil {
		t.Fatal(err)
	}
	srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: "lost.example.org", Nth: 1}, Do: fakedns.Drop})
	server := srv.Listen(t).String()
	for limit := *shortageUpTo; limit >= 3; limit-- {
		for op, want := range shortageWant {
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), shortageServer+"="+server, shortageDir+"="+dir, shortageOp+"="+op, fmt.Sprintf("%s=%d", shortageLimit, limit))
			var out bytes.Buffer
			child.Stdout, child.Stderr = &out, &out
			child.Run()
			lines := strings.Split(out.String(), "\n")
			short := limit < shortageEnough && lines[0] == "short"
			if len(lines) < 2 || lines[0] != want && !short || lines[1] != want {
				t.Errorf("%s with %d: %.300s", op, limit, out.String())
			}
		}
	}
}
