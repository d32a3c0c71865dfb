package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// serverAddr and serverPort are where the name server listens, inside.
const serverAddr, serverPort = "127.0.0.1", "53"

// A bench is a run: the machine, the name server, and the processors for it and for whoever asks it.
type bench struct {
	dir    string         // what was built
	who    *regexp.Regexp // whom to measure
	server *exec.Cmd
	cpus   []int // the processors of the clients; nil for any
}

// A peer is a program that does the work: it reads a command a line and writes a line of KEY=VALUE for each.
type peer struct {
	name string
	argv []string
}

// values is such a line.
type values map[string]float64

func newBench() (*bench, error) {
	b := &bench{dir: os.Getenv(builtIn)}
	if err := furnish(); err != nil {
		return nil, err
	}
	var cpus []int
	b.cpus, cpus = processors()
	b.server = exec.Command(filepath.Join(b.dir, "server"), serverAddr, serverPort)
	b.server.Stderr = os.Stderr
	out, err := b.server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := startOn(cpus, b.server); err != nil {
		return nil, err
	}
	_, err = bufio.NewReader(out).ReadString('\n')
	return b, err
}

func (b *bench) close() { b.server.Process.Kill() }

// processors gives the clients the first that this process may use, the server the second, and all to both if it is one.
func processors() (client, server []int) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil || set.Count() < 2 {
		return nil, nil
	}
	var all []int
	for i := range 1024 {
		if set.IsSet(i) {
			all = append(all, i)
		}
	}
	return all[:1], all[1:2]
}

// startOn starts cmd on the processors given.
func startOn(cpus []int, cmd *exec.Cmd) error {
	if cpus == nil {
		return cmd.Start()
	}
	runtime.LockOSThread() // a child has the affinity of the thread that it comes from
	defer runtime.UnlockOSThread()
	var before, set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	for _, cpu := range cpus {
		set.Set(cpu)
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return err
	}
	defer unix.SchedSetaffinity(0, &before)
	return cmd.Start()
}

// inC returns a peer that is one of the programs in C.
func (b *bench) inC(name, program string, args ...string) peer {
	return peer{name, append([]string{filepath.Join(b.dir, program)}, args...)}
}

// inGo returns the peer of this program that goPeers, repeaters or cachers have under key.
func inGo(name, key string) peer { return peer{name, []string{"/proc/self/exe", "peer", key}} }

// netdbs are netdb, and the one to compare it with if there is one.
func (b *bench) netdbs() []peer {
	peers := []peer{inGo("netdb", "netdb")}
	if *against != "" {
		peers = append(peers, peer{"netdb against", []string{filepath.Join(b.dir, "against"), "peer", "netdb"}})
	}
	return peers
}

// A worker is a peer that runs.
type worker struct {
	peer
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// start starts the peers, the first of which is the floor, without those that were not built or that nobody wants to see.
func (b *bench) start(peers []peer) ([]*worker, error) {
	var workers []*worker
	for i, p := range peers {
		if i > 0 && !b.who.MatchString(p.name) {
			continue
		}
		w, err := b.startOne(p)
		switch {
		case errors.Is(err, os.ErrNotExist):
			continue
		case err != nil:
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		workers = append(workers, w)
	}
	return workers, nil
}

func (b *bench) startOne(p peer) (*worker, error) {
	w := &worker{peer: p, cmd: exec.Command(p.argv[0], p.argv[1:]...)}
	w.cmd.Stderr = os.Stderr
	w.cmd.SysProcAttr = &syscall.SysProcAttr{}
	var err error
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReader(out)
	return w, startOn(b.cpus, w.cmd)
}

func stop(workers []*worker) {
	for _, w := range workers {
		w.in.Close()
		w.cmd.Wait()
	}
}

// ask gives a command and waits for what comes of it. Lookups that failed are said on stderr: they count as the others do.
func (w *worker) ask(format string, args ...any) (values, error) {
	command := fmt.Sprintf(format, args...)
	if _, err := fmt.Fprintln(w.in, command); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", w.name, command, err)
	}
	line, err := w.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", w.name, command, err)
	}
	v, err := parseValues(line)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", w.name, command, err)
	}
	if n := v["errors"]; n > 0 {
		log.Printf("%s: %s: %.0f lookups failed", w.name, command, n)
	}
	return v, nil
}

func parseValues(line string) (values, error) {
	v := make(values)
	for field := range strings.FieldsSeq(line) {
		key, text, _ := strings.Cut(field, "=")
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", field, err)
		}
		v[key] = n
	}
	return v, nil
}

// serverBusy is how long the name server has been on its processor, in nanoseconds.
func (b *bench) serverBusy() float64 {
	var busy float64
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", b.server.Process.Pid))
	fmt.Sscan(string(text), &busy)
	return busy
}
