package dnsclient

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	label63 := strings.Repeat("x", 63)
	name253 := strings.Repeat(strings.Repeat("y", 49)+".", 5) + "zzz"
	for _, tt := range []struct {
		name string
		want error
	}{
		{"www.example.org", nil}, {"www.example.org.", nil}, {"x", nil}, {".", nil}, {"_sip._tcp.example.org", nil}, {`a\.b.test`, nil},
		{label63 + ".test", nil}, {label63 + "x.test", errBadName},
		{name253, nil}, {name253 + ".", nil}, {name253 + "z", errBadName},
		{"", errBadName}, {"..", errBadName}, {"a..b", errBadName}, {".a", errBadName}, {"a..", errBadName},
		{"localhost", errSpecial}, {"LocalHost.", errSpecial}, {"a.b.localhost", errSpecial}, {"x.invalid", errSpecial},
		{"expyuzz4wqqyqhjn.onion", errSpecial}, {"a.ALT", errSpecial},
		{`secret.onio\110`, errSpecial}, {`\108ocalhost.`, errSpecial}, {`a.on\ion`, errSpecial}, {`a\.onion`, nil},
		{"notlocalhost", nil}, {"localhost.test", nil}, {"onion.test", nil},
	} {
		if got := CheckName(tt.name); got != tt.want {
			t.Errorf("CheckName(%q) = %v, want %v", tt.name, got, tt.want)
		}
		if got := CheckSyntax(tt.name); (got == errBadName) != (tt.want == errBadName) {
			t.Errorf("CheckSyntax(%q) = %v", tt.name, got)
		}
	}
}

func TestIsHostname(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "www.example.org": true, "a_b": true, "_x": true, "x-": true, "www.-x.test": true, "1.2": true, "A.b": true,
		"": false, "-x": false, "a b": false, "a*": false, `a\.b`: false, "ä": false, "a\x00": false, "a;b": false,
	} {
		if got := IsHostname(name); got != want {
			t.Errorf("IsHostname(%q) = %v", name, got)
		}
	}
}
