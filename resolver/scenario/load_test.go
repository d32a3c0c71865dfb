package scenario_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// tbRecorder is a test that can fail without failing this one.
type tbRecorder struct {
	fakedns.TB
	fatal   string
	cleanup []func()
}

func (r *tbRecorder) Cleanup(f func()) { r.cleanup = append(r.cleanup, f) }
func (r *tbRecorder) Fatalf(format string, args ...any) {
	r.fatal = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// run returns what the test f fails with.
func (r *tbRecorder) run(f func(tb fakedns.TB)) string {
	var done sync.WaitGroup
	done.Go(func() {
		defer func() {
			for _, c := range r.cleanup {
				c()
			}
		}()
		f(r)
	})
	done.Wait()
	return r.fatal
}

func TestLoadFailsTheTest(t *testing.T) {
	for _, tt := range []struct {
		name string
		test func(tb fakedns.TB)
		want string
	}{
		{"a malformed scenario", func(tb fakedns.TB) { scenario.Load(tb, files("env", "A")) }, `scenario: env:1: "A" is not KEY=VALUE`},
		{"nothing wrong", func(tb fakedns.TB) { scenario.Load(tb, files()) }, ""},
		{"a fault that no query met", func(tb fakedns.TB) {
			scenario.Load(tb, files()).DNS.Inject(fakedns.Fault{Match: fakedns.Match{Name: "a.test"}, Do: fakedns.Drop})
		}, `no query met the fault: a.test.`},
		{"a fault of the scenario that no query met", func(tb fakedns.TB) {
			scenario.Load(tb, files("faults", "a.test. -> drop\nb.test. AAAA #2 -> drop\n"))
		}, `no query met the fault: a.test., b.test. AAAA #2`},
		{"a fault that one met", func(tb fakedns.TB) {
			m := scenario.Load(tb, files())
			m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Name: "a.test"}, Do: fakedns.Rcode(5)})
			m.Resolver.Gethostbyname(t.Context(), "a.test")
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tbRecorder{TB: t}
			if got := r.run(tt.test); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
