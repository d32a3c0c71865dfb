package parity_test

import (
	"bytes"
	"testing"

	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
)

// A flag and its value can only be left out together: without one of them there is no request, or one of three arguments.
func TestShrink(t *testing.T) {
	const text = `A comment.

-- hostname --
host
-- etc/hosts --
127.0.0.1 localhost
192.0.2.1 www web
# the end
-- zone --
www A 192.0.2.2
-- faults --
any -> drop
-- calls --
getaddrinfo localhost
getnameinfo 192.0.2.1 80 --flags dgram
getnameinfo 192.0.2.2 80
`
	const want = `A comment.

-- etc/hosts --
192.0.2.1 web
-- calls --
getnameinfo 192.0.2.1 80
`
	needed := [][]byte{[]byte("\n192.0.2.1 "), []byte("web\n"), []byte("getnameinfo 192.0.2.1 80")}
	got := parity.Shrink([]byte(text), func(text []byte) bool {
		for _, part := range needed {
			if !bytes.Contains(text, part) {
				return false
			}
		}
		fsys, err := scenario.Txtar(text)
		if err != nil {
			return false
		}
		requests, err := parity.Requests(fsys)
		return err == nil && len(requests[0].Args) == 2
	})
	if string(got) != want {
		t.Errorf("Shrink is\n%swant\n%s", got, want)
	}
}
