package protodb_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netdb.example/protodb"
)

func TestEveryRowIsFound(t *testing.T) {
	f, err := os.Open("iana/iana-protocol-numbers.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	entries := 1 // ip
	for _, row := range rows[1:] {
		number, err := strconv.Atoi(row[0])
		if err != nil {
			t.Fatal(err)
		}
		byNumber, found := protodb.IANA().ByNumber(number)
		if row[1] == "" {
			if found {
				t.Errorf("ByNumber(%d): %+v; it has no keyword", number, byNumber)
			}
			continue
		}
		entries++
		keyword := strings.ReplaceAll(strings.TrimSuffix(row[1], " (deprecated)"), " ", "-")
		for _, name := range []string{keyword, strings.ToLower(keyword)} {
			if p, ok := protodb.IANA().ByName(name); !ok || p.Number != number {
				t.Errorf("ByName(%q): %+v, %v; want %d", name, p, ok, number)
			}
			if number != 0 && byNumber.Name != name && !slices.Contains(byNumber.Aliases, name) {
				t.Errorf("ByNumber(%d): %+v, %v; want %s", number, byNumber, found, name)
			}
		}
	}
	if n := len(slices.Collect(protodb.IANA().All())); n != entries {
		t.Errorf("%d entries; want %d", n, entries)
	}
}

func TestIANA(t *testing.T) {
	for number, want := range map[int]string{
		0:   ` "ip" 0 "IP"`,
		1:   ` "icmp" 1 "ICMP"`,
		4:   ` "ipencap" 4 "IPv4" "ipv4" "IP-ENCAP"`,
		6:   ` "tcp" 6 "TCP"`,
		13:  ` "argus" 13 "ARGUS"`, // ARGUS (deprecated)
		17:  ` "udp" 17 "UDP"`,
		34:  ` "3pc" 34 "3PC"`,
		41:  ` "ipv6" 41 "IPv6"`,
		58:  ` "ipv6-icmp" 58 "IPv6-ICMP" "icmp6"`,
		61:  " none", // any host internal protocol
		73:  ` "rspf" 73 "CPHB" "cphb" "RSPF"`,
		89:  ` "ospf" 89 "OSPFIGP" "ospfigp"`,
		93:  ` "ax.25" 93 "AX.25"`,
		107: ` "a/n" 107 "A/N"`,
		122: ` "sm" 122 "SM"`, // SM (deprecated)
		124: ` "isis" 124 "ISIS-over-IPv4" "isis-over-ipv4" "ISIS"`,
		135: ` "mobility-header" 135 "Mobility-Header"`,
		138: ` "manet" 138`,
		147: ` "bit-emu" 147 "BIT-EMU"`,
		148: " none", // unassigned
		255: " none",
		-1:  " none",
	} {
		if got := protoent(protodb.IANA().ByNumber(number)); got != want {
			t.Errorf("%d:%s; want%s", number, got, want)
		}
	}
	for name, want := range map[string]string{
		"hopopt": ` "hopopt" 0 "HOPOPT"`, // after ip
		"HOPOPT": ` "hopopt" 0 "HOPOPT"`,
		"icmp6":  ` "ipv6-icmp" 58 "IPv6-ICMP" "icmp6"`,
		"Tcp":    " none",
		"":       " none",
	} {
		if got := protoent(protodb.IANA().ByName(name)); got != want {
			t.Errorf("%q:%s; want%s", name, got, want)
		}
	}
}

// TestRegistryIsAProtocolsFile reads the registry in the form of /etc/protocols.
func TestRegistryIsAProtocolsFile(t *testing.T) {
	var text strings.Builder
	for p := range protodb.IANA().All() {
		text.WriteString(p.Name + " " + strconv.Itoa(p.Number) + " " + strings.Join(p.Aliases, " ") + "\n")
	}
	db := parse(t, text.String())
	if got := db.Warnings(); got != nil {
		t.Errorf("warnings: %+v", got)
	}
	if got, want := string(lookUpAll(db)), string(lookUpAll(protodb.IANA())); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
