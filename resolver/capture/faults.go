package capture

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/internal/rcode"
)

// faultsText is the file faults: a fault for each query, and for each dial that did not succeed at once.
func faultsText(events []event) string {
	var b strings.Builder
	if slices.ContainsFunc(events, func(e event) bool { return e.query != nil }) {
		b.WriteString("# What is not below has no answer.\nany -> drop\n")
	}
	nth := map[string]int{}
	for _, e := range slices.SortedStableFunc(slices.Values(events), event.compare) {
		match := e.match()
		nth[match]++
		if actions := e.actions(); actions != "" {
			b.WriteString(e.comments())
			fmt.Fprintf(&b, "%s #%d -> %s\n", match, nth[match], actions)
		}
	}
	return b.String()
}

// compare sorts by time, and what is of one instant by its text: its order is that of goroutines.
func (e event) compare(other event) int {
	return cmp.Or(e.at.Compare(other.at), strings.Compare(e.match(), other.match()))
}

// Asked returns the queries so far, each as a [fakedns.Match] prints it that is for nothing else, sorted.
func (rec *Recorder) Asked() []string {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	var asked []string
	for _, e := range rec.events {
		if e.query != nil {
			asked = append(asked, e.match())
		}
	}
	slices.Sort(asked)
	return asked
}

// match is what stands before the number of the event.
func (e event) match() string {
	m := fakedns.Match{Server: e.server, Network: e.network, Dial: e.query == nil}
	if e.query != nil {
		m.Name, m.Type = dns.CanonicalName(e.query.name), e.query.qtype
	}
	return m.String()
}

// actions is what stands behind the arrow, "" where there is nothing to say.
func (e event) actions() string {
	if e.query == nil {
		return e.dialActions()
	}
	actions := make([]string, len(e.replies))
	for i, p := range e.replies {
		actions[i] = action(p, e.query.id)
	}
	return strings.Join(actions, ", ")
}

// dialActions says when a connection was open, or why it was not. One that was given up hangs.
func (e event) dialActions() string {
	switch {
	case len(e.replies) == 0:
		return "drop"
	case e.replies[0].Err != nil:
		return "drop, " + action(e.replies[0], [2]byte{})
	case e.network == "udp":
		return ""
	}
	return "delay " + e.replies[0].After.String()
}

func action(p fakedns.Packet, id [2]byte) string {
	after := p.After.String()
	switch {
	case p.Err != nil:
		return "error " + after + " " + fakedns.ErrorName(p.Err)
	case p.Raw:
		return "send-raw " + after + " " + hexOf(p.Data, [2]byte{})
	}
	return "send " + after + " " + hexOf(p.Data, id)
}

// hexOf is data in hex as one word, with the id at its beginning XORed with that of the query it came back to.
func hexOf(data []byte, id [2]byte) string {
	if len(data) == 0 {
		return `""`
	}
	data = slices.Clone(data)
	for i := range min(len(id), len(data)) {
		data[i] ^= id[i]
	}
	return hex.EncodeToString(data)
}

// comments show what the replies say.
func (e event) comments() string {
	var b strings.Builder
	for _, p := range e.replies {
		m := new(dns.Msg)
		switch {
		case p.Err != nil && fakedns.ErrorName(p.Err) == "EIO": // or one without a name
			fmt.Fprintf(&b, "# %s\n", strconv.Quote(p.Err.Error()))
		case p.Err != nil || e.query == nil:
		case p.Raw || m.Unpack(p.Data) != nil:
			fmt.Fprintf(&b, "# %d octets that are no message\n", len(p.Data))
		default:
			b.WriteString(messageComments(m))
		}
	}
	return b.String()
}

func messageComments(m *dns.Msg) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s", rcode.Text(m.Rcode))
	if m.Truncated {
		b.WriteString(" TC")
	}
	b.WriteByte('\n')
	for _, rr := range m.Answer {
		fmt.Fprintf(&b, "#   %s\n", fakedns.RecordText(rr))
	}
	return b.String()
}
