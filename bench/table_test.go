package main

import (
	"math"
	"strings"
	"testing"
)

func TestQuartiles(t *testing.T) {
	for _, tt := range []struct {
		figures []float64
		want    quartiles
	}{
		{[]float64{7}, quartiles{7, 7, 7}},
		{[]float64{3, 1}, quartiles{1.5, 2, 2.5}},
		{[]float64{5, 1, 4, 2, 3}, quartiles{2, 3, 4}},
		{[]float64{4, 1, 3, 2}, quartiles{1.75, 2.5, 3.25}},
	} {
		if got := quartilesOf(tt.figures); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.figures, got, tt.want)
		}
	}
	if got := quartilesOf(nil).median; !math.IsNaN(got) {
		t.Errorf("of nothing: got %v", got)
	}
}

// A ratio is the median of those of the rounds, not that of the medians: a round that is slow for all does not count.
func TestTable(t *testing.T) {
	tab := &table{Name: "name", Title: "title", Columns: []column{{"ns", "µs", 1000, true}, {Key: "allocs", Head: "allocs"}}}
	for _, round := range []struct{ floor, peer float64 }{{1000, 3000}, {9000, 18000}, {2000, 8000}} {
		tab.add("floor", values{"ns": round.floor}, "")
		tab.add("peer", values{"ns": round.peer, "allocs": 12}, "")
	}
	tab.atMost(2, tab.ratio("peer", "floor", "ns").median, "peer ÷ floor")
	tab.atMost(3, tab.ratio("peer", "floor", "ns").median, "peer ÷ floor")
	tab.atLeast(12, tab.median("peer", "allocs"), "allocations")
	tab.atMost(1, tab.median("nobody", "ns"), "nobody")
	want := `name: title
           µs           ÷ floor  allocs
  floor  2.00              1.00       -
   peer  8.00  3.00 [2.50 3.50]    12.0
goal: peer ÷ floor at most 2: 3, MISSED
goal: peer ÷ floor at most 3: 3, met
goal: allocations at least 12: 12, met
`
	if got := trimmed(tab.String()); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// trimmed has no blanks at the ends of lines.
func trimmed(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

func TestFigure(t *testing.T) {
	for f, want := range map[float64]string{0: "0", 0.0123: "0.012", 0.123: "0.12", 1.234: "1.23", 12.34: "12.3", 1234.5: "1234", math.NaN(): "-"} {
		if got := figure(f); got != want {
			t.Errorf("%v: got %s, want %s", f, got, want)
		}
	}
}

func TestParseValues(t *testing.T) {
	got, err := parseValues("p50=1200 cpu=3.5\n")
	if err != nil || len(got) != 2 || got["p50"] != 1200 || got["cpu"] != 3.5 {
		t.Errorf("got %v, %v", got, err)
	}
	for _, line := range []string{"p50", "p50=", "p50=x"} {
		if got, err := parseValues(line); err == nil {
			t.Errorf("%q: got %v", line, got)
		}
	}
}
