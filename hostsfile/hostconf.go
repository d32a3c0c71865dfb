package hostsfile

import (
	"io"
	"strings"
)

// A HostConf is the content of a host.conf(5): what of it still has a meaning. The zero HostConf is that of an empty file,
// and in glibc that of a missing one too.
type HostConf struct {
	Multi    bool // all lines of hosts(5) for a name count, not only the first
	warnings []Warning
}

// Warnings lists the lines without effect or with an odd one, in the order of the file, at most 1000 of them.
func (c HostConf) Warnings() []Warning { return c.warnings }

// hostConfKeywords are those of host.conf(5). Those other than multi are accepted, whatever follows them: they reorder or
// trim what gethostbyname(3) returns, or are without effect in glibc for long.
var hostConfKeywords = []string{"multi", "order", "trim", "reorder", "nospoof", "spoofalert", "spoof"}

// ParseHostConf reads a host.conf(5) as glibc 2.36 does (resolv/res_hconf.c): the last of all lines `multi on` and `multi off`
// wins; words are case-insensitive, and a '#' begins a comment. It does not look at the environment: RESOLV_MULTI. The error
// is the reader's.
func ParseHostConf(r io.Reader) (HostConf, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return HostConf{}, err
	}
	var c HostConf
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSuffix(line, "\n")
		if msg := c.parseLine(line); msg != "" && len(c.warnings) < maxWarnings {
			c.warnings = append(c.warnings, Warning{n, line[:min(len(line), maxShown)], msg})
		}
	}
	return c, nil
}

const blanks = " \t\v\f\r" // isspace(3) within a line

// parseLine takes a line, and says what is odd about it.
func (c *HostConf) parseLine(line string) (msg string) {
	line, _, _ = strings.Cut(line, "\x00")
	line = strings.TrimLeft(line, blanks)
	if line == "" || line[0] == '#' {
		return ""
	}
	keyword := line
	if i := strings.IndexAny(line, blanks+"#,"); i >= 0 {
		keyword = line[:i]
	}
	for _, known := range hostConfKeywords {
		switch {
		case !equalFold(keyword, known):
		case known == "multi":
			return c.parseMulti(strings.TrimLeft(line[len(keyword):], blanks))
		default:
			return ""
		}
	}
	return "unknown keyword"
}

// parseMulti takes what follows the keyword. As in glibc, `onward` is `on`.
func (c *HostConf) parseMulti(value string) (msg string) {
	for word, multi := range map[string]bool{"on": true, "off": false} {
		if len(value) < len(word) || !equalFold(value[:len(word)], word) {
			continue
		}
		c.Multi = multi
		if rest := strings.TrimLeft(value[len(word):], blanks); rest != "" && rest[0] != '#' {
			return "more than on or off: the rest is ignored"
		}
		return ""
	}
	return "neither on nor off: the line is ignored"
}
