package parity

import (
	"cmp"

	"netdb.example/resolver"
	"netdb.example/resolver/nsswitch"
)

// eai is the error of getaddrinfo for what was not found. leftover is whether errno is left over from the lookup of a service: no file was
// missing behind that.
func (m *model) eai(w walked, simple, leftover bool) resolver.EAI {
	switch {
	case w.invalid && (simple || !m.glibc(invalidSwitch)):
		return resolver.EAI_SYSTEM
	case w.invalid:
		return resolver.EAI_NONAME
	case w.nobody && !m.glibc(noSource):
		return resolver.EAI_SYSTEM
	case w.nobody && simple && leftover: // it is 0
		return resolver.EAI_NONAME
	case w.nobody && simple:
		return resolver.EAI_NODATA
	case w.nobody, w.internal:
		return resolver.EAI_SYSTEM
	case !m.glibc(errorCodes):
		switch {
		case w.failure == unusable:
			return resolver.EAI_FAIL
		case w.failure != none:
			return resolver.EAI_AGAIN
		case w.herr == resolver.NO_DATA:
			return resolver.EAI_NODATA
		}
		return resolver.EAI_NONAME
	case simple && (w.status == nsswitch.NotFound || w.status == nsswitch.Unavail && leftover && !w.merged && !w.enoent && w.herr != resolver.TRY_AGAIN):
		if w.herr == resolver.NO_DATA {
			return resolver.EAI_NODATA
		}
		return resolver.EAI_NONAME
	case w.herr == resolver.TRY_AGAIN:
		return resolver.EAI_AGAIN
	case simple, w.herr == resolver.NO_DATA:
		return resolver.EAI_NODATA
	}
	return resolver.EAI_NONAME
}

func (m *model) herrno(w walked) resolver.Herrno {
	switch {
	case w.invalid:
		return resolver.NETDB_INTERNAL
	case w.nobody && !m.glibc(noSource):
		return resolver.NETDB_INTERNAL
	case w.nobody:
		return resolver.NO_RECOVERY
	case (w.merged || w.enoent) && w.herr == 0 && w.searched: // what the search has left, which begins with that
		return cmp.Or(w.left, resolver.HOST_NOT_FOUND)
	case m.glibc(errorCodes):
		return w.herr
	case w.failure == unusable:
		return resolver.NO_RECOVERY
	case w.failure != none:
		return resolver.TRY_AGAIN
	}
	return w.herr
}

// herrAnswer is the answer of a gethostbyname(3) that failed.
func (m *model) herrAnswer(w walked) Answer {
	if herr := m.herrno(w); herr != 0 {
		return Answer{herr.String()}
	}
	return Answer{"NULL"}
}
