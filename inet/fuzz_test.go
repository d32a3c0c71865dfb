package inet_test

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"netdb.example/inet"
)

// ipv4Seeds are shapes of the loose grammar.
var ipv4Seeds = []string{
	"",                               // nothing
	"1.2.3.4",                        // dotted quad
	"255.255.255.255",                // INADDR_NONE
	"127.1",                          // class A form
	"1.2.772",                        // class B form
	"2130706433",                     // one number
	"0x7f.0377.9",                    // three bases
	"0X7F000001",                     // hexadecimal, upper case
	"017700000001",                   // octal
	"0x",                             // no digits
	"08",                             // no octal digit
	"4294967296",                     // 2^32
	"18446744073709551617",           // 2^64 + 1
	"256.1",                          // a part too large
	"1.2.65536",                      // a last part too large
	"1.2.3.4.5",                      // five parts
	"1..2",                           // an empty part
	"1.2.",                           // an empty last part
	".1",                             // an empty first part
	"01.002.0003.00004",              // zeros in front
	"1.2.3.4 x",                      // text behind white space
	"1.2.3.4\v",                      // vertical tab
	"1.2.3.4\x00",                    // NUL
	"1.2.3.4\u00a0",                  // white space beyond ASCII
	" 1.2.3.4",                       // white space in front
	"1.2.3.4/24",                     // a prefix
	"-1",                             // a sign
	"x7f",                            // inet_network's hexadecimal
	"\xff",                           // no UTF-8
	"1." + "00000000000000000000002", // long zeros
}

// ipv6Seeds are shapes of RFC 4291 section 2.2, and their neighbours.
var ipv6Seeds = []string{
	"::",                    // only a gap
	"::1",                   // gap in front
	"1::",                   // gap at the end
	"1::8",                  // gap within
	"1:2:3:4:5:6:7:8",       // no gap
	"1:2:3:4:5:6:7::",       // a gap of one group
	"::2:3:4:5:6:7:8",       // the same in front
	"1:2:3:4::5:6:7:8",      // a gap of no group
	"1::2::3",               // two gaps
	":::",                   // three colons
	":1",                    // colon in front
	"1:",                    // colon at the end
	"1:2:3:4:5:6:7:8:9",     // nine groups
	"1:2:3",                 // three groups
	"fFfF:00a:0:0b::",       // cases and zeros
	"::12345",               // five digits
	"::g",                   // no digit
	"::1.2.3.4",             // IPv4 tail behind a gap
	"::ffff:1.2.3.4",        // IPv4-mapped
	"1:2:3:4:5:6:1.2.3.4",   // IPv4 tail without a gap
	"1:2:3:4:5:6:7:1.2.3.4", // no room for a tail
	"1.2.3.4::",             // tail in front
	"::1.2.3",               // half a tail
	"::01.2.3.4",            // leading zero in a tail
	"::1a.2.3.4",            // hexadecimal in a tail
	"fe80::1%eth0",          // scope id
	"::1%",                  // empty scope id
	"[::1]:53",              // brackets
	"::1\x00",               // NUL
}

// FuzzText: for any text, each parser agrees with its slow twin, the strict grammars
// with net/netip, the loose grammar with the strict one where that accepts, and what
// is accepted survives the way to text and back.
func FuzzText(f *testing.F) {
	for _, s := range ipv4Seeds {
		f.Add(s)
	}
	for _, s := range ipv6Seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		compareWithSlow(t, s)
		compareWithNetip(t, s)
		if b4, err := inet.Pton4(s); err == nil {
			checkCanonical4(t, s, b4)
		}
		if b6, err := inet.Pton6(s); err == nil {
			checkRoundTrip6(t, b6)
		}
		if b4, err := inet.AtonExact(s); err == nil {
			checkCanonical4(t, inet.Ntoa(b4), b4)
			checkWhiteSpace(t, s, b4)
		}
	})
}

// compareWithNetip: netip.ParseAddr without a zone is inet_pton.
func compareWithNetip(t *testing.T, s string) {
	a, err := netip.ParseAddr(s)
	b4, err4 := inet.Pton4(s)
	if ok := err == nil && a.Is4(); ok != (err4 == nil) || ok && a.As4() != b4 {
		t.Errorf("Pton4(%q) = %v, %v; netip: %v, %v", s, b4, err4, a, err)
	}
	b6, err6 := inet.Pton6(s)
	if ok := err == nil && a.Is6() && a.Zone() == ""; ok != (err6 == nil) || ok && a.As16() != b6 {
		t.Errorf("Pton6(%q) = %x, %v; netip: %v, %v", s, b6, err6, a, err)
	}
}

// checkCanonical4: s is the one strict text of b, and all grammars read it alike.
func checkCanonical4(t *testing.T, s string, b [4]byte) {
	if text := inet.Ntop4(b); text != s {
		t.Errorf("Ntop4(%v) = %q, want %q", b, text, s)
	}
	if back, err := inet.Pton4(s); back != b || err != nil {
		t.Errorf("Pton4(%q) = %v, %v; want %v", s, back, err, b)
	}
	if back, err := inet.AtonExact(s); back != b || err != nil {
		t.Errorf("AtonExact(%q) = %v, %v; want %v", s, back, err, b)
	}
	want := binary.BigEndian.Uint32(b[:])
	if v, err := inet.Addr(s); v != want || err != nil {
		t.Errorf("Addr(%q) = %#x, %v; want %#x", s, v, err, want)
	}
	if v, err := inet.Network(s); v != want || err != nil {
		t.Errorf("Network(%q) = %#x, %v; want %#x", s, v, err, want)
	}
}

// checkWhiteSpace: Aton and Addr do not see what stands behind white space.
func checkWhiteSpace(t *testing.T, s string, want [4]byte) {
	for _, c := range space {
		if b, err := inet.Aton(s + string(c) + s); b != want || err != nil {
			t.Errorf("Aton(%q) = %v, %v; want %v", s+string(c)+s, b, err, want)
		}
	}
}

func checkRoundTrip6(t *testing.T, b [16]byte) {
	text := inet.Ntop6(b)
	if back, err := inet.Pton6(text); back != b || err != nil {
		t.Errorf("Pton6(%q) = %x, %v; want %x", text, back, err, b)
	}
	if slow := slowNtop6(b); text != slow {
		t.Errorf("Ntop6(%x) = %q, want %q", b, text, slow)
	}
}

// FuzzPacked: any 16 bytes have one text, that of the slow twin and of net/netip (but
// for ::/96, where RFC 5952 differs); the last 4 survive all ways to text and to
// network and local part, and back.
func FuzzPacked(f *testing.F) {
	f.Add(uint64(0), uint64(0))                                   // ::
	f.Add(uint64(0), uint64(1))                                   // ::1
	f.Add(uint64(0), uint64(0x10000))                             // ::0.1.0.0
	f.Add(uint64(0), uint64(0xffffc0000201))                      // ::ffff:192.0.2.1
	f.Add(uint64(0), uint64(0xffff0000c0000201))                  // ::ffff:0:c000:201
	f.Add(uint64(0x20010db800000000), uint64(1))                  // the longest run
	f.Add(uint64(0x20010db800000001), uint64(0x0001000100000001)) // single zeros
	f.Add(uint64(0x1000000000001), uint64(0x1000000000001))       // runs of one length
	f.Add(^uint64(0), ^uint64(0))                                 // the longest text
	f.Fuzz(func(t *testing.T, hi, lo uint64) {
		b6 := [16]byte(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, hi), lo))
		checkRoundTrip6(t, b6)
		checkNetipText(t, b6)
		b4 := [4]byte(b6[12:])
		checkCanonical4(t, netip.AddrFrom4(b4).String(), b4)
		if back := inet.MakeAddr(inet.Netof(b4), inet.Lnaof(b4)); back != b4 {
			t.Errorf("MakeAddr(Netof, Lnaof(%v)) = %v", b4, back)
		}
	})
}

func checkNetipText(t *testing.T, b [16]byte) {
	text := inet.Ntop6(b)
	if strings.HasPrefix(text, "::") && strings.Count(text, ":") == 2 && strings.Contains(text, ".") {
		return
	}
	if want := netip.AddrFrom16(b).String(); text != want {
		t.Errorf("Ntop6(%x) = %q, net/netip: %q", b, text, want)
	}
}

// FuzzParseError: whatever was refused, the error prints as one short line.
func FuzzParseError(f *testing.F) {
	f.Add("", "")                               // nothing
	f.Add("1.2.3.", "x")                        // a short rest
	f.Add("\x1b[2J", "\r\n")                    // control bytes
	f.Add("\u202e", "\u2028")                   // what a terminal might obey
	f.Add(strings.Repeat("\xff", 63), "\u20ac") // a rune at the bound
	f.Add("", strings.Repeat("1", 1000))        // long
	f.Fuzz(func(t *testing.T, front, at string) {
		e := &inet.ParseError{Func: "inet_pton", In: front + at, Msg: "want a dot", At: at}
		checkError(t, "inet_pton", front+at, e)
	})
}
