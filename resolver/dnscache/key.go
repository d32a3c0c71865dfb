package dnscache

import (
	"hash/maphash"
	"strings"
)

// A key is a name as the store has it.
type key struct {
	name string
	hash uint64
}

// maxName bounds what is kept: a name that is no longer in presentation form (RFC 1035 §2.3.4).
const maxName = 255

// key makes name one. A final dot that follows a backslash may be none, so that names with one are kept as they are spelled.
func (s *store) key(name string) key {
	if n := len(name); n > 1 && name[n-1] == '.' && strings.IndexByte(name, '\\') < 0 {
		name = name[:n-1]
	}
	name = lower(name)
	return key{name, maphash.String(s.seed, name)}
}

// lower is s with the ASCII letters in lower case (RFC 4343).
func lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return lowered(s)
		}
	}
	return s
}

func lowered(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
