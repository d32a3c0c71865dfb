package parity_test

import (
	"bytes"
	"context"
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
	"time"

	"netdb.example/resolver/scenario"
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
					got, err := askMachine(t.Context(), programs[l.name], file)
					if err != nil {
						t.Fatal(err)
					}
					checkGolden(t, goldenFile(l.name, nameOf(file)), got)
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
func askMachine(ctx context.Context, program, file string) (string, error) {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = []string{"PATH=" + os.Getenv("PATH") + ":/usr/sbin:/sbin", machineEnv + "=" + program + ":" + file}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWUTS,
		Pdeathsig:  syscall.SIGKILL,
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", file, err, stderr.String())
	}
	return string(out), nil
}

var (
	random = flag.Int("random", 0, "with -live: how many random scenarios to hold netdb and glibc against each other in")
	seed   = flag.Uint64("seed", 0, "of the first random scenario; 0 draws one")
)

// TestRandom holds netdb against glibc on the machines of random scenarios. Of one that shows a difference which no departure explains
// it prints what is left when all is left out that the difference does not need.
func TestRandom(t *testing.T) {
	if !*live || *random == 0 {
		t.Skip("only with -live -random N")
	}
	if *seed == 0 {
		*seed = rand.Uint64N(1 << 32)
	}
	fmt.Printf("random scenarios from the seed %d on\n", *seed)
	program := compile(t, "gcc")
	for i := range uint64(*random) {
		t.Run(fmt.Sprint(*seed+i), func(t *testing.T) {
			t.Parallel()
			text := parity.Random(*seed + i)
			defects, err := defectsOf(t, program, text)
			if err != nil {
				t.Fatal(err)
			}
			if len(defects) > 0 { // a second look: a loaded machine may answer late
				defects, err = defectsOf(t, program, text)
			}
			if err != nil || len(defects) == 0 {
				return
			}
			end := time.Now().Add(shrinkTime)
			least := parity.Shrink(text, func(text []byte) bool {
				if time.Now().After(end) {
					return false
				}
				defects, err := defectsOf(t, program, text)
				return err == nil && len(defects) > 0
			})
			again, err := defectsOf(t, program, least)
			if err != nil || len(again) == 0 {
				again, least = defects, text
			}
			t.Errorf("%d requests differ, of which one is\n%snetdb:\n%sglibc:\n%s", len(defects), least, again[0].Ours, again[0].Theirs)
		})
	}
}

// shrinkTime is how long a scenario is made smaller.
const shrinkTime = 20 * time.Second

// defectsOf are the differences on a machine that no departure explains. What is no scenario is an error.
func defectsOf(t *testing.T, program string, text []byte) (defects []parity.Difference, err error) {
	fsys, err := scenario.Txtar(text)
	if err != nil {
		return nil, err
	}
	requests, err := parity.Requests(fsys)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(t.TempDir(), "random.txtar")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		return nil, err
	}
	golden, err := askMachine(t.Context(), program, file)
	if err != nil {
		return nil, err
	}
	theirs, err := parity.ReadGolden(strings.NewReader(golden))
	if err != nil {
		return nil, err
	}
	for i, q := range requests {
		d, err := parity.Compare(t, fsys, q, theirs[i])
		if err != nil {
			return nil, err
		}
		if d.Differ() && !d.Explain(t) {
			defects = append(defects, d)
		}
	}
	return defects, nil
}
