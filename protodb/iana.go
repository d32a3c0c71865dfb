package protodb

//go:generate go run ./internal/gen

// IANAVersion is the month in which the registry that [IANA] returns was published.
const IANAVersion = "2025-08"

// IANA returns the Protocol Numbers registry of IANAVersion: every number that has a keyword,
// in ascending order. It costs nothing before the first lookup, and no file is read.
//
// Names follow the conventions of protocols(5). They are the registry's keywords in lower
// case and as one word, and the keywords' own spelling is an alias: mobility-header is also
// Mobility-Header, and the registry's "(deprecated)" is no part of a name. Where protocols
// files have long used another name, that is the first, and the registry's is an alias:
// ipencap (IPv4, ipv4), rspf (CPHB), ospf (OSPFIGP) and isis. Number 0 is ip, as in C;
// hopopt, as the registry has it, comes second.
func IANA() *DB {
	return &iana
}

var iana = DB{entries: ianaEntries, byName: ianaByName, byNumber: ianaByNumber}
