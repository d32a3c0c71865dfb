package capture

import (
	"fmt"
	"strings"

	"netdb.example/resolver/internal/zonetext"
)

// zone redacts a text that is a fakedns.Zone: one record a line, as they stand there, each with its whole name and its TTL.
func (r *redactor) zone(text string) (string, error) {
	var b strings.Builder
	zp := zonetext.New(text)
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
