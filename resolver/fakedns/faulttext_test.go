package fakedns

import (
	"strings"
	"testing"
)

// matches returns what the faults of a text match, one a line.
func matches(t *testing.T, text string) string {
	t.Helper()
	faults, err := ParseFaults("faults", text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var lines strings.Builder
	for _, f := range faults {
		lines.WriteString(f.String() + "\n")
	}
	return lines.String()
}

func TestFaultText(t *testing.T) {
	const text = "# What goes wrong.\n" +
		"any -> drop\n" +
		"\n" +
		" \t\n" +
		"  # Indented, and ended as on Windows:\r\n" +
		"\tudp A -> delay 1s,duplicate\r\n" +
		"\r\n" +
		"tcp\t->\tdrop\t,\tdrop \n" +
		"AAAA -> drop" // the last line need not end
	const want = "any\nudp A\ntcp\nAAAA\n"
	if got := matches(t, text); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	for _, nothing := range []string{"", "\n", "#", "# any -> drop", "#2 udp -> drop", "\r\n \r\n"} {
		if got := matches(t, nothing); got != "" {
			t.Errorf("%q are the faults %q", nothing, got)
		}
	}
}

// Each word before the arrow shows by its form what it is.
func TestMatchText(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"any", "any"},
		{"any #2", "any #2"},
		{"any udp", "udp"},
		{"udp 192.0.2.53:53 www.example.org. A #2", "udp 192.0.2.53:53 www.example.org. A #2"},
		{"A #2 www.example.org. 192.0.2.53:53 udp", "udp 192.0.2.53:53 www.example.org. A #2"},
		{"dial tcp [2001:db8::53]:53 #1", "dial tcp [2001:db8::53]:53 #1"},

		// Addresses: with and without a port, and a port of any.
		{"192.0.2.53", "192.0.2.53"},
		{"192.0.2.53:0", "192.0.2.53"},
		{"2001:db8::53", "2001:db8::53"},
		{"[::ffff:192.0.2.53]:53", "[::ffff:192.0.2.53]:53"},
		{"fe80::1%eth0", "fe80::1%eth0"},
		{`"fe80::1%eth,0"`, `"fe80::1%eth,0"`},
		{":853", ":853"},

		// Types: in any case. The word any is every query, the type has capitals.
		{"aaaa", "AAAA"},
		{"ANY", "ANY"},
		{"type65280", "TYPE65280"},
		{"TYPE1", "A"},
		{"TYPE65535", "Reserved"},
		{"Reserved", "Reserved"},

		// Names: what ends in a dot, escaped in whatever way; what a word may not hold is escaped in the text.
		{".", "."},
		{"WWW.example.ORG.", "WWW.example.ORG."},
		{"1.2.3.4.", "1.2.3.4."},
		{"any.", "any."},
		{"A.", "A."},
		{`\119ww.`, "www."},
		{`a\.b.`, `a\.b.`},
		{`a\ b.`, `a\ b.`},
		{`"a b."`, `a\ b.`},
		{`"a\tb."`, `a\009b.`},
		{`a\,b.`, `a\,b.`},
		{`"a,b."`, `a\,b.`},
		{`\#1.`, `\#1.`},
		{`fe80::1\%eth0.`, `fe80::1\%eth0.`}, // not an address with a zone
		{"fe80::1%eth0.", "fe80::1%eth0."},   // which this is
		{`x#1.`, "x#1."},
		{`a\\.`, `a\\.`},
		{`a\".`, `a\".`},
		{`->.`, "->."},
		{"\u00fc.", `\195\188.`},
	} {
		if got := matches(t, tt.text+" -> drop"); got != tt.want+"\n" {
			t.Errorf("%s is %s; want %s", tt.text, got, tt.want)
		}
	}
}

func TestFaultErrors(t *testing.T) {
	long := strings.Repeat("a", 64) + "."
	for _, tt := range []struct{ line, want string }{
		// Between match and actions.
		{"drop", `no "->" stands by itself between match and actions`},
		{"any->drop", `no "->" stands by itself between match and actions`},
		{`any "->" drop`, `no "->" stands by itself between match and actions`},
		{"-> drop", `nothing stands before "->"; every query is "any"`},
		{"any ->", "an action is missing"},
		{"any -> drop,", "an action is missing"},
		{"any -> drop,,drop", "an action is missing"},
		{"any -> , drop", "an action is missing"},
		{"any -> drop -> drop", `drop takes nothing: it is written "drop"`},

		// Words.
		{`any -> "drop`, `no string of Go in double quotes: "\"drop"`},
		{`any -> "\q"`, `no string of Go in double quotes: "\"\\q\""`},
		{`"a"b. -> drop`, `no blank stands behind the quotes: "\"a\"b. -> drop"`},
		{`any -> "dr""op"`, `no blank stands behind the quotes: "\"dr\"\"op\""`},

		// The match.
		{"www.example.org -> drop", `"www.example.org" is no network, address, #N, type, or name with its final dot`},
		{`www\. -> drop`, `"www\\." is no network, address, #N, type, or name with its final dot`},
		{"UDP -> drop", `"UDP" is no network, address, #N, type, or name with its final dot`},
		{`"" -> drop`, `"" is no network, address, #N, type, or name with its final dot`},
		{"udp, A -> drop", `"," is no network, address, #N, type, or name with its final dot`},
		{"192.0.2.256 -> drop", `"192.0.2.256" is no network, address, #N, type, or name with its final dot`},
		{"[2001:db8::53] -> drop", `"[2001:db8::53]" is no network, address, #N, type, or name with its final dot`},
		{":0 -> drop", `":0" is no network, address, #N, type, or name with its final dot`},
		{":65536 -> drop", `":65536" is no network, address, #N, type, or name with its final dot`},
		{"None -> drop", `"None" is no network, address, #N, type, or name with its final dot`},
		{"TYPE0 -> drop", `"TYPE0" is no network, address, #N, type, or name with its final dot`},
		{"TYPE65536 -> drop", `"TYPE65536" is no network, address, #N, type, or name with its final dot`},
		{"\x1b[31m -> drop", `"\x1b[31m" is no network, address, #N, type, or name with its final dot`},
		{"a..b. -> drop", `"a..b." is not a domain name`},
		{long + " -> drop", `"` + long + `" is not a domain name`},
		{"any #0 -> drop", `"#0" is not #1, #2 and so on`},
		{"any #+1 -> drop", `"#+1" is not #1, #2 and so on`},
		{"any # -> drop", `"#" is not #1, #2 and so on`},
		{"any #9223372036854775808 -> drop", `"#9223372036854775808" is not #1, #2 and so on`},
		{"any any -> drop", `"any" is a second any`},
		{"dial dial -> drop", `"dial" is a second dial`},
		{"udp tcp -> drop", `"tcp" is a second network`},
		{"::1 ::1 -> drop", `"::1" is a second address`},
		{"a. a. -> drop", `"a." is a second name`},
		{"A AAAA -> drop", `"AAAA" is a second type`},
		{"any #1 #2 -> drop", `"#2" is a second number`},
		{"dial A -> drop", "a dial has neither a name nor a type"},
		{"a. dial -> drop", "a dial has neither a name nor a type"},

		// The actions.
		{"any -> dorp", `"dorp" is not an action`},
		{"any -> Drop", `"Drop" is not an action`},
		{"any -> drop now", `drop takes nothing: it is written "drop"`},
		{"any -> delay", `delay takes one word: it is written "delay DURATION"`},
		{"any -> delay 1s drop", `delay takes one word: it is written "delay DURATION"`},
		{"any -> delay 1", `delay DURATION: "1" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> delay -1s", `delay DURATION: "-1s" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> delay 25h", `delay DURATION: "25h" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> rcode NXDOMIAN", `rcode NAME: "NXDOMIAN" is neither the name of an RCODE nor a number up to 4095`},
		{"any -> rcode 4096", `rcode NAME: "4096" is neither the name of an RCODE nor a number up to 4095`},
		{"any -> wrong-question a..b", `wrong-question NAME: "a..b" is not a domain name`},
		{`any -> wrong-owner ""`, `wrong-owner NAME: "" is not a domain name`},
		{`any -> wrong-owner a\`, `wrong-owner NAME: "a\\" is not a domain name`},
		{"any -> answer", `answer TYPE RDATA...: "" is not TYPE RDATA: no type`},
		{"any -> answer A", `answer TYPE RDATA...: "A" is not TYPE RDATA: no data`},
		{"any -> answer WAT 1", `answer TYPE RDATA...: "WAT 1" is not TYPE RDATA: unknown RR type: "WAT"`},
		{"any -> answer A 192.0.2.256", `answer TYPE RDATA...: "A 192.0.2.256" is not TYPE RDATA: bad A A: "192.0.2.256"`},
		{"any -> answer SSHFP 1 1 xyz", `answer TYPE RDATA...: "SSHFP 1 1 xyz" is not TYPE RDATA: encoding/hex: invalid byte: U+0078 'x'`},
		{"any -> answer TXT a,b", `"b" is not an action`},
		{"any -> garbage abc", `garbage [HEX]: "abc" is not an even number of hexadecimal digits`},
		{"any -> garbage ab cd", "garbage [HEX]: the octets are one word"},
		{"any -> oversize x", `oversize OCTETS: "x" is not a number from 0 to 65535`},
		{"any -> oversize 65536", `oversize OCTETS: "65536" is not a number from 0 to 65535`},
		{"any -> close-mid -1", `close-mid OCTETS: "-1" is not a number from 0 to 65537`},
		{"any -> slow-drip 1", `slow-drip takes two words: it is written "slow-drip OCTETS DURATION"`},
		{"any -> slow-drip 0 1s", `slow-drip OCTETS DURATION: "0" is not a number from 1 to 65537`},
		{"any -> slow-drip 1 s", `slow-drip OCTETS DURATION: "s" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> spoof-before 1s", "spoof-before DURATION ACTION...: it takes a duration and an action"},
		{"any -> spoof-before wrong-id 1s", `spoof-before DURATION ACTION...: "wrong-id" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> spoof-before 1s rcode X", `spoof-before DURATION ACTION...: rcode NAME: "X" is neither the name of an RCODE nor a number up to 4095`},
		{"any -> send 1s", `send takes two words: it is written "send DURATION HEX"`},
		{"any -> send s 00", `send DURATION HEX: "s" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> send 1s 0", `send DURATION HEX: "0" is not an even number of hexadecimal digits`},
		{"any -> send-raw 1s", `send-raw takes two words: it is written "send-raw DURATION HEX"`},
		{"any -> send-raw 1s 0", `send-raw DURATION HEX: "0" is not an even number of hexadecimal digits`},
		{"any -> error s EOF", `error DURATION NAME: "s" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> error 0s ENOENT", `error DURATION NAME: "ENOENT" is not one of EOF, ECONNREFUSED, ECONNRESET, ECONNABORTED, EHOSTUNREACH, ` +
			"ENETUNREACH, ENETDOWN, ETIMEDOUT, EADDRNOTAVAIL, EAFNOSUPPORT, EACCES, EPERM, EINVAL, EMSGSIZE, EMFILE, ENFILE, " +
			"ENOBUFS, ENOMEM, EAGAIN, EINTR, EPIPE, EIO"},
		{"any -> lossy", "lossy KEY=VALUE...: nothing is to go wrong"},
		{"any -> lossy loss", `lossy KEY=VALUE...: "loss" is none of loss=, duplicate=, reorder=, corrupt=, latency=, jitter= and seed=`},
		{"any -> lossy lost=1%", `lossy KEY=VALUE...: "lost=1%" is none of loss=, duplicate=, reorder=, corrupt=, latency=, jitter= and seed=`},
		{"any -> lossy loss=1", `lossy KEY=VALUE...: loss: "1" is not a percentage from 0% to 100%, as 12.5%`},
		{"any -> lossy corrupt=NaN%", `lossy KEY=VALUE...: corrupt: "NaN%" is not a percentage from 0% to 100%, as 12.5%`},
		{"any -> lossy reorder=101%", `lossy KEY=VALUE...: reorder: "101%" is not a percentage from 0% to 100%, as 12.5%`},
		{"any -> lossy duplicate=-1%", `lossy KEY=VALUE...: duplicate: "-1%" is not a percentage from 0% to 100%, as 12.5%`},
		{"any -> lossy jitter=5", `lossy KEY=VALUE...: jitter: "5" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> lossy latency=", `lossy KEY=VALUE...: latency: "" is not a duration up to 24h, as 1.5s or 20ms`},
		{"any -> lossy seed=x", `lossy KEY=VALUE...: seed: "x" is not a number from 0 to 18446744073709551615`},
		{"any -> lossy loss=1% seed=1 loss=2%", `lossy KEY=VALUE...: "loss=2%" is a second loss`},
	} {
		faults, err := ParseFaults("faults", "\n# line 2\n"+tt.line+"\nnor is this a fault")
		if want := "faults:3: " + tt.want; err == nil || err.Error() != want || faults != nil {
			t.Errorf("%s: %v, and\n got %v\nwant %s", tt.line, faults, err, want)
		}
	}
}

// A long line is not repeated at length in its error.
func TestFaultErrorIsShort(t *testing.T) {
	for _, line := range []string{
		`any -> "` + strings.Repeat("x", 1000),
		`any -> "x"` + strings.Repeat("x", 1000),
		"any -> garbage " + strings.Repeat("x", 1000),
	} {
		if _, err := ParseFaults("faults", line); err == nil || len(err.Error()) > 120 {
			t.Errorf("%.40s...: %v", line, err)
		}
	}
}
