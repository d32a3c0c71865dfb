// Package frame cuts the messages out of a TCP stream of DNS (RFC 1035 §4.2.2).
package frame

import "encoding/binary"

// Cut cuts the first message off a stream, and returns it without its length. It reports false, and the stream as rest, if not
// all of it is there yet.
func Cut(stream []byte) (message, rest []byte, ok bool) {
	if len(stream) < 2 {
		return nil, stream, false
	}
	end := 2 + int(binary.BigEndian.Uint16(stream))
	if len(stream) < end {
		return nil, stream, false
	}
	return stream[2:end:end], stream[end:], true
}
