package table

// MaxProtos is the number of distinct protocols that a Table can hold.
const MaxProtos = 1 << 16

// A Builder makes a [Table], line by line. The zero Builder is ready to use.
type Builder struct {
	table  Table
	protos map[string]uint16
}

// Add appends a line whose name is text[name:end] of the text that Build will be given. It
// reports false, and appends nothing, if proto would be the protocol after MaxProtos.
func (b *Builder) Add(name, end int, port uint16, proto string) bool {
	p, ok := b.proto(proto)
	if !ok {
		return false
	}
	t := &b.table
	t.Lines = append(t.Lines, Line{uint32(name), uint32(end), uint32(len(t.Aliases)), port, p})
	return true
}

// Alias appends an alias to the line last added.
func (b *Builder) Alias(alias string) {
	t := &b.table
	t.Aliases = append(t.Aliases, alias)
	t.Owners = append(t.Owners, uint32(len(t.Lines)-1))
}

// Build returns the table of the lines added. There must be fewer than MaxNumber of lines
// and aliases together, and text shorter than 4 GiB.
func (b *Builder) Build(text string) *Table {
	t := &b.table
	t.Text = text
	t.Names = newIndex(len(t.Lines) + len(t.Aliases))
	t.Ports = newIndex(len(t.Lines))
	for i := range t.Lines {
		t.addPort(i)
		t.addWord(i)
		for a := range t.AliasesOf(i) {
			t.addWord(len(t.Lines) + int(t.Lines[i].Alias) + a)
		}
	}
	return t
}

// proto returns the index of p in Protos, where it is put if there is room.
func (b *Builder) proto(p string) (uint16, bool) {
	if i, ok := b.protos[p]; ok {
		return i, true
	}
	n := len(b.table.Protos)
	if n == MaxProtos {
		return 0, false
	}
	if b.protos == nil {
		b.protos = make(map[string]uint16)
	}
	b.protos[p] = uint16(n)
	b.table.Protos = append(b.table.Protos, p)
	return uint16(n), true
}

// addWord files the name or alias numbered n: the first line that has a name under the name,
// a later one under name and protocol, unless an earlier line answers for both.
func (t *Table) addWord(n int) {
	name, line := t.word(n)
	h := hash(seed, name)
	if _, ok := t.named(h, name, ""); ok {
		proto := t.Proto(line)
		if _, ok := t.ByName(name, proto); ok {
			return
		}
		h = hash(h, proto)
	}
	t.Names.put(h, n)
}

// addPort files line i as addWord does, by its port.
func (t *Table) addPort(i int) {
	port, proto := t.Lines[i].Port, t.Proto(i)
	h := hashPort(port)
	if _, ok := t.at(h, port, ""); ok {
		if _, ok := t.ByPort(port, proto); ok {
			return
		}
		h = hash(h, proto)
	}
	t.Ports.put(h, i)
}
