package frame

import (
	"bytes"
	"testing"
)

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		stream, message, rest string
		ok                    bool
	}{
		{"", "", "", false},
		{"\x00", "", "\x00", false},
		{"\x00\x00", "", "", true},
		{"\x00\x02a", "", "\x00\x02a", false},
		{"\x00\x02ab", "ab", "", true},
		{"\x00\x01abc", "a", "bc", true},
		{"\x01\x00" + "x", "", "\x01\x00x", false},
	} {
		message, rest, ok := Cut([]byte(tt.stream))
		if string(message) != tt.message || string(rest) != tt.rest || ok != tt.ok {
			t.Errorf("%q: got %q, %q, %v", tt.stream, message, rest, ok)
		}
	}
}

// What is appended to a message does not run into the rest.
func TestMessageIsApart(t *testing.T) {
	stream := []byte("\x00\x01abc")
	message, rest, _ := Cut(stream)
	_ = append(message, 'x')
	if !bytes.Equal(rest, []byte("bc")) {
		t.Errorf("the rest is %q", rest)
	}
}
