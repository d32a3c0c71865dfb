package capture

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// zone redacts a text that is a fakedns.Zone: one record a line, as they stand there, each with its whole name and its TTL.
func (r *redactor) zone(text string) (string, error) {
	const defaultTTL = 300
	var b strings.Builder
	zp := dns.NewZoneParser(strings.NewReader(outdent(text)+"\n;\n"), ".", "")
	zp.SetDefaultTTL(defaultTTL)
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		rr, err := r.fromText(rr)
		if err != nil {
			return "", err
		}
		data, err := typeAndData(rr)
		if err != nil {
			return "", err
		}
		owner, _, _ := strings.Cut(rr.Header().String(), "\t")
		fmt.Fprintf(&b, "%s %d %s\n", owner, rr.Header().Ttl, data)
	}
	return b.String(), zp.Err()
}

// outdent takes the indentation of the first line that is not blank off every line that has it, as fakedns.Zone says.
func outdent(text string) string {
	for line := range strings.Lines(text) {
		bare := strings.TrimLeft(line, " \t")
		if strings.TrimSpace(bare) == "" {
			continue
		}
		indent := line[:len(line)-len(bare)]
		return strings.ReplaceAll(strings.TrimPrefix(text, indent), "\n"+indent, "\n")
	}
	return text
}
