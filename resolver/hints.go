package resolver

import "netdb.example/inet"

// Hints say what kind of addresses getaddrinfo(3) is to return; zero fields ask for any. A nil *Hints is C's NULL, which is
// not the same as zero Hints: it sets AI_V4MAPPED and AI_ADDRCONFIG.
type Hints struct {
	Flags    Flags
	Family   inet.Family
	Socktype Socktype
	Protocol Protocol
}

// defaultHints are those of glibc's getaddrinfo for NULL.
var defaultHints = Hints{Flags: AI_V4MAPPED | AI_ADDRCONFIG}

const validFlags = AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL | AI_ADDRCONFIG |
	AI_IDN | AI_CANONIDN | AI_NUMERICSERV | aiDeprecated

// A request is one call of getaddrinfo(3).
type request struct {
	Hints
	node, service string // "" is NULL
}

// newRequest is a call as it was made, which is still to be checked. "*" is NULL, for the node as for the service.
func newRequest(node, service string, hints *Hints) request {
	if hints == nil {
		hints = &defaultHints
	}
	return request{*hints, notStar(node), notStar(service)}
}

// check checks what can be checked without looking anything up, in glibc's order, which decides between several errors.
func (q *request) check() error {
	switch {
	case q.node == "" && q.service == "":
		return EAI_NONAME
	case q.Flags&^validFlags != 0, q.Flags&AI_CANONNAME != 0 && q.node == "":
		return EAI_BADFLAGS
	case q.Family != inet.AF_UNSPEC && q.Family != inet.AF_INET && q.Family != inet.AF_INET6:
		return EAI_FAMILY
	}
	if _, numeric := parsePort(q.service); q.Flags&AI_NUMERICSERV != 0 && q.service != "" && !numeric {
		return EAI_NONAME
	}
	return nil
}

func notStar(s string) string {
	if s == "*" {
		return ""
	}
	return s
}
