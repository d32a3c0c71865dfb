package resolver_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A simulation runs scenarios that are drawn at random, in virtual time, and holds what a lookup promises against what comes of
// them. All of a run hangs on the seed that its scenario is drawn from, so that a failure can be had again:
//
//	go test ./resolver -run TestSimulation -v -sim.seeds=100000
//	go test ./resolver -run TestSimulation -v -sim.seed=N
//	go test ./resolver -run TestSimulation -v -sim.file=FILE
//	netdb replay FILE
var (
	simSeeds = flag.Uint64("sim.seeds", 1000, "how many seeds TestSimulation runs")
	simFirst = flag.Uint64("sim.first", 0, "the first of them")
	simSeed  = flag.String("sim.seed", "", "the one seed that TestSimulation runs, telling what comes of it")
	simFile  = flag.String("sim.file", "", "the scenario that it runs instead, as one that a failure has left")
)

// A simFailure is an invariant that does not hold.
type simFailure struct{ invariant, what string }

// checkScenario runs a scenario twice, and returns the first invariant that does not hold.
func checkScenario(text string) (run *simRun, failure *simFailure, err error) {
	run, err = simulate(text)
	if err != nil {
		return nil, nil, err
	}
	w := newSimWorld(text, run.looks)
	for _, invariant := range simInvariants {
		if what := invariant.broke(w, run); what != "" {
			return run, &simFailure{invariant.name, what}, nil
		}
	}
	again, err := simulate(text)
	if err != nil {
		return nil, nil, err
	}
	if what := firstDifference(run.String(), again.String()); what != "" {
		return run, &simFailure{"a scenario runs the same each time", what}, nil
	}
	return run, nil, nil
}

// String is all that has to be the same in each run. In which order things happen at one instant is not, nor which of two queries then is
// the first, nor in which case the letters of a question are that two calls ask at the same time; nor whether the second of them
// finds the first still waiting, and asks nothing.
func (run *simRun) String() string {
	var b strings.Builder
	for _, c := range run.calls {
		fmt.Fprintln(&b, c)
	}
	trace := strings.Split(simOrdinal.ReplaceAllString(strings.ToLower(run.trace), ""), "\n")
	slices.Sort(trace)
	return b.String() + strings.Join(slices.Compact(trace), "\n")
}

var simOrdinal = regexp.MustCompile(` #\d+`)

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("once:  %s\nagain: %s", as[i], bs[i])
		}
	}
	if len(as) != len(bs) {
		return fmt.Sprintf("once %d lines, then %d", len(as), len(bs))
	}
	return ""
}

func TestSimulation(t *testing.T) {
	if *simSeed != "" || *simFile != "" {
		name, text := chosen(t)
		t.Logf("%s\n%v", text, check(t, name, text))
		return
	}
	seeds := *simSeeds
	if testing.Short() {
		seeds = min(seeds, 100)
	}
	tally := &simTally{counts: map[string]int{}}
	runSeeds(t, seeds, tally)
	tally.check(t, seeds)
}

// chosen is the scenario that the flags name.
func chosen(t *testing.T) (name, text string) {
	if *simFile != "" {
		data, err := os.ReadFile(*simFile)
		if err != nil {
			t.Fatal(err)
		}
		return *simFile, string(data)
	}
	seed, err := strconv.ParseUint(*simSeed, 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	return seedName(seed), drawScenario(seed)
}

func seedName(seed uint64) string { return fmt.Sprintf("seed %d", seed) }

// runSeeds runs so many seeds on all CPUs, until a few have failed. Every few seconds it tells how far it is.
func runSeeds(t *testing.T, seeds uint64, tally *simTally) {
	var next, failed atomic.Uint64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < seeds && failed.Load() < 3; i = next.Add(1) - 1 {
				seed := *simFirst + i
				text := drawScenario(seed)
				run := check(t, seedName(seed), text)
				if run == nil {
					failed.Add(1)
					continue
				}
				tally.note(text, run)
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for start := time.Now(); ; {
		select {
		case <-done:
			return
		case <-time.After(5 * time.Second):
			begun, took := min(next.Load(), seeds), time.Since(start).Seconds()
			fmt.Fprintf(os.Stderr, "simulation: %d of %d seeds after %.0fs\n", begun, seeds, took)
		}
	}
}

// check returns what came of a scenario, nil if an invariant does not hold: then it tells the least scenario of which one does not.
func check(t *testing.T, name, text string) *simRun {
	run, failure, err := checkScenario(text)
	switch {
	case err != nil:
		t.Errorf("%s: %v\n%s", name, err, text)
		return nil
	case failure != nil:
		text = shrink(text, failure.invariant)
		if _, less, _ := checkScenario(text); less != nil {
			failure = less
		}
		t.Errorf("%s: %s: does not hold\n%s\n\nThe scenario is in %s:\n\n%s",
			name, failure.invariant, failure.what, written(t, text), text)
		return nil
	}
	return run
}

// written writes a scenario to a file, for netdb replay, and returns its path.
func written(t *testing.T, text string) string {
	f, err := os.CreateTemp("", "netdb-sim-*.txtar")
	if err != nil {
		t.Log(err)
		return "no file"
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Log(err)
	}
	return f.Name()
}
