package resolver

import (
	"testing"

	"netdb.example/inet"
)

// The first check that fails decides the code (glibc's getaddrinfo.c).
func TestNewRequestChecksInOrder(t *testing.T) {
	const bad = Flags(0x800)
	for _, tt := range []struct {
		name          string
		node, service string
		hints         Hints
		want          error
	}{
		{"neither node nor service", "", "", Hints{}, EAI_NONAME},
		{"neither, before bad flags", "", "", Hints{Flags: bad}, EAI_NONAME},
		{"* is NULL", "*", "*", Hints{}, EAI_NONAME},
		{"bad flags", "h", "", Hints{Flags: bad}, EAI_BADFLAGS},
		{"bad flags, before a bad family", "h", "", Hints{Flags: bad, Family: 99}, EAI_BADFLAGS},
		{"AI_CANONNAME without a node", "", "80", Hints{Flags: AI_CANONNAME}, EAI_BADFLAGS},
		{"AI_CANONNAME with *", "*", "80", Hints{Flags: AI_CANONNAME}, EAI_BADFLAGS},
		{"bad family", "h", "", Hints{Family: inet.AF_UNIX}, EAI_FAMILY},
		{"bad family, before a service that is no number", "h", "http", Hints{Flags: AI_NUMERICSERV, Family: 99}, EAI_FAMILY},
		{"AI_NUMERICSERV and no number", "h", "http", Hints{Flags: AI_NUMERICSERV}, EAI_NONAME},
		{"AI_NUMERICSERV and a number", "h", "80", Hints{Flags: AI_NUMERICSERV}, nil},
		{"AI_NUMERICSERV and a negative number", "h", "-1", Hints{Flags: AI_NUMERICSERV}, nil},
		{"AI_NUMERICSERV and none", "h", "", Hints{Flags: AI_NUMERICSERV}, nil},
		{"deprecated flags", "h", "", Hints{Flags: 0x300}, nil},
		{"every flag", "h", "80", Hints{Flags: validFlags}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := newRequest(tt.node, tt.service, &tt.hints)
			if err := q.check(); err != tt.want {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestNilHintsAreNotZeroHints(t *testing.T) {
	q := newRequest("h", "", nil)
	err := q.check()
	if err != nil || q.Flags != AI_V4MAPPED|AI_ADDRCONFIG {
		t.Errorf("flags %v, %v", q.Flags, err)
	}
}
