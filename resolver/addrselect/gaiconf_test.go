package addrselect

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

func parse(t *testing.T, text string) *Policy {
	t.Helper()
	p, err := Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const glibcText = `label ::1/128 0
label ::ffff:0.0.0.0/96 4
label ::/96 3
label 2001::/32 7
label 2002::/16 2
label fec0::/10 5
label fc00::/7 6
label ::/0 1
precedence ::1/128 50
precedence ::ffff:0.0.0.0/96 10
precedence ::/96 20
precedence 2002::/16 30
precedence ::/0 40
scopev4 ::ffff:169.254.0.0/112 2
scopev4 ::ffff:127.0.0.0/104 2
scopev4 ::ffff:0.0.0.0/96 14
`

func TestGlibcTable(t *testing.T) {
	if got := Glibc().String(); got != glibcText {
		t.Errorf("got\n%swant\n%s", got, glibcText)
	}
}

// The table of RFC 6724 section 2.1.
func TestRFC6724Table(t *testing.T) {
	want := `label ::1/128 0
label ::ffff:0.0.0.0/96 4
label ::/96 3
label 2001::/32 5
label 2002::/16 2
label 3ffe::/16 12
label fec0::/10 11
label fc00::/7 13
label ::/0 1
precedence ::1/128 50
precedence ::ffff:0.0.0.0/96 35
precedence ::/96 1
precedence 2001::/32 5
precedence 2002::/16 30
precedence 3ffe::/16 1
precedence fec0::/10 1
precedence fc00::/7 3
precedence ::/0 40
scopev4 ::ffff:169.254.0.0/112 2
scopev4 ::ffff:127.0.0.0/104 2
scopev4 ::ffff:0.0.0.0/96 14
`
	if got := RFC6724().String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestFileWithoutValidLinesIsTheDefault(t *testing.T) {
	for _, text := range []string{"", "\n", "# precedence ::ffff:0:0/96 100\n", "reload yes\n", "label 2002:: 5\n", "scopev4 10.0.0.0 5\n"} {
		if got := parse(t, text).String(); got != glibcText {
			t.Errorf("%q gives\n%s", text, got)
		}
	}
}

// section returns the lines of the policy that begin with keyword.
func section(p *Policy, keyword string) string {
	var b strings.Builder
	for line := range strings.Lines(p.String()) {
		if strings.HasPrefix(line, keyword+" ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestValidLineReplacesItsTable(t *testing.T) {
	for _, c := range []struct{ keyword, text, want string }{
		{"precedence", "precedence ::ffff:0:0/96 100\n",
			"precedence ::ffff:0.0.0.0/96 100\nprecedence ::/0 40\n"},
		{"precedence", "precedence ::/0 7\n",
			"precedence ::/0 7\n"},
		{"precedence", "precedence 2001:db8::/32 1\nprecedence ::1/128 2\nprecedence 2001:db9::/32 3",
			"precedence ::1/128 2\nprecedence 2001:db8::/32 1\nprecedence 2001:db9::/32 3\nprecedence ::/0 40\n"},
		{"label", "label 2001:db8::/32 9\n",
			"label 2001:db8::/32 9\nlabel ::/0 1\n"},
		{"label", "label ::1/128\n",
			"label ::1/128 0\nlabel ::/0 1\n"},
		{"label", "label 2001:db8::/32 1\nlabel 2001:db8::/32 2\n",
			"label 2001:db8::/32 1\nlabel 2001:db8::/32 2\nlabel ::/0 1\n"},
		{"scopev4", "scopev4 10.0.0.0/8 5\n",
			"scopev4 ::ffff:10.0.0.0/104 5\nscopev4 ::ffff:0.0.0.0/96 14\n"},
		{"scopev4", "scopev4 ::ffff:10.0.0.0/104 5\nscopev4 0.0.0.0/0 2\n",
			"scopev4 ::ffff:10.0.0.0/104 5\nscopev4 ::ffff:0.0.0.0/96 2\n"},
	} {
		p := parse(t, c.text)
		if got := section(p, c.keyword); got != c.want {
			t.Errorf("%q gives\n%swant\n%s", c.text, got, c.want)
		}
		if len(p.Warnings()) > 0 {
			t.Errorf("%q warns %v", c.text, p.Warnings())
		}
		for _, other := range []string{"label", "precedence", "scopev4"} {
			if got, want := section(p, other), section(Glibc(), other); other != c.keyword && got != want {
				t.Errorf("%q makes the other table\n%swant\n%s", c.text, got, want)
			}
		}
	}
}

func TestLinesOfAGaiConf(t *testing.T) {
	const (
		noNumber = "the value is not a number from 0 to 2147483647"
		unknown  = "unknown keyword"
	)
	for _, c := range []struct{ line, warning string }{
		{"label 2001:db8::/32 5", ""},
		{" \t\v\flabel\t2001:db8::/32\t5\r", ""},
		{"label 2001:db8::/32 5 trailing words", ""},
		{"label 2001:db8::/32 5#comment", ""},
		{"label 2001:db8::/32 5\x00 a NUL ends the line", ""},
		{"label 2001:db8::/ 5", ""}, // an empty length is 0, as an empty value is
		{"label 2001:db8::/+32 +5", ""},
		{"label ::ffff:192.0.2.1/128 2147483647", ""},
		{"label ::/0 2147483648", noNumber},
		{"label ::/0 -1", noNumber},
		{"label ::/0 +-1", noNumber},
		{"label ::/0 +", noNumber},
		{"label ::/0 abc", noNumber},
		{"label ::/0 55x", noNumber},
		{"label ::/0 0x5", noNumber},
		{"label 2001:db8:: 5", errNoLength},
		{"label ::/129 5", errLength},
		{"label ::/-1 5", errLength},
		{"label ::/3x 5", errLength},
		{"label ::/32/1 5", errLength},
		{"label 192.0.2.0/24 5", errNoAddress},
		{"label fe80::%lo/10 5", errNoAddress},
		{"label x/96 5", errNoAddress},
		{"label", errNoAddress},
		{"precedence", errNoAddress},
		{"scopev4 10.0.0.0/8 5", ""},
		{"scopev4 ::ffff:10.0.0.0/104 5", ""},
		{"scopev4 ::ffff:10.0.0.0/95 5", errLength},
		{"scopev4 10.0.0.0/33 5", errLength},
		{"scopev4 10.0.0.0 5", errNoLength4},
		{"scopev4 10.0.0.0", errNoLength4},
		{"scopev4 ::ffff:10.0.0.0 5", errNoLength4},
		{"scopev4 10.0/8 5", "not an IPv4 address"},
		{"scopev4 2001:db8::/96 5", "not an IPv4 address"},
		{"scopev4 ::ffff:10.0.0.0%lo/104 5", "not an IPv4 address"},
		{"scopev4", "not an IPv4 address"},
		{"reload yes", ""},
		{"reload", ""},
		{"Label ::/0 5", unknown}, // keywords are case-sensitive
		{"labels ::/0 5", unknown},
		{"#label", ""},
		{"  ", ""},
	} {
		p := parse(t, "\n"+c.line+"\n")
		var want []Warning
		if c.warning != "" {
			want = []Warning{{2, c.line, c.warning}}
		}
		if got := fmt.Sprint(p.Warnings()); got != fmt.Sprint(want) {
			t.Errorf("%q warns %v, want %v", c.line, got, want)
		}
	}
}

func TestWarningsAreBounded(t *testing.T) {
	p := parse(t, strings.Repeat(strings.Repeat("x", 100)+"\n", 1100))
	if n := len(p.Warnings()); n != 1000 {
		t.Errorf("%d warnings, want 1000", n)
	}
	if text := p.Warnings()[999].Text; len(text) != 80 {
		t.Errorf("a text of %d bytes, want 80", len(text))
	}
}

func TestParseReturnsTheErrorOfTheReader(t *testing.T) {
	broken := errors.New("broken")
	if p, err := Parse(iotest.ErrReader(broken)); p != nil || err != broken {
		t.Errorf("Parse = %v, %v", p, err)
	}
}
