package resolver

import (
	"slices"
	"strconv"

	"netdb.example/protodb"
	"netdb.example/servicesdb"
)

// Getservbyname returns the first entry of services(5) with that name or alias, case-sensitively, and that protocol; ""
// is any. Where there is no such file, the registry of the IANA answers. The error is an *[Error], EAI_NONAME for not found.
func (r *Resolver) Getservbyname(name, proto string) (servicesdb.Servent, error) {
	r = r.orDefault()
	db, err := r.services()
	s, ok := db.ByName(name, proto)
	s.Aliases = slices.Clone(s.Aliases)
	return s, r.notFound("services", "getservbyname", name, proto, ok, err)
}

// Getservbyport returns the first entry of services(5) with that port, in host byte order, and that protocol; "" is any. It
// fails, and where there is no file answers, as Getservbyname does.
func (r *Resolver) Getservbyport(port uint16, proto string) (servicesdb.Servent, error) {
	r = r.orDefault()
	db, err := r.services()
	s, ok := db.ByPort(port, proto)
	s.Aliases = slices.Clone(s.Aliases)
	return s, r.notFound("services", "getservbyport", strconv.Itoa(int(port)), proto, ok, err)
}

// Getprotobyname returns the first entry of protocols(5) with that name or alias, case-sensitively. Where there is no such
// file, the registry of the IANA answers. The error is an *[Error], EAI_NONAME for not found.
func (r *Resolver) Getprotobyname(name string) (protodb.Protoent, error) {
	r = r.orDefault()
	db, err := r.protocols()
	p, ok := db.ByName(name)
	p.Aliases = slices.Clone(p.Aliases)
	return p, r.notFound("protocols", "getprotobyname", name, "", ok, err)
}

// Getprotobynumber returns the first entry of protocols(5) with that number. It fails, and where there is no file answers, as
// Getprotobyname does.
func (r *Resolver) Getprotobynumber(number int) (protodb.Protoent, error) {
	r = r.orDefault()
	db, err := r.protocols()
	p, ok := db.ByNumber(number)
	p.Aliases = slices.Clone(p.Aliases)
	return p, r.notFound("protocols", "getprotobynumber", strconv.Itoa(number), "", ok, err)
}

// notFound is the error of a lookup in a database, nil if there is none. Error.Name is the key, Error.Service the protocol.
func (r *Resolver) notFound(database, function, key, proto string, ok bool, err error) error {
	switch {
	case ok:
		return nil
	case err != nil:
		c := system(err)
		return newError(function, key, proto, r.unknown(database, c.code, c.err))
	}
	return newError(function, key, proto, r.unknown(database, EAI_NONAME, nil))
}
