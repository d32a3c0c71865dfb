// Package table keeps the entries of a services(5) file as plain arrays: the file's text,
// fixed-width lines that point into it, and two hash indexes. A linker can lay them out, so
// that a database known at compile time costs neither initialisation nor parsing, and the
// same code looks up a file parsed at run time.
package table

// A Table is an immutable services database; a [Builder] makes it. The zero Table is empty.
type Table struct {
	Text    string   // holds the name of every line
	Lines   []Line   // in file order
	Aliases []string // of all lines, in file order
	Owners  []uint32 // Owners[i] is the line of Aliases[i]
	Protos  []string // the distinct protocols, in order of appearance
	Names   Index    // of names and aliases: a line, or len(Lines) and an alias
	Ports   Index    // of lines
}

// A Line is one entry.
type Line struct {
	Name, End uint32 // its name is Text[Name:End]
	Alias     uint32 // its aliases begin at Aliases[Alias] and end where the next line's begin
	Port      uint16
	Proto     uint16 // in Protos
}

// Name returns the first name of line i.
func (t *Table) Name(i int) string {
	l := &t.Lines[i]
	return t.Text[l.Name:l.End]
}

// AliasesOf returns the other names of line i, without spare capacity; nil if there are none.
func (t *Table) AliasesOf(i int) []string {
	from, to := int(t.Lines[i].Alias), len(t.Aliases)
	if i+1 < len(t.Lines) {
		to = int(t.Lines[i+1].Alias)
	}
	if from == to {
		return nil
	}
	return t.Aliases[from:to:to]
}

// Proto returns the protocol of line i.
func (t *Table) Proto(i int) string {
	return t.Protos[t.Lines[i].Proto]
}

// speaks reports whether proto is that of line i; "" is that of any.
func (t *Table) speaks(i int, proto string) bool {
	return proto == "" || t.Proto(i) == proto
}

// run is the length of most runs of lines for one service: tcp, udp, sctp, dccp. They are
// looked through from the first, before the index is asked again.
const run = 4

// ByName returns the first line that has name, as name or alias, and proto; "" is any.
func (t *Table) ByName(name, proto string) (line int, ok bool) {
	h := hash(seed, name)
	first, ok := t.named(h, name, "")
	if !ok || t.speaks(first, proto) {
		return first, ok
	}
	for i := first + 1; i < min(first+run, len(t.Lines)) && t.Name(i) == name; i++ {
		if t.speaks(i, proto) {
			return i, true
		}
	}
	return t.named(hash(h, proto), name, proto)
}

// ByPort returns the first line that has port and proto; "" is any.
func (t *Table) ByPort(port uint16, proto string) (line int, ok bool) {
	h := hashPort(port)
	first, ok := t.at(h, port, "")
	if !ok || t.speaks(first, proto) {
		return first, ok
	}
	for i := first + 1; i < min(first+run, len(t.Lines)) && t.Lines[i].Port == port; i++ {
		if t.speaks(i, proto) {
			return i, true
		}
	}
	return t.at(hash(h, proto), port, proto)
}

// named returns the first line under h in Names that has name and proto.
func (t *Table) named(h uint32, name, proto string) (line int, ok bool) {
	for n := range t.Names.under(h) {
		word, line := t.word(n)
		if word == name && t.speaks(line, proto) {
			return line, true
		}
	}
	return 0, false
}

// at returns the first line under h in Ports that has port and proto.
func (t *Table) at(h uint32, port uint16, proto string) (line int, ok bool) {
	for n := range t.Ports.under(h) {
		if t.Lines[n].Port == port && t.speaks(n, proto) {
			return n, true
		}
	}
	return 0, false
}

// word returns the name or alias that Names numbers n, and its line.
func (t *Table) word(n int) (word string, line int) {
	if n < len(t.Lines) {
		return t.Name(n), n
	}
	n -= len(t.Lines)
	return t.Aliases[n], int(t.Owners[n])
}
