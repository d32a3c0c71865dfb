package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"netdb": main})
}

// TestScripts runs testdata/script. There, "exits N command..." is exec for a command that ends with exit code N, and $tour
// and $wildcard are the scenarios of the tour.
func TestScripts(t *testing.T) {
	dir, err := filepath.Abs("../../testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("tour", "--scenario="+filepath.Join(dir, "tour.txtar"))
			env.Setenv("wildcard", "--scenario="+filepath.Join(dir, "tour-wildcard.txtar"))
			env.Setenv("GORACE", "atexit_sleep_ms=0") // or each command takes a second to exit under -race
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits N command...")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// netdb runs the command in this process.
func netdb(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return netdbContext(t, t.Context(), args...)
}

func netdbContext(t *testing.T, ctx context.Context, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = execute(ctx, args, strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

const (
	tourFile     = "../../testdata/scenarios/tour.txtar"
	wildcardFile = "../../testdata/scenarios/tour-wildcard.txtar"
)
