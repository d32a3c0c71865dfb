package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// The measuring goes on in a mount and network namespace of its own: name servers are asked at port 53 of its loopback, and
// its /etc is empty but for what is written here, so that each peer, libc or not, works as it does by default.

// builtIn is the environment variable that leads the process inside to what was built outside.
const builtIn = "NETDB_BENCH_BUILT"

func inside() bool { return os.Getenv(builtIn) != "" }

// outside builds the peers, runs this program again inside, and returns its exit code.
func outside() int {
	dir, err := os.MkdirTemp("", "netdb-bench-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	build(dir)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cmd := exec.CommandContext(ctx, "/proc/self/exe", os.Args[1:]...)
	cmd.Env = append(os.Environ(), builtIn+"="+dir)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS,
		Setsid:     true,
		Pdeathsig:  syscall.SIGKILL,
	}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	runtime.LockOSThread() // at whose end the child gets its Pdeathsig
	if err := cmd.Run(); err != nil {
		log.Print(err)
		return 1
	}
	return 0
}

// network is a machine with one address of each family and a route to everywhere, so that RFC 6724 has something to sort by.
const network = `link set lo up
addr add 198.51.100.1/24 dev lo
addr add 2001:db8:1::1/64 dev lo nodad
route add default dev lo
-6 route add default dev lo
`

const (
	nsswitch   = "hosts: files dns\n"
	shortHosts = "127.0.0.1 localhost\n::1 localhost\n"
)

// furnish makes the namespace the machine that the peers run on, with priority over what else goes on where that may be had.
func furnish() error {
	os.WriteFile("/proc/self/autogroup", []byte("-20"), 0) // of the session: see sched(7)
	if limit := (syscall.Rlimit{}); syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		limit.Cur = limit.Max
		syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	kept := make(map[string][]byte)
	for _, name := range []string{"ld.so.cache", "services", "protocols"} {
		kept[name], _ = os.ReadFile(filepath.Join("/etc", name))
	}
	if err := syscall.Mount("none", "/etc", "tmpfs", 0, ""); err != nil {
		return fmt.Errorf("an /etc of our own: %w", err)
	}
	for name, text := range kept {
		if text != nil {
			etc(name, string(text))
		}
	}
	etc("resolv.conf", "nameserver "+serverAddr+"\n")
	etc("nsswitch.conf", nsswitch)
	etc("hosts", shortHosts)
	for line := range strings.Lines(network) {
		if out, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", strings.TrimSpace(line), err, out)
		}
	}
	return nil
}

// etc writes a file of the machine.
func etc(name, text string) {
	if err := os.WriteFile(filepath.Join("/etc", name), []byte(text), 0o644); err != nil {
		log.Fatal(err)
	}
}
