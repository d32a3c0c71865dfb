package resolver

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

const servicesText = `
http 80/tcp
http 80/udp
http 80/sctp
onlysctp 1001/sctp
onlydccp 1002/dccp
onlyudplite 1003/udplite
onlytcp 1004/tcp
123 1005/tcp
-5 1006/tcp
`

// withServices is a machine with a services(5), or without one.
func withServices(text string) *Resolver {
	fsys := fstest.MapFS{}
	if text != "" {
		fsys["etc/services"] = &fstest.MapFile{Data: []byte(text)}
	}
	return &Resolver{System: System{FS: fsys}}
}

// tuplesText is "1/6:80 2/17:80": socket type, protocol and port of each.
func tuplesText(endpoints []endpoint, err error) string {
	if err != nil {
		return fmt.Sprint(err)
	}
	var all []string
	for _, e := range endpoints {
		all = append(all, fmt.Sprintf("%d/%d:%d", e.socktype, e.protocol, e.port))
	}
	return strings.Join(all, " ")
}

// What glibc was seen to return for each socket type and protocol.
func TestEndpoints(t *testing.T) {
	r := withServices(servicesText)
	for _, tt := range []struct {
		hints   string // socktype/protocol
		service string
		want    string
	}{
		{"0/0", "80", "1/6:80 2/17:80 3/0:80"}, {"0/0", "", "1/6:0 2/17:0 3/0:0"}, {"0/0", "0", "1/6:0 2/17:0 3/0:0"},
		{"0/6", "80", "1/6:80"}, {"1/0", "80", "1/6:80"}, {"1/6", "80", "1/6:80"},
		{"0/17", "80", "2/17:80"}, {"2/0", "80", "2/17:80"}, {"2/17", "80", "2/17:80"},
		{"0/132", "80", "1/132:80"}, {"1/132", "80", "1/132:80"}, {"5/0", "80", "5/132:80"}, {"5/132", "80", "5/132:80"},
		{"0/33", "80", "6/33:80"}, {"6/0", "80", "6/33:80"}, {"0/136", "80", "2/136:80"}, {"2/136", "80", "2/136:80"},
		{"3/0", "", "3/0:0"}, {"3/6", "", "3/6:0"}, {"0/99", "", "3/99:0"}, {"0/1", "", "3/1:0"},
		{"3/0", "80", EAI_SERVICE.Error()}, {"0/99", "80", EAI_SERVICE.Error()}, {"3/0", "http", EAI_SERVICE.Error()},
		{"1/17", "80", EAI_SOCKTYPE.Error()}, {"2/6", "80", EAI_SOCKTYPE.Error()}, {"4/0", "80", EAI_SOCKTYPE.Error()},
		{"5/6", "", EAI_SOCKTYPE.Error()}, {"99/99", "", EAI_SOCKTYPE.Error()}, {"-1/0", "", EAI_SOCKTYPE.Error()},

		{"0/0", "http", "1/6:80 2/17:80 1/132:80 5/132:80"},
		{"1/0", "http", "1/6:80"}, {"2/0", "http", "2/17:80"}, {"5/0", "http", "5/132:80"},
		{"0/0", "onlysctp", "1/132:1001 5/132:1001"}, {"0/0", "onlydccp", "6/33:1002"}, {"0/0", "onlyudplite", "2/136:1003"},
		{"0/0", "onlytcp", "1/6:1004"}, {"2/0", "onlytcp", EAI_SERVICE.Error()}, {"0/0", "nosuch", EAI_SERVICE.Error()},
		{"0/0", "HTTP", EAI_SERVICE.Error()}, {"1/0", "123", "1/6:123"},
		{"0/0", "-5", "1/6:1006"}, {"2/0", "-5", EAI_SERVICE.Error()}, {"3/0", "-5", EAI_SERVICE.Error()}, // no port, but a name
		{"1/0", "+-5", EAI_SERVICE.Error()}, {"1/0", " -5", EAI_SERVICE.Error()}, {"1/0", "-6", EAI_SERVICE.Error()},
	} {
		var q request
		fmt.Sscanf(tt.hints, "%d/%d", &q.Socktype, &q.Protocol)
		q.service = tt.service
		if got := tuplesText(r.appendEndpoints(nil, &q)); got != tt.want {
			t.Errorf("%s %q: got %s, want %s", tt.hints, tt.service, got, tt.want)
		}
	}
}

func TestFromTheRegistryOnlyTCPAndUDPAreWantedUnlessTheNameHasNeither(t *testing.T) {
	r := withServices("")
	for service, want := range map[string]string{
		"http":          "1/6:80 2/17:80",
		"imaps":         "1/6:993",
		"nfsrdma":       "1/6:20049 2/17:20049",
		"exp1":          "1/6:1021 2/17:1021",
		"ipfixs":        "1/6:4740 2/17:4740",
		"x2-control":    "1/132:36422 5/132:36422",
		"s1-control":    "1/132:36412 5/132:36412",
		"ltp-deepspace": "1/6:1113 2/17:1113",
	} {
		if got := tuplesText(r.appendEndpoints(nil, &request{service: service})); got != want {
			t.Errorf("%s: got %s, want %s", service, got, want)
		}
	}
	sctp := request{service: "http", Hints: Hints{Protocol: IPPROTO_SCTP}}
	if got := tuplesText(r.appendEndpoints(nil, &sctp)); got != "1/132:80" {
		t.Errorf("http over sctp, asked for: %s", got)
	}
}

func TestEndpointsWithoutADatabase(t *testing.T) {
	r := withServices(servicesText)
	r.System.FS.(fstest.MapFS)["etc/services"].Mode = fs.ModeDir
	_, err := r.appendEndpoints(nil, &request{service: "http"})
	if newError("f", "", "", err).Code != EAI_SYSTEM {
		t.Errorf("err = %v", err)
	}
}

// C's strtoul(s, &end, 10), cut to an int and then to 16 bits, as glibc reads ports.
func TestParsePort(t *testing.T) {
	for s, want := range map[string]int{
		"0": 0, "80": 80, "00": 0, "-0": 0, "+80": 80, " 80": 80, "\t80": 80, "0080": 80, "65535": 65535,
		"65536": 0, "65616": 80, "99999": 34463, "4294967376": 80,
		"-1": -1, "-80": -1, "18446744073709551615": -1, "18446744073709551696": -1, "-18446744073709551696": -1,
		"2147483648": -1, "99999999999999999999999": -1,
	} {
		if got, numeric := parsePort(s); !numeric || got != want {
			t.Errorf("parsePort(%q) = %d, %v; want %d", s, got, numeric, want)
		}
	}
	for _, s := range []string{"", " ", "+", "-", "80 ", "0x50", "80x", "8 0", "http", "--1", "+-1", "٣"} {
		if _, numeric := parsePort(s); numeric {
			t.Errorf("parsePort(%q) is a number", s)
		}
	}
}
