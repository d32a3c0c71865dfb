package main

import (
	"bytes"
	"fmt"

	"netdb.example/servicesdb/internal/table"
)

const header = "// Code generated from " + registry + " by servicesdb/internal/gen. DO NOT EDIT.\n\npackage table\n"

// lines is the source of the table without its indexes.
func lines(t *table.Table) []byte {
	b := bytes.NewBufferString(header)
	b.WriteString("\n// IANA is the registry.\nvar IANA = Table{\n")
	for _, field := range []string{"Text", "Lines", "Aliases", "Owners", "Protos", "Names", "Ports"} {
		fmt.Fprintf(b, "\t%-8s iana%s,\n", field+":", field)
	}
	b.WriteString("}\n\nconst ianaText = \"\"")
	for s := t.Text; s != ""; {
		n := min(len(s), 90)
		fmt.Fprintf(b, " +\n\t%q", s[:n])
		s = s[n:]
	}
	b.WriteByte('\n')
	list(b, "ianaLines", "[]Line", t.Lines, func(l table.Line) string {
		return fmt.Sprintf("{%d, %d, %d, %d, %d}", l.Name, l.End, l.Alias, l.Port, l.Proto)
	})
	list(b, "ianaAliases", "[]string", t.Aliases, quote)
	list(b, "ianaOwners", "[]uint32", t.Owners, decimal)
	list(b, "ianaProtos", "[]string", t.Protos, quote)
	return b.Bytes()
}

// indexes is the source of the table's indexes.
func indexes(t *table.Table) []byte {
	b := bytes.NewBufferString(header)
	list(b, "ianaNames", "[]uint32", t.Names, decimal)
	list(b, "ianaPorts", "[]uint32", t.Ports, decimal)
	return b.Bytes()
}

// list writes a variable that holds elements, as many to a line as fit 100 columns.
func list[T any](b *bytes.Buffer, name, typ string, elements []T, source func(T) string) {
	fmt.Fprintf(b, "\nvar %s = %s{", name, typ)
	column := 100
	for _, e := range elements {
		s := " " + source(e) + ","
		if column += len(s); column > 100 {
			b.WriteString("\n\t")
			s = s[1:]
			column = 4 + len(s)
		}
		b.WriteString(s)
	}
	b.WriteString("\n}\n")
}

func quote(s string) string { return fmt.Sprintf("%q", s) }

func decimal(n uint32) string { return fmt.Sprint(n) }
