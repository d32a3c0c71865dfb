package parity

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// zoneNames is what a zone is drawn from: a name, how many addresses of each family it has at most, and other records.
var zoneNames = []struct {
	name    string
	a, aaaa int
	records []string
}{
	{"www.example.org.", 2, 2, nil},
	{"db.example.org.", 4, 3, nil},
	{"host.example.org.", 1, 1, nil},
	{"four.example.org.", 2, 0, nil},
	{"six.example.org.", 0, 2, nil},
	{"mail.example.org.", 1, 0, []string{"MX 10 www.example.org."}},
	{"example.org.", 1, 0, []string{"NS www.example.org."}},
	{"mx.example.org.", 0, 0, []string{"MX 10 mail.example.org."}},
	{"text.example.org.", 0, 0, []string{"TXT text"}},
	{"below.empty.example.org.", 1, 0, nil},
	{"alias.example.org.", 0, 0, []string{"CNAME www.example.org."}},
	{"alias2.example.org.", 0, 0, []string{"CNAME Alias.Example.org."}},
	{"chain5.example.org.", 0, 0, []string{"CNAME chain4.corp.test."}},
	{"chain4.corp.test.", 0, 0, []string{"CNAME chain3.example.org."}},
	{"chain3.example.org.", 0, 0, []string{"CNAME alias2.example.org."}},
	{"far.corp.test.", 0, 0, []string{"CNAME six.example.org."}},
	{"dangling.example.org.", 0, 0, []string{"CNAME gone.example.org."}},
	{"notext.example.org.", 0, 0, []string{"CNAME text.example.org."}},
	{"odd.example.org.", 0, 0, []string{`CNAME a\032b.example.org.`}},
	{`a\032b.example.org.`, 1, 1, nil},
	{"through.example.org.", 0, 0, []string{"CNAME odd.example.org."}},
	{"scored.example.org.", 0, 0, []string{"CNAME _sip.example.org."}},
	{"_sip.example.org.", 1, 0, nil},
	{"-dash.example.org.", 1, 0, nil},
	{"www.-x.example.org.", 1, 0, nil},
	{"xn--bcher-kva.example.org.", 1, 1, nil},
	{"*.wild.example.org.", 1, 1, nil},
	{"localhost.example.org.", 1, 0, nil},
	{"moved.example.org.", 0, 0, []string{"DNAME corp.test."}},
	{"www.corp.test.", 1, 1, nil},
	{"db.corp.test.", 3, 0, nil},
	{"printer.corp.test.", 1, 1, nil},
	{"host.corp.test.", 1, 0, nil},
	{"www.sub.example.org.", 1, 1, nil},
	{"alias.sub.example.org.", 0, 0, []string{"CNAME www.corp.test."}},
	{"www.deleg.corp.test.", 1, 0, nil},
	{"deleg.corp.test.", 0, 0, []string{"NS ns.elsewhere.test."}},
	{"intranet.", 1, 1, nil},
	{"www.", 1, 0, nil},
}

// zones are the one that all servers have, and at times one for the first of them alone.
func (d *drawing) zones() {
	d.add("zone", d.zone(88)...)
	if d.chance(12) {
		server := d.pick(d.servers...)
		if d.chance(15) {
			d.add("zone.lame@"+server, ". SOA a. b. 1 3600 600 86400 300", "org. NS ns.elsewhere.test.", "test. NS ns.elsewhere.test.")
			return
		}
		d.add("zone.own@"+server, d.zone(50)...)
	}
}

// zone has so many in a hundred of the names, and of the names of addresses.
func (d *drawing) zone(kept int) []string {
	var lines []string
	for _, zone := range []string{"example.org.", "corp.test.", "arpa."} {
		if d.chance(85) {
			lines = append(lines, zone+" SOA ns.example.org. hostmaster.example.org. 1 3600 600 86400 300")
		}
	}
	for _, z := range zoneNames {
		if !d.chance(kept) {
			continue
		}
		d.know(z.name)
		for _, a := range d.some(d.upTo(z.a), pool4) {
			lines = append(lines, z.name+" A "+a)
		}
		for _, a := range d.some(d.upTo(z.aaaa), pool6) {
			lines = append(lines, z.name+" AAAA "+a)
		}
		for _, r := range z.records {
			lines = append(lines, z.name+" "+r)
		}
	}
	for _, addr := range slices.Concat(pool4, pool6[1:]) {
		if d.chance(kept * 2 / 3) {
			lines = append(lines, d.pointers(addr)...)
		}
	}
	return lines
}

// know makes a name of a zone one that is asked for.
func (d *drawing) know(name string) {
	if name = strings.Replace(name, "*", "any", 1); !strings.Contains(name, `\`) {
		d.zoned = append(d.zoned, name)
	}
}

// upTo is most often the most.
func (d *drawing) upTo(most int) int {
	if most > 0 && d.chance(40) {
		return 1 + d.IntN(most)
	}
	return most
}

// pointers are what the DNS says of an address.
func (d *drawing) pointers(addr string) []string {
	reverse, err := dns.ReverseAddr(addr)
	if err != nil {
		panic(err)
	}
	target := d.pick(d.zoned...)
	switch n := d.IntN(100); {
	case n < 5:
		return []string{reverse + ` PTR a\032b.example.org.`, reverse + " PTR " + target}
	case n < 10:
		return []string{reverse + " PTR first.example.org.", reverse + " PTR " + target}
	case n < 15:
		return []string{reverse + " TXT nobody"}
	case n < 22:
		return []string{fmt.Sprintf("%s CNAME x.%[1]s", reverse), fmt.Sprintf("x.%s PTR %s", reverse, target)}
	case n < 25:
		return []string{reverse + " CNAME gone.example.org."}
	case n < 28:
		return []string{reverse + " PTR " + d.pick(".", "*.example.org.", "-dash.example.org.", "_under.example.org.", "localhost.", "host.")}
	}
	return []string{reverse + " PTR " + target}
}
