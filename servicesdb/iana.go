package servicesdb

import "netdb.example/servicesdb/internal/table"

//go:generate go run ./internal/gen

// IANAVersion is the month in which the registry that [IANA] returns was published.
const IANAVersion = "2026-02"

// IANA returns the Service Name and Transport Protocol Port Number Registry (RFC 6335) of
// IANAVersion: every assignment that has a name, a port and a transport. It costs nothing
// before the first lookup, and no file is read.
//
// Names at one port and transport make one entry: the first in the registry is the name,
// others are aliases (80/tcp is http, with the aliases www and www-http). A range is an entry
// at each of its ports (x11 is 6000 to 6063, ircu 6665 to 6669). Entries have the order of
// the registry, so that ByName answers with the first port of a name that has several, and
// with tcp where proto is "" and tcp is assigned.
func IANA() *DB {
	return &iana
}

var iana = DB{table: &table.IANA}
