package parity_test

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
)

// beMachine makes the namespaces of this process the machine of a scenario and asks program all its requests.
func beMachine(program, file string, w io.Writer) error {
	fsys, err := scenario.Open(file)
	if err != nil {
		return err
	}
	requests, err := parity.Requests(fsys)
	if err != nil {
		return err
	}
	m, err := scenario.New(fsys)
	if err != nil {
		return err
	}
	if err := furnish(fsys, m.Resolver.System); err != nil {
		return err
	}
	a, err := startAsking(program, fsys)
	if err != nil {
		return err
	}
	for _, q := range requests {
		x, err := a.ask(q)
		if err != nil {
			return err
		}
		io.WriteString(w, x.String())
	}
	return nil
}

// furnish gives this process the /etc, the host name and the interfaces of the scenario.
func furnish(fsys fs.FS, system resolver.System) error {
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", "/etc", "tmpfs", 0, ""); err != nil {
		return err
	}
	if etc, err := fs.Sub(fsys, "etc"); err == nil {
		if err := os.CopyFS("/etc", etc); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	hostname, err := system.Hostname()
	if err != nil {
		return err
	}
	if err := syscall.Sethostname([]byte(hostname)); err != nil {
		return err
	}
	interfaces, err := system.Interfaces()
	if err != nil {
		return err
	}
	for _, i := range interfaces {
		if i.Name == "lo" && !slices.ContainsFunc(i.Addrs, func(p netip.Prefix) bool { return p.Addr() == loopback4 }) {
			return fmt.Errorf("lo has no %s: nobody could ask a name server", loopback4)
		}
	}
	cmd := exec.Command("ip", "-force", "-batch", "-")
	cmd.Stdin = strings.NewReader(ipCommands(interfaces))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ip: %w\n%s", err, out)
	}
	return nil
}

var loopback4 = netip.MustParseAddr("127.0.0.1")

// ipCommands make the interfaces, and default routes by the first address of each family that is neither loopback nor link-local.
func ipCommands(interfaces []resolver.Interface) string {
	var b strings.Builder
	routes := map[string]string{}
	for _, i := range interfaces {
		if i.Name == "lo" {
			b.WriteString("link set lo up\n")
			if !slices.ContainsFunc(i.Addrs, func(p netip.Prefix) bool { return p.Addr() == netip.IPv6Loopback() }) {
				b.WriteString("addr del ::1/128 dev lo\n")
			}
		} else if i.Tunnel {
			fmt.Fprintf(&b, "link add %s index %d type sit\nlink set %s addrgenmode none\nlink set %s up\n", i.Name, i.Index, i.Name, i.Name)
		} else {
			fmt.Fprintf(&b, "link add %s index %d type veth peer name %sfar index %d\n", i.Name, i.Index, i.Name, i.Index+1000)
			fmt.Fprintf(&b, "link set %s addrgenmode none\nlink set %sfar addrgenmode none\n", i.Name, i.Name)
			fmt.Fprintf(&b, "link set %s up\nlink set %sfar up\n", i.Name, i.Name)
		}
		for _, p := range i.Addrs {
			a := p.Addr()
			if a != loopback4 && a != netip.IPv6Loopback() { // which lo has
				fmt.Fprintf(&b, "addr add %s dev %s%s\n", ownAndPeer(i, p), i.Name, addressFlags(i, a))
			}
			everywhere := "::/0"
			if a.Is4() {
				everywhere = "0.0.0.0/0"
			}
			if a.IsGlobalUnicast() {
				routes[everywhere] = cmp.Or(routes[everywhere], i.Name)
			}
		}
	}
	for _, i := range interfaces {
		for _, peer := range i.Peers {
			if peer.Local.Is6() { // else the kernel has the route at once
				fmt.Fprintf(&b, "route add %s dev %s\n", peer.Remote.Masked(), i.Name)
			}
		}
	}
	for everywhere, name := range routes {
		fmt.Fprintf(&b, "route add %s dev %s\n", everywhere, name)
	}
	return b.String()
}

// ownAndPeer is an address as ip-address(8) has it.
func ownAndPeer(i resolver.Interface, p netip.Prefix) string {
	for _, peer := range i.Peers {
		if peer.Local == p.Addr() && p.IsSingleIP() {
			return fmt.Sprintf("%s peer %s", peer.Local, peer.Remote)
		}
	}
	return p.String()
}

func addressFlags(i resolver.Interface, a netip.Addr) (flags string) {
	if a.Is6() {
		flags += " nodad"
	}
	if slices.Contains(i.Home, a) {
		flags += " home"
	}
	if slices.Contains(i.Deprecated, a) {
		flags += " preferred_lft 0"
	}
	return flags
}

// An asker asks a C library, and serves what that asks of the DNS.
type asker struct {
	fsys    fs.FS
	servers []netip.AddrPort
	in      io.Writer
	out     *bufio.Reader
}

func startAsking(program string, fsys fs.FS) (*asker, error) {
	servers, err := parity.Servers(fsys)
	if err != nil {
		return nil, err
	}
	env, err := fs.ReadFile(fsys, "env")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	cmd := exec.Command(program)
	cmd.Env = append([]string{"LC_ALL=C.UTF-8"}, strings.Split(strings.TrimSpace(string(env)), "\n")...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &asker{fsys, servers, in, bufio.NewReader(out)}, cmd.Start()
}

// stall is how long the real machine may stand still while a request is under way, for its times to be believed.
const stall = 200 * time.Millisecond

// ask puts one request. What was seen while the machine stood still counts for nothing, but for the last of some times.
func (a *asker) ask(q parity.Request) (x parity.Exchange, err error) {
	for range 5 {
		stood := watch()
		if x, err = a.askOnce(q); stood() < stall {
			break
		}
	}
	return x, err
}

// watch returns a function that says for how long at most nothing has run since.
func watch() (stood func() time.Duration) {
	const pulse = 20 * time.Millisecond
	end, longest := make(chan bool), make(chan time.Duration)
	go func() {
		var most time.Duration
		for last := time.Now(); ; {
			select {
			case <-end:
				longest <- most
				return
			case <-time.After(pulse):
				most = max(most, time.Since(last)-pulse)
				last = time.Now()
			}
		}
	}()
	return func() time.Duration {
		close(end)
		return <-longest
	}
}

// askOnce puts one request to a library whose name servers have just started.
func (a *asker) askOnce(q parity.Request) (parity.Exchange, error) {
	m, err := scenario.New(a.fsys)
	if err != nil {
		return parity.Exchange{}, err
	}
	stop, err := serve(m, a.servers)
	if err != nil {
		return parity.Exchange{}, err
	}
	line, err := q.Wire()
	if err != nil {
		return parity.Exchange{}, err
	}
	fmt.Fprintln(a.in, line)
	lines, err := a.answer()
	if err := errors.Join(err, stop()); err != nil {
		return parity.Exchange{}, fmt.Errorf("%s: %w", q.Text, err)
	}
	answer, err := q.Read(lines)
	if err != nil {
		return parity.Exchange{}, err
	}
	return parity.NewExchange(a.fsys, q, answer, m.DNS)
}

func (a *asker) answer() (lines []string, err error) {
	for {
		line, err := a.out.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if line = strings.TrimSuffix(line, "\n"); line == "." {
			return lines, nil
		}
		lines = append(lines, line)
	}
}

// serve serves the DNS of m at each of the addresses, until stop is called.
func serve(m *scenario.Machine, servers []netip.AddrPort) (stop func() error, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, len(servers))
	for _, s := range servers {
		ready := make(chan bool, 1)
		failed := make(chan error, 1)
		go func() {
			err := m.DNS.Serve(ctx, s.String(), func(netip.AddrPort) { ready <- true })
			failed <- err
			ended <- err
		}()
		select {
		case <-ready:
		case err := <-failed:
			cancel()
			return nil, err
		}
	}
	return func() error {
		cancel()
		for range servers {
			err = errors.Join(err, <-ended)
		}
		return err
	}, nil
}
