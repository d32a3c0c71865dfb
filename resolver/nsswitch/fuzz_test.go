package nsswitch

import (
	"errors"
	"strings"
	"testing"
)

// FuzzParse: the effective file gives itself, and without a warning but that for a comment among the services; a walk asks
// each source at most once, in order.
func FuzzParse(f *testing.F) {
	f.Add("hosts: files [!UNAVAIL=return NOTFOUND=continue] dns\n")   // negation, then one status back
	f.Add("hosts:a[ success = Merge ]b # c\nservices ::: d")          // no blanks; comment; colons; no final newline
	f.Add("hosts: a [NOTFOUND=return] [UNAVAIL=return] b\n")          // what follows does not exist
	f.Add("passwd: x [\n")                                            // invalid
	f.Add("hosts\x00: a\n\xef\xbb\xbfhosts: b\n#hosts: c\nhosts d\n") // NUL, BOM, comment, no colon
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(strings.NewReader(text))
		if err != nil {
			if e, ok := errors.AsType[*ParseError](err); !ok || e.Line < 1 {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		again, err := Parse(strings.NewReader(c.String()))
		if err != nil {
			t.Fatalf("%q gives\n%swhich does not parse: %v", text, c, err)
		}
		if again.String() != c.String() {
			t.Errorf("%q gives\n%swhich gives\n%s", text, c, again)
		}
		for _, w := range again.Warnings() {
			if w.Msg != "a comment after services is taken for services" {
				t.Errorf("%q gives\n%swhich warns %v", text, c, w)
			}
		}
		sources, next := c.Database("hosts"), 0
		Walk(sources, func(name string) Status {
			if next >= len(sources) || sources[next].Name != name {
				t.Errorf("%q: source %d asked is %q", text, next, name)
			}
			next++
			return Status(len(name) % 4)
		})
	})
}
