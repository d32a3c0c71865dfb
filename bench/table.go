package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// A table is what a subject says: a row for each peer, the first being the floor, and a column for each figure.
type table struct {
	Name, Title string
	Columns     []column
	Rows        []*row
	Goals       []goal
	Notes       []string `json:",omitempty"`
}

// A column shows the median over the rounds of the values with its key, and with Ratio the median of what they are to the
// floor's of the same round, between its quartiles.
type column struct {
	Key, Head string
	Unit      float64 // what the values are divided by to be shown; 0 is 1
	Ratio     bool
}

// A row has the values of a peer, a round after the other.
type row struct {
	Peer   string
	Values map[string][]float64
}

// A goal is a bound for a figure of netdb's.
type goal struct {
	Text string
	Got  float64
	Met  bool
}

// row returns the one of peer, which it adds where there is none.
func (t *table) row(peer string) *row {
	for _, r := range t.Rows {
		if r.Peer == peer {
			return r
		}
	}
	r := &row{peer, make(map[string][]float64)}
	t.Rows = append(t.Rows, r)
	return r
}

// begin adds a row for each worker, in their order.
func (t *table) begin(workers []*worker) {
	for _, w := range workers {
		t.row(w.name)
	}
}

// add adds what peer said in a round; each key gets the suffix.
func (t *table) add(peer string, v values, suffix string) {
	r := t.row(peer)
	for key, n := range v {
		r.Values[key+suffix] = append(r.Values[key+suffix], n)
	}
}

// valuesOf are those of peer with the key, none for a peer that was not measured.
func (t *table) valuesOf(peer, key string) []float64 {
	for _, r := range t.Rows {
		if r.Peer == peer {
			return r.Values[key]
		}
	}
	return nil
}

// ratio is what the key of peer is to that of floor: quartiles of the rounds, NaN for none.
func (t *table) ratio(peer, floor, key string) quartiles {
	a, b := t.valuesOf(peer, key), t.valuesOf(floor, key)
	ratios := make([]float64, 0, len(a))
	for i := range min(len(a), len(b)) {
		ratios = append(ratios, a[i]/b[i])
	}
	return quartilesOf(ratios)
}

func (t *table) median(peer, key string) float64 { return quartilesOf(t.valuesOf(peer, key)).median }

// atMost and atLeast add goals, but for those of peers that were not measured.
func (t *table) atMost(bound, got float64, what string) {
	t.aim(fmt.Sprintf("%s at most %g", what, bound), got, got <= bound)
}

func (t *table) atLeast(bound, got float64, what string) {
	t.aim(fmt.Sprintf("%s at least %g", what, bound), got, got >= bound)
}

func (t *table) aim(text string, got float64, met bool) {
	if !math.IsNaN(got) {
		t.Goals = append(t.Goals, goal{text, rounded(got), met})
	}
}

// quartiles are those of some figures.
type quartiles struct{ low, median, high float64 }

func quartilesOf(figures []float64) quartiles {
	sorted := slices.Sorted(slices.Values(figures))
	if len(sorted) == 0 {
		return quartiles{math.NaN(), math.NaN(), math.NaN()}
	}
	at := func(q float64) float64 {
		i := q * float64(len(sorted)-1)
		low, part := sorted[int(i)], i-math.Floor(i)
		return low + part*(sorted[int(math.Ceil(i))]-low)
	}
	return quartiles{at(0.25), at(0.5), at(0.75)}
}

func (t *table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", t.Name, t.Title)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := ""
	for _, c := range t.Columns {
		head += "\t" + c.Head
		if c.Ratio {
			head += "\t÷ floor"
		}
	}
	fmt.Fprintln(w, head+"\t")
	for _, r := range t.Rows {
		fmt.Fprintln(w, r.Peer+t.cells(r)+"\t")
	}
	w.Flush()
	for _, g := range t.Goals {
		fmt.Fprintf(&b, "goal: %s: %g, %s\n", g.Text, g.Got, map[bool]string{true: "met", false: "MISSED"}[g.Met])
	}
	for _, note := range t.Notes {
		fmt.Fprintln(&b, "note:", note)
	}
	return b.String()
}

// cells are the figures of r, behind a tab each.
func (t *table) cells(r *row) string {
	var b strings.Builder
	for _, c := range t.Columns {
		unit := c.Unit
		if unit == 0 {
			unit = 1
		}
		b.WriteString("\t" + figure(t.median(r.Peer, c.Key)/unit))
		if c.Ratio {
			q := t.ratio(r.Peer, t.Rows[0].Peer, c.Key)
			b.WriteString("\t" + figure(q.median))
			if r != t.Rows[0] && !math.IsNaN(q.median) {
				b.WriteString(" [" + figure(q.low) + " " + figure(q.high) + "]")
			}
		}
	}
	return b.String()
}

// figure prints three digits that count.
func figure(f float64) string {
	switch {
	case math.IsNaN(f):
		return "-"
	case f == 0:
		return "0"
	case math.Abs(f) >= 100:
		return fmt.Sprintf("%.0f", f)
	case math.Abs(f) >= 10:
		return fmt.Sprintf("%.1f", f)
	case math.Abs(f) < 0.1:
		return fmt.Sprintf("%.3f", f)
	}
	return fmt.Sprintf("%.2f", f)
}

func rounded(f float64) float64 {
	var r float64
	fmt.Sscan(figure(f), &r)
	return r
}

// MarshalJSON adds to the values of each round their quartiles and those of their ratios to the floor's.
func (t *table) MarshalJSON() ([]byte, error) {
	type summary struct{ Low, Median, High float64 }
	type jsonRow struct {
		Peer          string
		Values        map[string][]float64
		Figures       map[string]summary
		RatiosToFloor map[string]summary
	}
	var rows []jsonRow
	for _, r := range t.Rows {
		out := jsonRow{r.Peer, r.Values, map[string]summary{}, map[string]summary{}}
		for key, figures := range r.Values {
			q := quartilesOf(figures)
			out.Figures[key] = summary{q.low, q.median, q.high}
		}
		for _, c := range t.Columns {
			if q := t.ratio(r.Peer, t.Rows[0].Peer, c.Key); c.Ratio && !math.IsNaN(q.median) && !math.IsInf(q.median, 0) {
				out.RatiosToFloor[c.Key] = summary{q.low, q.median, q.high}
			}
		}
		rows = append(rows, out)
	}
	return json.Marshal(struct {
		Name, Title string
		Columns     []column
		Rows        []jsonRow
		Goals       []goal
		Notes       []string `json:",omitempty"`
	}{t.Name, t.Title, t.Columns, rows, t.Goals, t.Notes})
}
