package protodb

import "iter"

// A Protoent is one protocol, as <netdb.h>'s struct protoent.
type Protoent struct {
	Name    string   // the official name
	Aliases []string // other names; nil if none. Shared with the DB: not to be written to
	Number  int
}

// A DB is a protocols database. It is immutable, and safe for concurrent use. The nil DB and
// the zero DB are empty.
//
// The Aliases of the Protoents it returns are its own, with no capacity to spare: an append
// copies them, an assignment to an element would change the database.
type DB struct {
	entries  []Protoent                    // in file order; if none, the next two may be nil
	byName   func(name string) (int, bool) // the first of entries with a name or alias
	byNumber func(number int) (int, bool)  // the first of entries with a number
	warnings []Warning
}

// ByName returns the first entry with name as its name or an alias, as getprotobyname(3).
// It is case-sensitive. An alias of an earlier entry goes before the name of a later one.
func (db *DB) ByName(name string) (Protoent, bool) {
	if db == nil || db.byName == nil {
		return Protoent{}, false
	}
	i, ok := db.byName(name)
	if !ok {
		return Protoent{}, false
	}
	return db.entries[i], true
}

// ByNumber returns the first entry with number, as getprotobynumber(3).
func (db *DB) ByNumber(number int) (Protoent, bool) {
	if db == nil || db.byNumber == nil {
		return Protoent{}, false
	}
	i, ok := db.byNumber(number)
	if !ok {
		return Protoent{}, false
	}
	return db.entries[i], true
}

// All returns every entry in file order, as getprotoent(3).
func (db *DB) All() iter.Seq[Protoent] {
	return func(yield func(Protoent) bool) {
		if db == nil {
			return
		}
		for _, p := range db.entries {
			if !yield(p) {
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
