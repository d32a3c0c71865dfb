package resolver

import (
	"strings"
	"testing"
)

// What libidn2 2.3.3 was seen to make of these for glibc.
func TestEncodeIDNAsLibidn2(t *testing.T) {
	for name, want := range map[string]string{
		"münchen.example":                 "xn--mnchen-3ya.example",
		"MÜNCHEN.Example":                 "xn--mnchen-3ya.example",
		"straße":                          "xn--strae-oqa", // non-transitional
		"ς":                               "xn--3xa",
		"u\u0308":                         "xn--tda",       // is composed
		"ü。b．c｡d":                         "xn--tda.b.c.d", // the dots of other scripts
		"ü..b":                            "xn--tda..b",
		".ü.":                             ".xn--tda.",
		"Ⅷ.ｅxample":                       "viii.example",
		"\u00ad":                          "EAI_NONAME",
		"xn--mnchen-3ya.ü":                "xn--mnchen-3ya.xn--tda",
		"XN--Mnchen-3YA.ü":                "xn--mnchen-3ya.xn--tda",
		"क्\u200dष":                       "xn--11b2ezcw70k", // a joiner where it may be
		"ü_a.*.a b.a!":                    "xn--_a-wka.*.a b.a!",
		"אב":                              "xn--4dbc",
		"אב.1a":                           "xn--4dbc.1a", // the Bidi rule is asked of no label of ASCII
		"אב。1a":                           "xn--4dbc.1a",
		"1a.אב":                           "1a.xn--4dbc",
		"א1":                              "xn--1-zhc",
		"אa":                              "EAI_IDN_ENCODE",
		"aא":                              "EAI_IDN_ENCODE",
		"1א":                              "EAI_IDN_ENCODE",
		"١":                               "EAI_IDN_ENCODE",
		"ü a":                             "EAI_IDN_ENCODE",
		"ü\u3000a":                        "EAI_IDN_ENCODE", // is mapped to a blank
		"ü!":                              "EAI_IDN_ENCODE",
		"ü\x01":                           "EAI_IDN_ENCODE",
		"㈱":                               "EAI_IDN_ENCODE", // is mapped to (株)
		"ü%eth0":                          "EAI_IDN_ENCODE",
		`ü\`:                              "EAI_IDN_ENCODE",
		`\.ü`:                             "EAI_IDN_ENCODE",
		"-ü":                              "EAI_IDN_ENCODE",
		"ü.-a":                            "EAI_IDN_ENCODE",
		"ab--ü":                           "EAI_IDN_ENCODE",
		"a\u200db":                        "EAI_IDN_ENCODE",
		"\u0327a":                         "EAI_IDN_ENCODE",
		"xn--.ü":                          "EAI_IDN_ENCODE",
		"xn--ü":                           "EAI_IDN_ENCODE",
		"xn--999999999.ü":                 "EAI_IDN_ENCODE",
		"a\xff":                           "EAI_IDN_ENCODE",
		"ü" + strings.Repeat("a", maxIDN): "EAI_IDN_ENCODE",
	} {
		if got := encoded(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// Symbols have A-labels in UTS 46, by which browsers go, and so have letters that are newer than libidn2. To IDNA2008, and so to
// glibc, they are EAI_IDN_ENCODE.
func TestEncodeIDNOfSymbols(t *testing.T) {
	for name, want := range map[string]string{"♥": "xn--g6h", "😀": "xn--e28h", "i♥.example": "xn--i-n3p.example", "—": "xn--8ug"} {
		if got := encoded(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// What libidn2 2.3.3 was seen to make of these for glibc.
func TestDecodeIDNAsLibidn2(t *testing.T) {
	for name, want := range map[string]string{
		"xn--mnchen-3ya.example":         "münchen.example",
		"XN--Mnchen-3YA.Example.ORG":     "München.Example.ORG",
		"xN--MNCHEN-3ya":                 "MüNCHEN",
		"www.example.org.":               "www.example.org.",
		"a.xn--tda.":                     "a.ü.",
		"xn--tda..X":                     "ü..X",
		"MÜNCHEN.xn--tda":                "MÜNCHEN.ü", // as hosts(5) may have it
		"a b.xn--tda":                    "a b.ü",
		"xn--_a-wka":                     "ü_a",
		"xn--zca.xn--11b2ezcw70k":        "ß.क्\u200dष",
		"xn--ls8h":                       "💩",
		"":                               "",
		"xn--":                           "xn--",
		"xn--abc-":                       "xn--abc-", // all of ASCII
		"xn--tda%41":                     "xn--tda%41",
		"xn--999999999.example":          "xn--999999999.example",
		"xn--mnchen-3ya.xn--999999999":   "xn--mnchen-3ya.xn--999999999", // all or nothing
		"xn--ü":                          "xn--ü",
		"xn--tda.\xff":                   "xn--tda.\xff",
		strings.Repeat("xn--tda.", 1000): strings.Repeat("xn--tda.", 1000),
	} {
		if got := decodeIDN(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// An A-label that nothing encodes to stays as it is. libidn2 decodes it all the same, and so glibc returns names with control
// characters, and others that look like what they are not.
func TestDecodeIDNOfWhatIsNoALabel(t *testing.T) {
	for name, decoded := range map[string]string{
		"xn--a":          "\u0080",
		"xn--a-qgn":      "a\u200b", // a space without width
		"xn--a-0hc":      "aא",      // against the Bidi rule
		"xn--a-ecp.ru":   "a⒈.ru",
		"xn--mnchen-psa": "mÜnchen",
		"xn--xn---epa":   "xn--é",
	} {
		if got := decodeIDN(name); got != name {
			t.Errorf("%q becomes %q, as %q in libidn2", name, got, decoded)
		}
	}
}

// encoded is what is looked up instead of a node with AI_IDN, or the code of the error.
func encoded(node string) string {
	name, err := encodeIDN(&request{Hints{Flags: AI_IDN}, node, ""})
	if err != nil {
		return newError("getaddrinfo", node, "", err).Code.String()
	}
	return name
}
