package zonetext

import (
	"fmt"
	"strings"
	"testing"
)

// A text's records, each after the number of the line at whose end it stands, and the error that ends it.
func TestParser(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"www A 192.0.2.1", "1 www. 300 IN A 192.0.2.1\n"},
		{"\n\n\twww A 192.0.2.1\n\t    AAAA ::1\n", "3 www. 300 IN A 192.0.2.1\n4 www. 300 IN AAAA ::1\n"},
		{"  a A 192.0.2.1\n  b 5 A 192.0.2.2\n", "1 a. 300 IN A 192.0.2.1\n2 b. 5 IN A 192.0.2.2\n"},
		{"$TTL 7\na TXT (one\n two)\nb A 192.0.2.2", "3 a. 7 IN TXT \"one\" \"two\"\n4 b. 7 IN A 192.0.2.2\n"},
		{"www A 192.0.2.1\nwww AAAA", "1 www. 300 IN A 192.0.2.1\nunexpected newline"}, // not one without data
		{"www A 192.0.2.1\n  \t\n", "1 www. 300 IN A 192.0.2.1\n"},
	} {
		var got strings.Builder
		p := New(tt.text)
		for rr, ok := p.Next(); ok; rr, ok = p.Next() {
			fmt.Fprintln(&got, p.Line(), strings.ReplaceAll(rr.String(), "\t", " "))
		}
		if err := p.Err(); err != nil {
			text, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "dns: "), ": ")
			got.WriteString(text)
		}
		if got.String() != tt.want {
			t.Errorf("%q:\ngot  %q\nwant %q", tt.text, got.String(), tt.want)
		}
	}
}
