package resolver_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"
)

// A simTally counts what the seeds have reached.
type simTally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *simTally) note(text string, run *simRun) {
	words := map[string]bool{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		for line := range strings.Lines(string(f.Data)) {
			_, actions, isFault := strings.Cut(line, " -> ")
			for word := range strings.FieldsSeq(actions) {
				words[strings.TrimSuffix(word, ",")] = isFault
			}
			if strings.HasSuffix(f.Name, "etc/resolv.conf") {
				for word := range strings.FieldsSeq(line) {
					words[word] = true
				}
			}
		}
	}
	for _, c := range run.calls {
		words[c.Args[0]] = true
		if outcome := c.outcome(); !isAnswer(outcome) {
			words[outcome] = true
		} else {
			words[c.Args[0]+" answers"] = true
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for word := range words {
		t.counts[word]++
	}
}

// check holds that many seeds have reached everything that is drawn.
func (t *simTally) check(tb testing.TB, seeds uint64) {
	wanted := slices.Concat(simActions, simOptions, []string{"nameserver", "search", "domain",
		"EAI_NONAME", "EAI_NODATA", "EAI_AGAIN", "EAI_FAIL", "EAI_CANCELED", "EAI_SYSTEM", "EAI_SERVICE", "EAI_ADDRFAMILY", "EAI_BADFLAGS"})
	for name := range simCalls {
		wanted = append(wanted, name, name+" answers")
	}
	for _, word := range wanted {
		if t.counts[word] == 0 && seeds >= 1000 && !tb.Failed() {
			tb.Errorf("no seed has reached %s", word)
		}
	}
}
