package servicesdb

import (
	"iter"

	"netdb.example/servicesdb/internal/table"
)

// A Servent is one service at one port, as <netdb.h>'s struct servent.
type Servent struct {
	Name    string   // the official name
	Aliases []string // other names; nil if none. Shared with the DB: not to be written to
	Port    uint16   // in host order
	Proto   string   // "tcp", "udp", ...; "" where the file names none
}

// A DB is a services database. It is immutable, and safe for concurrent use. The nil DB and
// the zero DB are empty.
//
// The Aliases of the Servents it returns are its own, with no capacity to spare: an append
// copies them, an assignment to an element would change the database.
type DB struct {
	table    *table.Table // nil is empty
	warnings []Warning
}

// ByName returns the first entry with name as its name or an alias, and with the protocol
// proto, as getservbyname(3). Both are case-sensitive. If proto is "", any protocol will do,
// as for C's NULL. An alias of an earlier entry goes before the name of a later one.
func (db *DB) ByName(name, proto string) (Servent, bool) {
	t := db.entries()
	line, ok := t.ByName(name, proto)
	if !ok {
		return Servent{}, false
	}
	return servent(t, line), true
}

// ByPort returns the first entry with port, in host order, and the protocol proto, as
// getservbyport(3). If proto is "", any protocol will do, as for C's NULL.
func (db *DB) ByPort(port uint16, proto string) (Servent, bool) {
	t := db.entries()
	line, ok := t.ByPort(port, proto)
	if !ok {
		return Servent{}, false
	}
	return servent(t, line), true
}

// All returns every entry in file order, as getservent(3).
func (db *DB) All() iter.Seq[Servent] {
	return func(yield func(Servent) bool) {
		t := db.entries()
		for line := range t.Lines {
			if !yield(servent(t, line)) {
				return
			}
		}
	}
}

// Warnings returns what [Parse] found wrong, in the order of the lines: the first 1000. It
// is shared with the DB: not to be written to.
func (db *DB) Warnings() []Warning {
	if db == nil {
		return nil
	}
	return db.warnings
}

var empty table.Table

func (db *DB) entries() *table.Table {
	if db == nil || db.table == nil {
		return &empty
	}
	return db.table
}

func servent(t *table.Table, line int) Servent {
	return Servent{t.Name(line), t.AliasesOf(line), t.Lines[line].Port, t.Proto(line)}
}
