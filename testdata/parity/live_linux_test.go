package parity_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"netdb.example/testdata/parity"
)

var (
	live   = flag.Bool("live", false, "ask the real C libraries, in namespaces that are made for it: for root on Linux with gcc, musl-gcc and iproute2")
	record = flag.Bool("record", false, "with -live: write the golden files")
)

// machineEnv makes this program the machine of a scenario: what its variable names is the program to ask, and behind a colon the file.
const machineEnv = "PARITY_MACHINE"

func TestMain(m *testing.M) {
	program, file, ok := strings.Cut(os.Getenv(machineEnv), ":")
	if !ok {
		os.Exit(m.Run())
	}
	if err := beMachine(program, file, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// libraries are the C libraries that are asked, each with its compiler.
var libraries = []struct{ name, compiler string }{{"glibc", "gcc"}, {"musl", "musl-gcc -static"}}

// compile returns the path of ask.c, compiled for a library.
func compile(t *testing.T, compiler string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "ask")
	args := append(strings.Fields(compiler), "-O1", "-o", program, "ask/ask.c")
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return program
}

// TestLive asks glibc, and holds what it says against the golden files; or it asks both libraries, and writes these.
func TestLive(t *testing.T) {
	if !*live {
		t.Skip("only with -live")
	}
	programs := map[string]string{}
	for _, l := range libraries {
		programs[l.name] = compile(t, l.compiler)
	}
	for _, file := range scenarioFiles(t) {
		t.Run(nameOf(file), func(t *testing.T) {
			t.Parallel()
			for _, l := range libraries {
				if l.name == "musl" && !*record {
					continue // it asks all servers at once and takes the first answer: no two runs are the same
				}
				t.Run(l.name, func(t *testing.T) {
					t.Parallel()
					checkGolden(t, goldenFile(l.name, nameOf(file)), askMachine(t, programs[l.name], file))
				})
			}
		})
	}
}

func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *record {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(got), 0o666)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("this library and %s differ:\n%s", path, diff(t, string(want), got))
	}
}

// diff is what diff(1) says.
func diff(t *testing.T, want, got string) string {
	dir := t.TempDir()
	for name, text := range map[string]string{"want": want, "got": got} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("diff", "-u", "want", "got")
	cmd.Dir = dir
	out, _ := cmd.Output()
	return string(out)
}

// askMachine returns what a library says on the machine of the scenario in file, as a golden file has it.
func askMachine(t *testing.T, program, file string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = []string{"PATH=" + os.Getenv("PATH") + ":/usr/sbin:/sbin", machineEnv + "=" + program + ":" + file}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS,
		Pdeathsig:  syscall.SIGKILL,
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", file, err, stderr.String())
	}
	return string(out)
}

var (
	random = flag.Int("random", 0, "with -live: how many random scenarios to hold netdb and glibc against each other in")
	seed   = flag.Uint64("seed", 0, "of the first random scenario; 0 draws one")
)

// TestRandom prints what netdb and glibc differ in on the machines of random scenarios: departures too, so that it fails.
func TestRandom(t *testing.T) {
	if !*live || *random == 0 {
		t.Skip("only with -live -random N")
	}
	if *seed == 0 {
		*seed = rand.Uint64N(1 << 32)
	}
	t.Logf("the first seed is %d", *seed)
	program := compile(t, "gcc")
	for i := range uint64(*random) {
		t.Run(fmt.Sprint(*seed+i), func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "random.txtar")
			if err := os.WriteFile(file, parity.Random(*seed+i), 0o666); err != nil {
				t.Fatal(err)
			}
			theirs, err := parity.ReadGolden(strings.NewReader(askMachine(t, program, file)))
			if err != nil {
				t.Fatal(err)
			}
			for n, ours := range askNetdb(t, file) {
				if ours.String() != theirs[n].String() {
					t.Errorf("netdb:\n%sglibc:\n%s", ours, theirs[n])
				}
			}
		})
	}
}
